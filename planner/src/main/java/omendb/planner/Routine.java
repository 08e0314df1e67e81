package omendb.planner;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// A function or procedure in SQL that a user has defined, as calls see it.
///
/// Types that are open until a call says what they are stand as [FunctionSignature] has them:
/// UNKNOWN for `anyelement`, an array of UNKNOWN for `anyarray`; RECORD for `anyrange` and
/// `anymultirange`, which [#open()] tells apart.
///
/// @param parameters those that a call gives values: IN, INOUT and VARIADIC
/// @param columns of what it returns, where they have names: OUT and INOUT parameters, those of
///   RETURNS TABLE, those of a relation; else empty
/// @param result one row's value; RECORD for several columns and where each call says what it
///   wants, VOID for none
/// @param set whether it returns any number of rows
/// @param definer the role whose privileges count in it; null for those of who calls it
/// @param body its statements
public record Routine(
    int oid,
    String schema,
    String name,
    boolean procedure,
    List<Parameter> parameters,
    List<Column> columns,
    ColumnType result,
    @Nullable Open open,
    boolean set,
    boolean strict,
    Volatility volatility,
    @Nullable String definer,
    String body) {
  public Routine {
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
  }

  /// A type that a call settles and that has no other stand-in.
  public enum Open {
    RANGE,
    MULTIRANGE
  }

  /// @param name null when it is known by its number alone
  /// @param open what RECORD stands for, else null
  /// @param defaultSql an expression's text; null when a value has to be given
  public record Parameter(
      @Nullable String name,
      ColumnType type,
      @Nullable Open open,
      boolean variadic,
      @Nullable String defaultSql) {}

  /// @param open what RECORD stands for, else null
  public record Column(String name, ColumnType type, @Nullable Open open) {}

  /// True when some type is a range's that a call settles.
  public boolean hasOpenRange() {
    return open != null
        || parameters.stream().anyMatch(parameter -> parameter.open() != null)
        || columns.stream().anyMatch(column -> column.open() != null);
  }
}
