package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// `has_…_privilege` and `pg_has_role`. Every role may use every object; the functions check that
/// the object, the role and the privilege exist.
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

  @Nullable Object answer(String id, @Nullable Object[] arguments) {
    int open = id.indexOf('(');
    String name = id.substring(0, open);
    String[] types = id.substring(open + 1, id.length() - 1).split(",", -1);
    int privilege = types.length - 1;
    checkPrivilege((String) arguments[privilege]);
    boolean column = name.equals("has_column_privilege");
    int object = privilege - (column ? 2 : 1);
    if (object == 1 && arguments[0] instanceof String role && Names.roleOid(view, role) == null) {
      throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", role);
    }
    return exists(name, arguments[object]) ? true : null;
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
