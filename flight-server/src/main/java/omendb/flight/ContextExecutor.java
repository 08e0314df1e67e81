package omendb.flight;

import io.grpc.Context;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs tasks in the gRPC context of whoever submits them, so that a call's session is known on the
/// worker too.
final class ContextExecutor extends AbstractExecutorService {
  private final ExecutorService workers;

  ContextExecutor(ExecutorService workers) {
    this.workers = workers;
  }

  @Override
  public void execute(Runnable task) {
    workers.execute(Context.current().wrap(task));
  }

  @Override
  public void shutdown() {
    workers.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return workers.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return workers.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return workers.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return workers.awaitTermination(timeout, unit);
  }
}
