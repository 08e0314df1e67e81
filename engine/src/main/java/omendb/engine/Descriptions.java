package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.TableSchema;
import omendb.planner.CatalogView.Relation;

/// What metadata commands ask: schemas and relations, without a detour through SQL.
final class Descriptions {
  private Descriptions() {}

  static List<String> schemas(Session session) {
    List<String> schemas = new ArrayList<>(session.transaction().catalog().schemas().keySet());
    schemas.add("pg_catalog");
    schemas.add("information_schema");
    return schemas;
  }

  static List<RelationDescription> relations(Session session) {
    List<RelationDescription> relations = new ArrayList<>();
    CatalogState catalog = session.transaction().catalog();
    for (TableSchema table : catalog.tables()) {
      relations.add(
          new RelationDescription(
              table.schemaName(),
              table.name(),
              "TABLE",
              table.columns(),
              table.keyColumns(),
              table.keyName()));
    }
    for (ViewDefinition view : catalog.views()) {
      relations.add(
          new RelationDescription(
              view.schema(), view.name(), "VIEW", view.columns(), List.of(), ""));
    }
    for (Relation system : session.database().systemCatalog().relations()) {
      relations.add(
          new RelationDescription(
              system.schema(), system.name(), "SYSTEM TABLE", system.columns(), List.of(), ""));
    }
    return relations;
  }
}
