package omendb.engine.exec.operator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Platform threads that help callers with their morsels. A caller always works itself, so a query
/// makes progress even when all helpers are busy. Thread-safe.
public final class WorkerPool implements AutoCloseable {
  private final ExecutorService helpers;

  public WorkerPool(int threads) {
    AtomicInteger number = new AtomicInteger();
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads),
            task -> {
              Thread thread = new Thread(task, "omendb-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /// The part of a job that one worker does; it takes pieces until none are left.
  public interface Work {
    void run(int worker);
  }

  /// Runs the work by up to `workers` threads, numbered from 0, and returns when all that began are
  /// done. The first exception is thrown.
  public void run(int workers, Work work) {
    if (workers <= 1) {
      work.run(0);
      return;
    }
    Job job = new Job(work);
    for (int w = 1; w < workers; w++) {
      int worker = w;
      helpers.execute(() -> job.help(worker));
    }
    job.lead();
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }

  /// One parallel job. Helpers that come when the leader has finished find nothing left to do.
  private static final class Job {
    private final Work work;
    private int active;
    private boolean over;
    private @Nullable Throwable failure;

    Job(Work work) {
      this.work = work;
    }

    void help(int worker) {
      synchronized (this) {
        if (over) {
          return;
        }
        active++;
      }
      try {
        work.run(worker);
      } catch (Throwable e) {
        fail(e);
      } finally {
        synchronized (this) {
          active--;
          notifyAll();
        }
      }
    }

    void lead() {
      try {
        work.run(0);
      } catch (Throwable e) {
        fail(e);
      }
      boolean interrupted = false;
      synchronized (this) {
        over = true;
        while (active > 0) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      rethrow();
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      }
    }

    private synchronized void rethrow() {
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }
}
