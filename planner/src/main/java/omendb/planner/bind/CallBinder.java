package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.SortKey;
import omendb.planner.bind.Stage.Clause;
import omendb.planner.function.FunctionResolver;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds calls: scalar functions at once, aggregates, window functions and sets as columns of the
/// level's [Stage].
final class CallBinder {
  private static final Map<String, AggregateFunction> AGGREGATES =
      Map.ofEntries(
          Map.entry("count", AggregateFunction.COUNT),
          Map.entry("sum", AggregateFunction.SUM),
          Map.entry("avg", AggregateFunction.AVG),
          Map.entry("min", AggregateFunction.MIN),
          Map.entry("max", AggregateFunction.MAX),
          Map.entry("bool_and", AggregateFunction.BOOL_AND),
          Map.entry("every", AggregateFunction.BOOL_AND),
          Map.entry("bool_or", AggregateFunction.BOOL_OR),
          Map.entry("string_agg", AggregateFunction.STRING_AGG),
          Map.entry("array_agg", AggregateFunction.ARRAY_AGG),
          Map.entry("bit_xor", AggregateFunction.ARRAY_AGG),
          Map.entry("range_agg", AggregateFunction.ARRAY_AGG),
          Map.entry("range_intersect_agg", AggregateFunction.ARRAY_AGG),
          Map.entry("json_agg", AggregateFunction.STRING_AGG),
          Map.entry("jsonb_agg", AggregateFunction.STRING_AGG),
          Map.entry("json_object_agg", AggregateFunction.STRING_AGG),
          Map.entry("jsonb_object_agg", AggregateFunction.STRING_AGG),
          Map.entry("stddev", AggregateFunction.STDDEV_SAMP),
          Map.entry("stddev_samp", AggregateFunction.STDDEV_SAMP),
          Map.entry("stddev_pop", AggregateFunction.STDDEV_POP),
          Map.entry("variance", AggregateFunction.VAR_SAMP),
          Map.entry("var_samp", AggregateFunction.VAR_SAMP),
          Map.entry("var_pop", AggregateFunction.VAR_POP),
          Map.entry("covar_pop", AggregateFunction.COVAR_POP),
          Map.entry("covar_samp", AggregateFunction.COVAR_SAMP),
          Map.entry("corr", AggregateFunction.CORR),
          Map.entry("regr_count", AggregateFunction.REGR_COUNT),
          Map.entry("regr_sxx", AggregateFunction.REGR_SXX),
          Map.entry("regr_syy", AggregateFunction.REGR_SYY),
          Map.entry("regr_sxy", AggregateFunction.REGR_SXY),
          Map.entry("regr_avgx", AggregateFunction.REGR_AVGX),
          Map.entry("regr_avgy", AggregateFunction.REGR_AVGY),
          Map.entry("regr_r2", AggregateFunction.REGR_R2),
          Map.entry("regr_slope", AggregateFunction.REGR_SLOPE),
          Map.entry("regr_intercept", AggregateFunction.REGR_INTERCEPT),
          Map.entry("bit_and", AggregateFunction.BIT_AND),
          Map.entry("bit_or", AggregateFunction.BIT_OR));

  private final ExprBinder expressions;
  private final Coercion coercion;

  CallBinder(ExprBinder expressions, Coercion coercion) {
    this.expressions = expressions;
    this.coercion = coercion;
  }

  /// A call resolved: the function and its converted arguments.
  record Bound(FunctionResolver.Resolved call, List<Expr> arguments) {
    FunctionSignature signature() {
      return java.util.Objects.requireNonNull(call.signature());
    }
  }

  Expr bind(Node.Call given) {
    RoutineResolver.Called routine = new RoutineResolver(expressions).resolve(given);
    if (routine != null) {
      return routine(routine);
    }
    if (VariadicCalls.isOne(given)) {
      return new VariadicCalls(this).bind(given);
    }
    String name = name(given);
    Node.Call call = NamedArguments.positional(given, name);
    if (call.aggregation().withinGroup()) {
      return new OrderedSetBinder(expressions, this, coercion).bind(call, name);
    }
    boolean aggregate = AGGREGATES.containsKey(name) && call.over() == null;
    List<Expr> arguments =
        aggregate
            ? expressions.stage().within(nested(call), () -> arguments(call))
            : arguments(call);
    Bound bound = resolve(name, arguments, call.pos());
    if (bound.call().signature() == null) {
      return coercion.explicit(arguments.getFirst(), bound.call().result(), call.pos());
    }
    Node.Aggregation options = call.aggregation();
    FunctionSignature.Kind kind = bound.signature().kind();
    if (JsonAggregates.isOne(name)) {
      return new JsonAggregates(this).bind(call, name, bound);
    }
    if (CollectedAggregates.isOne(name, bound)) {
      return new CollectedAggregates(this).bind(call, name, bound);
    }
    if (call.over() != null) {
      return new WindowBinder(expressions, coercion).bind(call, bound);
    }
    boolean plain = !options.distinct() && options.orderBy().isEmpty() && options.filter() == null;
    if (!plain && kind != FunctionSignature.Kind.AGGREGATE) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error(
              "%s specified, but %s is not an aggregate function",
              options.distinct() ? "DISTINCT" : options.filter() != null ? "FILTER" : "ORDER BY",
              name)
          .at(call.pos());
    }
    return switch (kind) {
      case SCALAR -> scalar(bound);
      case AGGREGATE -> aggregate(call, name, bound);
      case SET -> new Expr.Column(set(bound, call.pos()), bound.call().result(), true);
      case WINDOW ->
          throw SqlState.WRONG_OBJECT_TYPE
              .error("window function %s requires an OVER clause", name)
              .at(call.pos());
    };
  }

  private Expr routine(RoutineResolver.Called called) {
    RoutineCalls calls = new RoutineCalls(expressions);
    if (!called.routine().set()) {
      return calls.value(called);
    }
    Bound values = values(called);
    return new Expr.Column(set(values, called.position()), values.call().result(), true);
  }

  /// The values of a user's function that returns a set of them.
  Bound values(RoutineResolver.Called called) {
    Expr array = new RoutineCalls(expressions).array(called);
    return resolve("unnest", List.of(array), called.position());
  }

  Clause nested(Node.Call call) {
    Stage stage = expressions.stage();
    if (!stage.clause().aggregates) {
      boolean inside = stage.clause() == Clause.AGGREGATE;
      throw SqlState.GROUPING_ERROR
          .error(
              inside
                  ? "aggregate function calls cannot be nested"
                  : "aggregate functions are not allowed in " + stage.clause().shown)
          .at(call.pos());
    }
    return Clause.AGGREGATE;
  }

  List<Expr> arguments(Node.Call call) {
    return expressions.bindAll(call.arguments().stream().map(Node.Argument::value).toList());
  }

  /// The function's name, without the catalog's schema.
  static String name(Node.Call call) {
    String schema = call.function().schema();
    String name = call.function().name();
    if (schema == null || schema.equals("pg_catalog")) {
      return name;
    }
    return schema + "." + name;
  }

  /// The name under which the executor knows an aggregate; other functions keep theirs.
  static String executed(String name) {
    AggregateFunction function = AGGREGATES.get(name);
    return function == null ? name : function.name().toLowerCase(java.util.Locale.ROOT);
  }

  Bound resolve(String name, List<Expr> arguments, int position) {
    FunctionResolver.Resolved call =
        FunctionResolver.resolve(name, arguments.stream().map(Expr::type).toList(), position);
    if (call.signature() == null) {
      return new Bound(call, arguments);
    }
    List<Expr> converted = new ArrayList<>();
    if (call.typeTag() != null) {
      converted.add(new Expr.Literal(call.typeTag(), ColumnType.TEXT));
    }
    for (int i = 0; i < arguments.size(); i++) {
      converted.add(coercion.to(arguments.get(i), call.argumentTypes().get(i), false, position));
    }
    return new Bound(call, converted);
  }

  /// A call of a scalar function by name.
  Expr call(String name, List<Expr> arguments, int position) {
    Bound bound = resolve(name, arguments, position);
    return bound.call().signature() == null
        ? coercion.explicit(arguments.getFirst(), bound.call().result(), position)
        : scalar(bound);
  }

  private Expr scalar(Bound bound) {
    return coercion.foldQuietly(
        new Expr.Function(bound.signature().id(), bound.arguments(), bound.call().result(), true));
  }

  Expr aggregate(Node.Call call, String name, Bound bound) {
    AggregateFunction function = AGGREGATES.get(name);
    if (function == null) {
      if (OrderedSetBinder.isOrderedSet(name)) {
        throw OrderedSetBinder.withinGroupMissing(name, call.pos());
      }
      throw ExprBinder.unsupported("aggregate function " + name, call.pos());
    }
    if (outerOnly(bound.arguments())) {
      throw ExprBinder.unsupported("an aggregate of an outer query's columns", call.pos());
    }
    if (function == AggregateFunction.COUNT && bound.arguments().isEmpty()) {
      if (!call.star()) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("count(*) must be used to call a parameterless aggregate function")
            .at(call.pos());
      }
      function = AggregateFunction.COUNT_STAR;
    }
    Node.Aggregation options = call.aggregation();
    Expr filter = filter(call);
    List<Algebra.OrderItem> order =
        expressions.stage().within(Clause.AGGREGATE, () -> order(options.orderBy()));
    if (options.distinct() && !order.isEmpty()) {
      throw ExprBinder.unsupported("an aggregate with DISTINCT and ORDER BY", call.pos());
    }
    if (options.distinct()) {
      for (int i = 0; i < bound.arguments().size(); i++) {
        int position = i < call.arguments().size() ? call.arguments().get(i).pos() : call.pos();
        Sortable.requireEquality(bound.arguments().get(i).type(), position);
      }
    }
    boolean counts =
        function == AggregateFunction.COUNT || function == AggregateFunction.COUNT_STAR;
    boolean extreme = function == AggregateFunction.MIN || function == AggregateFunction.MAX;
    return expressions
        .stage()
        .aggregate(
            new Algebra.Aggregation(
                function,
                bound.arguments(),
                options.distinct() && !extreme,
                filter,
                ordered(function) ? order : List.of(),
                bound.call().result()),
            !counts);
  }

  /// The condition of FILTER.
  @Nullable Expr filter(Node.Call call) {
    Node condition = call.aggregation().filter();
    return condition == null
        ? null
        : expressions
            .stage()
            .within(Clause.FILTER, () -> expressions.condition(condition, "FILTER"));
  }

  private static boolean ordered(AggregateFunction function) {
    return function == AggregateFunction.STRING_AGG || function == AggregateFunction.ARRAY_AGG;
  }

  private static boolean outerOnly(List<Expr> arguments) {
    boolean outer = false;
    for (Expr argument : arguments) {
      outer |= Exprs.anyColumn(argument, i -> i >= Algebra.OUTER && i < Algebra.SUBQUERY);
      if (Exprs.anyColumn(argument, i -> i < Algebra.VIRTUAL)) {
        return false;
      }
    }
    return outer;
  }

  List<Algebra.OrderItem> order(List<SortKey> keys) {
    List<Algebra.OrderItem> order = new ArrayList<>();
    for (SortKey key : keys) {
      Expr value = coercion.known(expressions.bind(key.expression()), key.pos());
      Sortable.requireOrder(value.type(), key.expression().pos());
      order.add(orderItem(value, key));
    }
    return order;
  }

  static Algebra.OrderItem orderItem(Expr value, SortKey key) {
    boolean descending = descending(key);
    boolean nullsFirst =
        switch (key.nulls()) {
          case FIRST -> true;
          case LAST -> false;
          case DEFAULT -> descending;
        };
    return new Algebra.OrderItem(value, descending, nullsFirst);
  }

  private static boolean descending(SortKey key) {
    if (key.using() == null) {
      return key.descending();
    }
    return switch (key.using().name()) {
      case "<" -> false;
      case ">" -> true;
      default ->
          throw SqlState.WRONG_OBJECT_TYPE
              .error("operator %s is not a valid ordering operator", key.using().name())
              .withHint(
                  "Ordering operators must be \"<\" or \">\" members of btree operator families.")
              .at(key.pos());
    };
  }

  /// Puts a set-returning call into the stage; the number of its first column.
  private int set(Bound bound, int position) {
    Stage stage = expressions.stage();
    if (!stage.clause().sets) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("set-returning functions are not allowed in %s", stage.clause().shown)
          .at(position);
    }
    return stage.set(setUse(bound));
  }

  static Stage.SetUse setUse(Bound bound) {
    FunctionSignature signature = bound.signature();
    List<ColumnType> types = new ArrayList<>();
    for (FunctionSignature.ResultColumn column : signature.columns()) {
      types.add(FunctionResolver.columnType(column, bound.call()));
    }
    if (types.isEmpty()) {
      types.add(bound.call().result());
    }
    Expr call = new Expr.Function(signature.id(), bound.arguments(), bound.call().result(), true);
    List<String> names =
        signature.columns().stream().map(FunctionSignature.ResultColumn::name).toList();
    return new Stage.SetUse(call, types, names);
  }

  /// `(f(x)).name`: a column of a set-returning call.
  Expr field(Node.Field field) {
    if (field.base() instanceof Node.Call call) {
      RoutineResolver.Called routine = new RoutineResolver(expressions).resolve(call);
      if (routine != null) {
        return column(routine, field);
      }
      Bound bound = resolve(name(call), arguments(call), call.pos());
      FunctionSignature signature = bound.call().signature();
      List<FunctionSignature.ResultColumn> columns =
          signature == null ? List.of() : signature.columns();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(field.name())) {
          ColumnType type = FunctionResolver.columnType(columns.get(i), bound.call());
          return new Expr.Column(set(bound, call.pos()) + i, type, true);
        }
      }
      if (!columns.isEmpty()) {
        throw SqlState.UNDEFINED_COLUMN
            .error("column \"%s\" not found in data type record", field.name())
            .at(field.pos());
      }
    }
    if (field.base() instanceof Node.ColumnRef ref) {
      List<String> names = new ArrayList<>(ref.names());
      names.set(names.size() - 1, Targets.part(ref.last(), field.name()));
      Scope.Field part =
          new ColumnLookup(expressions.statement())
              .lookup(new Node.ColumnRef(names, ref.pos()), expressions.scope());
      if (part != null) {
        return expressions.stage().located(part.value(), field.pos());
      }
    }
    Expr part = expressions.rows().field(field);
    if (part != null) {
      return part;
    }
    throw ExprBinder.unsupported("a field of a composite value", field.pos());
  }

  /// `(f(x)).name` of a user's function that returns one row.
  private Expr column(RoutineResolver.Called called, Node.Field field) {
    for (int i = 0; i < called.columns().size(); i++) {
      if (called.columns().get(i).name().equals(field.name()) && !called.routine().set()) {
        return new RoutineCalls(expressions).column(called, i);
      }
    }
    throw ExprBinder.unsupported("a field of a composite value", field.pos());
  }

  Expr grouping(Node.Grouping grouping) {
    if (!expressions.stage().clause().aggregates) {
      throw SqlState.GROUPING_ERROR
          .error("grouping operations are not allowed in %s", expressions.stage().clause().shown)
          .at(grouping.pos());
    }
    List<Expr> arguments =
        expressions
            .stage()
            .within(Clause.AGGREGATE, () -> expressions.bindAll(grouping.arguments()));
    return expressions
        .stage()
        .aggregate(
            new Algebra.Aggregation(
                AggregateFunction.GROUPING, arguments, false, null, List.of(), ColumnType.INTEGER),
            false);
  }

  static OmenException unknownWindow(String name, int position) {
    return SqlState.UNDEFINED_OBJECT.error("window \"%s\" does not exist", name).at(position);
  }
}
