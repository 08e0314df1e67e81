package omendb.engine.catalog;

import omendb.core.ColumnType;
import omendb.core.TypeKind;

/// The types of catalog columns by PostgreSQL's names. Domains of information_schema stand for the
/// types below them; types that only the catalog has travel as text.
final class SystemTypes {
  private SystemTypes() {}

  static ColumnType type(String name) {
    if (name.startsWith("_")) {
      return ColumnType.array(type(name.substring(1)));
    }
    return switch (name) {
      case "sql_identifier" -> ColumnType.NAME;
      case "character_data" -> ColumnType.VARCHAR;
      case "yes_or_no" -> ColumnType.varchar(3);
      case "cardinal_number" -> ColumnType.INTEGER;
      case "time_stamp" -> ColumnType.TIMESTAMPTZ;
      case "xid" -> ColumnType.OID;
      case "anyarray" -> ColumnType.array(ColumnType.TEXT);
      default -> {
        for (TypeKind kind : TypeKind.values()) {
          if (kind != TypeKind.ARRAY && kind.internalName().equals(name)) {
            yield ColumnType.of(kind);
          }
        }
        yield ColumnType.TEXT;
      }
    };
  }
}
