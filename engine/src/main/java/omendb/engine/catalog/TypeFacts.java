package omendb.engine.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.UserType;
import omendb.planner.function.FormatFunctions;
import org.jspecify.annotations.Nullable;

/// The built-in types by number and by name, and how `format_type` prints them.
final class TypeFacts {
  /// Digits of a time type's modifier, kept for the interval's in the low half.
  private static final int INTERVAL_PRECISION_ALL = 0xffff;

  private final Map<Long, Type> byOid = new HashMap<>();
  private final Map<String, Type> byName = new HashMap<>();
  private final Map<List<String>, Type> byFullName = new HashMap<>();
  private final Map<Long, String> shown = new HashMap<>();
  private final Set<Long> functions = new HashSet<>();

  /// A type's row.
  ///
  /// @param array the element's oid when values print as `{…}`; else 0
  /// @param base the oid of the type below a domain; else 0
  record Type(
      long oid,
      String name,
      long length,
      boolean byValue,
      long array,
      long arrayType,
      String alignment,
      String storage,
      long collation,
      long base) {}

  TypeFacts(List<@Nullable Object[]> rows) {
    for (@Nullable Object[] row : rows) {
      boolean array =
          number(row, TypeColumn.LENGTH) == -1 && !text(row, TypeColumn.STORAGE).equals("p");
      Type type =
          new Type(
              number(row, TypeColumn.OID),
              text(row, TypeColumn.NAME),
              number(row, TypeColumn.LENGTH),
              Boolean.TRUE.equals(row[TypeColumn.BY_VALUE]),
              array ? number(row, TypeColumn.ELEMENT) : 0,
              number(row, TypeColumn.ARRAY),
              text(row, TypeColumn.ALIGNMENT),
              text(row, TypeColumn.STORAGE),
              number(row, TypeColumn.COLLATION),
              number(row, TypeColumn.BASE));
      byOid.put(type.oid(), type);
      if (number(row, TypeColumn.NAMESPACE) == SystemOids.INFORMATION_SCHEMA) {
        byFullName.put(List.of("information_schema", type.name()), type);
        shown.put(type.oid(), "information_schema." + type.name());
      } else {
        byName.put(type.name(), type);
      }
      for (int column = TypeColumn.INPUT; column <= TypeColumn.MODIFIER_OUTPUT; column++) {
        functions.add(number(row, column));
      }
    }
  }

  /// The built-in types and those of users.
  ///
  /// @param path the schemas searched for a bare name
  TypeFacts(TypeFacts system, Collection<UserType> types, List<String> path) {
    byOid.putAll(system.byOid);
    byName.putAll(system.byName);
    byFullName.putAll(system.byFullName);
    shown.putAll(system.shown);
    functions.addAll(system.functions);
    for (UserType user : types) {
      Type type =
          user instanceof DomainType domain
              ? of(domain)
              : new Type(user.oid(), user.name(), 4, true, 0, user.arrayOid(), "i", "p", 0, 0);
      Type array =
          new Type(user.arrayOid(), "_" + user.name(), -1, false, user.oid(), 0, "i", "x", 0, 0);
      byOid.put(type.oid(), type);
      byOid.put(array.oid(), array);
      byFullName.put(List.of(user.schema(), user.name()), type);
      byFullName.put(List.of(user.schema(), array.name()), array);
    }
    for (UserType user : types) {
      Type visible = null;
      for (String schema : path) {
        visible = visible == null ? type(schema, user.name()) : visible;
      }
      String name = FormatFunctions.quoteIdent(user.name());
      String schema = FormatFunctions.quoteIdent(user.schema()) + ".";
      boolean bare = visible != null && visible.oid() == user.oid();
      shown.put((long) user.oid(), bare ? name : schema + name);
    }
  }

  private Type of(DomainType domain) {
    Type base = of(domain.base().plain());
    return new Type(
        domain.oid(),
        domain.name(),
        base.length(),
        base.byValue(),
        0,
        domain.arrayOid(),
        base.alignment(),
        base.storage(),
        base.collation(),
        base.oid());
  }

  /// The type of this name in a schema; null when there is none.
  @Nullable Type type(String schema, String name) {
    return schema.equals("pg_catalog") ? byName.get(name) : byFullName.get(List.of(schema, name));
  }

  /// True when its bare name means the type.
  boolean visible(Type type) {
    Type scalar = type.array() == 0 ? type : byOid.getOrDefault(type.array(), type);
    String name = shown.get(scalar.oid());
    return name == null || name.equals(FormatFunctions.quoteIdent(scalar.name()));
  }

  /// Places of pg_type's columns.
  private static final class TypeColumn {
    static final int OID = 0;
    static final int NAME = 1;
    static final int NAMESPACE = 2;
    static final int LENGTH = 4;
    static final int BY_VALUE = 5;
    static final int ELEMENT = 13;
    static final int ARRAY = 14;
    static final int INPUT = 15;
    static final int MODIFIER_OUTPUT = 20;
    static final int ALIGNMENT = 22;
    static final int STORAGE = 23;
    static final int BASE = 25;
    static final int COLLATION = 28;

    private TypeColumn() {}
  }

  private static long number(@Nullable Object[] row, int column) {
    return row[column] instanceof Long value ? value : 0;
  }

  private static String text(@Nullable Object[] row, int column) {
    return String.valueOf(row[column]);
  }

  /// The functions that types are made of.
  Set<Long> functions() {
    return functions;
  }

  @Nullable Type type(long oid) {
    return byOid.get(oid);
  }

  @Nullable Type type(String name) {
    return byName.get(name);
  }

  /// The row of the type that a column of the catalog has on PostgreSQL, which may be another than
  /// the one by which its values travel.
  Type declared(String name) {
    Type found = byName.get(name);
    found = found == null ? byFullName.get(List.of("information_schema", name)) : found;
    if (found == null) {
      throw new IllegalStateException("pg_type has no " + name);
    }
    return found;
  }

  /// The row of a column's type.
  Type of(ColumnType type) {
    int oid = type.user() instanceof DomainType domain ? domain.oid() : type.oid();
    Type found = byOid.get((long) oid);
    if (found == null) {
      throw new IllegalStateException("pg_type has no " + type);
    }
    return found;
  }

  /// `format_type`.
  ///
  /// @param modifier null when it is not to be shown
  String format(long oid, @Nullable Long modifier) {
    if (oid == 0) {
      return "-";
    }
    Type type = byOid.get(oid);
    if (type == null) {
      return "???";
    }
    if (type.array() != 0) {
      return format(type.array(), modifier) + "[]";
    }
    String name = shown.get(oid);
    return name == null ? scalar(type, modifier) : name;
  }

  private static String scalar(Type type, @Nullable Long modifier) {
    long mod = modifier == null ? -1 : modifier;
    return switch (type.name()) {
      case "bool" -> "boolean";
      case "int2" -> "smallint";
      case "int4" -> "integer";
      case "int8" -> "bigint";
      case "float4" -> "real";
      case "float8" -> "double precision";
      case "bpchar" ->
          mod > -1 ? "character(" + (mod - 4) + ")" : modifier == null ? "character" : "bpchar";
      case "varchar" -> "character varying" + (mod > -1 ? "(" + (mod - 4) + ")" : "");
      case "bit" -> mod > -1 ? "bit(" + mod + ")" : modifier == null ? "bit" : "\"bit\"";
      case "varbit" -> "bit varying" + (mod > -1 ? "(" + mod + ")" : "");
      case "numeric" ->
          "numeric"
              + (mod > -1
                  ? "("
                      + ((mod - 4) >> 16 & 0xffff)
                      + ","
                      + ((((mod - 4) & 0x7ff) ^ 0x400) - 0x400)
                      + ")"
                  : "");
      case "time" -> "time" + digits(mod) + " without time zone";
      case "timetz" -> "time" + digits(mod) + " with time zone";
      case "timestamp" -> "timestamp" + digits(mod) + " without time zone";
      case "timestamptz" -> "timestamp" + digits(mod) + " with time zone";
      case "interval" -> {
        long precision = mod & 0xffff;
        yield "interval"
            + (mod > -1 && precision != INTERVAL_PRECISION_ALL ? digits(precision) : "");
      }
      default -> FormatFunctions.quoteIdent(type.name());
    };
  }

  private static String digits(long modifier) {
    return modifier > -1 ? "(" + modifier + ")" : "";
  }
}
