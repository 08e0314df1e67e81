package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type as written, with the SQL spellings already mapped to PostgreSQL's own names: `int` is
/// `pg_catalog.int4`, `timestamp with time zone` is `pg_catalog.timestamptz`, `char(3)` is
/// `pg_catalog.bpchar`, `double precision` is `pg_catalog.float8`.
///
/// @param schema null when the search path decides
/// @param modifiers what stands in parentheses, such as the 10 and 2 of `numeric(10, 2)`
/// @param arrayDimensions 0 for a scalar, 2 for `int[][]`; declared sizes are not kept
/// @param fields the fields of an `interval`, null when it has all
public record TypeName(
    @Nullable String schema,
    String name,
    List<Node> modifiers,
    int arrayDimensions,
    @Nullable IntervalFields fields,
    boolean setOf,
    int pos) {

  /// The fields that an `interval` type keeps.
  public enum IntervalFields {
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    YEAR_TO_MONTH,
    DAY_TO_HOUR,
    DAY_TO_MINUTE,
    DAY_TO_SECOND,
    HOUR_TO_MINUTE,
    HOUR_TO_SECOND,
    MINUTE_TO_SECOND
  }

  /// A built-in type without modifiers.
  public static TypeName builtin(String name, int pos) {
    return new TypeName("pg_catalog", name, List.of(), 0, null, false, pos);
  }

  public TypeName withModifiers(List<Node> newModifiers) {
    return new TypeName(schema, name, newModifiers, arrayDimensions, fields, setOf, pos);
  }

  public TypeName withArrayDimensions(int dimensions) {
    return new TypeName(schema, name, modifiers, dimensions, fields, setOf, pos);
  }

  public TypeName withFields(@Nullable IntervalFields newFields) {
    return new TypeName(schema, name, modifiers, arrayDimensions, newFields, setOf, pos);
  }

  public TypeName asSet() {
    return new TypeName(schema, name, modifiers, arrayDimensions, fields, true, pos);
  }
}
