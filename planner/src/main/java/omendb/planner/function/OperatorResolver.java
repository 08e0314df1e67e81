package omendb.planner.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.function.FunctionSignature.Kind;
import omendb.planner.function.FunctionSignature.Volatility;
import omendb.planner.function.Overloads.Candidate;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Finds the operator that an expression means, by PostgreSQL's rules: one that the executor emits
/// inline, or a library function.
public final class OperatorResolver {
  private static final Map<String, List<FunctionSignature>> INLINE = new HashMap<>();
  private static final Map<String, Operator> SYMBOLS =
      Map.ofEntries(
          Map.entry("+", Operator.ADD),
          Map.entry("-", Operator.SUBTRACT),
          Map.entry("*", Operator.MULTIPLY),
          Map.entry("/", Operator.DIVIDE),
          Map.entry("%", Operator.MODULO),
          Map.entry("=", Operator.EQUAL),
          Map.entry("<>", Operator.NOT_EQUAL),
          Map.entry("<", Operator.LESS),
          Map.entry("<=", Operator.LESS_OR_EQUAL),
          Map.entry(">", Operator.GREATER),
          Map.entry(">=", Operator.GREATER_OR_EQUAL),
          Map.entry("||", Operator.CONCAT),
          Map.entry("~~", Operator.LIKE),
          Map.entry("~~*", Operator.ILIKE));

  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

  static {
    for (String symbol : ARITHMETIC) {
      String[] kinds =
          symbol.equals("%")
              ? new String[] {"int2", "int4", "int8"}
              : new String[] {"int2", "int4", "int8", "float4", "float8"};
      crossed(symbol, kinds, 0, Math.min(3, kinds.length));
      crossed(symbol, kinds, 3, kinds.length);
      add(symbol, "numeric", "numeric", "numeric");
    }
    for (String kind : List.of("int2", "int4", "int8", "float4", "float8", "numeric")) {
      add("neg", kind, kind);
    }
    for (String symbol : COMPARISONS) {
      compared(symbol, "int2", "int4", "int8");
      compared(symbol, "float4", "float8");
      compared(symbol, "date", "timestamp", "timestamptz");
      compared(symbol, "name", "text");
      for (String kind :
          List.of(
              "numeric",
              "bpchar",
              "bool",
              "bytea",
              "uuid",
              "time",
              "timetz",
              "interval",
              "oid",
              "bit",
              "varbit",
              "char",
              "jsonb",
              "xid8",
              "pg_lsn",
              "tid",
              "money",
              "inet",
              "macaddr",
              "macaddr8",
              "anyenum",
              "anyarray",
              "record")) {
        add(symbol, "bool", kind, kind);
      }
      RangeTemplate.each("anyrange", kind -> add(symbol, "bool", kind, kind));
      RangeTemplate.each("anymultirange", kind -> add(symbol, "bool", kind, kind));
    }
    for (String symbol : List.of("=", "<>")) {
      add(symbol, "bool", "xid", "xid");
      add(symbol, "bool", "xid", "int4");
    }
    add("||", "text", "text", "text");
    add("||", "text", "text", "any");
    add("||", "text", "any", "text");
    for (String symbol : List.of("~~", "~~*")) {
      add(symbol, "bool", "text", "text");
      add(symbol, "bool", "bpchar", "text");
      add(symbol, "bool", "name", "text");
    }
  }

  private OperatorResolver() {}

  /// A resolved operator: exactly one of `operator` and `function` is set.
  ///
  /// @param argumentTypes the types to cast the arguments to; equal to their own where no cast is
  ///   due
  /// @param typeTag a text literal that goes in front of the function's arguments, or null
  public record Resolved(
      @Nullable Operator operator,
      @Nullable String function,
      List<ColumnType> argumentTypes,
      ColumnType result,
      @Nullable String typeTag) {
    Resolved(@Nullable Operator operator, List<ColumnType> argumentTypes, ColumnType result) {
      this(operator, null, argumentTypes, result, null);
    }
  }

  private static void crossed(String symbol, String[] kinds, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int j = from; j < to; j++) {
        add(symbol, kinds[Math.max(i, j)], kinds[i], kinds[j]);
      }
    }
  }

  private static void compared(String symbol, String... kinds) {
    for (String left : kinds) {
      for (String right : kinds) {
        add(symbol, "bool", left, right);
      }
    }
  }

  private static void add(String symbol, String result, String... arguments) {
    String text = symbol + "(" + String.join(", ", arguments) + "): " + result;
    FunctionSignature signature =
        FunctionRegistry.parse(text, Kind.SCALAR, true, false, Volatility.IMMUTABLE, false);
    INLINE.computeIfAbsent(symbol, key -> new ArrayList<>()).add(signature);
  }

  /// Resolves `left symbol right`, or `symbol right` when `left` is null. Untyped literals and
  /// parameters are UNKNOWN.
  ///
  /// @throws omendb.core.OmenException 42883 when no operator fits, 42725 when several do
  public static Resolved resolve(
      String symbol, @Nullable ColumnType left, ColumnType right, int position) {
    String name = symbol.equals("!=") ? "<>" : symbol;
    List<ColumnType> arguments = left == null ? List.of(right) : List.of(left, right);
    if (left == null && name.equals("+") && right.isNumber()) {
      return new Resolved(
          null,
          "+(" + TypeNames.internal(CastRules.plain(right)) + ")",
          List.of(right),
          right,
          null);
    }
    List<Candidate> candidates = candidates(name, arguments);
    List<Candidate> ties = new ArrayList<>();
    Candidate chosen = sameType(candidates, arguments);
    if (chosen == null) {
      chosen = Overloads.choose(candidates, arguments, ties);
    }
    if (chosen == null || FunctionResolver.enumsDiffer(chosen, arguments)) {
      throw unresolved(symbol, arguments, !ties.isEmpty()).at(position);
    }
    if (FunctionCatalog.byId(chosen.signature().id()) != null) {
      FunctionResolver.Resolved bound = FunctionResolver.bind(chosen, arguments);
      return new Resolved(
          null, chosen.signature().id(), bound.argumentTypes(), bound.result(), bound.typeTag());
    }
    return inline(name, chosen, arguments);
  }

  private static OmenException unresolved(
      String symbol, List<ColumnType> arguments, boolean ambiguous) {
    String right = CastRules.plain(arguments.getLast()).toString();
    String text =
        arguments.size() == 1
            ? symbol + " " + right
            : CastRules.plain(arguments.getFirst()) + " " + symbol + " " + right;
    if (ambiguous) {
      return SqlState.AMBIGUOUS_FUNCTION
          .error("operator is not unique: %s", text)
          .withHint(
              "Could not choose a best candidate operator. "
                  + "You might need to add explicit type casts.");
    }
    String hint =
        arguments.size() == 1
            ? "argument type. You might need to add an explicit type cast."
            : "argument types. You might need to add explicit type casts.";
    return SqlState.UNDEFINED_FUNCTION
        .error("operator does not exist: %s", text)
        .withHint("No operator matches the given name and %s", hint);
  }

  private static List<Candidate> candidates(String name, List<ColumnType> arguments) {
    boolean prefix = arguments.size() == 1;
    String inlineName = prefix ? (name.equals("-") ? "neg" : "") : name;
    boolean arrays = arguments.stream().anyMatch(argument -> argument.kind() == TypeKind.ARRAY);
    List<Candidate> list = new ArrayList<>();
    for (FunctionSignature signature : INLINE.getOrDefault(inlineName, List.of())) {
      if (!arrays || !name.equals("||")) {
        list.add(new Candidate(signature, signature.arguments()));
      }
    }
    for (FunctionSignature signature : FunctionCatalog.operators(name)) {
      boolean array = signature.result().kind() == TypeKind.ARRAY;
      if (signature.arguments().size() == arguments.size()
          && (!name.equals("||") || array == arrays)) {
        list.add(new Candidate(signature, signature.arguments()));
      }
    }
    return list;
  }

  /// An untyped literal beside a typed operand is first taken to have that operand's type.
  private static @Nullable Candidate sameType(
      List<Candidate> candidates, List<ColumnType> arguments) {
    if (arguments.size() != 2) {
      return null;
    }
    ColumnType left = arguments.get(0);
    ColumnType right = arguments.get(1);
    boolean leftUnknown = left.kind() == TypeKind.UNKNOWN;
    if (leftUnknown == (right.kind() == TypeKind.UNKNOWN)) {
      return null;
    }
    TypeKind known = leftUnknown ? right.kind() : left.kind();
    for (Candidate candidate : candidates) {
      if (candidate.parameters().get(0).kind() == known
          && candidate.parameters().get(1).kind() == known) {
        return candidate;
      }
    }
    return null;
  }

  private static Resolved inline(String name, Candidate chosen, List<ColumnType> arguments) {
    Operator operator = arguments.size() == 1 ? Operator.NEGATE : SYMBOLS.get(name);
    FunctionResolver.Resolved bound = FunctionResolver.bind(chosen, arguments);
    List<ColumnType> targets = bound.argumentTypes();
    ColumnType result = chosen.signature().result();
    if (operator == Operator.CONCAT) {
      return new Resolved(operator, List.of(ColumnType.TEXT, ColumnType.TEXT), result);
    }
    if (operator == Operator.NEGATE) {
      return new Resolved(operator, targets, targets.getFirst());
    }
    if (operator == Operator.LIKE || operator == Operator.ILIKE) {
      return new Resolved(operator, targets, result);
    }
    if (ARITHMETIC.contains(name)) {
      return arithmetic(name, operator, targets, result);
    }
    return new Resolved(operator, compared(chosen, targets, arguments), result);
  }

  private static Resolved arithmetic(
      String name, @Nullable Operator operator, List<ColumnType> targets, ColumnType result) {
    if (result.kind() != TypeKind.NUMERIC) {
      return new Resolved(operator, List.of(result, result), result);
    }
    if (name.equals("/") || name.equals("%")) {
      return new Resolved(
          operator, List.of(ColumnType.NUMERIC, ColumnType.NUMERIC), ColumnType.NUMERIC);
    }
    ColumnType left = targets.get(0);
    ColumnType right = targets.get(1);
    ColumnType type =
        name.equals("*")
            ? CastRules.decimalProduct(left, right)
            : CastRules.decimalSum(left, right);
    return new Resolved(operator, targets, type);
  }

  /// A cidr is compared as it is: it is kept as the inet that it is.
  private static List<ColumnType> networks(List<ColumnType> targets, List<ColumnType> arguments) {
    List<ColumnType> result = new ArrayList<>(targets);
    for (int i = 0; i < result.size(); i++) {
      if (arguments.get(i).kind() == TypeKind.CIDR) {
        result.set(i, arguments.get(i));
      }
    }
    return result;
  }

  /// Operands of a comparison take the wider of the two types of a family.
  private static List<ColumnType> compared(
      Candidate chosen, List<ColumnType> targets, List<ColumnType> arguments) {
    TypeKind left = chosen.parameters().get(0).kind();
    TypeKind right = chosen.parameters().get(1).kind();
    if (left == TypeKind.INET) {
      return networks(targets, arguments);
    }
    if (left == right) {
      return targets;
    }
    boolean text = left == TypeKind.TEXT || right == TypeKind.TEXT;
    TypeKind wider = left.compareTo(right) >= 0 ? left : right;
    TypeKind common = text ? TypeKind.TEXT : wider;
    return List.of(ColumnType.of(common), ColumnType.of(common));
  }
}
