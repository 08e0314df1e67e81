package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.TableSchema;
import omendb.core.UserType;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.Securable;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import org.jspecify.annotations.Nullable;

/// Finds by name what has an owner.
final class OwnedObjects {
  private final Session session;
  private final DdlCommands definitions;

  OwnedObjects(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  /// @param object the number that has the owner; the table's for an index
  /// @param word what messages call it
  record Found(int object, Securable kind, String word, String name, @Nullable String schema) {}

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  /// The thing of this name, or null when there is none.
  @Nullable Found find(Ddl.ObjectType type, Name name) {
    return switch (type) {
      case TABLE, VIEW, SEQUENCE, INDEX, MATERIALIZED_VIEW -> relation(name);
      case TYPE, DOMAIN -> type(name);
      case SCHEMA -> {
        Integer oid = catalog().schemas().get(name.name());
        yield oid == null ? null : schema(oid, name.name());
      }
      case DATABASE ->
          name.name().equals(session.databaseName())
              ? new Found(
                  (int) SystemOids.DATABASE, Securable.DATABASE, "database", name.name(), null)
              : null;
      default -> null;
    };
  }

  private static Found schema(int oid, String name) {
    return new Found(oid, Securable.SCHEMA, "schema", name, null);
  }

  @Nullable Found relation(Name name) {
    for (String schema : definitions.schemasOf(name)) {
      Found found = relation(schema, name.name());
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Found relation(String schema, String name) {
    CatalogState state = catalog();
    TableSchema table = state.table(schema, name);
    if (table != null) {
      return of(table);
    }
    ViewDefinition view = state.view(schema, name);
    if (view != null) {
      return new Found(view.oid(), Securable.TABLE, "view", name, schema);
    }
    SequenceDefinition sequence = state.sequences().get(schema, name);
    if (sequence != null) {
      return of(sequence);
    }
    IndexDefinition index = state.rules().index(schema, name);
    if (index != null) {
      int oid = state.numbers().oid(index.tableOid());
      return new Found(oid, Securable.TABLE, "index", name, schema);
    }
    return null;
  }

  Found of(TableSchema table) {
    boolean materialized = catalog().rules().materialized().containsKey(table.oid());
    return new Found(
        catalog().numbers().oid(table.oid()),
        Securable.TABLE,
        materialized ? "materialized view" : "table",
        table.name(),
        table.schemaName());
  }

  private static Found of(SequenceDefinition sequence) {
    return new Found(
        sequence.oid(), Securable.SEQUENCE, "sequence", sequence.name(), sequence.schema());
  }

  private @Nullable Found type(Name name) {
    for (String schema : definitions.schemasOf(name)) {
      UserType type = catalog().types().get(schema, name.name());
      if (type != null) {
        return new Found(type.oid(), Securable.TYPE, "type", type.name(), schema);
      }
    }
    return null;
  }

  /// All tables and views, or all sequences, of a schema.
  List<Found> all(Securable kind, String schema) {
    List<Found> all = new ArrayList<>();
    CatalogState state = catalog();
    if (kind == Securable.SEQUENCE) {
      state.sequences().all().stream()
          .filter(sequence -> sequence.schema().equals(schema))
          .forEach(sequence -> all.add(of(sequence)));
      return all;
    }
    state.tables().stream()
        .filter(table -> table.schemaName().equals(schema))
        .forEach(table -> all.add(of(table)));
    state.views().stream()
        .filter(view -> view.schema().equals(schema))
        .forEach(
            view -> all.add(new Found(view.oid(), Securable.TABLE, "view", view.name(), schema)));
    return all;
  }

  /// 42501 when the current user does not own a thing; nothing when there is none of the name.
  void requireOwner(Ddl.ObjectType type, Name name) {
    Found found = find(type, name);
    Rights rights = Rights.of(session);
    if (found != null && !rights.owns(found.object())) {
      throw Rights.notOwner(found.word(), found.name());
    }
  }
}
