package omendb.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.definition.RoleAttribute;
import omendb.planner.ast.Access;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Option;
import omendb.planner.ast.Setting;
import omendb.planner.function.Casts;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER and DROP ROLE, and the settings that a role's sessions begin with.
final class RoleCommands {
  private static final Set<RoleAttribute> RESERVED =
      EnumSet.of(RoleAttribute.SUPERUSER, RoleAttribute.REPLICATION, RoleAttribute.BYPASSRLS);

  private final Session session;
  private final MembershipCommands memberships;

  RoleCommands(Session session) {
    this.session = session;
    this.memberships = new MembershipCommands(session);
  }

  Result run(Access access) {
    return switch (access) {
      case Access.CreateRole create -> {
        create(create);
        yield new Result.Command("CREATE ROLE");
      }
      case Access.AlterRole alter -> {
        alter(alter);
        yield new Result.Command("ALTER ROLE");
      }
      case Access.DropRole drop -> {
        drop(drop);
        yield new Result.Command("DROP ROLE");
      }
      case Access.AlterRoleSetting alter -> set(alter);
      case Access.Grant grant -> new GrantCommands(session).run(grant);
      case Access.GrantRole grant -> memberships.run(grant);
      case Access.DefaultPrivileges change -> new DefaultPrivileges(session).run(change);
      case Access.CreatePolicy create -> policies().create(create);
      case Access.AlterPolicy alter -> policies().alter(alter);
      case Access.RenamePolicy rename -> policies().rename(rename);
      case Access.Owned owned -> new RoleObjects(session).run(owned);
    };
  }

  private PolicyCommands policies() {
    return new PolicyCommands(session, new DdlCommands(session));
  }

  private SessionRoles roles() {
    return session.dispatcher().roles;
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  private static OmenException denied(String message, Object... arguments) {
    return SqlState.INSUFFICIENT_PRIVILEGE.error(message, arguments);
  }

  // CREATE and ALTER

  private void create(Access.CreateRole create) {
    String name = create.name();
    refuseTwice(create.options());
    Set<RoleAttribute> attributes = EnumSet.of(RoleAttribute.INHERIT);
    if (create.login()) {
      attributes.add(RoleAttribute.LOGIN);
    }
    int oid = session.database().storage().nextOid();
    Role role = with(new Role(oid, name, null, attributes, -1, null), create.options());
    if (!roles().superuser()) {
      for (RoleAttribute each : RESERVED) {
        if (role.has(each)) {
          throw denied(
              "must be superuser to create %s",
              each == RoleAttribute.SUPERUSER ? "superusers" : word(each) + " users");
        }
      }
    }
    if (!roles().createsRoles()) {
      throw denied("permission denied to create role");
    }
    refuseReserved(name);
    refuseExisting(name);
    session.transaction().editCatalog(state -> state.put(role));
    for (Option option : create.options()) {
      switch (option.name()) {
        case "in_role" ->
            option.values().forEach(group -> memberships.join(group, List.of(name), false));
        case "role" -> memberships.join(name, option.values(), false);
        case "admin" -> memberships.join(name, option.values(), true);
        default -> {
          // An attribute.
        }
      }
    }
  }

  private static String word(RoleAttribute attribute) {
    return attribute.name().toLowerCase(Locale.ROOT);
  }

  private static void refuseReserved(String name) {
    if (name.startsWith(Role.RESERVED)) {
      throw SqlState.RESERVED_NAME
          .error("role name \"%s\" is reserved", name)
          .withDetail("Role names starting with \"pg_\" are reserved.");
    }
  }

  private void refuseExisting(String name) {
    if (catalog().role(name) != null) {
      throw SqlState.DUPLICATE_OBJECT.error("role \"%s\" already exists", name);
    }
  }

  private static void refuseTwice(List<Option> options) {
    List<String> seen = new ArrayList<>();
    for (Option option : options) {
      if (seen.contains(option.name())) {
        throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(option.pos());
      }
      seen.add(option.name());
    }
  }

  private void alter(Access.AlterRole alter) {
    refuseTwice(alter.options());
    Role role = roles().require(alter.role());
    requireMayAlter(role, alter.options());
    for (Option option : alter.options()) {
      switch (option.name()) {
        case "add" -> memberships.join(role.name(), option.values(), false);
        case "drop" -> memberships.leave(role.name(), option.values());
        default -> {
          // An attribute.
        }
      }
    }
    Role changed = with(role, alter.options());
    session.transaction().editCatalog(state -> state.put(changed));
  }

  private void requireMayAlter(Role role, List<Option> options) {
    List<String> named = options.stream().map(Option::name).toList();
    if (!roles().superuser()) {
      if (role.superuser() || named.contains("superuser")) {
        throw denied("must be superuser to alter superuser roles or change superuser attribute");
      }
      if (role.has(RoleAttribute.REPLICATION) || named.contains("replication")) {
        throw denied(
            "must be superuser to alter replication roles or change replication attribute");
      }
      if (named.contains("bypassrls")) {
        throw denied("must be superuser to change bypassrls attribute");
      }
    }
    boolean ownPassword = named.equals(List.of("password")) && role.name().equals(roles().user());
    if (!ownPassword && !roles().createsRoles()) {
      throw denied("permission denied");
    }
  }

  private Role with(Role role, List<Option> options) {
    Set<RoleAttribute> attributes = EnumSet.noneOf(RoleAttribute.class);
    attributes.addAll(role.attributes());
    String verifier = role.verifier();
    int connections = role.connectionsMax();
    Long until = role.validUntil();
    for (Option option : options) {
      String value = option.value();
      switch (option.name()) {
        case "password" -> verifier = verifier(value);
        case "connection_limit" -> connections = limit(Objects.requireNonNull(value));
        case "valid_until" ->
            until =
                (Long)
                    Casts.cast(
                        Objects.requireNonNull(value),
                        ColumnType.UNKNOWN,
                        ColumnType.TIMESTAMPTZ,
                        false,
                        session.context());
        case "in_role", "role", "admin", "add", "drop" -> {
          // Said of other roles.
        }
        case "sysid" ->
            session.notice(
                new Notice(
                    "NOTICE", SqlState.SUCCESSFUL_COMPLETION, "SYSID can no longer be specified"));
        default -> {
          RoleAttribute attribute = RoleAttribute.valueOf(option.name().toUpperCase(Locale.ROOT));
          if ("false".equals(value)) {
            attributes.remove(attribute);
          } else {
            attributes.add(attribute);
          }
        }
      }
    }
    return new Role(role.oid(), role.name(), verifier, attributes, connections, until);
  }

  private @Nullable String verifier(@Nullable String password) {
    if (password == null) {
      return null;
    }
    if (password.isEmpty()) {
      session.notice(
          new Notice(
              "NOTICE",
              SqlState.SUCCESSFUL_COMPLETION,
              "empty string is not a valid password, clearing password"));
      return null;
    }
    return Passwords.isVerifier(password) ? password : Passwords.verifier(password);
  }

  private static int limit(String value) {
    int limit = Integer.parseInt(value);
    if (limit < -1) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("invalid connection limit: %d", limit);
    }
    return limit;
  }

  /// ALTER ROLE … RENAME TO.
  Result rename(Ddl.Rename rename) {
    Role role = roles().require(rename.name().name());
    String name = rename.newName();
    if (role.name().equals(roles().sessionUser()) || role.name().equals(session.user())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("session user cannot be renamed");
    }
    if (role.name().equals(roles().user())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("current user cannot be renamed");
    }
    refuseReserved(role.name());
    refuseReserved(name);
    refuseExisting(name);
    if (role.superuser() && !roles().superuser()) {
      throw denied("must be superuser to rename superusers");
    }
    if (!roles().createsRoles()) {
      throw denied("permission denied to rename role");
    }
    session
        .transaction()
        .editCatalog(state -> {
          state.removeRole(role.name());
          state.put(role.named(name));
        });
    return new Result.Command("ALTER ROLE");
  }

  // DROP

  private void drop(Access.DropRole drop) {
    if (!roles().createsRoles()) {
      throw denied("permission denied to drop role");
    }
    for (Access.RoleName each : drop.roles()) {
      String name = each.name();
      if (name == null) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "cannot use special role specifier in DROP ROLE");
      }
      Role role = catalog().role(name);
      if (role == null) {
        if (!drop.ifExists()) {
          throw SessionRoles.missing(name);
        }
        String skipped = SessionRoles.missing(name).message() + ", skipping";
        session.notice(new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, skipped));
        continue;
      }
      refuseDrop(role);
      new RoleObjects(session).requireNone(role);
      session
          .transaction()
          .editCatalog(state -> {
            state.removeRole(name);
            state.grants().forgetRole(role.oid());
            state.sweep();
          });
    }
  }

  private void refuseDrop(Role role) {
    if (role.name().equals(roles().user())) {
      throw SqlState.OBJECT_IN_USE.error("current user cannot be dropped");
    }
    if (role.name().equals(roles().sessionUser()) || role.name().equals(session.user())) {
      throw SqlState.OBJECT_IN_USE.error("session user cannot be dropped");
    }
    if (role.superuser() && !roles().superuser()) {
      throw denied("must be superuser to drop superusers");
    }
    if (role.oid() < CatalogState.FIRST_USER_OID) {
      throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST.error(
          "cannot drop role %s because it is required by the database system", role.name());
    }
  }

  // Settings

  private Result set(Access.AlterRoleSetting alter) {
    Access.RoleName named = alter.role();
    String database = alter.database();
    if (named != null && database != null) {
      throw DdlCommands.unsupported("ALTER ROLE … IN DATABASE", alter.pos());
    }
    int key = named == null ? Grants.ALL_ROLES : roles().require(named).oid();
    if (database != null) {
      if (!database.equals(session.databaseName())) {
        throw SqlState.INVALID_CATALOG_NAME.error("database \"%s\" does not exist", database);
      }
      key = Grants.DATABASE;
    }
    requireMaySet(named, database);
    TreeMap<String, String> values = new TreeMap<>(catalog().grants().settings(key));
    switch (alter.setting()) {
      case Setting.Set set when !set.values().isEmpty() ->
          values.put(set.name(), session.settings().canonicalValue(set.name(), set.values()));
      case Setting.Set set -> values.remove(set.name());
      case Setting.Reset reset when reset.name() != null -> values.remove(reset.name());
      default -> values.clear();
    }
    int place = key;
    session.transaction().editCatalog(state -> state.grants().put(place, values));
    return new Result.Command(database == null ? "ALTER ROLE" : "ALTER DATABASE");
  }

  private void requireMaySet(Access.@Nullable RoleName named, @Nullable String database) {
    if (roles().superuser()) {
      return;
    }
    if (database != null) {
      throw denied("must be owner of database %s", database);
    }
    if (named == null) {
      throw denied("must be superuser to alter settings globally");
    }
    Role role = roles().require(named);
    if (role.superuser()) {
      throw denied("must be superuser to alter superusers");
    }
    if (!roles().createsRoles() && role.oid() != roles().current().oid()) {
      throw denied("permission denied");
    }
  }
}
