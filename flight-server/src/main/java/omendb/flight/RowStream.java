package omendb.flight;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import omendb.core.Batch;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Sends a result as record batches, never faster than the client reads them. Runs on a worker:
/// gRPC's own threads must stay free to tell when the client is ready.
final class RowStream {
  private final ExecutorService workers;
  private final BufferAllocator allocator;
  private final int batchRows;

  RowStream(ExecutorService workers, BufferAllocator allocator, int batchRows) {
    this.workers = workers;
    this.allocator = allocator;
    this.batchRows = batchRows;
  }

  /// Starts to send; the result is discarded at the end, whichever it is.
  void send(ClientSession.Pending pending, ServerStreamListener listener) {
    Readiness readiness = new Readiness(listener);
    listener.setOnReadyHandler(readiness::signal);
    listener.setOnCancelHandler(() -> {
      pending.lane().session.cancel();
      readiness.signal();
    });
    try {
      workers.execute(() -> run(pending, listener, readiness));
    } catch (RejectedExecutionException e) {
      pending.discard();
      throw Errors.of(omendb.core.SqlState.ADMIN_SHUTDOWN.error("the server is shutting down"));
    }
  }

  private void run(
      ClientSession.Pending pending, ServerStreamListener listener, Readiness readiness) {
    try (VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowTypes.schema(pending.rows().columns()), allocator)) {
      listener.start(root);
      pending
          .lane()
          .use(session -> {
            stream(pending, root, listener, readiness);
            pending.rows().close();
            if (pending.own()) {
              session.sync();
            }
          });
      if (!listener.isCancelled()) {
        listener.completed();
      }
    } catch (Throwable e) {
      if (!listener.isCancelled()) {
        listener.error(Errors.of(e));
      }
    } finally {
      pending.discard();
    }
  }

  private void stream(
      ClientSession.Pending pending,
      VectorSchemaRoot root,
      ServerStreamListener listener,
      Readiness readiness) {
    VectorFiller filler = new VectorFiller(root);
    Batch batch = pending.rows().next();
    while (batch != null && !listener.isCancelled()) {
      filler.begin();
      while (batch != null && (filler.rows() == 0 || filler.rows() + batch.rowCount <= batchRows)) {
        filler.append(batch);
        batch = pending.rows().next();
      }
      filler.end();
      readiness.await();
      if (!listener.isCancelled()) {
        listener.putNext();
      }
    }
  }

  /// Waits for the transport to take more.
  private static final class Readiness {
    private final ServerStreamListener listener;

    Readiness(ServerStreamListener listener) {
      this.listener = listener;
    }

    synchronized void signal() {
      notifyAll();
    }

    synchronized void await() {
      while (!listener.isReady() && !listener.isCancelled()) {
        try {
          wait(1000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
