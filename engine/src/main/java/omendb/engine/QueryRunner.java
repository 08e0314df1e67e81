package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import omendb.core.Batch;
import omendb.core.TableSchema;
import omendb.engine.exec.QueryResult;
import omendb.mvcc.Transaction;
import omendb.planner.PlannedStatement;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Runs planned statements: reads by key down the row path, everything else through generated
/// pipelines, changes row by row into the transaction.
final class QueryRunner {
  private final Session session;
  private final RowPath rowPath;

  QueryRunner(Session session) {
    this.session = session;
    this.rowPath = new RowPath(session);
  }

  /// A query: its rows are computed as they are pulled.
  Result query(PlannedStatement planned) {
    if (!planned.changes().isEmpty()) {
      return modify(planned);
    }
    List<ResultColumn> columns = columns(session, planned);
    Plan.LockRows locks = RowPath.locks(planned.plan());
    if (locks != null) {
      String strength = locks.locks().getFirst().strength().name().replace('_', ' ');
      session.transaction().requireWritable("SELECT FOR " + strength);
    }
    long snapshot = session.transaction().current().snapshot();
    if (RowPath.takes(planned.plan())) {
      session.activity().countLookup();
      Result rows = rowPath.read(planned.plan(), columns, snapshot);
      session.noteSnapshot(snapshot);
      return rows;
    }
    session.database().counters().column();
    QueryResult result = session.database().executor().execute(planned.plan(), session.context());
    PipelineRows rows = new PipelineRows(session, columns, result, snapshot);
    if (locks != null) {
      rows.begin();
    }
    return rows;
  }

  /// INSERT, UPDATE, DELETE or MERGE, or a query with such statements in WITH; all of it has
  /// happened when this returns.
  Result modify(PlannedStatement planned) {
    session.transaction().current().awaitMemory(session.context()::checkCancelled);
    ReferenceQueue references = new ReferenceQueue(session);
    if (!planned.changes().isEmpty()) {
      return new ChangeRunner(session, this, references).run(planned);
    }
    Plan plan = planned.plan();
    Plan source = source(plan);
    if (source == null) {
      return query(planned);
    }
    RowWriter writer = writer(plan, references);
    forEach(source, consumer(plan, writer));
    writer.finish();
    return answer(planned, writer);
  }

  /// The rows that a changing plan works on; null for a query.
  static @Nullable Plan source(Plan plan) {
    return switch (plan) {
      case Plan.Insert insert -> insert.source();
      case Plan.Update update -> update.source();
      case Plan.Delete delete -> delete.source();
      case Plan.Merge merge -> merge.source();
      default -> null;
    };
  }

  static String verb(Plan plan) {
    return switch (plan) {
      case Plan.Insert _ -> "INSERT";
      case Plan.Update _ -> "UPDATE";
      case Plan.Delete _ -> "DELETE";
      case Plan.Merge _ -> "MERGE";
      default -> "SELECT";
    };
  }

  /// What writes for a changing plan.
  RowWriter writer(Plan plan, ReferenceQueue references) {
    session.transaction().requireWritable(verb(plan));
    return switch (plan) {
      case Plan.Insert insert ->
          new RowWriter(
              session, insert.tableOid(), insert.checks(), insert.returning(), references);
      case Plan.Update update ->
          new RowWriter(
              session, update.tableOid(), update.checks(), update.returning(), references);
      case Plan.Delete delete ->
          new RowWriter(session, delete.tableOid(), List.of(), delete.returning(), references);
      case Plan.Merge merge ->
          new RowWriter(session, merge.tableOid(), List.of(), List.of(), references);
      default -> throw new AssertionError(plan);
    };
  }

  /// What a changing plan does with each row of its source.
  static RowConsumer consumer(Plan plan, RowWriter writer) {
    return switch (plan) {
      case Plan.Insert insert -> row -> writer.insert(row, insert.onConflict());
      case Plan.Update update -> row -> writer.updateOnce(row, update.assignments());
      case Plan.Delete _ -> writer::delete;
      case Plan.Merge merge -> row -> writer.merge(row, merge.branches());
      default -> throw new AssertionError(plan);
    };
  }

  Result answer(PlannedStatement planned, RowWriter writer) {
    String verb = planned.plan() instanceof Plan.Insert ? "INSERT 0" : verb(planned.plan());
    if (planned.columns().isEmpty()) {
      return new Result.Command(verb + " " + writer.count());
    }
    MemoryRows rows =
        new MemoryRows(
            columns(session, planned), verb, true, session.transaction().current().snapshot());
    writer.returned().forEach(rows::add);
    return rows;
  }

  /// A consumer of boxed rows.
  interface RowConsumer {
    void accept(@Nullable Object[] row);
  }

  /// Hands each row of a plan to the consumer, after all of them have been read: what the statement
  /// writes must not be seen by its own source.
  private void forEach(Plan source, RowConsumer consumer) {
    if (RowPath.takes(source)) {
      session.activity().countLookup();
      for (@Nullable Object[] row : rowPath.rows(source)) {
        consumer.accept(row);
      }
      return;
    }
    session.database().counters().column();
    for (@Nullable Object[] row : rows(source)) {
      session.context().checkCancelled();
      consumer.accept(row);
    }
  }

  /// All rows of a plan, boxed.
  List<@Nullable Object[]> rows(Plan plan) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (QueryResult result = session.database().executor().execute(plan, session.context())) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int i = 0; i < batch.rowCount; i++) {
          rows.add(boxed(batch, i));
        }
      }
    }
    return rows;
  }

  static @Nullable Object[] boxed(Batch batch, int row) {
    @Nullable Object[] values = new @Nullable Object[batch.vectors.length];
    for (int column = 0; column < values.length; column++) {
      values[column] = batch.vectors[column].get(row);
    }
    return values;
  }

  /// Adds a query's rows to a table whose columns are the query's. Returns the number of rows.
  long copyInto(PlannedStatement planned, TableSchema table) {
    try (RowLoader loader = new RowLoader(session, table)) {
      if (planned.changes().isEmpty()) {
        try (QueryResult result =
            session.database().executor().execute(planned.plan(), session.context())) {
          addAll(result::next, loader);
        }
      } else if (modify(planned) instanceof Result.Rows rows) {
        try (rows) {
          addAll(rows::next, loader);
        }
      }
      return loader.finish();
    }
  }

  private static void addAll(Supplier<@Nullable Batch> batches, RowLoader loader) {
    for (Batch batch = batches.get(); batch != null; batch = batches.get()) {
      for (int i = 0; i < batch.rowCount; i++) {
        loader.add(boxed(batch, i));
      }
    }
  }

  /// Stores the rows of one table, which nobody else writes meanwhile, in another of the same
  /// columns.
  void copyRows(TableSchema from, TableSchema to) {
    try (RowLoader loader = new RowLoader(session, to)) {
      Transaction tx = session.transaction().current();
      tx.atNewest(() -> {
        TableReader.forEach(
            session.database().table(from.oid()),
            tx,
            (row, _) -> {
              loader.add(row);
              return true;
            });
        return loader.finish();
      });
    }
  }

  static List<ResultColumn> columns(Session session, PlannedStatement planned) {
    ObjectNumbers numbers = session.transaction().catalog().numbers();
    List<ResultColumn> columns = new ArrayList<>(planned.columns().size());
    for (PlannedStatement.OutputColumn column : planned.columns()) {
      columns.add(
          new ResultColumn(
              column.name(), column.type(), numbers.oid(column.tableOid()), column.columnNumber()));
    }
    return columns;
  }
}
