package omendb.engine.catalog;

import java.util.Map;
import omendb.core.TableSchema;
import omendb.engine.definition.Policy;

/// Row security in pg_policy and pg_policies.
final class PolicyRows {
  private PolicyRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_policy", PolicyRows::policies);
    all.put("pg_catalog.pg_policies", PolicyRows::shown);
  }

  private static void policies(RowSet rows, SystemView view) {
    for (Policy policy : view.source().policies()) {
      rows.row()
          .set("oid", policy.oid())
          .set("polname", policy.name())
          .set("polrelid", policy.table())
          .set("polcmd", letter(policy))
          .set("polpermissive", policy.permissive())
          .set("polroles", policy.roles().stream().map(Integer::longValue).toArray())
          .set("polqual", Policy.shown(policy.using()))
          .set("polwithcheck", Policy.shown(policy.check()));
    }
  }

  private static String letter(Policy policy) {
    return switch (policy.command()) {
      case ALL -> "*";
      case SELECT -> "r";
      case INSERT -> "a";
      case UPDATE -> "w";
      case DELETE -> "d";
    };
  }

  private static void shown(RowSet rows, SystemView view) {
    Names names = new Names(view);
    for (Policy policy : view.source().policies()) {
      TableSchema table = view.table(policy.table());
      if (table == null) {
        continue;
      }
      Object[] roles =
          policy.roles().stream()
              .map(role -> role == 0 ? "public" : names.roleName(role))
              .sorted()
              .toArray();
      rows.row()
          .set("schemaname", table.schemaName())
          .set("tablename", table.name())
          .set("policyname", policy.name())
          .set("permissive", policy.permissive() ? "PERMISSIVE" : "RESTRICTIVE")
          .set("roles", roles)
          .set("cmd", policy.command().name())
          .set("qual", Policy.shown(policy.using()))
          .set("with_check", Policy.shown(policy.check()));
    }
  }
}
