package omendb.engine;

import java.util.ArrayList;
import java.util.List;
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
    List<ResultColumn> columns = columns(planned);
    Plan.LockRows locks = RowPath.locks(planned.plan());
    if (locks != null) {
      String strength = locks.locks().getFirst().strength().name().replace('_', ' ');
      session.transaction().requireWritable("SELECT FOR " + strength);
    }
    long snapshot = session.transaction().current().snapshot();
    if (RowPath.takes(planned.plan())) {
      session.database().counters().lookup();
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

  /// INSERT, UPDATE or DELETE; all of it has happened when this returns.
  Result modify(PlannedStatement planned) {
    session.transaction().current().awaitMemory(session.context()::checkCancelled);
    Plan plan = planned.plan();
    return switch (plan) {
      case Plan.Insert insert -> {
        session.transaction().requireWritable("INSERT");
        RowWriter writer = new RowWriter(session, insert.tableOid(), insert.returning());
        forEach(insert.source(), row -> writer.insert(row, insert.onConflict()));
        writer.finish();
        yield answer(planned, writer, "INSERT 0");
      }
      case Plan.Update update -> {
        session.transaction().requireWritable("UPDATE");
        RowWriter writer = new RowWriter(session, update.tableOid(), update.returning());
        forEach(update.source(), row -> writer.update(row, update.assignments()));
        writer.finish();
        yield answer(planned, writer, "UPDATE");
      }
      case Plan.Delete delete -> {
        session.transaction().requireWritable("DELETE");
        RowWriter writer = new RowWriter(session, delete.tableOid(), delete.returning());
        forEach(delete.source(), writer::delete);
        writer.finish();
        yield answer(planned, writer, "DELETE");
      }
      default -> query(planned);
    };
  }

  private Result answer(PlannedStatement planned, RowWriter writer, String verb) {
    if (planned.columns().isEmpty()) {
      return new Result.Command(verb + " " + writer.count());
    }
    MemoryRows rows =
        new MemoryRows(columns(planned), verb, true, session.transaction().current().snapshot());
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
      session.database().counters().lookup();
      for (@Nullable Object[] row : rowPath.rows(source)) {
        consumer.accept(row);
      }
      return;
    }
    session.database().counters().column();
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (QueryResult result = session.database().executor().execute(source, session.context())) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int i = 0; i < batch.rowCount; i++) {
          rows.add(boxed(batch, i));
        }
      }
    }
    for (@Nullable Object[] row : rows) {
      session.context().checkCancelled();
      consumer.accept(row);
    }
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
    try (RowLoader loader = new RowLoader(session, table);
        QueryResult result =
            session.database().executor().execute(planned.plan(), session.context())) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int i = 0; i < batch.rowCount; i++) {
          loader.add(boxed(batch, i));
        }
      }
      return loader.finish();
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

  static List<ResultColumn> columns(PlannedStatement planned) {
    List<ResultColumn> columns = new ArrayList<>(planned.columns().size());
    for (PlannedStatement.OutputColumn column : planned.columns()) {
      columns.add(
          new ResultColumn(column.name(), column.type(), column.tableOid(), column.columnNumber()));
    }
    return columns;
  }
}
