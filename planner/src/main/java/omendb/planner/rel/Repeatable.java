package omendb.planner.rel;

import java.util.Set;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/// Which queries give the same rows each time that a statement runs them: those whose answer
/// follows from the rows read alone. A volatile function, a LIMIT among equals and an aggregate
/// that keeps the order of its input do not.
public final class Repeatable {
  private static final Set<AggregateFunction> ORDERLESS =
      Set.of(
          AggregateFunction.COUNT,
          AggregateFunction.COUNT_STAR,
          AggregateFunction.SUM,
          AggregateFunction.AVG,
          AggregateFunction.MIN,
          AggregateFunction.MAX);

  private Repeatable() {}

  /// True only for trees made of parts that are known to be so; what is not known counts as no.
  public static boolean is(RelNode rel, Algebra algebra) {
    boolean self =
        switch (rel) {
          case RelationScan scan -> true;
          case LogicalFilter filter -> true;
          case LogicalProject project -> true;
          case LogicalJoin join -> true;
          case LogicalCorrelate correlate -> true;
          case LogicalUnion union -> true;
          case LogicalSort sort -> sort.fetch == null && sort.offset == null;
          case LogicalAggregate aggregate ->
              aggregate.getAggCallList().stream().allMatch(Repeatable::orderless);
          case ConstantRows constant ->
              constant.rows().stream()
                  .allMatch(row -> row.stream().noneMatch(e -> varies(e, algebra)));
          default -> false;
        };
    if (!self || varies(rel)) {
      return false;
    }
    return rel.getInputs().stream().allMatch(input -> is(input, algebra));
  }

  /// True when expressions of the tree itself, its subqueries aside, call a volatile function.
  public static boolean callsVolatile(RelNode rel) {
    return varies(rel) || rel.getInputs().stream().anyMatch(Repeatable::callsVolatile);
  }

  private static boolean orderless(AggregateCall call) {
    return ORDERLESS.contains(
        AggregateOperator.function(call.getAggregation(), !call.getArgList().isEmpty()));
  }

  private static boolean varies(Expr expression, Algebra algebra) {
    boolean[] varies = new boolean[1];
    Exprs.visit(
        expression,
        e ->
            varies[0] |=
                e instanceof Expr.Function call && algebra.volatileFunction().test(call.id()));
    return varies[0];
  }

  private static boolean varies(RelNode rel) {
    boolean[] varies = new boolean[1];
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            varies[0] |= !call.getOperator().isDeterministic();
            return super.visitCall(call);
          }
        });
    return varies[0];
  }
}
