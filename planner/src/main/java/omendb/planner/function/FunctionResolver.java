package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.function.FunctionSignature.Kind;
import omendb.planner.function.Overloads.Candidate;
import org.jspecify.annotations.Nullable;

/// Finds the function that a call means, by PostgreSQL's rules.
public final class FunctionResolver {
  private FunctionResolver() {}

  /// A resolved call.
  ///
  /// @param signature the function; null when the call is a cast in disguise, `date(x)`
  /// @param argumentTypes per argument the type to cast it to; equal to its own where no cast is
  ///   due
  /// @param result the call's type, pseudo-types filled in
  /// @param typeTag a text literal that goes in front of the arguments, or null
  public record Resolved(
      @Nullable FunctionSignature signature,
      List<ColumnType> argumentTypes,
      ColumnType result,
      @Nullable String typeTag) {}

  /// Resolves a call; untyped literals and parameters are UNKNOWN.
  ///
  /// @param position of the call in the statement, for errors
  /// @throws OmenException 42883 when no function fits, 42725 when several do
  public static Resolved resolve(String name, List<ColumnType> arguments, int position) {
    return resolve(name, FunctionCatalog.candidates(name), arguments, position);
  }

  /// Resolves a call among these functions, of which the first of several alike is meant.
  ///
  /// @throws OmenException 42883 when no function fits, 42725 when several do
  public static Resolved resolve(
      String name, List<FunctionSignature> functions, List<ColumnType> arguments, int position) {
    List<Candidate> candidates = new ArrayList<>();
    for (FunctionSignature signature : functions) {
      if (signature.accepts(arguments.size())) {
        candidates.add(new Candidate(signature, parameters(signature, arguments.size())));
      }
    }
    List<Candidate> ties = new ArrayList<>();
    Candidate chosen = Overloads.choose(candidates, arguments, ties);
    if (chosen != null && !enumsDiffer(chosen, arguments)) {
      return bind(chosen, arguments);
    }
    ColumnType type = arguments.size() == 1 ? castName(name) : null;
    if (type != null && CastRules.allowed(arguments.getFirst(), type, CastRules.Context.EXPLICIT)) {
      return new Resolved(null, List.of(type), type, null);
    }
    String call = name + "(" + names(arguments) + ")";
    if (!ties.isEmpty()) {
      throw SqlState.AMBIGUOUS_FUNCTION
          .error("function %s is not unique", call)
          .withHint(
              "Could not choose a best candidate function. "
                  + "You might need to add explicit type casts.")
          .at(position);
    }
    throw SqlState.UNDEFINED_FUNCTION
        .error("function %s does not exist", call)
        .withHint(
            "No function matches the given name and argument types. "
                + "You might need to add explicit type casts.")
        .at(position);
  }

  private static @Nullable ColumnType castName(String name) {
    ColumnType type = name.endsWith(")") || name.endsWith("]") ? null : TypeNames.internal(name);
    if (type == null) {
      return null;
    }
    return switch (type.kind()) {
      case UNKNOWN, VOID, RECORD, ARRAY, ENUM -> null;
      default -> type;
    };
  }

  private static List<ColumnType> parameters(FunctionSignature signature, int count) {
    List<ColumnType> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ColumnType parameter = signature.argument(i);
      parameters.add(parameter == null ? ColumnType.VOID : parameter);
    }
    return parameters;
  }

  /// True when arguments that are all to be of one enumerated type are of several, or of none that
  /// is known.
  static boolean enumsDiffer(Candidate chosen, List<ColumnType> arguments) {
    ColumnType first = null;
    boolean asked = false;
    for (int i = 0; i < arguments.size(); i++) {
      if (chosen.parameters().get(i).kind() != TypeKind.ENUM) {
        continue;
      }
      asked = true;
      ColumnType argument = arguments.get(i);
      if (argument.kind() != TypeKind.ENUM) {
        continue;
      }
      if (first != null && first.labels().oid() != argument.labels().oid()) {
        return true;
      }
      first = argument;
    }
    return asked && first == null;
  }

  /// Fills the pseudo-types in and says which casts the arguments need.
  static Resolved bind(Candidate chosen, List<ColumnType> arguments) {
    FunctionSignature signature = chosen.signature();
    ColumnType element = element(chosen.parameters(), arguments);
    List<ColumnType> targets = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      ColumnType argument = arguments.get(i);
      ColumnType parameter = chosen.parameters().get(i);
      ColumnType inner = parameter.element();
      if (parameter.kind() == TypeKind.VOID) {
        targets.add(argument.kind() == TypeKind.UNKNOWN ? ColumnType.TEXT : argument);
      } else if (parameter.kind() == TypeKind.UNKNOWN || parameter.kind() == TypeKind.ENUM) {
        targets.add(element);
      } else if (inner != null && inner.kind() == TypeKind.UNKNOWN) {
        targets.add(ColumnType.array(element));
      } else {
        targets.add(CastRules.target(argument, parameter));
      }
    }
    ColumnType result = filled(signature.result(), element);
    if (signature.kind() == Kind.AGGREGATE) {
      result = aggregateResult(signature, targets, result);
    }
    String tag = signature.typed() ? TypeNames.tag(targets) : null;
    return new Resolved(signature, List.copyOf(targets), result, tag);
  }

  /// The type of a column of a SET function's rows, given the call that resolved to it.
  public static ColumnType columnType(FunctionSignature.ResultColumn column, Resolved call) {
    if (column.type().kind() != TypeKind.UNKNOWN) {
      return column.type();
    }
    ColumnType element = call.argumentTypes().getFirst().element();
    return element == null ? ColumnType.TEXT : element;
  }

  /// A type of a function with what a call makes of its open types.
  ///
  /// @param parameters the function's, one per argument
  public static ColumnType filled(
      ColumnType type, List<ColumnType> parameters, List<ColumnType> arguments) {
    return filled(type, element(parameters, arguments));
  }

  static ColumnType filled(ColumnType type, ColumnType element) {
    ColumnType inner = type.element();
    if (type.kind() == TypeKind.UNKNOWN || type.kind() == TypeKind.ENUM) {
      return element;
    }
    boolean open =
        inner != null && (inner.kind() == TypeKind.UNKNOWN || inner.kind() == TypeKind.ENUM);
    if (!open) {
      return type;
    }
    // An array of arrays is one of more dimensions, of the same type.
    return element.kind() == TypeKind.ARRAY ? element : ColumnType.array(element);
  }

  private static ColumnType element(List<ColumnType> parameters, List<ColumnType> arguments) {
    List<ColumnType> elements = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      ColumnType parameter = parameters.get(i);
      ColumnType inner = parameter.element();
      ColumnType argumentElement = arguments.get(i).element();
      if (parameter.kind() == TypeKind.UNKNOWN || parameter.kind() == TypeKind.ENUM) {
        elements.add(arguments.get(i));
      } else if (inner != null && inner.kind() == TypeKind.UNKNOWN && argumentElement != null) {
        elements.add(argumentElement);
      }
    }
    return elements.isEmpty() ? ColumnType.TEXT : CastRules.common("ARRAY", elements);
  }

  /// Sums of decimals keep their scale, minimum and maximum their modifiers.
  private static ColumnType aggregateResult(
      FunctionSignature signature, List<ColumnType> targets, ColumnType result) {
    ColumnType argument = targets.isEmpty() ? ColumnType.VOID : targets.getFirst();
    if (result.kind() == TypeKind.NUMERIC && signature.name().equals("sum")) {
      boolean fixed =
          argument.kind() == TypeKind.NUMERIC && argument.form() != TypeKind.Form.OBJECT;
      if (argument.kind() == TypeKind.BIGINT || fixed) {
        return ColumnType.numeric(ColumnType.PRECISION_MAX, argument.scale());
      }
    }
    boolean extreme = signature.name().equals("min") || signature.name().equals("max");
    return extreme && argument.kind() == result.kind() ? argument : result;
  }

  static String names(List<ColumnType> types) {
    return types.stream()
        .map(type -> CastRules.plain(type).toString())
        .collect(Collectors.joining(", "));
  }
}
