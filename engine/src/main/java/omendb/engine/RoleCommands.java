package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER and DROP ROLE: who may log in, and with what password.
final class RoleCommands {
  private final Session session;

  RoleCommands(Session session) {
    this.session = session;
  }

  Result run(Access access) {
    return switch (access) {
      case Access.CreateRole create -> {
        requireSuperuser("create role");
        create(create);
        yield new Result.Command("CREATE ROLE");
      }
      case Access.AlterRole alter -> {
        alter(alter);
        yield new Result.Command("ALTER ROLE");
      }
      case Access.DropRole drop -> {
        requireSuperuser("drop role");
        drop(drop);
        yield new Result.Command("DROP ROLE");
      }
      case Access.AlterRoleSetting other ->
          throw DdlCommands.unsupported("ALTER ROLE … SET", other.pos());
      case Access.Grant other ->
          throw DdlCommands.unsupported(other.grant() ? "GRANT" : "REVOKE", other.pos());
      case Access.GrantRole other ->
          throw DdlCommands.unsupported(other.grant() ? "GRANT" : "REVOKE", other.pos());
    };
  }

  private void requireSuperuser(String what) {
    Role self = session.transaction().catalog().role(session.user());
    if (self == null || !self.superuser()) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("permission denied to %s", what);
    }
  }

  private void create(Access.CreateRole create) {
    if (session.transaction().catalog().role(create.name()) != null) {
      throw SqlState.DUPLICATE_OBJECT.error("role \"%s\" already exists", create.name());
    }
    int oid = session.database().storage().nextOid();
    Role role = with(new Role(oid, create.name(), false, create.login(), null), create.options());
    session.transaction().editCatalog(state -> state.put(role));
  }

  private void alter(Access.AlterRole alter) {
    String name = nameOf(alter.role());
    Role role = session.transaction().catalog().role(name);
    boolean ownPassword =
        name.equals(session.user())
            && alter.options().stream().allMatch(option -> option.name().equals("password"));
    if (!ownPassword) {
      requireSuperuser("alter role");
    }
    if (role == null) {
      throw missing(name);
    }
    Role changed = with(role, alter.options());
    session.transaction().editCatalog(state -> state.put(changed));
  }

  private void drop(Access.DropRole drop) {
    for (Access.RoleName roleName : drop.roles()) {
      String name = nameOf(roleName);
      if (session.transaction().catalog().role(name) == null) {
        if (!drop.ifExists()) {
          throw missing(name);
        }
        session.notice(
            new Notice(
                "NOTICE", SqlState.UNDEFINED_OBJECT, missing(name).message() + ", skipping"));
      } else if (name.equals(session.user())) {
        throw SqlState.OBJECT_IN_USE.error("current user cannot be dropped");
      } else {
        session.transaction().editCatalog(state -> state.removeRole(name));
      }
    }
  }

  private String nameOf(Access.RoleName role) {
    return switch (role.kind()) {
      case NAMED -> java.util.Objects.requireNonNull(role.name());
      case CURRENT_USER, CURRENT_ROLE, SESSION_USER -> session.user();
      case PUBLIC ->
          throw SqlState.RESERVED_NAME.error("role name \"public\" is reserved").at(role.pos());
    };
  }

  private static Role with(Role role, List<Option> options) {
    boolean superuser = role.superuser();
    boolean login = role.login();
    @Nullable String verifier = role.verifier();
    for (Option option : options) {
      String value = option.value();
      switch (option.name()) {
        case "superuser" -> superuser = isTrue(option);
        case "login" -> login = isTrue(option);
        case "password" ->
            verifier =
                value == null || value.isEmpty()
                    ? null
                    : Passwords.isVerifier(value) ? value : Passwords.verifier(value);
        case "inherit", "createdb", "createrole" -> {
          // Said about privileges that only superusers have so far.
        }
        default -> throw DdlCommands.unsupported("role option " + option.name(), option.pos());
      }
    }
    return new Role(role.oid(), role.name(), superuser, login, verifier);
  }

  private static boolean isTrue(Option option) {
    String value = option.value();
    return value == null || !value.toLowerCase(Locale.ROOT).equals("false");
  }

  private static OmenException missing(String name) {
    return SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", name);
  }
}
