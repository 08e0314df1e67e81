package omendb.engine;

import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.definition.Membership;
import omendb.engine.definition.RoleAttribute;
import omendb.planner.ast.Access;
import org.jspecify.annotations.Nullable;

/// The roles that a session works as: the one that logged in, the session's user, which a superuser
/// may change, and the current user, whose privileges count. The latter two are settings, so that
/// they end with the transaction that they were set in.
final class SessionRoles implements Settings.RoleRules {
  static final String ROLE = "role";
  static final String AUTHORIZATION = "session_authorization";
  private static final String NONE = "none";

  private final Session session;
  private boolean unchecked;
  private @Nullable CatalogState seenIn;
  private @Nullable Role seen;

  SessionRoles(Session session) {
    this.session = session;
    session.settings().identify(session.user(), this);
  }

  /// Plans without a check of privileges, for what is not run now.
  <T> T unchecked(Supplier<T> planning) {
    boolean before = unchecked;
    unchecked = true;
    try {
      return planning.get();
    } finally {
      unchecked = before;
    }
  }

  /// True while statements are planned that may run.
  boolean checks() {
    return !unchecked;
  }

  /// The name of the current user.
  String user() {
    return session.settings().frequent().user();
  }

  /// The name of the session's user.
  String sessionUser() {
    return session.settings().get(AUTHORIZATION);
  }

  /// The current user; 42704 when it has been dropped.
  Role current() {
    CatalogState catalog = catalog();
    String name = user();
    Role known = seen;
    if (known == null || seenIn != catalog || !known.name().equals(name)) {
      known = require(name);
      seen = known;
      seenIn = catalog;
    }
    return known;
  }

  boolean superuser() {
    return current().superuser();
  }

  /// True when the current user may make and change roles.
  boolean createsRoles() {
    return superuser() || current().has(RoleAttribute.CREATEROLE);
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  /// The role of this name; 42704 when there is none.
  Role require(String name) {
    Role role = catalog().role(name);
    if (role == null) {
      throw missing(name);
    }
    return role;
  }

  static OmenException missing(String name) {
    return SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", name);
  }

  /// The name of the role that a statement means.
  String name(Access.RoleName role) {
    return switch (role.kind()) {
      case NAMED -> Objects.requireNonNull(role.name());
      case CURRENT_USER, CURRENT_ROLE -> user();
      case SESSION_USER -> sessionUser();
      case PUBLIC -> throw missing("public");
    };
  }

  /// The role that a statement means; 42704 when there is none.
  Role require(Access.RoleName role) {
    return require(name(role));
  }

  // Membership

  /// The roles whose privileges a role has: its own and those of its groups that it inherits.
  static Set<Integer> privileged(CatalogState catalog, int role) {
    return catalog
        .grants()
        .groups(
            role,
            member -> {
              Role each = catalog.role(member);
              return each != null && each.has(RoleAttribute.INHERIT);
            });
  }

  /// True when a role may act as another: it is that, or a superuser, or inherits it.
  static boolean hasPrivilegesOf(CatalogState catalog, int role, int other) {
    Role self = catalog.role(role);
    return role == other
        || self != null && self.superuser()
        || privileged(catalog, role).contains(other);
  }

  /// True when a role is another or its member, directly or not; a superuser is of all.
  static boolean isMember(CatalogState catalog, int role, int other) {
    Role self = catalog.role(role);
    return role == other
        || self != null && self.superuser()
        || catalog.grants().groups(role, member -> true).contains(other);
  }

  /// True when a role may admit others to a group.
  boolean mayAdmit(Role member, Role group) {
    if (member.superuser()) {
      return true;
    }
    if (member.oid() == group.oid()) {
      return member.name().equals(sessionUser());
    }
    Set<Integer> groups = catalog().grants().groups(member.oid(), each -> true);
    for (Membership each : catalog().grants().memberships()) {
      if (each.role() == group.oid() && each.admin() && groups.contains(each.member())) {
        return true;
      }
    }
    return false;
  }

  boolean hasPrivilegesOf(int role) {
    return hasPrivilegesOf(catalog(), current().oid(), role);
  }

  boolean isMember(int role) {
    return isMember(catalog(), current().oid(), role);
  }

  // Settings

  @Override
  public String checked(String setting, String value) {
    if (setting.equals(ROLE) && value.equals(NONE)) {
      return value;
    }
    Role role = catalog().role(value);
    if (role == null) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("role \"%s\" does not exist", value);
    }
    if (setting.equals(ROLE)) {
      if (!isMember(catalog(), require(sessionUser()).oid(), role.oid())) {
        throw SqlState.INSUFFICIENT_PRIVILEGE.error("permission denied to set role \"%s\"", value);
      }
    } else if (!value.equals(session.user()) && !require(session.user()).superuser()) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("permission denied to set session authorization");
    }
    return value;
  }

  @Override
  public boolean superuser(String name) {
    Role role = catalog().role(name);
    return role != null && role.superuser();
  }
}
