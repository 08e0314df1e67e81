package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import omendb.planner.ast.Access;

/// ALTER DEFAULT PRIVILEGES: what holds for objects that are not made yet.
final class DefaultPrivileges {
  private final Session session;

  DefaultPrivileges(Session session) {
    this.session = session;
  }

  private SessionRoles roles() {
    return session.dispatcher().roles;
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  Result run(Access.DefaultPrivileges change) {
    Securable kind = kind(change);
    int bits = bits(change, kind);
    List<Integer> grantees = new ArrayList<>();
    for (Access.RoleName role : change.roles()) {
      boolean everyone = role.kind() == Access.RoleKind.PUBLIC;
      grantees.add(everyone ? Acl.PUBLIC : roles().require(role).oid());
    }
    if (change.grant() && change.withGrantOption() && grantees.contains(Acl.PUBLIC)) {
      throw SqlState.INVALID_GRANT_OPERATION.error("grant options can only be granted to roles");
    }
    List<Role> makers = new ArrayList<>();
    change.makers().forEach(role -> makers.add(roles().require(role)));
    if (makers.isEmpty()) {
      makers.add(roles().current());
    }
    for (Role maker : makers) {
      if (!roles().isMember(maker.oid())) {
        throw SqlState.INSUFFICIENT_PRIVILEGE.error("must be member of role \"%s\"", maker.name());
      }
      if (change.schemas().isEmpty()) {
        change(change, maker, 0, kind, bits, grantees);
      }
      for (String schema : change.schemas()) {
        Integer oid = catalog().schemas().get(schema);
        if (oid == null) {
          throw SqlState.INVALID_SCHEMA_NAME.error("schema \"%s\" does not exist", schema);
        }
        if (kind == Securable.SCHEMA) {
          throw SqlState.INVALID_GRANT_OPERATION.error(
              "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS");
        }
        change(change, maker, oid, kind, bits, grantees);
      }
    }
    return new Result.Command("ALTER DEFAULT PRIVILEGES");
  }

  private static Securable kind(Access.DefaultPrivileges change) {
    return switch (change.kind()) {
      case "tables" -> Securable.TABLE;
      case "sequences" -> Securable.SEQUENCE;
      case "types" -> Securable.TYPE;
      case "schemas" -> Securable.SCHEMA;
      default -> Securable.FUNCTION;
    };
  }

  private static int bits(Access.DefaultPrivileges change, Securable kind) {
    int bits = change.privileges().isEmpty() ? kind.all() : 0;
    for (Access.Privilege each : change.privileges()) {
      if (!each.columns().isEmpty()) {
        throw SqlState.INVALID_GRANT_OPERATION.error(
            "default privileges cannot be set for columns");
      }
      Privilege privilege = Privilege.named(each.name());
      if (privilege == null) {
        throw SqlState.SYNTAX_ERROR.error("unrecognized privilege type \"%s\"", each.name());
      }
      if ((kind.all() & privilege.bit()) == 0) {
        throw SqlState.INVALID_GRANT_OPERATION.error(
            "invalid privilege type %s for %s",
            privilege.words(), kind == Securable.TABLE ? "relation" : kind.word());
      }
      bits |= privilege.bit();
    }
    return bits;
  }

  private void change(
      Access.DefaultPrivileges change,
      Role maker,
      int schema,
      Securable kind,
      int bits,
      List<Integer> grantees) {
    Grants.Default place = new Grants.Default(maker.oid(), schema, kind);
    Acl start = schema == 0 ? Acl.initial(kind, maker.oid()) : Acl.NONE;
    Acl known = catalog().grants().defaults().get(place);
    Acl list = known == null ? start : known;
    for (int grantee : grantees) {
      list =
          change.grant()
              ? list.granted(grantee, maker.oid(), bits, change.withGrantOption())
              : list.revoked(grantee, maker.oid(), bits, change.withGrantOption());
    }
    Acl result = sameAs(list, start) ? null : list;
    session.transaction().editCatalog(state -> state.grants().put(place, result));
  }

  private static boolean sameAs(Acl list, Acl other) {
    return list.items().size() == other.items().size() && list.items().containsAll(other.items());
  }
}
