package omendb.engine.exec.operator;

import java.util.ArrayDeque;
import java.util.Deque;
import omendb.engine.exec.ExecutionContext;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillScope;
import org.jspecify.annotations.Nullable;

/// One execution of a plan: its limits, its threads, and what it must give back at its end.
public final class QueryRun implements AutoCloseable {
  private final ExecutionContext context;
  private final WorkerPool pool;
  private final SpillScope spill;
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /// What [WorkerPool#giveWay] returned last, to any of the threads.
  private volatile long seenShortStatements;

  private volatile boolean failed;
  private boolean closed;

  public QueryRun(ExecutionContext context, WorkerPool pool) {
    this(context, pool, context.spill());
  }

  private QueryRun(ExecutionContext context, WorkerPool pool, SpillScope spill) {
    this.context = context;
    this.pool = pool;
    this.spill = spill;
  }

  public ExecutionContext context() {
    return context;
  }

  public MemoryBudget memory() {
    return context.memory();
  }

  SpillScope spill() {
    return spill;
  }

  public int threads() {
    return Math.max(1, context.threads());
  }

  /// A run within this one, for a part of the plan that is run more than once.
  QueryRun part() {
    return new QueryRun(context, pool, spill);
  }

  /// Throws when the statement is cancelled or another of its workers has failed. Called after some
  /// 100 µs of work at the most, and then lets short statements have the core first.
  void check() {
    context.checkCancelled();
    seenShortStatements = pool.giveWay(seenShortStatements);
    if (failed) {
      throw new WorkerStopped();
    }
  }

  /// Runs the work in up to `workers` threads; after a failure in one the others stop at their next
  /// check.
  void parallel(int workers, WorkerPool.Work work) {
    pool.run(
        Math.min(workers, threads()),
        worker -> {
          try {
            work.run(worker);
          } catch (WorkerStopped e) {
            // The failure that stopped this worker is reported by the worker that met it.
          } catch (Throwable e) {
            failed = true;
            throw e;
          }
        });
  }

  /// An arena that lives until the query ends, or until its owner closes it.
  public NativeArena arena() {
    return own(new NativeArena(memory()));
  }

  /// Closes the resource when the query ends.
  synchronized <R extends AutoCloseable> R own(R resource) {
    resources.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    @Nullable RuntimeException failure = null;
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException(e) : failure;
      }
    }
    resources.clear();
    if (failure != null) {
      throw failure;
    }
  }

  /// Ends a worker whose work is of no use any more.
  static final class WorkerStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    WorkerStopped() {
      super(null, null, false, false);
    }
  }
}
