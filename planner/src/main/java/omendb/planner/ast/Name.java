package omendb.planner.ast;

import org.jspecify.annotations.Nullable;

/// The name of a table, type, function, collation …: `name`, `schema.name` or
/// `catalog.schema.name`.
public record Name(@Nullable String catalog, @Nullable String schema, String name, int pos) {

  /// An unqualified name.
  public static Name of(String name, int pos) {
    return new Name(null, null, name, pos);
  }

  /// The name as error messages show it: parts joined by dots, unquoted.
  public String display() {
    String local = schema == null ? name : schema + "." + name;
    return catalog == null ? local : catalog + "." + local;
  }
}
