package omendb.planner.rel;

import omendb.planner.plan.AggregateFunction;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.Optionality;

/// An aggregate with a fixed result type. COUNT is Calcite's own, because its decorrelation must
/// know that a count over nothing is 0.
final class AggregateOperator extends SqlAggFunction {
  private final AggregateFunction function;

  private AggregateOperator(AggregateFunction function, RelDataType type) {
    super(
        function + " " + type.getFullTypeString(),
        null,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        null,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.OPTIONAL);
    this.function = function;
  }

  static SqlAggFunction of(AggregateFunction function, RelDataType type) {
    return switch (function) {
      case COUNT, COUNT_STAR -> SqlStdOperatorTable.COUNT;
      default -> new AggregateOperator(function, type);
    };
  }

  /// The function behind a call in a relational tree.
  static AggregateFunction function(SqlAggFunction operator, boolean hasArguments) {
    if (operator instanceof AggregateOperator ours) {
      return ours.function;
    }
    return switch (operator.getKind()) {
      case COUNT -> hasArguments ? AggregateFunction.COUNT : AggregateFunction.COUNT_STAR;
      case SINGLE_VALUE -> AggregateFunction.SINGLE_VALUE;
      case MIN -> AggregateFunction.MIN;
      case MAX -> AggregateFunction.MAX;
      default -> AggregateFunction.ANY_VALUE;
    };
  }
}
