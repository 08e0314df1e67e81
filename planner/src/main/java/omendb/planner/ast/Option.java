package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One `name = value` of a WITH, COPY, EXPLAIN, role or sequence option list.
///
/// @param namespace the part before the dot of `toast.autovacuum_enabled`, usually null
/// @param name in lower case
/// @param values the value's text: none for a bare name, several for a list, `*` for a star
public record Option(@Nullable String namespace, String name, List<String> values, int pos) {

  public static Option of(String name, int pos) {
    return new Option(null, name, List.of(), pos);
  }

  public static Option of(String name, String value, int pos) {
    return new Option(null, name, List.of(value), pos);
  }

  /// The only value, or null for a bare name.
  public @Nullable String value() {
    return values.isEmpty() ? null : values.getFirst();
  }
}
