package omendb.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.TableSchema;
import omendb.engine.definition.Acl;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.Securable;
import omendb.engine.definition.SequenceDefinition;

/// Gives new objects to who made them, with the privileges that ALTER DEFAULT PRIVILEGES has set.
final class Ownership {
  private Ownership() {}

  /// An object that has an owner.
  ///
  /// @param schema 0 for a schema itself
  record Thing(Securable kind, int schema) {}

  /// All objects of a catalog that have owners, by number.
  static Map<Integer, Thing> things(CatalogState state) {
    Map<Integer, Thing> things = new HashMap<>();
    Map<String, Integer> schemas = state.schemas();
    schemas.values().forEach(oid -> things.put(oid, new Thing(Securable.SCHEMA, 0)));
    for (TableSchema table : state.tables()) {
      things.put(
          state.numbers().oid(table.oid()), thing(Securable.TABLE, schemas, table.schemaName()));
    }
    state
        .views()
        .forEach(view -> things.put(view.oid(), thing(Securable.TABLE, schemas, view.schema())));
    for (SequenceDefinition sequence : state.sequences().all()) {
      things.put(sequence.oid(), thing(Securable.SEQUENCE, schemas, sequence.schema()));
    }
    state
        .types()
        .all()
        .forEach(type -> things.put(type.oid(), thing(Securable.TYPE, schemas, type.schema())));
    for (RoutineDefinition routine : state.routines().all()) {
      things.put(routine.oid(), thing(Securable.FUNCTION, schemas, routine.schema()));
    }
    return things;
  }

  private static Thing thing(Securable kind, Map<String, Integer> schemas, String schema) {
    return new Thing(kind, Objects.requireNonNullElse(schemas.get(schema), 0));
  }

  /// Makes the role the owner of what is new since `before`.
  static void claim(CatalogState before, CatalogState after, String user) {
    Role role = after.role(user);
    Grants grants = after.grants();
    if (role == null || role.oid() == Role.BOOTSTRAP && grants.defaults().isEmpty()) {
      return;
    }
    Map<Integer, Thing> things = things(after);
    things.keySet().removeAll(things(before).keySet());
    things.forEach((object, thing) -> {
      grants.own(object, role.oid());
      Acl list = initial(grants, role.oid(), thing);
      if (!list.equals(Acl.initial(thing.kind(), role.oid()))) {
        grants.put(object, "", list);
      }
    });
  }

  /// The privileges that a new object has: the role's own defaults in place of those of the server,
  /// and what is granted for the schema beyond.
  private static Acl initial(Grants grants, int role, Thing thing) {
    Acl general = grants.defaults().get(new Grants.Default(role, 0, thing.kind()));
    Acl list = general == null ? Acl.initial(thing.kind(), role) : general;
    Acl local = grants.defaults().get(new Grants.Default(role, thing.schema(), thing.kind()));
    for (Acl.Item item :
        thing.schema() == 0 || local == null ? List.<Acl.Item>of() : local.items()) {
      list = list.granted(item.grantee(), item.grantor(), item.privileges(), false);
      if (item.options() != 0) {
        list = list.granted(item.grantee(), item.grantor(), item.options(), true);
      }
    }
    List<Acl.Item> items = new ArrayList<>(list.items());
    items.sort(Comparator.comparingInt(Acl.Item::grantee).thenComparingInt(Acl.Item::grantor));
    return new Acl(items);
  }
}
