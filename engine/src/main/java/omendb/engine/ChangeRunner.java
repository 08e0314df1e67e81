package omendb.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.mvcc.Transaction;
import omendb.planner.PlannedStatement;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Runs a statement with changing statements in its WITH clause. None of them sees what the others
/// write: each change is made, what it returns is kept, and it is undone; when all has been read,
/// the changes are made for good. What they return is what they then write, since the second time
/// the rows are written as they are and no expression is evaluated again.
final class ChangeRunner {
  private final Session session;
  private final QueryRunner queries;
  private final ReferenceQueue references;
  private final Set<Changed> changed = new HashSet<>();

  ChangeRunner(Session session, QueryRunner queries, ReferenceQueue references) {
    this.session = session;
    this.queries = queries;
    this.references = references;
  }

  /// A row that one of the statements updates or deletes.
  private record Changed(int tableOid, ByteBuffer key) {}

  /// A change that has been undone.
  private record Pending(Plan plan, List<RowWriter.Effect> effects) {}

  Result run(PlannedStatement planned) {
    try {
      return changeAndAnswer(planned);
    } finally {
      session.context().forgetReturned();
    }
  }

  private Result changeAndAnswer(PlannedStatement planned) {
    session.transaction().requireWritable(QueryRunner.verb(planned.plan()));
    Transaction transaction = session.transaction().current();
    int mark = transaction.savepoint();
    List<Pending> pending = new ArrayList<>();
    for (PlannedStatement.Change change : planned.changes()) {
      pending.add(tried(change));
      transaction.rollbackTo(mark);
    }
    Plan main = planned.plan();
    Plan source = QueryRunner.source(main);
    List<@Nullable Object[]> rows = source == null ? queries.rows(main) : sourceRows(main, source);
    for (Pending change : pending) {
      queries.writer(change.plan(), references).repeat(change.effects());
    }
    Result answer;
    if (source == null) {
      MemoryRows result =
          new MemoryRows(
              QueryRunner.columns(session, planned), "SELECT", true, transaction.snapshot());
      rows.forEach(result::add);
      answer = result;
    } else {
      RowWriter writer = queries.writer(main, references);
      rows.forEach(QueryRunner.consumer(main, writer)::accept);
      answer = queries.answer(planned, writer);
    }
    references.run();
    return answer;
  }

  private Pending tried(PlannedStatement.Change change) {
    Plan plan = change.plan();
    Plan source = QueryRunner.source(plan);
    if (source == null) {
      throw new AssertionError(plan);
    }
    List<@Nullable Object[]> rows = sourceRows(plan, source);
    RowWriter writer = queries.writer(plan, new ReferenceQueue(session));
    List<RowWriter.Effect> effects = writer.record();
    rows.forEach(QueryRunner.consumer(plan, writer)::accept);
    session.context().returned(change.id(), plan.types(), writer.returned());
    for (RowWriter.Effect effect : effects) {
      if (effect.old() != null) {
        changed.add(new Changed(writer.tableOid(), ByteBuffer.wrap(effect.key())));
      }
    }
    return new Pending(plan, effects);
  }

  /// The rows that a change works on. A row takes one change per statement, the first.
  private List<@Nullable Object[]> sourceRows(Plan plan, Plan source) {
    List<@Nullable Object[]> rows = queries.rows(source);
    int table = tableOid(plan);
    if (table != 0 && !changed.isEmpty()) {
      int key = session.database().table(table).schema().columns().size();
      rows.removeIf(row ->
          row[key] instanceof byte[] bytes
              && changed.contains(new Changed(table, ByteBuffer.wrap(bytes))));
    }
    return rows;
  }

  /// The table whose rows the plan's source gives with their keys; 0 for INSERT.
  private static int tableOid(Plan plan) {
    return switch (plan) {
      case Plan.Update update -> update.tableOid();
      case Plan.Delete delete -> delete.tableOid();
      case Plan.Merge merge -> merge.tableOid();
      default -> 0;
    };
  }
}
