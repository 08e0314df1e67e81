package omendb.engine.catalog;

import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// What rows and answers are computed from.
///
/// @param source the session's definitions
/// @param system the catalog's own relations, which are in pg_class too
record SystemView(CatalogSource source, SystemCatalog system) {
  @Nullable TableSchema table(long oid) {
    for (TableSchema table : source.tables()) {
      if (table.oid() == oid) {
        return table;
      }
    }
    return null;
  }

  /// The oid of a schema, 0 when there is none of this name.
  long schemaOid(String name) {
    return switch (name) {
      case "pg_catalog" -> SystemOids.PG_CATALOG;
      case "information_schema" -> SystemOids.INFORMATION_SCHEMA;
      default -> source.schemas().getOrDefault(name, 0);
    };
  }
}
