package omendb.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import omendb.engine.definition.RoleAttribute;
import org.jspecify.annotations.Nullable;

/// A role.
///
/// @param verifier `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` as PostgreSQL stores it;
///   null when the role has no password
/// @param connectionsMax sessions that the role may have at once; -1 for any number
/// @param validUntil when the password expires, µs since 1970-01-01 UTC; null for never
public record Role(
    int oid,
    String name,
    @Nullable String verifier,
    Set<RoleAttribute> attributes,
    int connectionsMax,
    @Nullable Long validUntil) {
  /// The role that the data folder was made for, which owns what nobody else does.
  public static final int BOOTSTRAP = 10;

  /// The first letters of the names of roles that come with the server.
  static final String RESERVED = "pg_";

  /// Who may read all tables.
  static final int READ_ALL = 6181;

  /// Members may cancel the statements of others, but for superusers'.
  static final int SIGNAL_BACKEND = 4200;

  /// Members may ask for a CHECKPOINT.
  static final int CHECKPOINT = 4544;

  /// Who may change all tables.
  static final int WRITE_ALL = 6182;

  /// The role whose only member is the owner of the database.
  static final int DATABASE_OWNER = 6171;

  public Role {
    attributes = Set.copyOf(attributes);
  }

  static Role bootstrap() {
    return new Role(
        BOOTSTRAP, Version.DEFAULT_NAME, null, EnumSet.allOf(RoleAttribute.class), -1, null);
  }

  /// The roles that come with the server.
  static List<Role> predefined() {
    return List.of(
        predefined(3373, "pg_monitor"),
        predefined(3374, "pg_read_all_settings"),
        predefined(3375, "pg_read_all_stats"),
        predefined(3377, "pg_stat_scan_tables"),
        predefined(SIGNAL_BACKEND, "pg_signal_backend"),
        predefined(CHECKPOINT, "pg_checkpoint"),
        predefined(4569, "pg_read_server_files"),
        predefined(4570, "pg_write_server_files"),
        predefined(4571, "pg_execute_server_program"),
        predefined(DATABASE_OWNER, "pg_database_owner"),
        predefined(READ_ALL, "pg_read_all_data"),
        predefined(WRITE_ALL, "pg_write_all_data"));
  }

  private static Role predefined(int oid, String name) {
    return new Role(oid, name, null, Set.of(RoleAttribute.INHERIT), -1, null);
  }

  public boolean superuser() {
    return has(RoleAttribute.SUPERUSER);
  }

  public boolean login() {
    return has(RoleAttribute.LOGIN);
  }

  boolean has(RoleAttribute attribute) {
    return attributes.contains(attribute);
  }

  Role named(String other) {
    return new Role(oid, other, verifier, attributes, connectionsMax, validUntil);
  }

  Role withoutPassword() {
    return new Role(oid, name, null, attributes, connectionsMax, validUntil);
  }
}
