package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.TypeName;
import omendb.planner.function.FormatFunctions;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// Objects by name and names by object, along the search path: what the types regclass, regtype and
/// regproc read and print.
final class Names {
  private static final String SYSTEM = "pg_catalog";

  private final SystemView view;

  Names(SystemView view) {
    this.view = view;
  }

  /// A relation or index by its full name.
  private record Named(long oid, String schema, String name) {}

  static @Nullable String role(SystemView view, long oid) {
    for (CatalogSource.Account role : view.source().accounts()) {
      if (role.oid() == oid) {
        return role.name();
      }
    }
    return null;
  }

  static @Nullable Long roleOid(SystemView view, String name) {
    for (CatalogSource.Account role : view.source().accounts()) {
      if (role.name().equals(name)) {
        return (long) role.oid();
      }
    }
    return null;
  }

  boolean hasSchema(String name) {
    return view.schemaOid(name) != 0;
  }

  /// The oid of a schema by its name as written; 3F000 when there is none.
  long schemaOid(String text) {
    String name = onlyPart(text);
    existing(name);
    return view.schemaOid(name);
  }

  /// A schema's name, or the number when there is none.
  String schemaName(long oid) {
    String found = null;
    if (oid == SystemOids.PG_CATALOG) {
      found = SYSTEM;
    } else if (oid == SystemOids.INFORMATION_SCHEMA) {
      found = "information_schema";
    } else {
      for (Map.Entry<String, Integer> schema : view.source().schemas().entrySet()) {
        found = schema.getValue() == oid ? schema.getKey() : found;
      }
    }
    return found == null ? Long.toString(oid) : FormatFunctions.quoteIdent(found);
  }

  /// The oid of a role by its name as written; 42704 when there is none.
  long roleOid(String text) {
    String name = onlyPart(text);
    Long oid = roleOid(view, name);
    if (oid == null) {
      throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", name);
    }
    return oid;
  }

  /// A role's name, or the number when there is none.
  String roleName(long oid) {
    String name = role(view, oid);
    return name == null ? Long.toString(oid) : FormatFunctions.quoteIdent(name);
  }

  private static String onlyPart(String text) {
    List<String> parts = parts(text);
    if (parts.size() > 1) {
      throw invalidName();
    }
    return parts.getFirst();
  }

  // Relations

  private @Nullable Named named(long oid) {
    for (TableSchema table : view.source().tables()) {
      if (table.oid() == oid) {
        return new Named(oid, table.schemaName(), table.name());
      }
      if (!table.hiddenKey() && SystemOids.index(table) == oid) {
        return new Named(oid, table.schemaName(), table.keyName());
      }
    }
    for (IndexDefinition index : view.source().indexes()) {
      if (index.oid() == oid) {
        return new Named(oid, index.schema(), index.name());
      }
    }
    for (CatalogSource.View each : view.source().views()) {
      if (each.oid() == oid) {
        return new Named(oid, each.schema(), each.name());
      }
    }
    SequenceDefinition sequence = view.sequence(oid);
    if (sequence != null) {
      return new Named(oid, sequence.schema(), sequence.name());
    }
    Relation relation =
        oid < CatalogSource.FIRST_USER_OID ? view.system().relation((int) oid) : null;
    return relation == null ? null : new Named(oid, relation.schema(), relation.name());
  }

  /// The oid of a relation or index; 0 when there is none.
  private long relation(String schema, String name) {
    for (TableSchema table : view.source().tables()) {
      if (table.schemaName().equals(schema)) {
        if (table.name().equals(name)) {
          return table.oid();
        }
        if (!table.hiddenKey() && table.keyName().equals(name)) {
          return SystemOids.index(table);
        }
      }
    }
    for (IndexDefinition index : view.source().indexes()) {
      if (index.schema().equals(schema) && index.name().equals(name)) {
        return index.oid();
      }
    }
    for (CatalogSource.View each : view.source().views()) {
      if (each.schema().equals(schema) && each.name().equals(name)) {
        return each.oid();
      }
    }
    for (SequenceDefinition each : view.source().sequences()) {
      if (each.schema().equals(schema) && each.name().equals(name)) {
        return each.oid();
      }
    }
    Relation relation = view.system().relation(schema, name);
    return relation == null ? 0 : relation.oid();
  }

  private long relation(String name) {
    for (String schema : view.source().searchPath()) {
      long oid = relation(schema, name);
      if (oid != 0) {
        return oid;
      }
    }
    return 0;
  }

  /// Whether the relation is what its bare name means; null when there is no such relation.
  @Nullable Boolean relationVisible(long oid) {
    Named named = named(oid);
    return named == null ? null : (Boolean) (relation(named.name()) == oid);
  }

  boolean relationExists(long oid) {
    return named(oid) != null;
  }

  /// A relation's name, with its schema where it is needed; the number when there is none.
  String relationName(long oid) {
    Named named = named(oid);
    if (named == null) {
      return Long.toString(oid);
    }
    String name = FormatFunctions.quoteIdent(named.name());
    return relation(named.name()) == oid
        ? name
        : FormatFunctions.quoteIdent(named.schema()) + "." + name;
  }

  /// The oid of a relation by its name as written; 42P01 when there is none.
  long relationOid(String text) {
    List<String> parts = parts(text);
    if (parts.size() > 3) {
      throw SqlState.SYNTAX_ERROR.error(
          "improper relation name (too many dotted names): %s", String.join(".", parts));
    }
    if (parts.size() == 3 && !parts.getFirst().equals(view.source().databaseName())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "cross-database references are not implemented: \"%s\"", String.join(".", parts));
    }
    if (parts.size() == 3) {
      parts = parts.subList(1, 3);
    }
    long oid =
        parts.size() == 1
            ? relation(parts.getFirst())
            : relation(existing(parts.getFirst()), parts.getLast());
    if (oid == 0) {
      throw SqlState.UNDEFINED_TABLE.error(
          "relation \"%s\" does not exist", String.join(".", parts));
    }
    return oid;
  }

  private String existing(String schema) {
    if (!hasSchema(schema)) {
      throw noSchema(schema);
    }
    return schema;
  }

  static OmenException noSchema(String schema) {
    return SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", schema);
  }

  // Types

  /// The oid of a type by its name as written; 42704 when there is none.
  long typeOid(String text) {
    TypeName name = SqlParser.parseTypeName(text);
    if (name.schema() != null) {
      existing(name.schema());
    }
    TypeFacts types = view.types();
    TypeFacts.Type type = null;
    for (String schema :
        name.schema() == null ? view.source().searchPath() : List.of(name.schema())) {
      type = type == null ? types.type(schema, name.name()) : type;
    }
    if (type == null || (name.arrayDimensions() > 0 && type.arrayType() == 0)) {
      throw SqlState.UNDEFINED_OBJECT.error("type \"%s\" does not exist", text);
    }
    return name.arrayDimensions() > 0 ? type.arrayType() : type.oid();
  }

  String typeName(long oid) {
    return view.types().type(oid) == null ? Long.toString(oid) : view.types().format(oid, null);
  }

  // Functions

  /// The oid of a function by its name as written: 42883 when there is none, 42725 when it is not
  /// the only one.
  long functionOid(String text) {
    int arguments = text.indexOf('(');
    List<String> parts = parts(arguments < 0 ? text : text.substring(0, arguments));
    if (parts.size() > 1) {
      existing(parts.getFirst());
    }
    boolean system = parts.size() == 1 || parts.getFirst().equals(SYSTEM);
    List<Long> found =
        new ArrayList<>(
            system ? view.system().functions().named(parts.getLast()) : List.<Long>of());
    for (String schema :
        parts.size() > 1 ? List.of(parts.getFirst()) : view.source().searchPath()) {
      view.source().routines().stream()
          .filter(each -> each.name().equals(parts.getLast()) && each.schema().equals(schema))
          .forEach(each -> found.add((long) each.oid()));
    }
    return only(arguments < 0 ? found : withArguments(found, text.substring(arguments + 1)), text);
  }

  private static long only(List<Long> found, String text) {
    if (found.isEmpty()) {
      throw SqlState.UNDEFINED_FUNCTION.error("function \"%s\" does not exist", text);
    }
    if (found.size() > 1) {
      throw SqlState.AMBIGUOUS_FUNCTION.error("more than one function named \"%s\"", text);
    }
    return found.getFirst();
  }

  /// @param list `type, type)`
  private List<Long> withArguments(List<Long> functions, String list) {
    int end = list.lastIndexOf(')');
    if (end < 0) {
      throw SqlState.INVALID_TEXT_REPRESENTATION.error("expected a right parenthesis");
    }
    List<Object> wanted = new ArrayList<>();
    String types = list.substring(0, end).strip();
    for (String type : types.isEmpty() ? new String[0] : types.split(",", -1)) {
      wanted.add(typeOid(type));
    }
    return functions.stream()
        .filter(
            oid -> argumentTypes(oid) instanceof Object[] actual && wanted.equals(List.of(actual)))
        .toList();
  }

  private @Nullable Object argumentTypes(long oid) {
    RoutineDefinition routine = RoutineRows.find(view, oid);
    return routine == null
        ? view.system().functions().value(oid, FunctionFacts.ARGUMENTS)
        : routine.identity().stream().map(this::typeOid).toArray();
  }

  /// A function's name, with its schema when the name alone means several; the number when there is
  /// none.
  String functionName(long oid) {
    RoutineDefinition routine = RoutineRows.find(view, oid);
    if (routine != null) {
      String own = FormatFunctions.quoteIdent(routine.name());
      boolean visible =
          view.source().searchPath().contains(routine.schema())
              && view.system().functions().named(routine.name()).isEmpty()
              && view.source().routines().stream()
                      .filter(each -> each.name().equals(routine.name()))
                      .count()
                  == 1;
      return visible ? own : FormatFunctions.quoteIdent(routine.schema()) + "." + own;
    }
    String name = view.system().functions().name(oid);
    if (name == null) {
      return Long.toString(oid);
    }
    String quoted = FormatFunctions.quoteIdent(name);
    return view.system().functions().named(name).size() == 1 ? quoted : SYSTEM + "." + quoted;
  }

  /// The parts of a name as written: folded unless quoted; 42602 when it is not a name.
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int at = skipSpace(text, 0);
    while (true) {
      StringBuilder part = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = quoted(text, at + 1, part);
      } else {
        int start = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
          at++;
        }
        part.append(text.substring(start, at).toLowerCase(Locale.ROOT));
      }
      if (part.isEmpty()) {
        throw invalidName();
      }
      parts.add(part.toString());
      at = skipSpace(text, at);
      if (at == text.length()) {
        return parts;
      }
      if (text.charAt(at) != '.') {
        throw invalidName();
      }
      at = skipSpace(text, at + 1);
    }
  }

  private static boolean isPlain(char c) {
    return c != '.' && c != '"' && !Character.isWhitespace(c);
  }

  private static int quoted(String text, int start, StringBuilder part) {
    int at = start;
    while (at < text.length()) {
      if (text.charAt(at) == '"') {
        boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == '"';
        if (!doubled) {
          return at + 1;
        }
        at++;
      }
      part.append(text.charAt(at++));
    }
    throw invalidName();
  }

  private static int skipSpace(String text, int start) {
    int at = start;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static OmenException invalidName() {
    return SqlState.INVALID_NAME.error("invalid name syntax");
  }
}
