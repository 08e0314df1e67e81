package omendb.engine.catalog;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import omendb.core.Column;
import omendb.engine.definition.ForeignKey;
import omendb.planner.CatalogView.Relation;
import org.jspecify.annotations.Nullable;

/// pg_index and pg_constraint.
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
    for (ShownIndex index : ShownIndex.all(view)) {
      List<Column> key = index.columns();
      rows.row()
          .set("indexrelid", index.oid())
          .set("indrelid", index.table().oid())
          .set("indnatts", key.size() + index.include().size())
          .set("indnkeyatts", key.size())
          .set("indisunique", index.unique())
          .set("indisprimary", index.primary())
          .set("indimmediate", true)
          .set("indisvalid", true)
          .set("indisready", true)
          .set("indislive", true)
          .set(
              "indkey",
              Stream.concat(index.columnIndices().stream(), index.include().stream())
                  .map(column -> column + 1L)
                  .toArray(Long[]::new))
          .set("indcollation", numbers(key, type(view, TypeFacts.Type::collation)))
          .set("indclass", numbers(key, column -> operatorClass(view, column)))
          .set("indoption", index.parts().stream().map(ShownIndex::option).toArray(Long[]::new))
          .set("indnullsnotdistinct", index.traits().nullsAlike());
      expressions(rows, index);
    }
  }

  private static void expressions(RowSet rows, ShownIndex index) {
    List<String> expressions =
        index.parts().stream()
            .filter(part -> part.expression() != null)
            .map(part -> Definitions.indexed(index.table(), part))
            .toList();
    if (!expressions.isEmpty()) {
      rows.set("indexprs", String.join(", ", expressions));
    }
    if (index.traits().predicate() != null) {
      rows.set("indpred", Definitions.predicate(index.traits()));
    }
  }

  /// The numbers of columns, from 1.
  private static @Nullable Object[] columnNumbers(List<Integer> columns) {
    return columns.stream().map(index -> (Object) (index + 1L)).toArray();
  }

  private static ToLongFunction<Column> type(SystemView view, ToLongFunction<TypeFacts.Type> fact) {
    return column -> fact.applyAsLong(view.types().of(column.type()));
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
    for (ShownConstraint each : ShownConstraint.all(view)) {
      ForeignKey key = each.key();
      rows.row()
          .set("oid", each.oid())
          .set("conname", each.name())
          .set("connamespace", view.schemaOid(each.table().schemaName()))
          .set("contype", String.valueOf(each.kind()))
          .set("condeferrable", each.deferrable())
          .set("condeferred", each.deferred())
          .set("convalidated", each.valid())
          .set("conrelid", each.table().oid())
          .set("conindid", each.index())
          .set("confupdtype", key == null ? NONE : String.valueOf(key.onUpdate().code()))
          .set("confdeltype", key == null ? NONE : String.valueOf(key.onDelete().code()))
          .set("confmatchtype", key == null ? NONE : "s")
          .set("conislocal", true)
          .set("connoinherit", each.kind() != 'c');
      if (!each.columns().isEmpty()) {
        rows.set("conkey", columnNumbers(each.columns()));
      }
      if (key != null) {
        rows.set("confrelid", key.targetOid()).set("confkey", columnNumbers(key.targetColumns()));
      }
      if (each.kind() == 'c') {
        rows.set("conbin", each.condition());
      }
    }
  }
}
