package omendb.engine.exec.operator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import omendb.engine.exec.ShortStatements;
import org.jspecify.annotations.Nullable;

/// Platform threads that help callers with their morsels. They have a low priority (see
/// [LowPriority]): short statements take a core from them when they want it.
///
/// A caller works itself, so that a query makes progress even when all helpers are busy. Beside
/// [ShortStatements] its own priority would be too high; then a stand-in of low priority does its
/// part and the caller waits. Thread-safe.
public final class WorkerPool implements AutoCloseable {
  private final ExecutorService helpers;
  private final ExecutorService standIns;
  private final ShortStatements shortStatements;

  /// The number of [ShortStatements] when the last job began.
  private final AtomicLong seen = new AtomicLong();

  public WorkerPool(int threads, ShortStatements shortStatements) {
    this.helpers = Executors.newFixedThreadPool(Math.max(1, threads), lowThreads("omendb-worker-"));
    this.standIns = Executors.newCachedThreadPool(lowThreads("omendb-stand-in-"));
    this.shortStatements = shortStatements;
  }

  private static ThreadFactory lowThreads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      LowThread thread = new LowThread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
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
    boolean away = besideShortStatements() && standIn(job);
    for (int w = 1; w < workers; w++) {
      int worker = w;
      helpers.execute(() -> job.help(worker));
    }
    if (!away) {
      job.lead();
    }
    job.await();
  }

  /// Lets whoever waits for this core have it first, when there have been short statements since
  /// the look that returned `seen`. Who only waits, and has not just been woken, would else get it
  /// at the timer's next tick, up to 4 ms later.
  long giveWay(long seen) {
    long number = shortStatements.number();
    if (number != seen) {
      Thread.yield();
    }
    return number;
  }

  /// True when there have been short statements since the last job began.
  private boolean besideShortStatements() {
    long number = shortStatements.number();
    return number != seen.getAndSet(number);
  }

  private boolean standIn(Job job) {
    try {
      standIns.execute(job::lead);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
    standIns.shutdown();
  }

  /// A thread that begins its life by lowering its priority.
  private static final class LowThread extends Thread {
    LowThread(Runnable task, String name) {
      super(task, name);
    }

    @Override
    public void run() {
      LowPriority.take();
      super.run();
    }
  }

  /// One parallel job. Its leader is there from the beginning; helpers that come when it has
  /// finished find nothing left to do.
  private static final class Job {
    private final Work work;
    private int active = 1;
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
      work(worker, false);
    }

    void lead() {
      work(0, true);
    }

    private void work(int worker, boolean last) {
      @Nullable Throwable thrown = null;
      try {
        work.run(worker);
      } catch (Throwable e) {
        thrown = e;
      }
      synchronized (this) {
        active--;
        over |= last;
        failure = failure == null ? thrown : failure;
        notifyAll();
      }
    }

    void await() {
      boolean interrupted = false;
      synchronized (this) {
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
