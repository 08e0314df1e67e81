package omendb.engine.catalog;

import java.util.Map;
import omendb.core.TableSchema;
import omendb.storage.TableStatistics;
import omendb.storage.TierSize;

/// What the server knows of its sessions and of where the rows of tables are.
final class StatisticsRows {
  private StatisticsRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_stat_activity", StatisticsRows::activity);
    all.put("pg_catalog.pg_stat_user_tables", StatisticsRows::tables);
    all.put("pg_catalog.pg_stat_all_tables", StatisticsRows::tables);
    all.put("pg_catalog.pg_stat_database", StatisticsRows::database);
    all.put("pg_catalog.omendb_tiers", StatisticsRows::tiers);
    all.put("pg_catalog.omendb_migrations", StatisticsRows::migrations);
  }

  private static void activity(RowSet rows, SystemView view) {
    for (CatalogSource.Connection each : view.source().connections()) {
      rows.row()
          .set("datid", SystemOids.DATABASE)
          .set("datname", view.source().databaseName())
          .set("pid", each.processId())
          .set("usesysid", Names.roleOid(view, each.user()))
          .set("usename", each.user())
          .set("application_name", each.application())
          .set("state", each.state())
          .set("query", each.query())
          .set("backend_type", "client backend");
    }
  }

  private static void database(RowSet rows, SystemView view) {
    rows.row()
        .set("datid", SystemOids.DATABASE)
        .set("datname", view.source().databaseName())
        .set("numbackends", view.source().connections().size());
  }

  private static void tables(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      TableStatistics numbers = view.source().statistics(table.oid());
      rows.row()
          .set("relid", table.oid())
          .set("schemaname", table.schemaName())
          .set("relname", table.name())
          .set("n_live_tup", numbers == null ? 0 : numbers.hotRows() + numbers.coldRows())
          .set("n_dead_tup", numbers == null ? 0 : numbers.deletedRows());
    }
  }

  private static void tiers(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      TableStatistics numbers = view.source().statistics(table.oid());
      if (numbers == null) {
        continue;
      }
      tier(rows, table, "hot")
          .set("rows", numbers.hotRows())
          .set("bytes", numbers.hotBytes())
          .set("segments", 0);
      segments(tier(rows, table, "warm"), numbers.warm());
      segments(tier(rows, table, "cold"), numbers.cold());
    }
  }

  private static void segments(RowSet row, TierSize size) {
    row.set("rows", size.rows()).set("bytes", size.bytes()).set("segments", size.segments());
  }

  private static RowSet tier(RowSet rows, TableSchema table, String tier) {
    return rows.row()
        .set("schema_name", table.schemaName())
        .set("table_name", table.name())
        .set("tier", tier);
  }

  private static void migrations(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      TableStatistics numbers = view.source().statistics(table.oid());
      if (numbers != null) {
        rows.row()
            .set("schema_name", table.schemaName())
            .set("table_name", table.name())
            .set("migrations", numbers.migrations())
            .set("rows_moved", numbers.rowsMoved())
            .set("deleted_rows", numbers.deletedRows());
      }
    }
  }
}
