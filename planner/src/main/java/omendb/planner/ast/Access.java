package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements about roles and privileges.
public sealed interface Access extends Statement {

  /// A role as written; `name` is null unless `kind` is NAMED.
  record RoleName(RoleKind kind, @Nullable String name, int pos) {}

  /// The ways to name a role.
  enum RoleKind {
    NAMED,
    PUBLIC,
    CURRENT_USER,
    CURRENT_ROLE,
    SESSION_USER
  }

  /// CREATE ROLE, USER or GROUP.
  ///
  /// @param login what the command implies: true for USER
  /// @param options `password` (no value means NULL), `superuser`, `createdb`, `createrole`,
  ///   `inherit`, `login`, `replication`, `bypassrls` with `true` or `false`, `connection_limit`,
  ///   `valid_until`, and `in_role`, `role`, `admin` with role names
  record CreateRole(String name, boolean login, List<Option> options, int pos) implements Access {}

  /// @param options as of [CreateRole], or `add` or `drop` with the members of a group
  record AlterRole(RoleName role, List<Option> options, int pos) implements Access {}

  /// `ALTER ROLE role | ALL [IN DATABASE d] SET …`.
  ///
  /// @param role null for ALL, and for ALTER DATABASE d SET …
  /// @param setting a [Setting.Set] or [Setting.Reset]
  record AlterRoleSetting(
      @Nullable RoleName role, @Nullable String database, Setting setting, int pos)
      implements Access {}

  record DropRole(List<RoleName> roles, boolean ifExists, int pos) implements Access {}

  /// GRANT (or REVOKE) of privileges.
  ///
  /// @param grant false for REVOKE
  /// @param privileges empty means ALL
  /// @param routines the objects of a FUNCTION; else empty
  /// @param allInSchema the objects are schemas and all of their objects are meant
  /// @param withGrantOption GRANT … WITH GRANT OPTION, or REVOKE GRANT OPTION FOR
  record Grant(
      boolean grant,
      List<Privilege> privileges,
      Ddl.ObjectType type,
      List<Name> objects,
      List<Routine> routines,
      boolean allInSchema,
      List<RoleName> roles,
      boolean withGrantOption,
      @Nullable RoleName grantedBy,
      boolean cascade,
      int pos)
      implements Access {}

  /// A function or procedure of a GRANT.
  record Routine(Routines.Kind kind, Routines.Signature signature) {}

  /// ALTER DEFAULT PRIVILEGES.
  ///
  /// @param grant false for REVOKE
  /// @param makers whose new objects it is about; empty for the current user's
  /// @param schemas empty for all
  /// @param kind `tables`, `sequences`, `types`, `schemas` or `functions`
  record DefaultPrivileges(
      boolean grant,
      List<RoleName> makers,
      List<String> schemas,
      List<Privilege> privileges,
      String kind,
      List<RoleName> roles,
      boolean withGrantOption,
      int pos)
      implements Access {}

  /// DROP OWNED or REASSIGN OWNED.
  ///
  /// @param to the new owner; null for DROP OWNED
  record Owned(List<RoleName> roles, @Nullable RoleName to, boolean cascade, int pos)
      implements Access {}

  /// @param columns empty means the whole object
  record Privilege(String name, List<String> columns, int pos) {}

  /// GRANT (or REVOKE) of membership.
  record GrantRole(
      boolean grant,
      List<String> granted,
      List<RoleName> members,
      boolean adminOption,
      @Nullable RoleName grantedBy,
      boolean cascade,
      int pos)
      implements Access {}

  /// What rows of a table a command may see and write.
  ///
  /// @param permissive false for one that takes rows away from those that others allow
  record CreatePolicy(
      String name, Name table, boolean permissive, PolicyCommand command, PolicyBody body, int pos)
      implements Access {}

  /// @param body what is null or empty in it stays as it is
  record AlterPolicy(String name, Name table, PolicyBody body, int pos) implements Access {}

  record RenamePolicy(String name, Name table, String newName, boolean ifExists, int pos)
      implements Access {}

  /// @param roles empty for PUBLIC
  /// @param using what rows must satisfy to be seen
  /// @param check what rows must satisfy to be written
  record PolicyBody(
      List<RoleName> roles, Ddl.@Nullable Sourced using, Ddl.@Nullable Sourced check) {}

  /// The commands that a policy is for.
  enum PolicyCommand {
    ALL,
    SELECT,
    INSERT,
    UPDATE,
    DELETE
  }
}
