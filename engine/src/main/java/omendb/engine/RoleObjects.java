package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.Acl;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.ast.Access;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;

/// What is a role's: REASSIGN OWNED, DROP OWNED, and what keeps a role from being dropped.
final class RoleObjects {
  private final Session session;
  private final DdlCommands definitions;

  RoleObjects(Session session) {
    this.session = session;
    this.definitions = new DdlCommands(session);
  }

  /// An object by the words of messages and of DROP.
  private record Thing(Ddl.ObjectType type, String schema, String name) {
    String described() {
      return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " " + name;
    }
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  private Map<Integer, Thing> things() {
    CatalogState state = catalog();
    Map<Integer, Thing> things = new TreeMap<>();
    state
        .schemas()
        .forEach((name, oid) -> things.put(oid, new Thing(Ddl.ObjectType.SCHEMA, "", name)));
    for (TableSchema table : state.tables()) {
      boolean materialized = state.rules().materialized().containsKey(table.oid());
      things.put(
          state.numbers().oid(table.oid()),
          new Thing(
              materialized ? Ddl.ObjectType.MATERIALIZED_VIEW : Ddl.ObjectType.TABLE,
              table.schemaName(),
              table.name()));
    }
    state
        .views()
        .forEach(view ->
            things.put(view.oid(), new Thing(Ddl.ObjectType.VIEW, view.schema(), view.name())));
    for (SequenceDefinition each : state.sequences().all()) {
      things.put(each.oid(), new Thing(Ddl.ObjectType.SEQUENCE, each.schema(), each.name()));
    }
    for (UserType type : state.types().all()) {
      things.put(type.oid(), new Thing(Ddl.ObjectType.TYPE, type.schema(), type.name()));
    }
    things.put(
        (int) SystemOids.DATABASE, new Thing(Ddl.ObjectType.DATABASE, "", session.databaseName()));
    return things;
  }

  /// 2BP01 when something is the role's or names it.
  void requireNone(Role role) {
    Grants grants = catalog().grants();
    List<String> lines = new ArrayList<>();
    things()
        .forEach((object, thing) -> {
          boolean belongs =
              thing.type() == Ddl.ObjectType.SEQUENCE
                  && catalog().sequences().get(object) instanceof SequenceDefinition sequence
                  && sequence.owner().tableOid() != 0;
          if (grants.owner(object) == role.oid() && !belongs) {
            lines.add("owner of " + thing.described());
          } else if (names(grants, object, role.oid()) && !belongs) {
            lines.add("privileges for " + thing.described());
          }
        });
    grants
        .defaults()
        .forEach((place, list) -> {
          if (place.role() == role.oid()) {
            lines.add(
                "owner of default privileges on new "
                    + (place.kind() == omendb.engine.definition.Securable.TABLE
                        ? "relations"
                        : place.kind().word() + "s")
                    + " belonging to role "
                    + role.name()
                    + inSchema(place.schema()));
          }
        });
    lines.addAll(PolicyTexts.of(catalog(), role));
    if (!lines.isEmpty()) {
      OmenException error =
          SqlState.DEPENDENT_OBJECTS_STILL_EXIST.error(
              "role \"%s\" cannot be dropped because some objects depend on it", role.name());
      throw error.withDetail("%s", String.join("\n", lines));
    }
  }

  private String inSchema(int schema) {
    for (Map.Entry<String, Integer> each : catalog().schemas().entrySet()) {
      if (each.getValue() == schema) {
        return " in schema " + each.getKey();
      }
    }
    return "";
  }

  private static boolean names(Grants grants, int object, int role) {
    Acl list = grants.list(object, "");
    return list != null && list.names(role)
        || grants.columns(object).values().stream().anyMatch(each -> each.names(role));
  }

  Result run(Access.Owned owned) {
    SessionRoles roles = session.dispatcher().roles;
    List<Role> from = owned.roles().stream().map(roles::require).toList();
    for (Role role : from) {
      if (!roles.hasPrivilegesOf(role.oid())) {
        throw SqlState.INSUFFICIENT_PRIVILEGE.error(
            owned.to() == null
                ? "permission denied to drop objects"
                : "permission denied to reassign objects");
      }
      if (role.oid() == Role.BOOTSTRAP) {
        throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST.error(
            owned.to() == null
                ? "cannot drop objects owned by role %s because they are required by the database"
                    + " system"
                : "cannot reassign ownership of objects owned by role %s because they are required"
                    + " by the database system",
            role.name());
      }
    }
    Access.RoleName target = owned.to();
    if (target == null) {
      from.forEach(role -> drop(role, owned));
      return new Result.Command("DROP OWNED");
    }
    Role to = roles.require(target);
    if (!roles.hasPrivilegesOf(to.oid())) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("permission denied to reassign objects");
    }
    OwnerCommands owners = new OwnerCommands(session, definitions);
    for (Role role : from) {
      things()
          .keySet()
          .forEach(object -> {
            if (catalog().grants().owner(object) == role.oid()) {
              owners.move(object, to.oid());
            }
          });
    }
    return new Result.Command("REASSIGN OWNED");
  }

  private static final List<Ddl.ObjectType> ORDER =
      List.of(
          Ddl.ObjectType.VIEW,
          Ddl.ObjectType.MATERIALIZED_VIEW,
          Ddl.ObjectType.TABLE,
          Ddl.ObjectType.SEQUENCE,
          Ddl.ObjectType.TYPE,
          Ddl.ObjectType.SCHEMA);

  private void drop(Role role, Access.Owned owned) {
    for (Ddl.ObjectType type : ORDER) {
      things()
          .forEach((object, thing) -> {
            boolean there = thing.type() == type && things().containsKey(object);
            if (there && catalog().grants().owner(object) == role.oid()) {
              String schema = thing.schema().isEmpty() ? null : thing.schema();
              Name name = new Name(null, schema, thing.name(), owned.pos());
              Ddl.Drop drop =
                  new Ddl.Drop(type, List.of(name), true, owned.cascade(), false, owned.pos());
              new DropCommands(session, definitions).run(drop);
            }
          });
    }
    session
        .transaction()
        .editCatalog(state -> {
          Grants grants = state.grants();
          List.copyOf(grants.lists().entrySet())
              .forEach(each -> {
                Acl left = without(each.getValue(), role.oid());
                boolean column = !each.getKey().column().isEmpty();
                grants.put(
                    each.getKey().object(),
                    each.getKey().column(),
                    column && left.items().isEmpty() ? null : left);
              });
          grants.defaults().keySet().removeIf(place -> place.role() == role.oid());
        });
  }

  private static Acl without(Acl list, int role) {
    return new Acl(
        list.items().stream()
            .filter(item -> item.grantee() != role && item.grantor() != role)
            .toList());
  }
}
