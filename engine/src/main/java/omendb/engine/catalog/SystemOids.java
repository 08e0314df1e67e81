package omendb.engine.catalog;

import omendb.core.EnumType;
import omendb.core.TableSchema;

/// Object ids of PostgreSQL's that are fixed, and those that follow from a table's: an object that
/// has no definition of its own in our catalog keeps its number as long as its table does.
public final class SystemOids {
  static final long PG_CATALOG = 11;
  static final long INFORMATION_SCHEMA = 13207;

  /// The role that owns everything.
  static final long OWNER = 10;

  public static final long DATABASE = 5;
  static final long TABLESPACE = 1663;

  /// The relation `pg_class`, by which others name tables' descriptions.
  public static final long PG_PROC = 1255;

  public static final long PG_CLASS = 1259;

  public static final long PG_TYPE = 1247;
  public static final long PG_CONSTRAINT = 2606;
  public static final long PG_NAMESPACE = 2615;
  public static final long PG_DATABASE = 1262;
  public static final long PG_AUTHID = 1260;

  static final long HEAP = 2;
  static final long BTREE = 403;

  private static final long INDEXES = 0x4000_0000L;
  private static final long CONSTRAINTS = 0x6000_0000L;
  private static final long LABELS = 0x7000_0000L;
  private static final long DEFAULTS = 0x8000_0000L;
  private static final long END = 0x1_0000_0000L;

  /// Numbers kept for the defaults of one table.
  private static final long COLUMNS = 1600;

  private SystemOids() {}

  /// True for the schema of a session's temporary relations.
  static boolean temporary(String schema) {
    return schema.startsWith("pg_temp_");
  }

  /// The index behind a table's primary key.
  static long index(TableSchema table) {
    return index(table.oid());
  }

  /// @param table the table's object id
  public static long index(int table) {
    return INDEXES + table;
  }

  /// A primary key or a unique constraint.
  ///
  /// @param storage the table's number, or that of the index
  public static long constraint(int storage) {
    return CONSTRAINTS + storage;
  }

  /// The object whose number another one's follows from; else the same.
  static long owner(long oid) {
    if (oid >= CONSTRAINTS && oid < LABELS) {
      return oid - CONSTRAINTS;
    }
    return oid >= INDEXES && oid < CONSTRAINTS ? oid - INDEXES : oid;
  }

  /// A label of an enumerated type: a number that follows from the label's code, which stays.
  static long label(EnumType type, long code) {
    return LABELS + (Long.hashCode(code * 31 + type.oid()) & (DEFAULTS - LABELS - 1));
  }

  /// The default of a column.
  ///
  /// @param number the column's, from 1
  static long columnDefault(TableSchema table, int number) {
    long place = (table.oid() - CatalogSource.FIRST_USER_OID) * COLUMNS + number;
    return DEFAULTS + place % (END - DEFAULTS);
  }
}
