package omendb.planner.function;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions about the catalog and the session; the engine answers them through
/// [EvalContext#catalog(String, Object[])].
public final class CatalogFunctions {
  /// Strict and the same throughout a statement.
  static final List<String> STABLE =
      List.of(
          "pg_get_userbyid(oid): name",
          "pg_table_is_visible(oid): bool",
          "pg_type_is_visible(oid): bool",
          "pg_function_is_visible(oid): bool",
          "pg_operator_is_visible(oid): bool",
          "pg_opclass_is_visible(oid): bool",
          "pg_opfamily_is_visible(oid): bool",
          "pg_collation_is_visible(oid): bool",
          "pg_conversion_is_visible(oid): bool",
          "pg_ts_config_is_visible(oid): bool",
          "pg_ts_dict_is_visible(oid): bool",
          "pg_ts_parser_is_visible(oid): bool",
          "pg_ts_template_is_visible(oid): bool",
          "pg_statistics_obj_is_visible(oid): bool",
          "pg_get_expr(text, oid): text",
          "pg_get_expr(text, oid, bool): text",
          "pg_get_constraintdef(oid): text",
          "pg_get_constraintdef(oid, bool): text",
          "pg_get_indexdef(oid): text",
          "pg_get_indexdef(oid, int4, bool): text",
          "pg_get_viewdef(oid): text",
          "pg_get_viewdef(oid, bool): text",
          "pg_get_viewdef(text): text",
          "pg_get_ruledef(oid): text",
          "pg_get_ruledef(oid, bool): text",
          "pg_get_triggerdef(oid): text",
          "pg_get_triggerdef(oid, bool): text",
          "pg_get_functiondef(oid): text",
          "pg_get_function_arguments(oid): text",
          "pg_get_function_identity_arguments(oid): text",
          "pg_get_function_result(oid): text",
          "pg_get_function_sqlbody(oid): text",
          "pg_get_partkeydef(oid): text",
          "pg_get_partition_constraintdef(oid): text",
          "pg_get_statisticsobjdef(oid): text",
          "pg_get_statisticsobjdef_columns(oid): text",
          "pg_get_serial_sequence(text, text): text",
          "pg_get_replica_identity_index(regclass): regclass",
          "pg_relation_is_publishable(regclass): bool",
          "pg_describe_object(oid, oid, int4): text",
          "obj_description(oid): text",
          "obj_description(oid, name): text",
          "col_description(oid, int4): text",
          "shobj_description(oid, name): text",
          "current_schemas(bool): name[]",
          "current_schema(): name",
          "current_database(): name",
          "current_catalog(): name",
          "current_user(): name",
          "session_user(): name",
          "user(): name",
          "current_role(): name",
          "current_query(): text",
          "version(): text",
          "inet_client_addr(): text",
          "inet_server_addr(): text",
          "inet_client_port(): int4",
          "inet_server_port(): int4",
          "pg_backend_pid(): int4",
          "pg_is_in_recovery(): bool",
          "pg_is_in_backup(): bool",
          "pg_postmaster_start_time(): timestamptz",
          "pg_conf_load_time(): timestamptz",
          "pg_my_temp_schema(): oid",
          "pg_is_other_temp_schema(oid): bool",
          "pg_jit_available(): bool",
          "pg_encoding_to_char(int4): name",
          "pg_char_to_encoding(name): int4",
          "pg_client_encoding(): name",
          "getdatabaseencoding(): name",
          "pg_relation_size(regclass): int8",
          "pg_relation_size(regclass, text): int8",
          "pg_table_size(regclass): int8",
          "pg_indexes_size(regclass): int8",
          "pg_total_relation_size(regclass): int8",
          "pg_database_size(name): int8",
          "pg_database_size(oid): int8",
          "pg_tablespace_size(name): int8",
          "pg_tablespace_size(oid): int8",
          "pg_tablespace_location(oid): text",
          "pg_relation_filenode(regclass): oid",
          "pg_relation_filepath(regclass): text",
          "pg_filenode_relation(oid, oid): regclass",
          "pg_indexam_has_property(oid, text): bool",
          "pg_index_has_property(regclass, text): bool",
          "pg_index_column_has_property(regclass, int4, text): bool",
          "pg_relation_is_updatable(regclass, bool): int4",
          "pg_column_is_updatable(regclass, int2, bool): bool",
          "pg_has_role(oid, text): bool",
          "pg_has_role(name, text): bool",
          "pg_has_role(name, name, text): bool",
          "pg_has_role(name, oid, text): bool",
          "pg_has_role(oid, name, text): bool",
          "pg_has_role(oid, oid, text): bool",
          "has_table_privilege(text, text): bool",
          "has_table_privilege(oid, text): bool",
          "has_table_privilege(name, text, text): bool",
          "has_table_privilege(name, oid, text): bool",
          "has_table_privilege(oid, text, text): bool",
          "has_table_privilege(oid, oid, text): bool",
          "has_any_column_privilege(text, text): bool",
          "has_any_column_privilege(oid, text): bool",
          "has_any_column_privilege(name, oid, text): bool",
          "has_column_privilege(text, text, text): bool",
          "has_column_privilege(oid, text, text): bool",
          "has_column_privilege(oid, int2, text): bool",
          "has_schema_privilege(text, text): bool",
          "has_schema_privilege(oid, text): bool",
          "has_schema_privilege(name, text, text): bool",
          "has_schema_privilege(name, oid, text): bool",
          "has_database_privilege(text, text): bool",
          "has_database_privilege(oid, text): bool",
          "has_database_privilege(name, text, text): bool",
          "has_database_privilege(name, oid, text): bool",
          "has_sequence_privilege(text, text): bool",
          "has_sequence_privilege(oid, text): bool",
          "has_function_privilege(text, text): bool",
          "has_function_privilege(oid, text): bool",
          "has_type_privilege(text, text): bool",
          "has_type_privilege(oid, text): bool",
          "has_language_privilege(text, text): bool",
          "has_tablespace_privilege(text, text): bool",
          "has_tablespace_privilege(oid, text): bool",
          "has_foreign_data_wrapper_privilege(text, text): bool",
          "has_server_privilege(text, text): bool",
          "row_security_active(oid): bool",
          "to_regclass(text): regclass",
          "to_regtype(text): regtype",
          "to_regproc(text): regproc",
          "to_regnamespace(text): regnamespace",
          "to_regrole(text): regrole",
          "pg_stat_get_numscans(oid): int8",
          "pg_stat_get_live_tuples(oid): int8",
          "pg_sequence_parameters(oid): setof record(start_value int8, minimum_value int8, "
              + "maximum_value int8, increment int8, cycle_option bool, cache_size int8, "
              + "data_type oid)",
          "pg_options_to_table(text[]): setof record(option_name text, option_value text)",
          "acldefault(char, oid): text[]",
          "aclexplode(text[]): setof record(grantor oid, grantee oid, privilege_type text, "
              + "is_grantable bool)",
          "pg_partition_ancestors(regclass): setof regclass",
          "pg_get_keywords(): setof record(word text, catcode char, barelabel bool, "
              + "catdesc text, baredesc text)",
          "pg_partition_root(regclass): regclass",
          "pg_export_snapshot(): text",
          "pg_last_wal_replay_lsn(): text",
          "pg_current_wal_lsn(): text");

  /// Called with NULLs too.
  static final List<String> NULLS = List.of("format_type(oid, int4): text");

  /// Strict and different at each call.
  static final List<String> VOLATILE =
      List.of(
          "nextval(regclass): int8",
          "currval(regclass): int8",
          "setval(regclass, int8): int8",
          "setval(regclass, int8, bool): int8",
          "lastval(): int8",
          "pg_sequence_last_value(regclass): int8",
          "txid_current(): int8",
          "txid_current_if_assigned(): int8",
          "pg_current_xact_id(): int8",
          "pg_cancel_backend(int4): bool",
          "pg_terminate_backend(int4): bool",
          "pg_terminate_backend(int4, int8): bool",
          "pg_reload_conf(): bool",
          "omendb_last_commit(): int8",
          "omendb_last_snapshot(): int8",
          "pg_stat_reset(): void",
          "pg_stat_clear_snapshot(): void",
          "pg_notify(text, text): void",
          "pg_advisory_lock(int8): void",
          "pg_advisory_lock(int4, int4): void",
          "pg_try_advisory_lock(int8): bool",
          "pg_try_advisory_lock(int4, int4): bool",
          "pg_advisory_unlock(int8): bool",
          "pg_advisory_unlock(int4, int4): bool",
          "pg_advisory_unlock_all(): void",
          "pg_advisory_xact_lock(int8): void",
          "pg_advisory_xact_lock(int4, int4): void",
          "pg_try_advisory_xact_lock(int8): bool",
          "pg_try_advisory_xact_lock(int4, int4): bool");

  private CatalogFunctions() {}

  /// Asks the session.
  public static @Nullable Object call(
      EvalContext context, String id, @Nullable Object[] arguments) {
    return context.catalog(id, arguments);
  }

  static Method callMethod() {
    return Arrays.stream(CatalogFunctions.class.getDeclaredMethods())
        .filter(method -> method.getName().equals("call"))
        .findFirst()
        .orElseThrow();
  }
}
