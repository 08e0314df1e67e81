package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Policy;
import omendb.engine.definition.RoleAttribute;
import omendb.planner.RowSecurity;
import org.jspecify.annotations.Nullable;

/// Which policies count for whom.
final class RowSecurityRules {
  private RowSecurityRules() {}

  /// The policies that count for who reads a table; null when none do. They do not for superusers
  /// and roles with BYPASSRLS, nor for the table's owner unless they are forced.
  ///
  /// @param through the view whose owner reads it; 0 for the current user
  /// @throws OmenException 42501 when some count and `row_security` is off
  static @Nullable RowSecurity of(Session session, CatalogState state, int relation, int through) {
    if (state.policies().enabled().isEmpty()) {
      return null;
    }
    int table = state.numbers().oid(relation);
    Rights rights =
        through < CatalogState.FIRST_USER_OID
            ? new Rights(state, session.dispatcher().roles.current())
            : Rights.ofOwner(state, through);
    if (!counts(state, rights, table)) {
      return null;
    }
    if (!session.settings().rowSecurity()) {
      throw affected(state, rights, relation, table);
    }
    Set<Integer> groups = rights.groups();
    List<RowSecurity.Policy> policies = new ArrayList<>();
    for (Policy each : state.policies().of(table)) {
      if (each.roles().contains(Acl.PUBLIC) || each.roles().stream().anyMatch(groups::contains)) {
        policies.add(
            new RowSecurity.Policy(
                each.name(), each.permissive(), each.command(), each.using(), each.check()));
      }
    }
    return new RowSecurity(policies);
  }

  /// True when a table's policies, whatever they are, count for a role.
  ///
  /// @param table its number as clients know it
  static boolean counts(CatalogState state, Rights rights, int table) {
    PolicySet policies = state.policies();
    return policies.enabled().contains(table)
        && !rights.superuser()
        && !rights.role().has(RoleAttribute.BYPASSRLS)
        && (policies.forced().contains(table) || !rights.owns(table));
  }

  private static OmenException affected(
      CatalogState state, Rights rights, int relation, int table) {
    TableSchema schema = state.tableByOid(relation);
    OmenException error =
        SqlState.INSUFFICIENT_PRIVILEGE.error(
            "query would be affected by row-level security policy for table \"%s\"",
            schema == null ? "" : schema.name());
    return rights.owns(table)
        ? error.withHint(
            "To disable the policy for the table's owner, use ALTER TABLE NO FORCE ROW LEVEL"
                + " SECURITY.")
        : error;
  }
}
