package omendb.engine;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.definition.Membership;
import omendb.planner.ast.Access;

/// GRANT and REVOKE of membership in roles.
final class MembershipCommands {
  private final Session session;

  MembershipCommands(Session session) {
    this.session = session;
  }

  private SessionRoles roles() {
    return session.dispatcher().roles;
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  Result run(Access.GrantRole grant) {
    Access.RoleName by = grant.grantedBy();
    Role grantor = by == null ? roles().current() : roles().require(by);
    List<String> members = grant.members().stream().map(roles()::name).toList();
    for (String group : grant.granted()) {
      if (grant.grant()) {
        join(group, members, grant.adminOption(), grantor);
      } else {
        leave(group, members, grant.adminOption());
      }
    }
    return new Result.Command(grant.grant() ? "GRANT ROLE" : "REVOKE ROLE");
  }

  /// Makes roles, which may be named as CURRENT_USER and the like in lower case, members of one.
  void join(String group, List<String> members, boolean admin) {
    join(group, members, admin, roles().current());
  }

  private Role resolved(String name) {
    return roles()
        .require(
            switch (name) {
              case "current_user", "current_role" -> roles().user();
              case "session_user" -> roles().sessionUser();
              default -> name;
            });
  }

  private void join(String groupName, List<String> members, boolean admin, Role grantor) {
    Role group = resolved(groupName);
    requireMayAdmit(group, grantor);
    if (grantor.oid() != roles().current().oid() && !roles().superuser()) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("must be superuser to set grantor");
    }
    for (String name : members) {
      Role member = resolved(name);
      if (group.oid() == Role.DATABASE_OWNER) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "role \"%s\" cannot have explicit members", group.name());
      }
      if (member.oid() == Role.DATABASE_OWNER) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "role \"%s\" cannot be a member of any role", member.name());
      }
      Grants grants = catalog().grants();
      if (grants.groups(group.oid(), each -> true).contains(member.oid())) {
        throw SqlState.INVALID_GRANT_OPERATION.error(
            "role \"%s\" is a member of role \"%s\"", group.name(), member.name());
      }
      Membership known = grants.membership(group.oid(), member.oid());
      if (known != null && (!admin || known.admin())) {
        notice(
            "NOTICE",
            SqlState.SUCCESSFUL_COMPLETION,
            "role \"" + member.name() + "\" is already a member of role \"" + group.name() + "\"");
        continue;
      }
      Membership membership =
          new Membership(
              group.oid(), member.oid(), known == null ? grantor.oid() : known.grantor(), admin);
      session.transaction().editCatalog(state -> state.grants().put(membership));
    }
  }

  void leave(String group, List<String> members) {
    leave(group, members, false);
  }

  /// @param adminOnly the member stays but may admit nobody any more
  private void leave(String groupName, List<String> members, boolean adminOnly) {
    Role group = resolved(groupName);
    requireMayAdmit(group, roles().current());
    for (String name : members) {
      Role member = resolved(name);
      Membership known = catalog().grants().membership(group.oid(), member.oid());
      if (known == null) {
        notice(
            "WARNING",
            SqlState.WARNING,
            "role \"" + member.name() + "\" is not a member of role \"" + group.name() + "\"");
        continue;
      }
      session
          .transaction()
          .editCatalog(state -> {
            if (adminOnly) {
              state
                  .grants()
                  .put(new Membership(known.role(), known.member(), known.grantor(), false));
            } else {
              state.grants().remove(known.role(), known.member());
            }
          });
    }
  }

  private void requireMayAdmit(Role group, Role grantor) {
    if (roles().superuser()) {
      return;
    }
    if (group.superuser()) {
      throw denied("must be superuser to alter superusers");
    }
    if (!roles().createsRoles() && !roles().mayAdmit(grantor, group)) {
      throw denied("must have admin option on role \"" + group.name() + "\"");
    }
  }

  private static OmenException denied(String message) {
    return SqlState.INSUFFICIENT_PRIVILEGE.error("%s", message);
  }

  private void notice(String severity, SqlState state, String message) {
    session.notice(new Notice(severity, state, message));
  }
}
