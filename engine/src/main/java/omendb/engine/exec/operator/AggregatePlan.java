package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.codegen.AccumulatorKind;
import omendb.engine.exec.codegen.AccumulatorSpec;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.AggregateCall;
import org.jspecify.annotations.Nullable;

/// How the calls of an aggregation are made of accumulators. Equal accumulators are shared: avg(x)
/// and sum(x) keep one sum.
final class AggregatePlan {
  /// The rows of a DISTINCT: its columns, and the accumulators that see each distinct row once.
  ///
  /// @param arguments over the input
  /// @param specs over the columns of a table of keys and arguments
  record Distinct(List<Expr> arguments, @Nullable Expr filter, List<AccumulatorSpec> specs) {}

  /// A call and the accumulators of its result, the counting one last.
  record Call(AggregateCall call, List<AccumulatorSpec> specs) {}

  final List<Expr> keys;
  final List<ColumnType> keyTypes;
  final List<Call> calls = new ArrayList<>();

  /// All accumulators, in the layout of a group.
  final List<AccumulatorSpec> all = new ArrayList<>();

  /// Those that see every row.
  final List<AccumulatorSpec> direct = new ArrayList<>();

  final List<Distinct> distincts = new ArrayList<>();

  private final List<Integer> identifying;
  private final Stream input;
  private int words;
  private int objects;

  AggregatePlan(Plan.Aggregate plan, Stream input) {
    this.input = input;
    this.keys = input.physical(plan.keys());
    this.keyTypes = keys.stream().map(Expr::type).toList();
    this.identifying = plan.identifying();
    for (AggregateCall call : plan.calls()) {
      calls.add(new Call(call, specs(call)));
    }
  }

  /// The places in a grouping set of the keys that tell its groups apart.
  int[] identifying(List<Integer> set) {
    return IntStream.range(0, set.size()).filter(k -> identifying.contains(set.get(k))).toArray();
  }

  /// True when the result depends on the order in which rows come.
  boolean ordered() {
    return calls.stream()
        .map(Call::call)
        .anyMatch(c ->
            c.order().isEmpty()
                && (c.function() == AggregateFunction.STRING_AGG
                    || c.function() == AggregateFunction.ARRAY_AGG));
  }

  private List<AccumulatorSpec> specs(AggregateCall call) {
    List<Expr> arguments =
        call.function() == AggregateFunction.GROUPING
            ? List.of()
            : input.physical(call.arguments());
    Expr filter = call.filter() < 0 ? null : input.output(call.filter());
    Form form = arguments.isEmpty() ? Form.LONG : arguments.getFirst().type().form();
    return switch (call.function()) {
      case GROUPING -> List.of();
      case COUNT_STAR -> List.of(count(call, List.of(), filter));
      case COUNT -> List.of(count(call, arguments, filter));
      case SUM, AVG -> sums(call, arguments, filter);
      case MIN, BOOL_AND -> List.of(add(call, AccumulatorKind.MIN, arguments, filter));
      case MAX, BOOL_OR -> List.of(add(call, AccumulatorKind.MAX, arguments, filter));
      case ANY_VALUE -> List.of(add(call, AccumulatorKind.ANY, arguments, filter));
      case SINGLE_VALUE ->
          List.of(
              add(call, AccumulatorKind.ANY, arguments, filter), count(call, List.of(), filter));
      case BIT_AND -> List.of(add(call, AccumulatorKind.BIT_AND, arguments, filter));
      case BIT_OR -> List.of(add(call, AccumulatorKind.BIT_OR, arguments, filter));
      case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP ->
          List.of(
              add(
                  call,
                  form == Form.DOUBLE
                      ? AccumulatorKind.MOMENTS_DOUBLE
                      : AccumulatorKind.MOMENTS_EXACT,
                  arguments,
                  filter));
      case COVAR_POP,
          COVAR_SAMP,
          CORR,
          REGR_COUNT,
          REGR_SXX,
          REGR_SYY,
          REGR_SXY,
          REGR_AVGX,
          REGR_AVGY,
          REGR_R2,
          REGR_SLOPE,
          REGR_INTERCEPT ->
          List.of(add(call, AccumulatorKind.COMOMENTS, arguments, filter));
      case STRING_AGG,
          ARRAY_AGG,
          PERCENTILE_CONT,
          PERCENTILE_DISC,
          MODE,
          HYPOTHETICAL_RANK,
          HYPOTHETICAL_DENSE_RANK,
          HYPOTHETICAL_PERCENT_RANK,
          HYPOTHETICAL_CUME_DIST ->
          List.of(list(call, arguments, filter));
    };
  }

  private AccumulatorSpec list(AggregateCall call, List<Expr> arguments, @Nullable Expr filter) {
    List<Expr> columns = new ArrayList<>(arguments);
    for (Plan.SortKey key : call.order()) {
      columns.add(input.output(key.column()));
    }
    return add(call, AccumulatorKind.LIST, columns, filter);
  }

  private List<AccumulatorSpec> sums(
      AggregateCall call, List<Expr> arguments, @Nullable Expr filter) {
    ColumnType type = arguments.getFirst().type();
    AccumulatorKind kind =
        switch (type.form()) {
          case LONG, WIDE -> AccumulatorKind.SUM_EXACT;
          case DOUBLE -> AccumulatorKind.SUM_DOUBLE;
          case OBJECT ->
              !call.distinct() && AccumulatorSpec.isProduct(arguments.getFirst())
                  ? AccumulatorKind.SUM_PRODUCT
                  : AccumulatorKind.SUM_OBJECT;
          case BYTES ->
              throw SqlState.DATATYPE_MISMATCH.error("cannot sum values of type %s", type);
        };
    return List.of(add(call, kind, arguments, filter), count(call, arguments, filter));
  }

  /// Counts rows whose argument is not NULL.
  private AccumulatorSpec count(AggregateCall call, List<Expr> arguments, @Nullable Expr filter) {
    List<Expr> counted = new ArrayList<>(arguments);
    if (!call.distinct()) {
      counted.removeIf(a -> !a.nullable());
    }
    return add(call, AccumulatorKind.COUNT, counted, filter);
  }

  private AccumulatorSpec add(
      AggregateCall call, AccumulatorKind kind, List<Expr> arguments, @Nullable Expr filter) {
    boolean distinct =
        call.distinct()
            && !arguments.isEmpty()
            && kind != AccumulatorKind.MIN
            && kind != AccumulatorKind.MAX;
    return distinct
        ? addDistinct(kind, arguments, filter)
        : placed(direct, kind, arguments, filter);
  }

  private AccumulatorSpec addDistinct(
      AccumulatorKind kind, List<Expr> arguments, @Nullable Expr filter) {
    Distinct found = null;
    for (Distinct distinct : distincts) {
      if (distinct.arguments().equals(arguments)
          && java.util.Objects.equals(distinct.filter(), filter)) {
        found = distinct;
      }
    }
    if (found == null) {
      found = new Distinct(arguments, filter, new ArrayList<>());
      distincts.add(found);
    }
    List<Expr> columns = new ArrayList<>();
    for (int a = 0; a < arguments.size(); a++) {
      ColumnType type = arguments.get(a).type();
      columns.add(new Expr.Column(keys.size() + a, type, true));
    }
    return placed(found.specs(), kind, columns, null);
  }

  private AccumulatorSpec placed(
      List<AccumulatorSpec> among,
      AccumulatorKind kind,
      List<Expr> arguments,
      @Nullable Expr filter) {
    for (AccumulatorSpec spec : among) {
      if (spec.kind() == kind
          && spec.arguments().equals(arguments)
          && java.util.Objects.equals(spec.filter(), filter)) {
        return spec;
      }
    }
    AccumulatorSpec probe = new AccumulatorSpec(kind, arguments, filter, 0);
    int offset = probe.isObject() ? objects : words;
    AccumulatorSpec spec = new AccumulatorSpec(kind, arguments, filter, offset);
    words += spec.words();
    objects += spec.isObject() ? 1 : 0;
    all.add(spec);
    among.add(spec);
    return spec;
  }
}
