package omendb.engine;

import java.util.HashSet;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.catalog.CatalogSource;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import org.jspecify.annotations.Nullable;

/// What a role may do by one catalog: it has the privileges of the groups that it inherits.
final class Rights {
  private final CatalogState catalog;
  private final Role role;
  private @Nullable Set<Integer> groups;

  Rights(CatalogState catalog, Role role) {
    this.catalog = catalog;
    this.role = role;
  }

  /// Those of the session's current user.
  static Rights of(Session session) {
    return new Rights(session.transaction().catalog(), session.dispatcher().roles.current());
  }

  /// Those of the owner of an object; nobody's when the role is gone.
  static Rights ofOwner(CatalogState catalog, int object) {
    Role owner = catalog.role(catalog.grants().owner(object));
    return new Rights(catalog, owner == null ? nobody() : owner);
  }

  private static Role nobody() {
    return new Role(-1, "", null, Set.of(), -1, null);
  }

  Role role() {
    return role;
  }

  boolean superuser() {
    return role.superuser();
  }

  /// The roles whose privileges count.
  Set<Integer> groups() {
    Set<Integer> known = groups;
    if (known == null) {
      known = new HashSet<>(SessionRoles.privileged(catalog, role.oid()));
      if (known.contains(catalog.grants().owner((int) SystemOids.DATABASE))) {
        known.add(Role.DATABASE_OWNER);
      }
      groups = known;
    }
    return known;
  }

  /// True for the owner of an object, who may change and drop it.
  boolean owns(int object) {
    return role.superuser() || groups().contains(catalog.grants().owner(object));
  }

  /// The list that counts for an object, what holds from the start if nothing was granted.
  Acl list(Securable kind, int object) {
    Acl list = catalog.grants().list(object, "");
    return list == null ? Acl.initial(kind, catalog.grants().owner(object)) : list;
  }

  /// The privileges on an object.
  int privileges(Securable kind, int object) {
    if (role.superuser()) {
      return kind.all();
    }
    if (kind == Securable.SCHEMA && object < CatalogState.FIRST_USER_OID && object != PUBLIC) {
      return Privilege.USAGE.bit();
    }
    return list(kind, object).privileges(groups()) | general(kind);
  }

  /// The number of the schema `public`.
  static final int PUBLIC = 2200;

  /// What the roles that come with the server allow.
  private int general(Securable kind) {
    int found = 0;
    if (groups().contains(Role.READ_ALL)) {
      found |=
          switch (kind) {
            case TABLE, SEQUENCE -> Privilege.SELECT.bit();
            case SCHEMA -> Privilege.USAGE.bit();
            default -> 0;
          };
    }
    if (groups().contains(Role.WRITE_ALL)) {
      found |=
          switch (kind) {
            case TABLE -> Privilege.bits(Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE);
            case SEQUENCE -> Privilege.UPDATE.bit();
            case SCHEMA -> Privilege.USAGE.bit();
            default -> 0;
          };
    }
    return found;
  }

  boolean has(Securable kind, int object, Privilege privilege) {
    return (privileges(kind, object) & privilege.bit()) != 0;
  }

  /// The privileges on a column that are not on its whole relation.
  int onColumn(int relation, String column) {
    Acl list = catalog.grants().list(relation, column);
    return role.superuser() ? Securable.COLUMN.all() : list == null ? 0 : list.privileges(groups());
  }

  /// The privileges on at least one column that are not on the whole relation.
  int onAnyColumn(int relation) {
    int found = 0;
    for (Acl list : catalog.grants().columns(relation).values()) {
      found |= list.privileges(groups());
    }
    return found;
  }

  /// The privileges that the role may grant: all for the owner.
  int options(Securable kind, int object) {
    return owns(object) ? kind.all() : list(kind, object).options(groups());
  }

  /// What `has_…_privilege` tells.
  static boolean answer(CatalogState catalog, CatalogSource.Question question) {
    Role asked = question.role() == Acl.PUBLIC ? nobody() : catalog.role((int) question.role());
    Rights rights = new Rights(catalog, asked == null ? nobody() : asked);
    int object = (int) question.object();
    boolean system = object < CatalogState.FIRST_USER_OID && question.kind() == Securable.TABLE;
    int held;
    if (system && !rights.superuser()) {
      held = question.option() ? 0 : Privilege.SELECT.bit();
    } else if (question.option()) {
      held = rights.options(question.kind(), object);
    } else {
      held = rights.privileges(question.kind(), object);
    }
    String column = question.column();
    if (column != null && !question.option()) {
      held |= column.isEmpty() ? rights.onAnyColumn(object) : rights.onColumn(object, column);
    } else if (column != null && !column.isEmpty()) {
      Acl list = catalog.grants().list(object, column);
      held |= list == null ? 0 : list.options(rights.groups());
    }
    return (held & question.bits()) != 0;
  }

  // Errors

  static OmenException denied(String kind, String name) {
    return SqlState.INSUFFICIENT_PRIVILEGE.error("permission denied for %s %s", kind, name);
  }

  static OmenException notOwner(String kind, String name) {
    return SqlState.INSUFFICIENT_PRIVILEGE.error("must be owner of %s %s", kind, name);
  }

  /// 42501 without the privilege.
  void require(Securable kind, int object, String name, Privilege privilege) {
    if (!has(kind, object, privilege)) {
      throw denied(kind.word(), name);
    }
  }

  /// 42501 without CREATE in a schema.
  void requireCreate(String schema) {
    Integer oid = catalog.schemas().get(schema);
    if (oid != null && !role.superuser() && !schema.startsWith(TemporaryTables.PREFIX)) {
      require(Securable.SCHEMA, oid, schema, Privilege.CREATE);
    }
  }

  /// True when names in the schema may be looked up.
  boolean mayUse(String schema) {
    Integer oid = catalog.schemas().get(schema);
    return oid == null
        || role.superuser()
        || schema.startsWith(TemporaryTables.PREFIX)
        || has(Securable.SCHEMA, oid, Privilege.USAGE);
  }
}
