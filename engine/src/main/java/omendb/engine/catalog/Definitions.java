package omendb.engine.catalog;

import java.util.stream.Collectors;
import omendb.core.TableSchema;
import omendb.planner.function.FormatFunctions;

/// The SQL that defines an object.
final class Definitions {
  private Definitions() {}

  /// `PRIMARY KEY (a, b)`.
  static String constraint(TableSchema table) {
    return "PRIMARY KEY (" + keyColumns(table) + ")";
  }

  /// The index behind the primary key.
  ///
  /// @param qualified with the table's schema
  static String index(TableSchema table, boolean qualified) {
    String schema = qualified ? FormatFunctions.quoteIdent(table.schemaName()) + "." : "";
    return "CREATE UNIQUE INDEX "
        + FormatFunctions.quoteIdent(table.keyName())
        + " ON "
        + schema
        + FormatFunctions.quoteIdent(table.name())
        + " USING btree ("
        + keyColumns(table)
        + ")";
  }

  private static String keyColumns(TableSchema table) {
    return table.keyColumns().stream()
        .map(index -> FormatFunctions.quoteIdent(table.columns().get(index).name()))
        .collect(Collectors.joining(", "));
  }

  /// A view's query as `pg_get_viewdef` ends it.
  static String view(CatalogSource.View view) {
    String sql = view.sql().strip();
    return " " + (sql.endsWith(";") ? sql : sql + ";");
  }
}
