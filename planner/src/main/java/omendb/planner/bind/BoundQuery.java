package omendb.planner.bind;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import org.apache.calcite.rel.RelNode;

/// A query in relational form.
///
/// @param order what it is ordered by, over its own columns; empty when it is not, or by others
/// @param locked rows that the query around this one is to lock; their keys are columns of `rel`
///   behind the result's
public record BoundQuery(
    RelNode rel, List<Output> columns, List<Algebra.OrderItem> order, List<Plan.RowLock> locked) {

  public BoundQuery(RelNode rel, List<Output> columns, List<Algebra.OrderItem> order) {
    this(rel, columns, order, List.of());
  }

  /// A column of the result.
  ///
  /// @param type UNKNOWN while nothing has given a literal its type
  /// @param tableOid the table that it comes from unchanged, or 0
  public record Output(String name, ColumnType type, int tableOid, int columnNumber) {}
}
