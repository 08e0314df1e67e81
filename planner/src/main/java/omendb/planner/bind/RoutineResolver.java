package omendb.planner.bind;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.Routine;
import omendb.planner.ast.Node;
import omendb.planner.ast.SortKey;
import omendb.planner.function.CastRules;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionResolver;
import omendb.planner.function.FunctionSignature;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Finds the routine of a user that a call means, and gives each of its parameters a value.
final class RoutineResolver {
  private final ExprBinder expressions;
  private final StatementContext statement;

  RoutineResolver(ExprBinder expressions) {
    this.expressions = expressions;
    this.statement = expressions.statement();
  }

  /// A call resolved.
  ///
  /// @param arguments one per parameter, of its type
  /// @param columns as the routine has them, with what the call makes of their types
  /// @param result one row's value
  record Called(
      Routine routine,
      List<Expr> arguments,
      List<Routine.Column> columns,
      ColumnType result,
      int position) {}

  /// A routine as this call would have it.
  ///
  /// @param places which parameter each argument is for
  /// @param range what the routine's open range types are taken to be, or null
  private record Fit(
      Routine routine,
      int[] places,
      List<ColumnType> types,
      boolean expanded,
      int defaults,
      @Nullable ColumnType range) {}

  /// The call; null when it means no routine of a user.
  @Nullable Called resolve(Node.Call call) {
    String schema = call.function().schema();
    List<Routine> routines = statement.catalog().routines(schema, call.function().name());
    if (routines.isEmpty()) {
      return null;
    }
    List<Routine> functions = routines.stream().filter(each -> !each.procedure()).toList();
    if (functions.isEmpty() && !fits(call, routines).isEmpty()) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("%s is a procedure", shown(call, given(call)))
          .withHint("To call a procedure, use CALL.")
          .at(call.pos());
    }
    return functions.isEmpty() ? null : resolve(call, functions);
  }

  /// The call as one of these routines, or null when it means a function that came with the server.
  @Nullable Called resolve(Node.Call call, List<Routine> routines) {
    List<Fit> fits = fits(call, routines);
    boolean named = call.arguments().stream().anyMatch(a -> a.name() != null || a.variadic());
    boolean system = !named && call.function().schema() == null;
    if (fits.isEmpty()) {
      return null;
    }
    List<Expr> given = given(call);
    Map<FunctionSignature, Fit> bySignature = new IdentityHashMap<>();
    List<FunctionSignature> functions = new ArrayList<>();
    if (system) {
      functions.addAll(FunctionCatalog.candidates(call.function().name()));
    }
    for (Fit fit : fits) {
      FunctionSignature signature = signature(fit);
      bySignature.put(signature, fit);
      functions.add(signature);
    }
    FunctionResolver.Resolved resolved =
        FunctionResolver.resolve(
            call.function().name(), functions, given.stream().map(Expr::type).toList(), call.pos());
    Fit chosen = bySignature.get(resolved.signature());
    if (chosen == null) {
      return null;
    }
    refuse(call);
    Routine definer = statement.definer();
    statement.uses().call(chosen.routine, definer == null ? 0 : definer.oid());
    References references = statement.references();
    if (references != null) {
      references.routine(call.function().pos(), chosen.routine);
    }
    return called(chosen, given, resolved.argumentTypes(), call);
  }

  /// The call of one of these procedures; 42883 when none takes the arguments. A call has an
  /// argument for each output parameter too, which counts for nothing.
  Called procedure(Node.Call call, List<Routine> procedures) {
    Called called = fits(call, procedures).isEmpty() ? null : resolve(call, procedures);
    if (called == null) {
      throw missing(call, given(call));
    }
    return called;
  }

  /// 42883 about a procedure.
  static OmenException missing(Node.Call call, List<Expr> arguments) {
    return SqlState.UNDEFINED_FUNCTION
        .error("procedure %s does not exist", shown(call, arguments))
        .withHint(
            "No procedure matches the given name and argument types. "
                + "You might need to add explicit type casts.")
        .at(call.pos());
  }

  /// A call as messages show it.
  static String shown(Node.Call call, List<Expr> arguments) {
    return call.function().name()
        + "("
        + arguments.stream()
            .map(argument -> CastRules.plain(argument.type()).toString())
            .collect(Collectors.joining(", "))
        + ")";
  }

  private List<Expr> given(Node.Call call) {
    List<Expr> given = new ArrayList<>();
    call.arguments().forEach(argument -> given.add(expressions.bind(argument.value())));
    return given;
  }

  /// What only aggregates and window functions take.
  private static void refuse(Node.Call call) {
    String name = call.function().name();
    Node.Aggregation options = call.aggregation();
    List<SortKey> order = options.orderBy();
    String what =
        call.star()
            ? "*"
            : options.distinct()
                ? "DISTINCT"
                : options.withinGroup()
                    ? "WITHIN GROUP"
                    : !order.isEmpty() ? "ORDER BY" : options.filter() != null ? "FILTER" : null;
    if (call.over() != null) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("OVER specified, but %s is not a window function nor an aggregate function", name)
          .at(call.pos());
    }
    if (what != null) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("%s specified, but %s is not an aggregate function", what, name)
          .at(call.pos());
    }
  }

  private List<Fit> fits(Node.Call call, List<Routine> routines) {
    List<Fit> fits = new ArrayList<>();
    for (Routine routine : routines) {
      if (!routine.hasOpenRange()) {
        add(fits, fit(routine, call, null));
        continue;
      }
      for (ColumnType range : ColumnType.RANGES) {
        add(fits, fit(routine, call, range));
      }
    }
    return fits;
  }

  /// Of several that take the same types the first of the path is meant, there one that takes them
  /// one by one, and the one that leaves the fewest to defaults.
  private static void add(List<Fit> fits, @Nullable Fit fit) {
    if (fit == null) {
      return;
    }
    for (int i = 0; i < fits.size(); i++) {
      Fit other = fits.get(i);
      if (!other.types.equals(fit.types)) {
        continue;
      }
      boolean sameSchema = other.routine.schema().equals(fit.routine.schema());
      boolean better =
          other.expanded && !fit.expanded
              || other.expanded == fit.expanded && fit.defaults < other.defaults;
      if (sameSchema && better) {
        fits.set(i, fit);
        return;
      }
      if (!sameSchema || other.expanded != fit.expanded || other.defaults != fit.defaults) {
        return;
      }
    }
    fits.add(fit);
  }

  private static @Nullable Fit fit(Routine routine, Node.Call call, @Nullable ColumnType range) {
    List<Routine.Parameter> parameters = routine.parameters();
    List<Node.Argument> arguments = call.arguments();
    int[] places = new int[arguments.size()];
    boolean[] given = new boolean[parameters.size()];
    boolean whole = !arguments.isEmpty() && arguments.getLast().variadic();
    boolean repeats = !parameters.isEmpty() && parameters.getLast().variadic();
    if (whole && !repeats) {
      return null;
    }
    int last = parameters.size() - 1;
    boolean expanded = false;
    for (int i = 0; i < places.length; i++) {
      Node.Argument argument = arguments.get(i);
      int place = argument.name() == null ? i : place(parameters, argument.name());
      boolean element = repeats && !whole && argument.name() == null && place >= last;
      expanded |= element;
      place = element ? last : place;
      if (place < 0 || place > last || given[place] && !element) {
        return null;
      }
      given[place] = true;
      places[i] = place;
    }
    int defaults = 0;
    for (int i = 0; i < given.length; i++) {
      if (!given[i]) {
        if (parameters.get(i).defaultSql() == null) {
          return null;
        }
        defaults++;
      }
    }
    List<ColumnType> types = new ArrayList<>();
    for (int place : places) {
      ColumnType type = settled(parameters.get(place), range);
      ColumnType element = type.element();
      types.add(expanded && place == last && element != null ? element : type);
    }
    return new Fit(routine, places, types, expanded, defaults, range);
  }

  private static int place(List<Routine.Parameter> parameters, String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (name.equals(parameters.get(i).name())) {
        return i;
      }
    }
    return -1;
  }

  private static ColumnType settled(Routine.Parameter parameter, @Nullable ColumnType range) {
    return settled(parameter.type(), parameter.open(), range);
  }

  /// A type with what an open range makes of it: its bounds are what `anyelement` is.
  private static ColumnType settled(
      ColumnType type, Routine.@Nullable Open open, @Nullable ColumnType range) {
    ColumnType bound = range == null ? null : range.bound();
    ColumnType multirange = range == null ? null : range.multirange();
    if (range == null || bound == null || multirange == null) {
      return type;
    }
    if (open != null) {
      return open == Routine.Open.RANGE ? range : multirange;
    }
    if (type.equals(ColumnType.UNKNOWN)) {
      return bound;
    }
    return ColumnType.UNKNOWN.equals(type.element()) ? ColumnType.array(bound) : type;
  }

  private static FunctionSignature signature(Fit fit) {
    return new FunctionSignature(
        fit.routine.name(),
        fit.routine.name(),
        FunctionSignature.Kind.SCALAR,
        fit.types.stream().map(RoutineResolver::plain).toList(),
        false,
        fit.routine.result(),
        fit.routine.strict(),
        false,
        fit.routine.volatility(),
        false,
        List.of());
  }

  private static ColumnType plain(ColumnType type) {
    return type.user() instanceof DomainType ? type.plain() : type;
  }

  private Called called(Fit fit, List<Expr> given, List<ColumnType> argumentTypes, Node.Call call) {
    List<ColumnType> open = fit.types;
    List<List<Expr>> values = new ArrayList<>();
    List<Routine.Parameter> parameters = fit.routine.parameters();
    parameters.forEach(_ -> values.add(new ArrayList<>()));
    for (int i = 0; i < given.size(); i++) {
      int position = call.arguments().get(i).pos();
      values
          .get(fit.places[i])
          .add(statement.coercion().to(given.get(i), argumentTypes.get(i), false, position));
    }
    List<Expr> arguments = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Routine.Parameter parameter = parameters.get(i);
      ColumnType type = FunctionResolver.filled(settled(parameter, fit.range), open, argumentTypes);
      arguments.add(argument(fit, i, type, values.get(i), call.pos()));
    }
    List<Routine.Column> columns = new ArrayList<>();
    for (Routine.Column column : fit.routine.columns()) {
      ColumnType type = settled(column.type(), column.open(), fit.range);
      columns.add(
          new Routine.Column(
              column.name(), FunctionResolver.filled(type, open, argumentTypes), null));
    }
    ColumnType result = settled(fit.routine.result(), fit.routine.open(), fit.range);
    return new Called(
        fit.routine,
        arguments,
        columns,
        FunctionResolver.filled(result, open, argumentTypes),
        call.pos());
  }

  private Expr argument(Fit fit, int place, ColumnType type, List<Expr> values, int position) {
    Routine.Parameter parameter = fit.routine.parameters().get(place);
    String byDefault = parameter.defaultSql();
    Expr value;
    if (values.isEmpty() && byDefault != null) {
      value = statement.coercion().to(byDefault(byDefault), type.plain(), false, position);
    } else if (fit.expanded && place == fit.routine.parameters().size() - 1) {
      value =
          statement
              .coercion()
              .to(expressions.calls().call("array", values, position), type, false, position);
    } else {
      value = values.getFirst();
    }
    return type.user() instanceof DomainType domain
        ? new DomainBinder(statement).cast(value, domain, position)
        : value;
  }

  private Expr byDefault(String sql) {
    return new ExprBinder(statement, new Scope(null), new Stage(List.of()), null)
        .bind(SqlParser.parseExpression(sql));
  }
}
