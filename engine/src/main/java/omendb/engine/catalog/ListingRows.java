package omendb.engine.catalog;

import java.util.Map;
import omendb.core.TableSchema;
import omendb.engine.definition.MaterializedView;
import omendb.planner.CatalogView.Relation;

/// pg_tables, pg_views and pg_indexes.
final class ListingRows {
  private ListingRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_tables", ListingRows::tables);
    all.put("pg_catalog.pg_matviews", ListingRows::materialized);
    all.put("pg_catalog.pg_views", ListingRows::views);
    all.put("pg_catalog.pg_indexes", ListingRows::indexes);
  }

  private static void materialized(RowSet rows, SystemView view) {
    Map<Integer, MaterializedView> materialized = view.source().materialized();
    for (TableSchema table : view.source().tables()) {
      MaterializedView query = materialized.get(table.oid());
      if (query != null) {
        int oid = table.oid();
        rows.row()
            .set("schemaname", table.schemaName())
            .set("matviewname", table.name())
            .set("matviewowner", Names.role(view, view.source().owner(oid)))
            .set(
                "hasindexes",
                view.source().indexes().stream().anyMatch(each -> each.tableOid() == oid))
            .set("ispopulated", query.populated())
            .set("definition", Definitions.view(query.sql()));
      }
    }
  }

  private static void tables(RowSet rows, SystemView view) {
    Map<Integer, MaterializedView> materialized = view.source().materialized();
    for (TableSchema table : view.source().tables()) {
      if (materialized.containsKey(table.oid())) {
        continue;
      }
      boolean indexed =
          !table.hiddenKey()
              || view.source().indexes().stream().anyMatch(i -> i.tableOid() == table.oid());
      table(rows, view, table.schemaName(), table.name(), indexed);
      rows.set("tableowner", Names.role(view, view.source().owner(table.oid())));
    }
    for (Relation each : view.system().relations()) {
      if (each.kind() == 'r') {
        table(rows, view, each.schema(), each.name(), false);
      }
    }
  }

  private static void table(
      RowSet rows, SystemView view, String schema, String name, boolean indexed) {
    rows.row()
        .set("schemaname", schema)
        .set("tablename", name)
        .set("tableowner", Names.role(view, SystemOids.OWNER))
        .set("hasindexes", indexed)
        .set("hasrules", false)
        .set("hastriggers", false)
        .set("rowsecurity", false);
  }

  private static void views(RowSet rows, SystemView view) {
    for (CatalogSource.View each : view.source().views()) {
      view(rows, view, each.schema(), each.name())
          .set("definition", Definitions.view(each))
          .set("viewowner", Names.role(view, view.source().owner(each.oid())));
    }
    for (Relation each : view.system().relations()) {
      if (each.kind() == 'v') {
        view(rows, view, each.schema(), each.name());
      }
    }
  }

  private static RowSet view(RowSet rows, SystemView view, String schema, String name) {
    return rows.row()
        .set("schemaname", schema)
        .set("viewname", name)
        .set("viewowner", Names.role(view, SystemOids.OWNER));
  }

  private static void indexes(RowSet rows, SystemView view) {
    for (ShownIndex index : ShownIndex.all(view)) {
      rows.row()
          .set("schemaname", index.table().schemaName())
          .set("tablename", index.table().name())
          .set("indexname", index.name())
          .set("indexdef", Definitions.index(index, true));
    }
  }
}
