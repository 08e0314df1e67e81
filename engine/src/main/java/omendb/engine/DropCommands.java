package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;

/// DROP: relations go together with what is theirs, and not while others stand on them.
final class DropCommands {
  private final Session session;
  private final DdlCommands definitions;

  DropCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(Ddl.Drop drop) {
    String tag = "DROP " + drop.type().name().replace('_', ' ');
    switch (drop.type()) {
      case TABLE -> dropTables(drop);
      case VIEW -> dropViews(drop);
      case MATERIALIZED_VIEW -> dropMaterialized(drop);
      case SEQUENCE -> new SequenceCommands(session, definitions).drop(drop);
      case SCHEMA -> drop.names().forEach(name -> dropSchema(name, drop));
      case INDEX -> drop.names().forEach(name -> dropIndex(name, drop));
      case TYPE, DOMAIN -> new TypeCommands(session, definitions).drop(drop);
      case POLICY ->
          drop.names()
              .forEach(
                  name -> new PolicyCommands(session, definitions).drop(name, drop.ifExists()));
      default -> throw DdlCommands.unsupported(tag, drop.pos());
    }
    session.transaction().editCatalog(CatalogState::sweep);
    return new Result.Command(tag);
  }

  private void dropTables(Ddl.Drop drop) {
    List<TableSchema> tables = new ArrayList<>();
    for (Name name : drop.names()) {
      TableSchema table = definitions.findTable(name);
      if (table != null) {
        if (new MaterializedViews(session, definitions).of(table) != null) {
          throw SqlState.WRONG_OBJECT_TYPE
              .error("\"%s\" is not a table", name.name())
              .withHint("Use DROP MATERIALIZED VIEW to remove a materialized view.");
        }
        definitions.lockTable(table);
        tables.add(table);
      } else if (definitions.findView(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("\"%s\" is not a table", name.name())
            .withHint("Use DROP VIEW to remove a view.");
      } else if (new SequenceCommands(session, definitions).find(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("\"%s\" is not a table", name.name())
            .withHint("Use DROP SEQUENCE to remove a sequence.");
      } else {
        definitions.missing("table", name, drop.ifExists());
      }
    }
    settleDependents(oids(tables, List.of()), drop.cascade(), described("table", drop.names()));
    tables.forEach(this::remove);
  }

  private static String described(String kind, List<Name> names) {
    return names.size() == 1 ? kind + " " + names.getFirst().name() : "desired object(s)";
  }

  private static Set<Integer> oids(List<TableSchema> tables, List<ViewDefinition> views) {
    Set<Integer> oids = new HashSet<>();
    tables.forEach(table -> oids.add(table.oid()));
    views.forEach(view -> oids.add(view.oid()));
    return oids;
  }

  /// Refuses, or removes with a notice, what stands on these relations.
  void settleDependents(Set<Integer> gone, boolean cascade, String what) {
    Dependents dependents = Dependents.of(session, gone);
    if (dependents.isEmpty()) {
      return;
    }
    if (!cascade) {
      throw dependents.refusal(what);
    }
    dependents.drop(session);
  }

  /// Removes a table with its indexes and constraints.
  void remove(TableSchema table) {
    SessionTransaction transaction = session.transaction();
    List<IndexDefinition> indexes = transaction.catalog().rules().of(table.oid()).indexes();
    transaction.editCatalog(state -> {
      state.remove(table);
      state.rules().removeTable(table.oid());
      state.sequences().ownedBy(table.oid()).forEach(each -> state.sequences().remove(each.oid()));
    });
    transaction.stores().dropped(table.oid());
    indexes.forEach(index -> transaction.stores().dropped(index.oid()));
  }

  private void dropMaterialized(Ddl.Drop drop) {
    List<TableSchema> tables = new ArrayList<>();
    for (Name name : drop.names()) {
      TableSchema table = new MaterializedViews(session, definitions).find(name, drop.ifExists());
      if (table != null) {
        definitions.lockTable(table);
        tables.add(table);
      }
    }
    String what = described("materialized view", drop.names());
    settleDependents(oids(tables, List.of()), drop.cascade(), what);
    tables.forEach(this::remove);
  }

  private void dropViews(Ddl.Drop drop) {
    List<ViewDefinition> views = new ArrayList<>();
    for (Name name : drop.names()) {
      ViewDefinition view = definitions.findView(name);
      if (view != null) {
        views.add(view);
      } else if (definitions.findTable(name) != null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("\"%s\" is not a view", name.name())
            .withHint("Use DROP TABLE to remove a table.");
      } else {
        definitions.missing("view", name, drop.ifExists());
      }
    }
    settleDependents(oids(List.of(), views), drop.cascade(), described("view", drop.names()));
    session.transaction().editCatalog(state -> views.forEach(state::remove));
  }

  private void dropSchema(Name name, Ddl.Drop drop) {
    CatalogState catalog = session.transaction().catalog();
    if (!catalog.hasSchema(name.name())) {
      definitions.missing("schema", name, drop.ifExists());
      return;
    }
    List<TableSchema> tables =
        catalog.tables().stream().filter(t -> t.schemaName().equals(name.name())).toList();
    List<ViewDefinition> views =
        catalog.views().stream().filter(v -> v.schema().equals(name.name())).toList();
    List<SequenceDefinition> sequences =
        catalog.sequences().all().stream().filter(s -> s.schema().equals(name.name())).toList();
    List<UserType> types =
        catalog.types().all().stream().filter(t -> t.schema().equals(name.name())).toList();
    if (!drop.cascade() && tables.size() + views.size() + sequences.size() + types.size() > 0) {
      throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
          .error("cannot drop schema %s because other objects depend on it", name.name())
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    tables.forEach(definitions::lockTable);
    Set<Integer> oids = oids(tables, views);
    sequences.forEach(sequence -> oids.add(sequence.oid()));
    settleDependents(oids, drop.cascade(), "schema " + name.name());
    tables.forEach(this::remove);
    types.forEach(type -> new TypeCommands(session, definitions).remove(type, drop));
    session
        .transaction()
        .editCatalog(state -> {
          views.forEach(state::remove);
          sequences.forEach(sequence -> state.sequences().remove(sequence.oid()));
          state.removeSchema(name.name());
        });
  }

  private void dropIndex(Name name, Ddl.Drop drop) {
    IndexDefinition index = definitions.findIndex(name);
    if (index == null) {
      refusePrimaryKey(name);
      definitions.missing("index", name, drop.ifExists());
      return;
    }
    TableSchema table = definitions.tableOf(index);
    definitions.lockTable(table);
    if (index.constraint()) {
      throw needed(index.name(), table);
    }
    new ConstraintCommands(session, definitions)
        .dropIndex(index, drop.cascade(), "index " + index.name());
  }

  private void refusePrimaryKey(Name name) {
    TableSchema table = definitions.tableOfKey(name);
    if (table != null) {
      throw needed(name.name(), table);
    }
  }

  private static OmenException needed(String index, TableSchema table) {
    return SqlState.DEPENDENT_OBJECTS_STILL_EXIST
        .error(
            "cannot drop index %s because constraint %s on table %s requires it",
            index, index, table.name())
        .withHint("You can drop constraint %s on table %s instead.", index, table.name());
  }
}
