package omendb.engine.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import omendb.core.Column;
import omendb.core.TableSchema;
import omendb.planner.CatalogView.Relation;
import org.jspecify.annotations.Nullable;

/// pg_index and pg_constraint: the primary keys.
final class KeyRows {
  private static final String NONE = " ";
  private static final long TEXT = 25;
  private static final long VARCHAR = 1043;

  // Places of pg_opclass's columns.
  private static final int CLASS_METHOD = 1;
  private static final int CLASS_TYPE = 6;
  private static final int CLASS_DEFAULT = 7;

  private KeyRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("pg_catalog.pg_index", KeyRows::indexes);
    all.put("pg_catalog.pg_constraint", KeyRows::constraints);
  }

  private static void indexes(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      if (table.hiddenKey()) {
        continue;
      }
      List<Column> key = table.keyColumns().stream().map(table.columns()::get).toList();
      rows.row()
          .set("indexrelid", SystemOids.index(table))
          .set("indrelid", table.oid())
          .set("indnatts", key.size())
          .set("indnkeyatts", key.size())
          .set("indisunique", true)
          .set("indisprimary", true)
          .set("indimmediate", true)
          .set("indisvalid", true)
          .set("indisready", true)
          .set("indislive", true)
          .set("indkey", Arrays.copyOf(keyNumbers(table), key.size(), Long[].class))
          .set("indcollation", numbers(key, type(view, TypeFacts.Type::collation)))
          .set("indclass", numbers(key, column -> operatorClass(view, column)))
          .set("indoption", numbers(key, column -> 0));
    }
  }

  /// The numbers of a table's key columns, from 1.
  static @Nullable Object[] keyNumbers(TableSchema table) {
    return table.keyColumns().stream().map(index -> (Object) (index + 1L)).toArray();
  }

  private static ToLongFunction<Column> type(SystemView view, ToLongFunction<TypeFacts.Type> fact) {
    return column -> fact.applyAsLong(view.system().types().of(column.type()));
  }

  private static Long[] numbers(List<Column> key, ToLongFunction<Column> value) {
    LongStream values = key.stream().mapToLong(value);
    return values.boxed().toArray(Long[]::new);
  }

  /// The default B-tree operator class of a column's type; varchar's is that of text.
  private static long operatorClass(SystemView view, Column column) {
    long type = column.type().oid();
    long asked = type == VARCHAR ? TEXT : type;
    Relation relation = view.system().relation("pg_catalog", "pg_opclass");
    if (relation == null) {
      return 0;
    }
    for (@Nullable Object[] row : view.system().rows(relation.oid(), view.source())) {
      boolean isDefault = Boolean.TRUE.equals(row[CLASS_DEFAULT]);
      if (isDefault
          && row[CLASS_METHOD] instanceof Long method
          && method == SystemOids.BTREE
          && row[CLASS_TYPE] instanceof Long input
          && input == asked
          && row[0] instanceof Long oid) {
        return oid;
      }
    }
    return 0;
  }

  private static void constraints(RowSet rows, SystemView view) {
    for (TableSchema table : view.source().tables()) {
      if (table.hiddenKey()) {
        continue;
      }
      rows.row()
          .set("oid", SystemOids.constraint(table))
          .set("conname", table.keyName())
          .set("connamespace", view.schemaOid(table.schemaName()))
          .set("contype", "p")
          .set("convalidated", true)
          .set("conrelid", table.oid())
          .set("conindid", SystemOids.index(table))
          .set("confupdtype", NONE)
          .set("confdeltype", NONE)
          .set("confmatchtype", NONE)
          .set("conislocal", true)
          .set("connoinherit", true)
          .set("conkey", keyNumbers(table));
    }
  }
}
