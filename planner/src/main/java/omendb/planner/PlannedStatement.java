package omendb.planner;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Plan;

/// A query or DML statement, ready to run any number of times under one catalog version.
///
/// @param plan the physical plan
/// @param columns the result's columns; empty when the statement returns no rows
/// @param parameterTypes the types of `$1`, `$2`, … as given or inferred
/// @param route the route chosen, and why; EXPLAIN prints it
/// @param changes the changing statements of WITH, in their order
public record PlannedStatement(
    Plan plan,
    List<OutputColumn> columns,
    List<ColumnType> parameterTypes,
    Route route,
    List<Change> changes) {

  /// An INSERT, UPDATE or DELETE in WITH. Plans after it, and the statement's own, read the rows
  /// that it returns as the [Plan.WorkingTable] with its number.
  public record Change(int id, String name, Plan plan) {}

  /// True when all that the plan reads are a few rows found by keys and indexes.
  public boolean readsFew() {
    return changes.isEmpty() && RouteChoice.readsFew(plan);
  }

  /// A column of a result, with what RowDescription tells of it.
  ///
  /// @param tableOid the table that the column comes from unchanged, or 0
  /// @param columnNumber the 1-based number of the column in that table, or 0
  public record OutputColumn(String name, ColumnType type, int tableOid, int columnNumber) {}

  /// Where the statement runs.
  ///
  /// @param lane LOOKUP goes down the row path, COLUMNS through generated pipelines
  /// @param cost the chosen lane's estimate, in row visits
  /// @param rejected the other lane and its cost as EXPLAIN prints it; empty when there was none
  public record Route(Lane lane, double cost, String rejected) {}

  public enum Lane {
    LOOKUP,
    COLUMNS
  }
}
