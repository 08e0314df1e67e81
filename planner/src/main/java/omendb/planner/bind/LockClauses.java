package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Query;
import omendb.planner.plan.Plan.LockStrength;
import omendb.planner.plan.Plan.LockWait;
import org.jspecify.annotations.Nullable;

/// The locking clauses of one query: which FROM items they mean, and where they may not stand.
final class LockClauses {
  private final List<Query.Locking> clauses;
  private final Set<String> met = new HashSet<>();

  LockClauses(List<Query.Locking> clauses) {
    this.clauses = clauses;
  }

  /// What is to be done with the rows of one table.
  ///
  /// @param named true when a clause names the table, so that it must be lockable
  record Lock(LockStrength strength, LockWait onLocked, boolean named, int position) {
    String shown() {
      return LockClauses.shown(strength);
    }
  }

  static String shown(LockStrength strength) {
    return "FOR " + strength.name().replace('_', ' ');
  }

  boolean isEmpty() {
    return clauses.isEmpty();
  }

  /// The lock for a FROM item by its alias: the strongest of all clauses that mean it, and the
  /// least patient; null when none does.
  @Nullable Lock of(String alias) {
    Lock lock = null;
    for (Query.Locking clause : clauses) {
      Name name = named(clause, alias);
      if (name != null || clause.of().isEmpty()) {
        met.add(alias);
        Lock own =
            new Lock(
                LockStrength.valueOf(clause.strength().name()),
                LockWait.valueOf(clause.onLocked().name()),
                name != null,
                name == null ? clause.pos() : name.pos());
        lock = lock == null ? own : merged(lock, own);
      }
    }
    return lock;
  }

  private static @Nullable Name named(Query.Locking clause, String alias) {
    for (Name name : clause.of()) {
      if (name.schema() == null && name.name().equals(alias)) {
        return name;
      }
    }
    return null;
  }

  private static Lock merged(Lock a, Lock b) {
    return new Lock(
        a.strength().compareTo(b.strength()) >= 0 ? a.strength() : b.strength(),
        a.onLocked().compareTo(b.onLocked()) >= 0 ? a.onLocked() : b.onLocked(),
        a.named() || b.named(),
        a.named() ? a.position() : b.position());
  }

  /// The clauses as they count for a query in the place of a table.
  static List<Query.Locking> pushedInto(Query query, Lock lock) {
    List<Query.Locking> all = new ArrayList<>(query.locking());
    all.add(
        new Query.Locking(
            Query.LockStrength.valueOf(lock.strength().name()),
            List.of(),
            Query.LockWait.valueOf(lock.onLocked().name()),
            lock.position()));
    return all;
  }

  /// Refuses what is no table: a function, a join, a WITH query.
  void refuse(String alias, String what) {
    Lock lock = of(alias);
    if (lock != null && lock.named()) {
      throw unsupported("%s cannot be applied to %s", lock.shown(), what, lock.position());
    }
  }

  /// Refuses the clauses of a body that is no SELECT.
  void refuseAll(String what) {
    if (!clauses.isEmpty()) {
      Query.Locking first = clauses.getFirst();
      throw unsupported("%s %s", shown(first), what, first.pos());
    }
  }

  private static String shown(Query.Locking clause) {
    return shown(LockStrength.valueOf(clause.strength().name()));
  }

  /// Refuses a SELECT whose rows are no rows of tables any more.
  void check(Query.Select select, Stage stage) {
    if (clauses.isEmpty()) {
      return;
    }
    String what = null;
    if (select.distinct().present()) {
      what = "DISTINCT clause";
    } else if (select.groupBy() != null) {
      what = "GROUP BY clause";
    } else if (select.having() != null) {
      what = "HAVING clause";
    } else if (!stage.aggregates().isEmpty()) {
      what = "aggregate functions";
    } else if (!stage.windows().isEmpty()) {
      what = "window functions";
    } else if (!stage.sets().isEmpty()) {
      what = "set-returning functions in the target list";
    }
    if (what != null) {
      refuseAll("is not allowed with " + what);
    }
  }

  /// Refuses names that no FROM item has; after FROM is bound.
  void checkNames() {
    for (Query.Locking clause : clauses) {
      for (Name name : clause.of()) {
        if (name.schema() != null) {
          throw SqlState.SYNTAX_ERROR
              .error("%s must specify unqualified relation names", shown(clause))
              .at(name.pos());
        }
        if (!met.contains(name.name())) {
          throw SqlState.UNDEFINED_TABLE
              .error(
                  "relation \"%s\" in %s clause not found in FROM clause",
                  name.name(), shown(clause))
              .at(name.pos());
        }
      }
    }
  }

  private static OmenException unsupported(String form, String first, String what, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(form, first, what).at(position);
  }
}
