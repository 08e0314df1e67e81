package omendb.engine.catalog;

import java.util.Map;
import omendb.engine.definition.Membership;
import omendb.engine.definition.RoleAttribute;

/// Roles, who is a member of which, and what their sessions begin with.
final class RoleRows {
  private static final String HIDDEN = "********";

  private RoleRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_authid", (rows, view) -> roles(rows, view, false));
    all.put("pg_catalog.pg_roles", (rows, view) -> roles(rows, view, true));
    all.put("pg_catalog.pg_user", (rows, view) -> users(rows, view, true));
    all.put("pg_catalog.pg_shadow", (rows, view) -> users(rows, view, false));
    all.put("pg_catalog.pg_group", RoleRows::groups);
    all.put("pg_catalog.pg_auth_members", RoleRows::memberships);
    all.put("pg_catalog.pg_db_role_setting", RoleRows::settings);
  }

  private static void roles(RowSet rows, SystemView view, boolean hidden) {
    for (CatalogSource.Account role : view.source().accounts()) {
      rows.row()
          .set("oid", role.oid())
          .set("rolname", role.name())
          .set("rolsuper", role.has(RoleAttribute.SUPERUSER))
          .set("rolinherit", role.has(RoleAttribute.INHERIT))
          .set("rolcreaterole", role.has(RoleAttribute.CREATEROLE))
          .set("rolcreatedb", role.has(RoleAttribute.CREATEDB))
          .set("rolcanlogin", role.login())
          .set("rolreplication", role.has(RoleAttribute.REPLICATION))
          .set("rolbypassrls", role.has(RoleAttribute.BYPASSRLS))
          .set("rolconnlimit", role.connectionsMax())
          .set("rolvaliduntil", role.validUntil())
          .set("rolpassword", hidden ? HIDDEN : role.verifier());
      if (hidden) {
        rows.set("rolconfig", role.settings());
      }
    }
  }

  private static void users(RowSet rows, SystemView view, boolean hidden) {
    for (CatalogSource.Account role : view.source().accounts()) {
      if (role.login()) {
        rows.row()
            .set("usename", role.name())
            .set("usesysid", role.oid())
            .set("usecreatedb", role.has(RoleAttribute.CREATEDB))
            .set("usesuper", role.has(RoleAttribute.SUPERUSER))
            .set("userepl", role.has(RoleAttribute.REPLICATION))
            .set("usebypassrls", role.has(RoleAttribute.BYPASSRLS))
            .set("passwd", hidden ? HIDDEN : role.verifier())
            .set("valuntil", role.validUntil())
            .set("useconfig", role.settings());
      }
    }
  }

  private static void groups(RowSet rows, SystemView view) {
    for (CatalogSource.Account role : view.source().accounts()) {
      if (!role.login()) {
        Object[] members =
            view.source().memberships().stream()
                .filter(each -> each.role() == role.oid())
                .map(each -> (Object) (long) each.member())
                .toArray();
        rows.row().set("groname", role.name()).set("grosysid", role.oid()).set("grolist", members);
      }
    }
  }

  private static void memberships(RowSet rows, SystemView view) {
    for (Membership each : view.source().memberships()) {
      rows.row()
          .set("roleid", each.role())
          .set("member", each.member())
          .set("grantor", each.grantor())
          .set("admin_option", each.admin());
    }
  }

  private static void settings(RowSet rows, SystemView view) {
    view.source()
        .startSettings()
        .forEach((role, settings) ->
            rows.row()
                .set("setdatabase", role < 0 ? SystemOids.DATABASE : 0L)
                .set("setrole", Math.max(role, 0))
                .set("setconfig", settings));
  }
}
