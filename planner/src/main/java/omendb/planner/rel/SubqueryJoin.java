package omendb.planner.rel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.rel.Algebra.Subquery;
import omendb.planner.rel.Algebra.SubqueryKind;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Turns subqueries into joins. A predicate that is EXISTS or IN becomes a semi-join, its negation
/// an anti-join; a subquery inside an expression becomes columns behind the input's.
final class SubqueryJoin {
  private final Algebra algebra;

  SubqueryJoin(Algebra algebra) {
    this.algebra = algebra;
  }

  RelNode filter(RelNode input, Expr condition) {
    List<Expr> plain = new ArrayList<>();
    List<Expr> joins = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    for (Expr part : Exprs.conjuncts(condition)) {
      if (!Algebra.hasSubquery(part)) {
        plain.add(part);
      } else if (isMembership(part)) {
        joins.add(part);
      } else {
        values.add(part);
      }
    }
    List<RexNode> nodes = new ArrayList<>();
    plain.forEach(part -> nodes.add(algebra.rex(part, input)));
    RelNode rel = algebra.plainFilter(input, nodes);
    for (Expr part : joins) {
      boolean negated = !(part instanceof Expr.Column);
      Expr column = negated ? ((Expr.Call) part).arguments().getFirst() : part;
      Subquery subquery = algebra.subquery(((Expr.Column) column).index());
      RelNode joined = membership(rel, subquery, negated);
      if (joined == null) {
        values.add(part);
      } else {
        rel = joined;
      }
    }
    if (values.isEmpty()) {
      return rel;
    }
    RelNode attached = attach(rel, values);
    List<RexNode> last = new ArrayList<>();
    values.forEach(part -> last.add(algebra.rex(part, attached)));
    return algebra.plainFilter(attached, last);
  }

  private boolean isMembership(Expr part) {
    Expr inner =
        part instanceof Expr.Call call && call.operator() == Operator.NOT
            ? call.arguments().getFirst()
            : part;
    return inner instanceof Expr.Column column
        && algebra.subquery(column.index()).kind() != SubqueryKind.SCALAR;
  }

  /// The semi- or anti-join, or null when the subquery's references cannot be pulled up.
  private @Nullable RelNode membership(RelNode left, Subquery subquery, boolean anti) {
    RelNode rows = subquery.comparison() == null ? bare(subquery.rel()) : subquery.rel();
    PullUp.Pulled pulled = new PullUp(algebra, subquery.scope()).pull(rows);
    if (pulled == null) {
      return null;
    }
    RelNode input = left;
    List<RexNode> conditions = conditions(pulled, input, subquery.scope());
    if (subquery.comparison() != null) {
      List<Expr> comparison = new ArrayList<>(List.of(subquery.comparison()));
      input = attach(left, comparison);
      conditions = conditions(pulled, input, subquery.scope());
      RexNode test = comparison(comparison.getFirst(), input, pulled.rel());
      if (anti && test.getType().isNullable()) {
        if (conditions.isEmpty()
            && comparison.getFirst() instanceof Expr.Call call
            && call.operator() == Operator.EQUAL) {
          return notIn(input, pulled.rel(), call, test);
        }
        test = algebra.rex().makeCall(SqlStdOperatorTable.IS_NOT_FALSE, test);
      }
      conditions.add(test);
    }
    return algebra.plainJoin(
        input,
        pulled.rel(),
        anti ? JoinKind.ANTI : JoinKind.SEMI,
        RexUtil.composeConjunction(algebra.rex(), conditions));
  }

  /// `x NOT IN (rows)` where NULLs may occur: true for no rows; else x and all rows must be not
  /// NULL and unequal. The rows are counted once, so that the equation can stay a join key.
  private RelNode notIn(RelNode left, RelNode rows, Expr.Call equation, RexNode test) {
    Expr right = equation.arguments().get(1);
    List<Algebra.Aggregation> counts = List.of(count(List.of()), count(List.of(unshifted(right))));
    RelNode counted = algebra.aggregate(rows, List.of(), List.of(), counts);
    int width = Algebra.width(left);
    RelNode guarded =
        algebra.plainJoin(left, counted, JoinKind.INNER, algebra.rex().makeLiteral(true));
    RexNode moved = Correlations.remap(test, i -> i < width ? i : i + 2);
    RelNode anti = algebra.plainJoin(guarded, rows, JoinKind.ANTI, moved);
    Expr all = Algebra.column(anti, width);
    Expr known = Algebra.column(anti, width + 1);
    Expr zero = new Expr.Literal(0L, ColumnType.BIGINT);
    Expr guard =
        Exprs.bool(
            Operator.OR,
            List.of(
                Exprs.bool(Operator.EQUAL, List.of(all, zero)),
                Exprs.and(
                    List.of(
                        Exprs.bool(Operator.IS_NOT_NULL, List.of(equation.arguments().getFirst())),
                        Exprs.bool(Operator.EQUAL, List.of(known, all))))));
    return LogicalFilter.create(anti, algebra.rex(guard, anti));
  }

  private static Algebra.Aggregation count(List<Expr> arguments) {
    return new Algebra.Aggregation(
        arguments.isEmpty() ? AggregateFunction.COUNT_STAR : AggregateFunction.COUNT,
        arguments,
        false,
        null,
        List.of(),
        ColumnType.BIGINT);
  }

  private static Expr unshifted(Expr right) {
    return Exprs.rewrite(
        right,
        e ->
            e instanceof Expr.Column c && c.index() >= Algebra.RIGHT && c.index() < Algebra.OUTER
                ? new Expr.Column(c.index() - Algebra.RIGHT, c.type(), c.nullable())
                : null);
  }

  private RexNode comparison(Expr comparison, RelNode left, RelNode right) {
    int width = Algebra.width(left);
    return algebra.rex(
        comparison,
        i ->
            i < Algebra.RIGHT
                ? algebra.rex().makeInputRef(left, i)
                : new RexInputRef(
                    width + i - Algebra.RIGHT,
                    right.getRowType().getFieldList().get(i - Algebra.RIGHT).getType()));
  }

  /// Pulled conditions over the joined row.
  private List<RexNode> conditions(PullUp.Pulled pulled, RelNode left, CorrelationId scope) {
    int width = Algebra.width(left);
    List<RexNode> conditions = new ArrayList<>();
    for (RexNode condition : pulled.conditions()) {
      RexNode moved = Correlations.remap(condition, i -> i + width);
      conditions.add(
          Correlations.replaceOuter(
              moved, scope, column -> algebra.rex().makeInputRef(left, column)));
    }
    return conditions;
  }

  /// Rows whose columns nobody reads.
  private static RelNode bare(RelNode rel) {
    RelNode bare = rel;
    while (bare instanceof LogicalProject
        || bare instanceof LogicalSort sort && sort.fetch == null && sort.offset == null) {
      bare = bare.getInput(0);
    }
    return bare;
  }

  /// Joins the subqueries that the expressions use and replaces them by the joined columns.
  RelNode attach(RelNode input, List<Expr> expressions) {
    Map<Integer, Expr.Column> found = new LinkedHashMap<>();
    for (Expr expression : expressions) {
      Exprs.visit(
          expression,
          e -> {
            if (e instanceof Expr.Column column && column.index() >= Algebra.SUBQUERY) {
              found.put(column.index(), column);
            }
          });
    }
    RelNode rel = input;
    Map<Integer, Expr> values = new LinkedHashMap<>();
    for (Expr.Column column : found.values()) {
      Subquery subquery = algebra.subquery(column.index());
      Valued valued =
          switch (subquery.kind()) {
            case SCALAR -> scalar(rel, subquery.rel(), subquery.scope());
            case EXISTS -> exists(rel, subquery.rel(), subquery.scope());
            case ANY -> any(rel, subquery);
          };
      rel = valued.rel();
      values.put(column.index(), valued.value());
    }
    expressions.replaceAll(expression ->
        Exprs.rewrite(expression, e -> e instanceof Expr.Column c ? values.get(c.index()) : null));
    return rel;
  }

  /// @param value over `rel`'s columns
  private record Valued(RelNode rel, Expr value) {}

  private Valued exists(RelNode left, RelNode rows, CorrelationId scope) {
    RelNode bare = bare(rows);
    if (!Correlations.refersTo(bare, scope)) {
      bare = algebra.sort(bare, List.of(), new Expr.Literal(1L, ColumnType.BIGINT), null);
    }
    RelNode counted = algebra.aggregate(bare, List.of(), List.of(), List.of(count(List.of())));
    Valued count = scalar(left, counted, scope);
    Expr zero = new Expr.Literal(0L, ColumnType.BIGINT);
    return new Valued(count.rel(), Exprs.bool(Operator.GREATER, List.of(count.value(), zero)));
  }

  private Valued any(RelNode left, Subquery subquery) {
    Expr comparison = java.util.Objects.requireNonNull(subquery.comparison());
    Expr inside =
        Exprs.rewrite(
            comparison,
            e ->
                e instanceof Expr.Column c && c.index() < Algebra.RIGHT
                    ? algebra.outer(subquery.scope(), c)
                    : null);
    RelNode rows = subquery.rel();
    Valued yes = exists(left, algebra.filter(rows, unshifted(inside)), subquery.scope());
    if (!comparison.nullable()) {
      return yes;
    }
    Expr unknown = Exprs.bool(Operator.IS_NULL, List.of(unshifted(inside)));
    Valued maybe = exists(yes.rel(), algebra.filter(rows, unknown), subquery.scope());
    Expr.Literal none = new Expr.Literal(null, ColumnType.BOOLEAN);
    Expr value =
        new Expr.Case(
            List.of(new Expr.When(yes.value(), Exprs.TRUE), new Expr.When(maybe.value(), none)),
            Exprs.FALSE,
            ColumnType.BOOLEAN,
            true);
    return new Valued(maybe.rel(), value);
  }

  /// The value of a subquery of one column and at most one row, NULL for none.
  private Valued scalar(RelNode left, RelNode rows, CorrelationId scope) {
    List<LogicalProject> projects = new ArrayList<>();
    RelNode core = rows;
    while (core instanceof LogicalProject project) {
      projects.add(project);
      core = project.getInput();
    }
    boolean single = core instanceof LogicalAggregate a && a.getGroupCount() == 0;
    if (!Correlations.refersTo(rows, scope)) {
      RelNode one = single || core instanceof ConstantRows ? rows : singleValue(rows);
      RelNode joined =
          algebra.plainJoin(left, one, JoinKind.INNER, algebra.rex().makeLiteral(true));
      return new Valued(joined, Algebra.column(joined, Algebra.width(left)));
    }
    if (!single) {
      Valued unique = unique(left, rows, scope);
      return unique != null ? unique : scalar(left, singleValue(rows), scope);
    }
    LogicalAggregate aggregate = (LogicalAggregate) core;
    return over(joinGroups(left, aggregate, scope), left, projects, aggregate, scope);
  }

  private RelNode singleValue(RelNode rows) {
    Expr.Column column = Algebra.column(rows, 0);
    return algebra.aggregate(
        rows,
        List.of(),
        List.of(),
        List.of(
            new Algebra.Aggregation(
                AggregateFunction.SINGLE_VALUE,
                List.of(column),
                false,
                null,
                List.of(),
                column.type())));
  }

  /// A subquery that finds its row by a unique key is an outer join.
  private @Nullable Valued unique(RelNode left, RelNode rows, CorrelationId scope) {
    PullUp.Pulled pulled = new PullUp(algebra, scope).pull(rows);
    if (pulled == null || !UniqueKeys.covers(pulled)) {
      return null;
    }
    List<RexNode> conditions = conditions(pulled, left, scope);
    RelNode joined =
        algebra.plainJoin(
            left,
            pulled.rel(),
            JoinKind.LEFT,
            RexUtil.composeConjunction(algebra.rex(), conditions));
    return new Valued(joined, Algebra.column(joined, Algebra.width(left)));
  }

  /// The outer rows with the aggregate's columns behind them.
  private RelNode joinGroups(RelNode left, LogicalAggregate aggregate, CorrelationId scope) {
    PullUp pullUp = new PullUp(algebra, scope);
    boolean singleValue =
        aggregate.getAggCallList().stream()
            .map(AggregateCall::getAggregation)
            .anyMatch(f -> AggregateOperator.function(f, true) == AggregateFunction.SINGLE_VALUE);
    PullUp.Pulled input = singleValue ? null : pullUp.pull(aggregate.getInput());
    PullUp.Pulled groups = input == null ? null : pullUp.group(aggregate, input);
    if (groups != null) {
      return algebra.plainJoin(
          left,
          groups.rel(),
          JoinKind.LEFT,
          RexUtil.composeConjunction(algebra.rex(), conditions(groups, left, scope)));
    }
    ImmutableBitSet columns = Correlations.columns(aggregate, scope);
    Domain domain = new Domain(algebra, scope, left, columns);
    RelNode grouped = domain.group(aggregate);
    int at = Algebra.width(left) + aggregate.getAggCallList().size();
    return algebra.plainJoin(
        left,
        grouped,
        JoinKind.LEFT,
        RexUtil.composeConjunction(algebra.rex(), domain.conditions(left, at)));
  }

  /// The projections above a joined aggregate, computed over the joined row.
  private Valued over(
      RelNode joined,
      RelNode left,
      List<LogicalProject> projects,
      LogicalAggregate aggregate,
      CorrelationId scope) {
    int width = Algebra.width(left);
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      RexNode column = algebra.rex().makeInputRef(joined, width + i);
      columns.add(Domain.orEmpty(algebra, aggregate.getAggCallList().get(i), column));
    }
    for (LogicalProject project : projects.reversed()) {
      List<RexNode> below = columns;
      List<RexNode> above = new ArrayList<>();
      for (RexNode node : project.getProjects()) {
        above.add(
            Correlations.replaceOuter(
                Correlations.substitute(node, below),
                scope,
                column -> algebra.rex().makeInputRef(left, column)));
      }
      columns = above;
    }
    RexNode value = columns.getFirst();
    if (value instanceof RexInputRef ref) {
      return new Valued(joined, Algebra.column(joined, ref.getIndex()));
    }
    RelNode extended = algebra.extend(joined, List.of(value));
    return new Valued(extended, Algebra.column(extended, Algebra.width(joined)));
  }

  RelNode lateral(
      RelNode left, RelNode right, CorrelationId scope, JoinKind kind, RexNode condition) {
    if (!Correlations.refersTo(right, scope)) {
      return algebra.plainJoin(left, right, kind, condition);
    }
    int width = Algebra.width(left);
    int rightWidth = Algebra.width(right);
    PullUp.Pulled pulled = new PullUp(algebra, scope).pull(right);
    RelNode joined;
    if (pulled != null) {
      List<RexNode> conditions = conditions(pulled, left, scope);
      conditions.add(condition);
      joined =
          algebra.plainJoin(
              left, pulled.rel(), kind, RexUtil.composeConjunction(algebra.rex(), conditions));
    } else {
      Domain domain = new Domain(algebra, scope, left, Correlations.columns(right, scope));
      List<RexNode> conditions = new ArrayList<>(domain.conditions(left, width + rightWidth));
      conditions.add(condition);
      joined =
          algebra.plainJoin(
              left,
              domain.unnest(right),
              kind,
              RexUtil.composeConjunction(algebra.rex(), conditions));
    }
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < width + rightWidth; i++) {
      nodes.add(algebra.rex().makeInputRef(joined, i));
    }
    return algebra.plainProject(joined, nodes);
  }
}
