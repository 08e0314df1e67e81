package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.RoutineDefinition;
import omendb.planner.parse.SqlParser;
import omendb.storage.TableStatistics;
import org.jspecify.annotations.Nullable;

/// Answers the functions about definitions, by their signatures' ids, as one session sees them.
/// What is about the session itself the engine answers.
public final class CatalogAnswers {
  private static final long UTF8 = 6;
  private static final long SQL_ASCII = 0;

  /// pg_relation_is_updatable: INSERT, UPDATE and DELETE.
  private static final long UPDATABLE = 1 << 3 | 1 << 2 | 1 << 4;

  private final SystemView view;
  private final Names names;

  CatalogAnswers(SystemView view) {
    this.view = view;
    this.names = new Names(view);
  }

  /// The function's value, null for NULL; a set is an Iterator. 0A000 when the function is none of
  /// these.
  public @Nullable Object call(String id, @Nullable Object[] arguments) {
    int open = id.indexOf('(');
    String name = id.substring(0, open);
    if (name.endsWith("_is_visible")) {
      return visible(name, number(arguments, 0));
    }
    if (name.startsWith("has_") && name.endsWith("_privilege") || name.equals("pg_has_role")) {
      return new Privileges(view, names).answer(id, arguments);
    }
    if (name.startsWith("to_reg")) {
      return orNull(name.substring(3), text(arguments, 0));
    }
    return switch (name) {
      case "regclass", "regtype", "regproc", "regnamespace", "regrole" ->
          oid(name, text(arguments, 0));
      case "text" -> nameOf(id, number(arguments, 0));
      case "format_type" ->
          arguments[0] == null
              ? null
              : view.types().format(number(arguments, 0), (Long) arguments[1]);
      case "pg_get_userbyid" -> {
        String role = Names.role(view, number(arguments, 0));
        yield role == null ? "unknown (OID=" + number(arguments, 0) + ")" : role;
      }
      case "current_schemas" -> schemas(Boolean.TRUE.equals(arguments[0]));
      case "current_schema" -> {
        Object[] schemas = schemas(false);
        yield schemas.length == 0 ? null : schemas[0];
      }
      case "pg_encoding_to_char" -> encoding(number(arguments, 0));
      case "pg_char_to_encoding" -> encoding(text(arguments, 0));
      case "pg_client_encoding", "getdatabaseencoding" -> "UTF8";
      case "pg_postmaster_start_time", "pg_conf_load_time" -> view.source().openedMicros();
      default -> definition(id, name, arguments);
    };
  }

  private @Nullable Object definition(String id, String name, @Nullable Object[] arguments) {
    return switch (name) {
      case "obj_description", "shobj_description" ->
          CommentRows.object(
              view, number(arguments, 0), arguments.length > 1 ? text(arguments, 1) : null);
      case "col_description" ->
          CommentRows.column(view, number(arguments, 0), number(arguments, 1));
      case "pg_my_temp_schema" -> {
        String first = view.source().searchPath().getFirst();
        yield SystemOids.temporary(first) ? view.schemaOid(first) : 0L;
      }
      case "pg_get_expr" -> arguments[0];
      case "row_security_active" ->
          view.source()
              .rowSecurityActive(
                  arguments[0] instanceof String table
                      ? names.relationOid(table)
                      : number(arguments, 0));
      case "acldefault" ->
          Privileges.defaults(text(arguments, 0), names.roleName(number(arguments, 1)));
      case "pg_get_constraintdef" -> {
        ShownConstraint constraint = ShownConstraint.find(view, number(arguments, 0));
        yield constraint == null
            ? DomainRows.definition(view, number(arguments, 0))
            : Definitions.constraint(constraint, view);
      }
      case "pg_get_indexdef" -> indexDefinition(arguments);
      case "pg_get_viewdef" -> viewDefinition(arguments[0]);
      case "pg_get_function_arguments", "pg_get_function_identity_arguments" ->
          functionArguments(number(arguments, 0), name.contains("identity"));
      case "pg_get_functiondef" -> {
        RoutineDefinition routine = RoutineRows.find(view, number(arguments, 0));
        yield routine == null ? null : RoutineRows.definition(routine, view);
      }
      case "pg_get_function_sqlbody" -> {
        RoutineDefinition routine = RoutineRows.find(view, number(arguments, 0));
        yield routine != null && routine.inStatement() ? routine.body() : null;
      }
      case "pg_get_function_result" -> functionResult(number(arguments, 0));
      case "pg_get_serial_sequence" ->
          SequenceRows.serialSequence(view, names, text(arguments, 0), text(arguments, 1));
      case "pg_sequence_parameters" -> SequenceRows.parameters(view, number(arguments, 0));
      case "pg_relation_is_publishable" -> view.table(number(arguments, 0)) != null;
      case "pg_relation_is_updatable" -> view.table(number(arguments, 0)) == null ? 0 : UPDATABLE;
      case "pg_column_is_updatable" -> view.table(number(arguments, 0)) != null;
      default -> size(id, name, arguments);
    };
  }

  private @Nullable Object size(String id, String name, @Nullable Object[] arguments) {
    return switch (name) {
      case "pg_relation_size", "pg_table_size", "pg_total_relation_size" ->
          relationSize(number(arguments, 0));
      case "pg_indexes_size" -> names.relationExists(number(arguments, 0)) ? (Object) 0L : null;
      case "pg_database_size", "pg_tablespace_size" -> {
        long bytes = 0;
        for (TableSchema table : view.source().tables()) {
          bytes += bytes(table);
        }
        yield bytes;
      }
      case "pg_relation_filenode" ->
          names.relationExists(number(arguments, 0)) ? arguments[0] : null;
      case "pg_stat_get_numscans" -> 0L;
      case "pg_stat_get_live_tuples" -> {
        TableStatistics numbers = view.source().statistics((int) number(arguments, 0));
        yield numbers == null ? 0L : numbers.hotRows() + numbers.coldRows();
      }
      case "pg_indexam_has_property", "pg_index_has_property", "pg_index_column_has_property" ->
          indexProperty(text(arguments, arguments.length - 1));
      case "pg_tablespace_location" -> "";
      default -> absent(id, name, arguments);
    };
  }

  /// Functions about what a database of ours never has.
  private static @Nullable Object absent(String id, String name, @Nullable Object[] arguments) {
    return switch (name) {
      case "pg_get_ruledef",
          "pg_get_triggerdef",
          "pg_get_partkeydef",
          "pg_get_partition_constraintdef",
          "pg_get_statisticsobjdef",
          "pg_get_statisticsobjdef_columns",
          "pg_get_replica_identity_index",
          "pg_describe_object",
          "pg_partition_root",
          "pg_relation_filepath",
          "pg_filenode_relation",
          "inet_client_addr",
          "inet_server_addr",
          "inet_client_port",
          "inet_server_port",
          "pg_last_wal_replay_lsn" ->
          null;
      case "pg_is_in_recovery", "pg_is_in_backup", "pg_is_other_temp_schema", "pg_jit_available" ->
          false;
      case "pg_get_keywords" -> keywords();
      case "aclexplode", "pg_partition_ancestors" -> List.of().iterator();
      case "pg_options_to_table" ->
          options((@Nullable Object[]) Objects.requireNonNull(arguments[0]));
      default -> throw SqlState.FEATURE_NOT_SUPPORTED.error("function %s is not supported", id);
    };
  }

  private static long number(@Nullable Object[] arguments, int index) {
    return (Long) Objects.requireNonNull(arguments[index]);
  }

  private static String text(@Nullable Object[] arguments, int index) {
    return (String) Objects.requireNonNull(arguments[index]);
  }

  // Names

  private long oid(String kind, String text) {
    return switch (kind) {
      case "regclass" -> names.relationOid(text);
      case "regtype" -> names.typeOid(text);
      case "regnamespace" -> names.schemaOid(text);
      case "regrole" -> names.roleOid(text);
      default -> names.functionOid(text);
    };
  }

  private String nameOf(String id, long oid) {
    return switch (id) {
      case "text(regclass)" -> names.relationName(oid);
      case "text(regtype)" -> names.typeName(oid);
      case "text(regproc)" -> names.functionName(oid);
      case "text(regnamespace)" -> names.schemaName(oid);
      case "text(regrole)" -> names.roleName(oid);
      default -> throw SqlState.FEATURE_NOT_SUPPORTED.error("function %s is not supported", id);
    };
  }

  private @Nullable Object orNull(String kind, String text) {
    try {
      return oid(kind, text);
    } catch (OmenException e) {
      if (e.state() == SqlState.INVALID_NAME || e.state() == SqlState.SYNTAX_ERROR) {
        throw e;
      }
      return null;
    }
  }

  /// Everything but relations and types is visible: it came with the server and nothing hides it.
  private @Nullable Object visible(String function, long oid) {
    return switch (function) {
      case "pg_table_is_visible" -> names.relationVisible(oid);
      case "pg_type_is_visible" -> {
        TypeFacts.Type type = view.types().type(oid);
        yield type == null ? null : (Object) view.types().visible(type);
      }
      case "pg_function_is_visible" -> {
        RoutineDefinition routine = RoutineRows.find(view, oid);
        yield routine != null
            ? (Object) view.source().searchPath().contains(routine.schema())
            : view.system().functions().name(oid) == null ? null : (Object) true;
      }
      default -> true;
    };
  }

  private Object[] schemas(boolean implicit) {
    List<Object> schemas = new ArrayList<>();
    for (String schema : view.source().searchPath()) {
      boolean shown = implicit || !schema.equals("pg_catalog") && !SystemOids.temporary(schema);
      if (shown && names.hasSchema(schema)) {
        schemas.add(schema);
      }
    }
    return schemas.toArray();
  }

  private static String encoding(long number) {
    return number == UTF8 ? "UTF8" : number == SQL_ASCII ? "SQL_ASCII" : "";
  }

  private static long encoding(String name) {
    return switch (name.toUpperCase(Locale.ROOT).replace("-", "")) {
      case "UTF8", "UNICODE" -> UTF8;
      case "SQL_ASCII" -> SQL_ASCII;
      default -> -1L;
    };
  }

  // Definitions

  private @Nullable Object indexDefinition(@Nullable Object[] arguments) {
    ShownIndex index = ShownIndex.find(view, number(arguments, 0));
    if (index == null) {
      return null;
    }
    long column = arguments.length > 1 ? number(arguments, 1) : 0;
    if (column > 0) {
      int keys = index.parts().size();
      if (column > keys) {
        return column > keys + index.include().size()
            ? ""
            : Definitions.column(index.table(), index.include().get((int) column - keys - 1));
      }
      return Definitions.indexed(index.table(), index.parts().get((int) column - 1));
    }
    boolean pretty = arguments.length > 2 && Boolean.TRUE.equals(arguments[2]);
    boolean visible = Boolean.TRUE.equals(names.relationVisible(index.table().oid()));
    return Definitions.index(index, !pretty || !visible);
  }

  private @Nullable Object viewDefinition(@Nullable Object view) {
    long oid =
        view instanceof String name ? names.relationOid(name) : (Long) Objects.requireNonNull(view);
    for (CatalogSource.View each : this.view.source().views()) {
      if (each.oid() == oid) {
        return Definitions.view(each);
      }
    }
    MaterializedView query = this.view.source().materialized().get((int) oid);
    if (query != null) {
      return Definitions.view(query.sql());
    }
    return null;
  }

  private @Nullable String functionArguments(long oid, boolean identity) {
    RoutineDefinition routine = RoutineRows.find(view, oid);
    if (routine != null) {
      return RoutineRows.arguments(routine, view, identity);
    }
    FunctionFacts functions = view.system().functions();
    if (!(functions.value(oid, FunctionFacts.ARGUMENTS) instanceof Object[] types)) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    for (Object type : types) {
      parts.add(view.types().format((Long) type, null));
    }
    return String.join(", ", parts);
  }

  private @Nullable String functionResult(long oid) {
    RoutineDefinition routine = RoutineRows.find(view, oid);
    if (routine != null) {
      return RoutineRows.result(routine, view);
    }
    FunctionFacts functions = view.system().functions();
    if (!(functions.value(oid, FunctionFacts.RESULT) instanceof Long type)) {
      return null;
    }
    boolean set = Boolean.TRUE.equals(functions.value(oid, FunctionFacts.SET));
    return (set ? "SETOF " : "") + view.types().format(type, null);
  }

  // Numbers

  private @Nullable Object relationSize(long oid) {
    TableSchema table = view.table(oid);
    if (table != null) {
      return bytes(table);
    }
    return names.relationExists(oid) ? (Object) 0L : null;
  }

  private long bytes(TableSchema table) {
    TableStatistics numbers = view.source().statistics(table.oid());
    return numbers == null ? 0 : numbers.coldBytes() + numbers.hotBytes();
  }

  private static @Nullable Object indexProperty(String property) {
    return switch (property.toLowerCase(Locale.ROOT)) {
      case "asc",
          "orderable",
          "returnable",
          "search_nulls",
          "index_scan",
          "can_order",
          "can_unique",
          "can_multi_col" ->
          true;
      case "desc",
          "nulls_first",
          "distance_orderable",
          "clusterable",
          "bitmap_scan",
          "can_exclude",
          "can_include" ->
          false;
      case "nulls_last", "search_array", "backward_scan" -> true;
      default -> null;
    };
  }

  private static Iterator<Object> keywords() {
    List<Object> rows = new ArrayList<>();
    for (SqlParser.KeywordFact fact : SqlParser.keywords()) {
      String category =
          switch (fact.category()) {
            case 'U' -> "unreserved";
            case 'C' -> "unreserved (cannot be function or type name)";
            case 'T' -> "reserved (can be function or type name)";
            default -> "reserved";
          };
      String label = fact.bareLabel() ? "can be bare label" : "requires AS";
      rows.add(
          new Object[] {
            fact.word(), String.valueOf(fact.category()), fact.bareLabel(), category, label
          });
    }
    return rows.iterator();
  }

  private static Iterator<Object> options(@Nullable Object[] options) {
    List<Object> rows = new ArrayList<>();
    for (Object option : options) {
      if (option instanceof String text) {
        int equals = text.indexOf('=');
        @Nullable Object[] row =
            equals < 0
                ? new @Nullable Object[] {text, null}
                : new @Nullable Object[] {text.substring(0, equals), text.substring(equals + 1)};
        rows.add(row);
      }
    }
    return rows.iterator();
  }
}
