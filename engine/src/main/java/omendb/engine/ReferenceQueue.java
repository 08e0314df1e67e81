package omendb.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.TableRules;
import org.jspecify.annotations.Nullable;

/// What foreign keys ask for after rows have changed: actions on referencing rows, then checks. A
/// statement's queue runs at its end; checks of deferred keys wait in the transaction's queue for
/// COMMIT.
///
/// What is in a queue is looked at anew when its turn comes, so that it does no harm when the
/// change that caused it has been undone or overtaken.
final class ReferenceQueue {
  private final Session session;
  private final Deque<Runnable> actions = new ArrayDeque<>();
  private final Deque<Runnable> checks = new ArrayDeque<>();

  ReferenceQueue(Session session) {
    this.session = session;
  }

  /// How many checks wait.
  int size() {
    return checks.size();
  }

  /// Takes back the checks that came after the first `size`.
  void cut(int size) {
    while (checks.size() > size) {
      checks.removeLast();
    }
  }

  boolean isEmpty() {
    return actions.isEmpty() && checks.isEmpty();
  }

  void add(Runnable check) {
    checks.add(check);
  }

  void inserted(TableSchema table, TableRules rules, @Nullable Object[] row, byte[] key) {
    for (ForeignKey each : rules.references()) {
      checkPartner(table, each, row, key);
    }
  }

  void updated(
      TableSchema table,
      TableRules rules,
      @Nullable Object[] old,
      @Nullable Object[] row,
      byte[] key) {
    for (ForeignKey each : rules.references()) {
      if (changed(each.columns(), old, row)) {
        checkPartner(table, each, row, key);
      }
    }
    for (ForeignKey each : rules.referencedBy()) {
      if (changed(each.targetColumns(), old, row)) {
        partnerGone(table, each, old, row);
      }
    }
  }

  void deleted(TableSchema table, TableRules rules, @Nullable Object[] row) {
    for (ForeignKey each : rules.referencedBy()) {
      partnerGone(table, each, row, null);
    }
  }

  private static boolean changed(
      List<Integer> columns, @Nullable Object[] old, @Nullable Object[] row) {
    for (int column : columns) {
      if (!Objects.deepEquals(old[column], row[column])) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNull(List<Integer> columns, @Nullable Object[] row) {
    for (int column : columns) {
      if (row[column] == null) {
        return true;
      }
    }
    return false;
  }

  private void checkPartner(
      TableSchema table, ForeignKey key, @Nullable Object[] row, byte[] rowKey) {
    if (!hasNull(key.columns(), row)) {
      checksOf(key).add(() -> new References(session, key).requirePartner(table, row, rowKey));
    }
  }

  /// The checks of the statement, or those of the transaction for a key that is deferred.
  private Deque<Runnable> checksOf(ForeignKey key) {
    return session.transaction().deferral().deferred(key)
        ? session.transaction().deferral().checks(session).checks
        : checks;
  }

  /// @param row the new form of the row; null when it is deleted
  private void partnerGone(
      TableSchema table,
      ForeignKey key,
      @Nullable Object[] old,
      @Nullable Object @Nullable [] row) {
    if (hasNull(key.targetColumns(), old)) {
      return;
    }
    ForeignKey.Rule rule = row == null ? key.onDelete() : key.onUpdate();
    References references = new References(session, key);
    switch (rule) {
      case NO_ACTION -> checksOf(key).add(() -> references.requireUnreferenced(table, old, false));
      case RESTRICT -> checks.add(() -> references.requireUnreferenced(table, old, true));
      case CASCADE, SET_NULL, SET_DEFAULT ->
          actions.add(() -> references.follow(this, rule, table, old, row));
    }
  }

  /// Does everything that is in the queue and what that brings with it.
  void run() {
    while (!isEmpty()) {
      session.context().checkCancelled();
      (actions.isEmpty() ? checks : actions).remove().run();
    }
  }
}
