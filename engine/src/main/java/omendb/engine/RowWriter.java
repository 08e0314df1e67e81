package omendb.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.LockMode;
import omendb.mvcc.Transaction;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.RowCheck;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Writes rows of one table into the session's transaction with all that hangs on them: rules that
/// a row must keep by itself, index entries, foreign keys. Keeps what RETURNING asks for.
final class RowWriter {
  private final Session session;
  private final TableStore table;
  private final TableSchema schema;
  private final RowRules rules;
  private final ReferenceQueue references;
  private final int[] keyColumns;
  private final List<Expr> returning;
  private final RowChecks rowChecks;
  private final List<RowCheck> policies;
  private final List<RowCheck> views;
  private final List<@Nullable Object[]> returned = new ArrayList<>();

  /// Keys that the statement has dealt with: INSERT … ON CONFLICT must not meet one twice, and
  /// UPDATE … FROM takes the first partner of each row.
  private final Set<ByteBuffer> settled = new HashSet<>();

  /// What has been written, when somebody means to write it again.
  private @Nullable List<Effect> effects;

  private long count;

  /// A row written.
  ///
  /// @param old null for a new row
  /// @param row null for a deleted row
  record Effect(byte[] key, @Nullable Object @Nullable [] old, @Nullable Object @Nullable [] row) {}

  /// A writer for a statement; [#finish] ends it.
  ///
  /// @param checks what rows written must satisfy
  /// @param references where the statement collects what foreign keys ask for
  RowWriter(
      Session session,
      int tableOid,
      List<RowCheck> checks,
      List<Expr> returning,
      ReferenceQueue references) {
    this.session = session;
    this.table = session.database().table(tableOid);
    // Shared with other writers; keeps definitions from changing until the transaction ends.
    table.lockTable(transaction(), LockMode.KEY_SHARE);
    TableSchema current = session.transaction().catalog().tableByOid(tableOid);
    if (current == null) {
      // Its place was taken while the statement waited; the statement runs again.
      throw Database.definitionsChanged();
    }
    this.schema = current;
    this.rules = new RowRules(session, schema);
    this.references = references;
    this.keyColumns = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    this.rowChecks = new RowChecks(session, schema);
    this.policies = RowChecks.ofPolicies(checks);
    this.views = RowChecks.ofViews(checks);
    this.returning = returning;
  }

  int tableOid() {
    return schema.oid();
  }

  long count() {
    return count;
  }

  List<@Nullable Object[]> returned() {
    return returned;
  }

  /// Remembers from now on what is written, so that another writer can [#repeat] it.
  List<Effect> record() {
    List<Effect> recorded = new ArrayList<>();
    effects = recorded;
    return recorded;
  }

  /// Writes what another writer had written before it was undone.
  void repeat(List<Effect> recorded) {
    for (Effect effect : recorded) {
      session.context().checkCancelled();
      @Nullable Object[] old = effect.old();
      @Nullable Object[] row = effect.row();
      if (row == null) {
        remove(effect.key(), Objects.requireNonNull(old));
      } else if (old == null) {
        rules.check(row);
        Taken taken = put(effect.key(), row, null);
        if (taken != null) {
          throw duplicate(taken, row);
        }
        references.inserted(schema, rules.rules(), row, effect.key());
      } else {
        replace(effect.key(), old, row);
      }
    }
  }

  private void note(
      byte[] key, @Nullable Object @Nullable [] old, @Nullable Object @Nullable [] row) {
    if (effects != null) {
      effects.add(new Effect(key, old, row));
    }
  }

  /// Does what foreign keys ask for at the end of the statement.
  void finish() {
    references.run();
  }

  /// What has a value of the new row already: an index, or the primary key when `index` is null.
  private record Taken(@Nullable TableIndex index) {}

  /// @param row the table's columns in order
  void insert(@Nullable Object[] row, Plan.@Nullable OnConflict onConflict) {
    rules.check(row);
    rowChecks.require(policies, row);
    byte[] key = newKey(row);
    int arbiter = onConflict == null ? Plan.OnConflict.ANY : onConflict.arbiter();
    int savepoint = transaction().savepoint();
    Taken taken = put(key, row, rules.index(arbiter));
    if (taken == null) {
      references.inserted(schema, rules.rules(), row, key);
      note(key, null, row);
      if (onConflict != null) {
        settled.add(ByteBuffer.wrap(key));
      }
      rowChecks.require(views, row);
      done(row);
    } else if (onConflict == null || !arbitrates(arbiter, taken)) {
      throw duplicate(taken, row);
    } else {
      transaction().rollbackTo(savepoint);
      if (!onConflict.assignments().isEmpty()) {
        updateExisting(existingKey(taken, key, row), row, onConflict);
      }
    }
  }

  /// Stores a row and its entries, the arbiter's first, since its conflict comes before those of
  /// other indexes.
  private @Nullable Taken put(byte[] key, @Nullable Object[] row, @Nullable TableIndex first) {
    Transaction tx = transaction();
    if (first != null && !first.insert(tx, row, key)) {
      return new Taken(first);
    }
    if (!table.insert(tx, key, table.codec().encode(row))) {
      return new Taken(null);
    }
    for (TableIndex index : rules.indexes()) {
      if (index != first && !index.insert(tx, row, key)) {
        return new Taken(index);
      }
    }
    return null;
  }

  private boolean arbitrates(int arbiter, Taken taken) {
    TableIndex index = taken.index();
    int oid = index == null ? schema.oid() : index.definition().oid();
    return arbiter == Plan.OnConflict.ANY || arbiter == oid;
  }

  private OmenException duplicate(Taken taken, @Nullable Object[] row) {
    TableIndex index = taken.index();
    return index == null
        ? Violations.duplicateKey(schema, row, session.context())
        : Violations.duplicate(index, index.describeRow(row));
  }

  /// The key of the row that a new one meets.
  private byte[] existingKey(Taken taken, byte[] key, @Nullable Object[] row) {
    TableIndex index = taken.index();
    if (index == null) {
      return key;
    }
    byte[] found = index.find(transaction(), row, session.context().scratch());
    if (found == null) {
      throw invisible();
    }
    return found;
  }

  /// Committed by another after our snapshot: the statement runs again with a newer one.
  private static OmenException invisible() {
    return SqlState.SERIALIZATION_FAILURE.error(
        "could not serialize access due to concurrent update");
  }

  private void updateExisting(byte[] key, @Nullable Object[] proposed, Plan.OnConflict conflict) {
    if (!settled.add(ByteBuffer.wrap(key))) {
      throw SqlState.CARDINALITY_VIOLATION
          .error("ON CONFLICT DO UPDATE command cannot affect row a second time")
          .withHint(
              "Ensure that no rows proposed for insertion within the same command have duplicate"
                  + " constrained values.");
    }
    RowBuffer scratch = session.context().scratch();
    long address = table.get(transaction(), key, scratch);
    if (address == 0) {
      throw invisible();
    }
    @Nullable Object[] old = table.codec().decode(address);
    @Nullable Object[] both = Arrays.copyOf(old, old.length + proposed.length);
    System.arraycopy(proposed, 0, both, old.length, proposed.length);
    Expr condition = conflict.condition();
    if (condition == null || Boolean.TRUE.equals(value(condition, both))) {
      rowChecks.require(conflict.existing(), old);
      @Nullable Object[] row = assigned(old, both, conflict.assignments());
      requirePolicies(RowChecks.ofPolicies(conflict.checks()), row);
      if (replace(key, old, row)) {
        rowChecks.require(RowChecks.ofViews(conflict.checks()), row);
        done(row);
      }
    }
  }

  /// @param source the old row, the encoded key, and what FROM adds
  void updateOnce(@Nullable Object[] source, List<Plan.Assignment> assignments) {
    if (settled.add(ByteBuffer.wrap(keyOf(source)))) {
      update(source, assignments, policies);
    }
  }

  /// Before the row meets others, of which it must not tell.
  private void requirePolicies(List<RowCheck> checks, @Nullable Object[] row) {
    if (!checks.isEmpty()) {
      rules.generate(row);
      rowChecks.require(checks, row);
    }
  }

  private void update(
      @Nullable Object[] source, List<Plan.Assignment> assignments, List<RowCheck> checks) {
    int columns = schema.columns().size();
    @Nullable Object[] old = Arrays.copyOf(source, columns);
    @Nullable Object[] row = assigned(old, source, assignments);
    requirePolicies(checks, row);
    if (replace(keyOf(source), old, row)) {
      rowChecks.require(views, row);
      @Nullable Object[] visible = source.clone();
      System.arraycopy(row, 0, visible, 0, columns);
      count++;
      addReturned(visible);
    }
  }

  /// Does what the first fitting branch of MERGE says.
  void merge(@Nullable Object[] source, List<Plan.MergeBranch> branches) {
    boolean matched = source[schema.columns().size()] != null;
    for (Plan.MergeBranch branch : branches) {
      Expr condition = branch.condition();
      if (branch.matched() == matched
          && (condition == null || Boolean.TRUE.equals(value(condition, source)))) {
        merge(source, branch);
        return;
      }
    }
  }

  private void merge(@Nullable Object[] source, Plan.MergeBranch branch) {
    @Nullable Object[] old = Arrays.copyOf(source, schema.columns().size());
    boolean changes =
        branch.action() == Plan.MergeAction.UPDATE || branch.action() == Plan.MergeAction.DELETE;
    if (changes && !settled.add(ByteBuffer.wrap(keyOf(source)))) {
      throw SqlState.CARDINALITY_VIOLATION
          .error("MERGE command cannot affect row a second time")
          .withHint("Ensure that not more than one source row matches any one target row.");
    }
    rowChecks.require(branch.existing(), old);
    switch (branch.action()) {
      case NOTHING -> {}
      case INSERT -> {
        @Nullable Object[] row = assigned(old, source, branch.assignments());
        requirePolicies(branch.checks(), row);
        insert(row, null);
      }
      case UPDATE -> update(source, branch.assignments(), branch.checks());
      case DELETE -> delete(source);
    }
  }

  void delete(@Nullable Object[] source) {
    if (remove(keyOf(source), source)) {
      count++;
      addReturned(source);
    }
  }

  /// Deletes a row with its entries; false when it is gone.
  boolean remove(byte[] key, @Nullable Object[] row) {
    if (!table.delete(transaction(), key)) {
      return false;
    }
    for (TableIndex index : rules.indexes()) {
      index.delete(transaction(), row, key);
    }
    references.deleted(schema, rules.rules(), row);
    note(key, row, null);
    return true;
  }

  /// Gives a row new values, with its entries; false when it is gone.
  boolean replace(byte[] key, @Nullable Object[] old, @Nullable Object[] row) {
    rules.check(row);
    Transaction tx = transaction();
    byte[] newKey = keyColumns.length == 0 ? key : table.keys().encode(row, keyColumns);
    byte[] bytes = table.codec().encode(row);
    if (Arrays.equals(key, newKey)) {
      if (!table.update(tx, key, bytes)) {
        return false;
      }
    } else {
      if (!table.delete(tx, key)) {
        return false;
      }
      if (!table.insert(tx, newKey, bytes)) {
        throw duplicate(new Taken(null), row);
      }
    }
    for (TableIndex index : rules.indexes()) {
      if (!index.update(tx, old, key, row, newKey)) {
        throw duplicate(new Taken(index), row);
      }
    }
    references.updated(schema, rules.rules(), old, row, newKey);
    note(key, old, row);
    return true;
  }

  private @Nullable Object[] assigned(
      @Nullable Object[] old, @Nullable Object[] source, List<Plan.Assignment> assignments) {
    @Nullable Object[] row = old.clone();
    for (Plan.Assignment assignment : assignments) {
      row[assignment.column()] = value(assignment.value(), source);
    }
    return row;
  }

  private byte[] keyOf(@Nullable Object[] source) {
    Object key = source[schema.columns().size()];
    if (!(key instanceof byte[] bytes)) {
      throw new AssertionError("the plan does not yield the row's key");
    }
    return bytes;
  }

  private byte[] newKey(@Nullable Object[] row) {
    return keyColumns.length == 0
        ? table.nextHiddenKeyBytes()
        : table.keys().encode(row, keyColumns);
  }

  private void done(@Nullable Object[] row) {
    count++;
    addReturned(row);
  }

  private void addReturned(@Nullable Object[] row) {
    if (!returning.isEmpty()) {
      @Nullable Object[] values = new @Nullable Object[returning.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(returning.get(i), row);
      }
      returned.add(values);
    }
  }

  private @Nullable Object value(Expr expression, @Nullable Object[] row) {
    StatementContext context = session.context();
    return Evaluator.evaluate(expression, row, context.parameters(), context);
  }

  private Transaction transaction() {
    return session.transaction().current();
  }
}
