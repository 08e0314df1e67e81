package omendb.planner.function;

import java.util.List;
import omendb.core.ColumnType;
import org.jspecify.annotations.Nullable;

/// What a caller may know of a function or library operator before it is resolved.
///
/// Pseudo-types stand in `arguments` and `result` as follows: UNKNOWN is `anyelement`, an array of
/// UNKNOWN is `anyarray` (all of them together take their common type, as PostgreSQL's
/// anycompatible does), VOID as an argument is `"any"`.
///
/// @param id unique: the name and the kinds of arguments, such as `left(text,int4)`
/// @param name as called; an operator's symbol for library operators
/// @param arguments the last one repeats when `variadic`
/// @param result the type of the value, of one row's value for SET; RECORD when there are several
///   `columns`
/// @param strict the result is NULL when an argument is NULL, and the function is then not called
/// @param context needs an [EvalContext]
/// @param typed the implementation wants to know its arguments' types: the call gets one more
///   argument in front, a text literal as [FunctionResolver.Resolved#typeTag()] gives it
/// @param columns of a SET function with several columns; else empty
public record FunctionSignature(
    String id,
    String name,
    Kind kind,
    List<ColumnType> arguments,
    boolean variadic,
    ColumnType result,
    boolean strict,
    boolean context,
    Volatility volatility,
    boolean typed,
    List<ResultColumn> columns) {

  public FunctionSignature {
    arguments = List.copyOf(arguments);
    columns = List.copyOf(columns);
  }

  /// What a call yields: a value per row, per group, per row within a window, or a set of rows.
  public enum Kind {
    SCALAR,
    AGGREGATE,
    WINDOW,
    SET
  }

  /// IMMUTABLE calls of constants may be folded once, STABLE ones once per statement.
  public enum Volatility {
    IMMUTABLE,
    STABLE,
    VOLATILE
  }

  /// A column of a set of rows.
  ///
  /// @param type UNKNOWN for the element type of the array argument
  public record ResultColumn(String name, ColumnType type) {}

  /// The type of the i-th argument of a call; null when the function does not take so many.
  @Nullable ColumnType argument(int index) {
    if (index < arguments.size()) {
      return arguments.get(index);
    }
    return variadic ? arguments.getLast() : null;
  }

  boolean accepts(int count) {
    return variadic ? count >= arguments.size() : count == arguments.size();
  }
}
