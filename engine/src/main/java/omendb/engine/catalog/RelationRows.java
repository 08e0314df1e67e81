package omendb.engine.catalog;

import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.TableSchema;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.CatalogView.Relation;
import omendb.storage.TableStatistics;

/// pg_class, pg_attribute and pg_attrdef: tables, views, indexes, and the catalog's own relations.
final class RelationRows {
  private RelationRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_class", RelationRows::classes);
    all.put("pg_catalog.pg_attribute", RelationRows::attributes);
    all.put("pg_catalog.pg_attrdef", RelationRows::defaults);
  }

  private static void classes(RowSet rows, SystemView view) {
    Map<Integer, MaterializedView> materialized = view.source().materialized();
    for (TableSchema table : view.source().tables()) {
      long schema = view.schemaOid(table.schemaName());
      MaterializedView query = materialized.get(table.oid());
      char kind = query == null ? 'r' : 'm';
      relation(rows, table.oid(), table.name(), schema, kind, table.columns().size());
      rows.set("relispopulated", query == null || query.populated());
      int oid = table.oid();
      boolean indexed = view.source().indexes().stream().anyMatch(i -> i.tableOid() == oid);
      owned(rows, view, oid);
      rows.set("relhasindex", indexed || !table.hiddenKey())
          .set("relpersistence", SystemOids.temporary(table.schemaName()) ? "t" : "p")
          .set("reltuples", tuples(view, table))
          .set(
              "relchecks", view.source().checks().stream().filter(c -> c.tableOid() == oid).count())
          .set(
              "relhastriggers",
              view.source().foreignKeys().stream()
                  .anyMatch(key -> key.tableOid() == oid || key.targetOid() == oid))
          .set("relrowsecurity", view.source().rowSecurity(oid, false))
          .set("relforcerowsecurity", view.source().rowSecurity(oid, true));
    }
    for (ShownIndex index : ShownIndex.all(view)) {
      long schema = view.schemaOid(index.table().schemaName());
      relation(rows, index.oid(), index.name(), schema, 'i', index.allColumns().size());
      rows.set("reltuples", tuples(view, index.table()))
          .set("relowner", view.source().owner(index.table().oid()));
    }
    for (CatalogSource.View each : view.source().views()) {
      int columns = each.columns().size();
      relation(rows, each.oid(), each.name(), view.schemaOid(each.schema()), 'v', columns);
      owned(rows, view, each.oid());
    }
    SequenceRows.classes(rows, view);
    for (Relation each : view.system().relations()) {
      long schema = view.schemaOid(each.schema());
      relation(rows, each.oid(), each.name(), schema, each.kind(), each.columns().size());
    }
  }

  /// Sets the owner and the privileges of a relation.
  static void owned(RowSet rows, SystemView view, long oid) {
    rows.set("relowner", view.source().owner(oid)).set("relacl", view.source().privileges(oid, ""));
  }

  private static long tuples(SystemView view, TableSchema table) {
    TableStatistics statistics = view.source().statistics(table.oid());
    return statistics == null ? -1 : statistics.hotRows() + statistics.coldRows();
  }

  static void relation(RowSet rows, long oid, String name, long schema, char kind, int columns) {
    boolean heap = kind == 'r' || kind == 'm';
    boolean stored = heap || kind == 'i' || kind == 'S';
    rows.row()
        .set("oid", oid)
        .set("relname", name)
        .set("relnamespace", schema)
        .set("relowner", SystemOids.OWNER)
        .set("relam", heap ? SystemOids.HEAP : kind == 'i' ? SystemOids.BTREE : 0)
        .set("relfilenode", stored ? oid : 0)
        .set("reltuples", -1)
        .set("relpersistence", "p")
        .set("relkind", String.valueOf(kind))
        .set("relnatts", columns)
        .set("relhasrules", kind == 'v' || kind == 'm')
        .set("relispopulated", true)
        .set("relreplident", heap ? "d" : "n");
  }

  private static void attributes(RowSet rows, SystemView view) {
    TypeFacts types = view.types();
    for (TableSchema table : view.source().tables()) {
      columns(rows, types, table.oid(), table.columns(), view);
    }
    SequenceRows.attributes(rows, view);
    for (ShownIndex index : ShownIndex.all(view)) {
      int number = 1;
      for (Column column : index.allColumns()) {
        Column part = new Column(column.name(), column.type(), true, null);
        attribute(rows, types, index.oid(), part, number++);
      }
    }
    for (CatalogSource.View each : view.source().views()) {
      columns(rows, types, each.oid(), each.columns());
    }
    for (Relation each : view.system().relations()) {
      List<String> declared = view.system().declaredTypes(each.oid());
      for (int i = 0; i < declared.size(); i++) {
        TypeFacts.Type type = types.declared(declared.get(i));
        attribute(rows, type, each.oid(), each.columns().get(i), i + 1);
        rows.set("atttypmod", -1);
      }
    }
  }

  private static void columns(
      RowSet rows, TypeFacts types, int oid, List<Column> columns, SystemView view) {
    for (int i = 0; i < columns.size(); i++) {
      attribute(rows, types, oid, columns.get(i), i + 1);
      rows.set("attacl", view.source().privileges(oid, columns.get(i).name()));
      if (view.generation(oid, columns.get(i).name()) != null) {
        rows.set("atthasdef", true).set("attgenerated", "s");
      }
      SequenceDefinition identity = view.identity(oid, i);
      if (identity != null) {
        boolean always = identity.owner().kind() == SequenceDefinition.Kind.ALWAYS;
        rows.set("atthasdef", false).set("attidentity", always ? "a" : "d");
      }
    }
  }

  static void columns(RowSet rows, TypeFacts types, long oid, List<Column> columns) {
    for (int i = 0; i < columns.size(); i++) {
      attribute(rows, types, oid, columns.get(i), i + 1);
    }
  }

  private static void attribute(RowSet rows, TypeFacts types, long oid, Column column, int number) {
    attribute(rows, types.of(column.type()), oid, column, number);
  }

  private static void attribute(
      RowSet rows, TypeFacts.Type type, long oid, Column column, int number) {
    rows.row()
        .set("attrelid", oid)
        .set("attname", column.name())
        .set("atttypid", type.oid())
        .set("attstattarget", -1)
        .set("attlen", type.length())
        .set("attnum", number)
        .set("attndims", type.array() == 0 ? 0 : 1)
        .set("attcacheoff", -1)
        .set("atttypmod", column.type().typmod())
        .set("attbyval", type.byValue())
        .set("attalign", type.alignment())
        .set("attstorage", type.storage())
        .set("attnotnull", !column.nullable())
        .set("atthasdef", column.defaultSql() != null)
        .set("attislocal", true)
        .set("attcollation", type.collation());
  }

  private static void defaults(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        String generation = view.generation(table.oid(), table.columns().get(i).name());
        String sql = generation == null ? table.columns().get(i).defaultSql() : generation;
        if (sql != null && view.identity(table.oid(), i) == null) {
          rows.row()
              .set("oid", SystemOids.columnDefault(table, i + 1))
              .set("adrelid", table.oid())
              .set("adnum", i + 1)
              .set("adbin", view.shown(sql));
        }
      }
    }
  }
}
