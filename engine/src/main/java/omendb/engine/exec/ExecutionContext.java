package omendb.engine.exec;

import java.util.List;
import omendb.core.KeyRange;
import omendb.core.ZoneFilter;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.spill.SpillScope;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// What a query needs of the session that runs it: one snapshot, parameters, limits.
public interface ExecutionContext {
  /// Opens a scan in the statement's snapshot.
  ///
  /// @param columns the table's columns to read; one past the last stands for the encoded key,
  ///   which is then read by [omendb.core.Morsel#key(int)]
  MorselSource scan(
      int tableOid, List<Integer> columns, List<ZoneFilter> zones, @Nullable KeyRange keys);

  /// The one row with this key, or none.
  MorselSource lookup(Plan.Lookup lookup, @Nullable Object[] key);

  /// The rows whose entries in an index lie between bounds; the scan's filter is not applied.
  MorselSource indexScan(Plan.IndexScan scan, KeyBoundValues bounds);

  /// True when the index has all rows that the statement's snapshot shows.
  boolean indexCovers(int index);

  /// Locks a row until the transaction ends; false when another has locked it and the lock says to
  /// leave it out. Called by the statement's own thread.
  boolean lock(Plan.RowLock lock, byte[] key);

  /// The number of the table's columns, which is also the number of its encoded key.
  int columnCount(int tableOid);

  /// The keys between bounds whose values are known; none of the values is null.
  @Nullable KeyRange keyRange(int tableOid, KeyBoundValues bounds);

  /// `$1`, `$2`, … and the literals lifted out of the text, boxed.
  @Nullable Object[] parameters();

  /// The rows, as literals, that a changing statement of WITH has returned; null when the number is
  /// that of a recursive table.
  default @Nullable List<List<Expr>> returned(int id) {
    return null;
  }

  /// What functions and casts ask of the session.
  EvalContext evalContext();

  /// Throws 57014 when the statement is to end.
  void checkCancelled();

  MemoryBudget memory();

  /// When rows are to go to disk, and where.
  default SpillScope spill() {
    return SpillScope.NONE;
  }

  /// What counts the rows of the plan's nodes; null when nobody asks for them.
  default @Nullable PlanProfile profile() {
    return null;
  }

  /// Threads that the query may use, the caller's included.
  int threads();

  /// [Plan.KeyBounds] with its expressions evaluated.
  record KeyBoundValues(
      List<Object> equal,
      @Nullable Object lower,
      boolean lowerInclusive,
      @Nullable Object upper,
      boolean upperInclusive) {}
}
