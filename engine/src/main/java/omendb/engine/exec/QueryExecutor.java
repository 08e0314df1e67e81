package omendb.engine.exec;

import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.codegen.KernelClasses;
import omendb.engine.exec.operator.OrderedCursor;
import omendb.engine.exec.operator.QueryRun;
import omendb.engine.exec.operator.StreamBuilder;
import omendb.engine.exec.operator.WorkerPool;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.Plan;

/// Runs plans; one per database. It owns the threads that work for all queries and the classes
/// generated for their pipelines. Thread-safe.
public final class QueryExecutor implements AutoCloseable {
  private final ShortStatements shortStatements = new ShortStatements();
  private final WorkerPool pool;
  private final KernelClasses classes = new KernelClasses();

  public QueryExecutor(int threads) {
    this.pool = new WorkerPool(threads, shortStatements);
  }

  /// Who is to be told of statements of one row, which queries give way to.
  public ShortStatements shortStatements() {
    return shortStatements;
  }

  /// Begins a query; rows are computed as they are pulled. The result must be closed.
  public QueryResult execute(Plan plan, ExecutionContext context) {
    QueryRun run = new QueryRun(context, pool);
    try {
      Binding binding = new Binding(context.parameters(), context.evalContext(), run.arena());
      OrderedCursor cursor =
          new StreamBuilder(run, new KernelBuilder(classes, binding)).cursor(plan);
      return new QueryResult(run, cursor);
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  /// Loads and runs what every query needs, so that the first one is not the slowest.
  public void warmUp(EvalContext context) {
    try (QueryResult result = execute(WarmUp.plan(), WarmUp.Context.of(context))) {
      while (result.next() != null) {
        // Nobody wants the rows.
      }
    }
  }

  /// Generated classes that are ready.
  public long generatedClasses() {
    return classes.size();
  }

  @Override
  public void close() {
    pool.close();
  }
}
