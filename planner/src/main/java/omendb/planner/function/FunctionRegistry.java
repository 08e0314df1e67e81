package omendb.planner.function;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.planner.function.FunctionImplementations.Implementation;
import omendb.planner.function.FunctionSignature.Kind;
import omendb.planner.function.FunctionSignature.ResultColumn;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Reads the [SqlFunction] annotations of the function families once.
final class FunctionRegistry {
  private static final List<Class<?>> FAMILIES =
      List.of(
          ArithmeticFunctions.class,
          ArrayFunctions.class,
          ArraySubscripts.class,
          BinaryFunctions.class,
          BitFunctions.class,
          BoxFunctions.class,
          CircleFunctions.class,
          DateFormatFunctions.class,
          DateParseFunctions.class,
          NumberFormatFunctions.class,
          DateTimeFunctions.class,
          EnumFunctions.class,
          ExtractFunctions.class,
          FormatFunctions.class,
          IntervalFunctions.class,
          JsonBuildFunctions.class,
          JsonChangeFunctions.class,
          JsonRecordFunctions.class,
          JsonFunctions.class,
          JsonPathFunctions.class,
          LineFunctions.class,
          MacFunctions.class,
          MathFunctions.class,
          MoneyFunctions.class,
          NetworkFunctions.class,
          NumericFunctions.class,
          PathFunctions.class,
          PointFunctions.class,
          PolygonFunctions.class,
          RangeFunctions.class,
          RangePredicates.class,
          RegexFunctions.class,
          RegexPositions.class,
          DegreeFunctions.class,
          RowFunctions.class,
          SampleFunctions.class,
          SegmentFunctions.class,
          ShapeDistances.class,
          ShapeSubscripts.class,
          SessionFunctions.class,
          SetFunctions.class,
          SystemTypeFunctions.class,
          TextFunctions.class,
          TimeArithmetic.class,
          TruncateFunctions.class,
          VariadicFunctions.class,
          ZonedTimeFunctions.class,
          CatalogFunctions.class);

  private static final Map<String, FunctionSignature> SIGNATURES = new LinkedHashMap<>();
  private static final Map<String, Invoker> INVOKERS = new HashMap<>();

  static {
    for (Class<?> family : FAMILIES) {
      for (Method method : family.getDeclaredMethods()) {
        for (SqlFunction function : method.getAnnotationsByType(SqlFunction.class)) {
          RangeTemplate.each(function.value(), text -> register(method, function, text));
        }
      }
    }
    AggregateFunctions.DECLARATIONS.forEach(declaration ->
        RangeTemplate.each(
            declaration,
            text -> put(parse(text, Kind.AGGREGATE, false, false, Volatility.IMMUTABLE, false))));
    AggregateFunctions.WINDOWS.forEach(
        text -> put(parse(text, Kind.WINDOW, false, false, Volatility.IMMUTABLE, false)));
    CatalogFunctions.STABLE.forEach(text -> catalog(text, true, Volatility.STABLE));
    CatalogFunctions.NULLS.forEach(text -> catalog(text, false, Volatility.STABLE));
    CatalogFunctions.VOLATILE.forEach(text -> catalog(text, true, Volatility.VOLATILE));
  }

  private FunctionRegistry() {}

  static Collection<FunctionSignature> signatures() {
    return SIGNATURES.values();
  }

  static @Nullable FunctionSignature signature(String id) {
    return SIGNATURES.get(id);
  }

  static @Nullable Invoker invoker(String id) {
    return INVOKERS.get(id);
  }

  private static void register(Method method, SqlFunction function, String text) {
    if (!Modifier.isPublic(method.getModifiers()) || !Modifier.isStatic(method.getModifiers())) {
      throw new IllegalStateException(method + " must be public and static");
    }
    Class<?>[] parameters = method.getParameterTypes();
    boolean context = parameters.length > 0 && parameters[0] == EvalContext.class;
    FunctionSignature signature =
        parse(
            text, Kind.SCALAR, !function.nulls(), context, function.volatility(), function.typed());
    int expected = signature.arguments().size() + (context ? 1 : 0) + (signature.typed() ? 1 : 0);
    if (parameters.length != expected) {
      throw new IllegalStateException(text + " does not match " + method);
    }
    put(signature);
    INVOKERS.put(
        signature.id(),
        new Invoker(
            new Implementation(method, context, signature.variadic(), signature.strict(), false)));
  }

  private static void catalog(String text, boolean strict, Volatility volatility) {
    FunctionSignature signature = parse(text, Kind.SCALAR, strict, true, volatility, false);
    put(signature);
    INVOKERS.put(
        signature.id(),
        new Invoker(
            new Implementation(
                CatalogFunctions.callMethod(), true, signature.variadic(), strict, true)));
  }

  private static void put(FunctionSignature signature) {
    if (SIGNATURES.put(signature.id(), signature) != null) {
      throw new IllegalStateException(signature.id() + " is declared twice");
    }
  }

  /// Reads `name(type, …, variadic type): [setof] type`.
  static FunctionSignature parse(
      String text,
      Kind kind,
      boolean strict,
      boolean context,
      Volatility volatility,
      boolean typed) {
    int open = text.indexOf('(');
    int close = text.indexOf("): ", open);
    String name = text.substring(0, open);
    List<ColumnType> arguments = new ArrayList<>();
    boolean variadic = false;
    String list = text.substring(open + 1, close);
    for (String part : list.isEmpty() ? new String[0] : list.split(", ", -1)) {
      variadic = part.startsWith("variadic ");
      arguments.add(type(variadic ? part.substring("variadic ".length()) : part));
    }
    String result = text.substring(close + 3);
    boolean set = result.startsWith("setof ");
    List<ResultColumn> columns = new ArrayList<>();
    if (set) {
      result = result.substring("setof ".length());
      if (result.startsWith("record(")) {
        columns = columns(result.substring("record(".length(), result.length() - 1));
        result = "record";
      }
    }
    String ids = String.join(",", arguments.stream().map(TypeNames::internal).toList());
    return new FunctionSignature(
        name + "(" + ids + ")",
        name,
        set ? Kind.SET : kind,
        arguments,
        variadic,
        type(result),
        strict,
        context,
        volatility,
        typed,
        columns);
  }

  private static List<ResultColumn> columns(String text) {
    return Arrays.stream(text.split(", ", -1))
        .map(column -> column.split(" ", 2))
        .map(pair -> new ResultColumn(pair[0], type(pair[1])))
        .toList();
  }

  private static ColumnType type(String name) {
    ColumnType type = TypeNames.internal(name);
    if (type == null) {
      throw new IllegalStateException("unknown type " + name);
    }
    return name.equals("void") ? ColumnType.VOID : type;
  }
}
