package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import org.jspecify.annotations.Nullable;

/// `has_…_privilege` and `pg_has_role`.
final class Privileges {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Set<String> KNOWN =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "TRUNCATE",
          "REFERENCES",
          "TRIGGER",
          "USAGE",
          "CREATE",
          "CONNECT",
          "TEMPORARY",
          "TEMP",
          "EXECUTE",
          "MEMBER",
          "SET",
          "ALTER SYSTEM");

  private final SystemView view;
  private final Names names;

  Privileges(SystemView view, Names names) {
    this.view = view;
    this.names = names;
  }

  /// What an object of this kind allows while nobody has granted anything, as an array of aclitem.
  ///
  /// @param kind as `acldefault` names it
  static Object[] defaults(String kind, String owner) {
    String everyone = "";
    String own =
        switch (kind) {
          case "c" -> "";
          case "r" -> "arwdDxt";
          case "s" -> "rwU";
          case "d" -> {
            everyone = "Tc";
            yield "CTc";
          }
          case "f" -> everyone = "X";
          case "l", "T" -> everyone = "U";
          case "L" -> "rw";
          case "n" -> "UC";
          case "p" -> "sA";
          case "t" -> "C";
          case "F", "S" -> "U";
          default ->
              throw SqlState.INTERNAL_ERROR.error("unrecognized objtype abbreviation: %s", kind);
        };
    List<Object> items = new ArrayList<>();
    if (!everyone.isEmpty()) {
      items.add("=" + everyone + "/" + owner);
    }
    if (!own.isEmpty()) {
      items.add(owner + "=" + own + "/" + owner);
    }
    return items.toArray();
  }

  /// The privilege part of a question: what is asked for, and whether to grant it.
  private record Asked(int bits, boolean option) {}

  @Nullable Object answer(String id, @Nullable Object[] arguments) {
    int open = id.indexOf('(');
    String name = id.substring(0, open);
    String[] types = id.substring(open + 1, id.length() - 1).split(",", -1);
    int privilege = types.length - 1;
    checkPrivilege((String) arguments[privilege]);
    boolean column = name.equals("has_column_privilege");
    int object = privilege - (column ? 2 : 1);
    long role = role(object == 1 ? arguments[0] : view.source().user());
    if (name.equals("pg_has_role")) {
      return member(role, arguments[object], (String) arguments[privilege]);
    }
    if (!exists(name, arguments[object])) {
      return null;
    }
    String part =
        column
            ? column(number(name, arguments[object]), arguments[object + 1])
            : name.equals("has_any_column_privilege") ? "" : null;
    Securable kind = kind(name, arguments[object]);
    for (Asked asked : asked((String) arguments[privilege])) {
      CatalogSource.Question question =
          new CatalogSource.Question(
              role, kind, number(name, arguments[object]), part, asked.bits(), asked.option());
      if (view.source().may(question)) {
        return true;
      }
    }
    return false;
  }

  private long role(@Nullable Object role) {
    if (!(role instanceof String name)) {
      return (Long) requireOid(role);
    }
    if (name.equals("public")) {
      return 0;
    }
    Long oid = Names.roleOid(view, name);
    if (oid == null) {
      throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", name);
    }
    return oid;
  }

  private boolean member(long role, @Nullable Object other, @Nullable String list) {
    long group = role(other);
    for (String part : COMMA.split(list == null ? "" : list.strip())) {
      String upper = part.toUpperCase(Locale.ROOT);
      boolean admits = upper.contains(" WITH ");
      if (view.source().isMember(role, group, upper.startsWith("USAGE"), admits)) {
        return true;
      }
    }
    return false;
  }

  private static List<Asked> asked(@Nullable String list) {
    List<Asked> asked = new ArrayList<>();
    for (String part : COMMA.split(list == null ? "" : list.strip())) {
      String upper = part.toUpperCase(Locale.ROOT);
      String base = upper.replaceAll(" WITH GRANT OPTION$", "");
      Privilege privilege = Privilege.named(base);
      if (privilege != null) {
        asked.add(new Asked(privilege.bit(), !base.equals(upper)));
      }
    }
    return asked;
  }

  private static Securable kind(String function, @Nullable Object object) {
    return switch (Arrays.asList(function.split("_", -1)).get(1)) {
      case "sequence" -> Securable.SEQUENCE;
      case "schema" -> Securable.SCHEMA;
      case "database" -> Securable.DATABASE;
      case "type", "language" -> Securable.TYPE;
      case "table", "column", "any" -> Securable.TABLE;
      default -> Securable.FUNCTION;
    };
  }

  /// The number of what was named.
  private long number(String function, @Nullable Object object) {
    if (!(object instanceof String text)) {
      return (Long) requireOid(object);
    }
    return switch (Arrays.asList(function.split("_", -1)).get(1)) {
      case "table", "column", "any", "sequence" -> names.relationOid(text);
      case "schema" -> view.schemaOid(text);
      case "database" -> SystemOids.DATABASE;
      case "type" -> names.typeOid(text);
      case "function" -> names.functionOid(text);
      default -> 0;
    };
  }

  /// The name of a column that stands by name or number; 42703 when there is none of the name.
  private String column(long relation, @Nullable Object column) {
    List<String> columns = new ArrayList<>();
    TableSchema table = view.table(relation);
    if (table != null) {
      table.columns().forEach(each -> columns.add(each.name()));
    }
    for (CatalogSource.View each : view.source().views()) {
      if (each.oid() == relation) {
        each.columns().forEach(one -> columns.add(one.name()));
      }
    }
    if (column instanceof Long number) {
      return number > 0 && number <= columns.size() ? columns.get((int) (number - 1)) : "";
    }
    String name = String.valueOf(column);
    if (!columns.isEmpty() && !columns.contains(name)) {
      throw SqlState.UNDEFINED_COLUMN.error(
          "column \"%s\" of relation \"%s\" does not exist", name, names.relationName(relation));
    }
    return name;
  }

  private static void checkPrivilege(@Nullable String list) {
    for (String part : COMMA.split(list == null ? "" : list.strip())) {
      String base = part.toUpperCase(Locale.ROOT).replaceAll(" WITH (GRANT|ADMIN) OPTION$", "");
      if (!KNOWN.contains(base)) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("unrecognized privilege type: \"%s\"", part);
      }
    }
  }

  /// False when there is no object with this number; an error when there is none with this name.
  private boolean exists(String function, @Nullable Object object) {
    String kind = Arrays.asList(function.split("_", -1)).get(1);
    return switch (kind) {
      case "table", "column", "any", "sequence" ->
          object instanceof String text
              ? names.relationOid(text) != 0
              : names.relationExists((Long) requireOid(object));
      case "schema" -> {
        if (object instanceof String text && !names.hasSchema(text)) {
          throw Names.noSchema(text);
        }
        yield true;
      }
      case "database" -> {
        if (object instanceof String text && !text.equals(view.source().databaseName())) {
          throw SqlState.INVALID_CATALOG_NAME.error("database \"%s\" does not exist", text);
        }
        yield true;
      }
      case "type" -> !(object instanceof String text) || names.typeOid(text) != 0;
      case "has" -> {
        if (object instanceof String text && Names.roleOid(view, text) == null) {
          throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", text);
        }
        yield true;
      }
      default -> true;
    };
  }

  private static Object requireOid(@Nullable Object object) {
    return object == null ? 0L : object;
  }
}
