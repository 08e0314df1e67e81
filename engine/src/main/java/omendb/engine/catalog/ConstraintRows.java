package omendb.engine.catalog;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;

/// The views of information_schema about constraints.
final class ConstraintRows {
  private static final String YES = "YES";
  private static final String NO = "NO";

  private ConstraintRows() {}

  static void register(Map<String, SystemRows> all) {
    all.put("information_schema.table_constraints", ConstraintRows::constraints);
    all.put("information_schema.key_column_usage", ConstraintRows::keyColumns);
    all.put("information_schema.constraint_column_usage", ConstraintRows::usedColumns);
    all.put("information_schema.referential_constraints", ConstraintRows::references);
    all.put("information_schema.check_constraints", ConstraintRows::checks);
  }

  /// The constraints, and NOT NULL columns as the checks that the standard wants them to be.
  private static void constraints(RowSet rows, SystemView view) {
    for (ShownConstraint each : ShownConstraint.all(view)) {
      constraint(rows, view, each.table(), each.name(), each.type());
      rows.set("is_deferrable", each.deferrable() ? YES : NO)
          .set("initially_deferred", each.deferred() ? YES : NO);
    }
    for (TableSchema table : view.source().tables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        if (!table.columns().get(i).nullable()) {
          constraint(rows, view, table, notNull(view, table, i), "CHECK");
        }
      }
    }
  }

  private static String notNull(SystemView view, TableSchema table, int column) {
    long schema = view.schemaOid(table.schemaName());
    return schema + "_" + table.oid() + "_" + (column + 1) + "_not_null";
  }

  private static void constraint(
      RowSet rows, SystemView view, TableSchema table, String name, String type) {
    named(
            InformationSchemaRows.names(rows.row(), view, table.schemaName(), table.name()),
            view,
            table,
            name)
        .set("constraint_type", type)
        .set("is_deferrable", NO)
        .set("initially_deferred", NO)
        .set("enforced", YES);
  }

  private static RowSet named(RowSet row, SystemView view, TableSchema table, String name) {
    return row.set("constraint_catalog", view.source().databaseName())
        .set("constraint_schema", table.schemaName())
        .set("constraint_name", name);
  }

  private static void keyColumns(RowSet rows, SystemView view) {
    for (ShownConstraint each : ShownConstraint.all(view)) {
      ForeignKey key = each.key();
      for (int i = 0; i < each.columns().size(); i++) {
        column(rows, view, each, each.table(), each.columns().get(i))
            .set("ordinal_position", i + 1);
        if (key != null) {
          List<Integer> target = targetKey(view, key);
          rows.set("position_in_unique_constraint", target.indexOf(key.targetColumns().get(i)) + 1);
        }
      }
    }
  }

  /// The columns of the key that a foreign key refers to, in their own order.
  private static List<Integer> targetKey(SystemView view, ForeignKey key) {
    for (ShownIndex index : ShownIndex.all(view)) {
      boolean primary = key.targetIndex() == 0 && index.primary();
      if (index.table().oid() == key.targetOid() && (primary || index.oid() == key.targetIndex())) {
        return index.columnIndices();
      }
    }
    return key.targetColumns();
  }

  private static void usedColumns(RowSet rows, SystemView view) {
    for (ShownConstraint each : ShownConstraint.all(view)) {
      ForeignKey key = each.key();
      TableSchema used =
          key == null ? each.table() : Objects.requireNonNull(view.table(key.targetOid()));
      for (int column : key == null ? each.columns() : key.targetColumns()) {
        column(rows, view, each, used, column);
      }
    }
  }

  private static RowSet column(
      RowSet rows, SystemView view, ShownConstraint constraint, TableSchema table, int column) {
    RowSet row = InformationSchemaRows.names(rows.row(), view, table.schemaName(), table.name());
    return named(row, view, constraint.table(), constraint.name())
        .set("column_name", table.columns().get(column).name());
  }

  private static void references(RowSet rows, SystemView view) {
    List<ShownConstraint> all = ShownConstraint.all(view);
    for (ShownConstraint each : all) {
      ForeignKey key = each.key();
      if (key == null) {
        continue;
      }
      RowSet row =
          named(rows.row(), view, each.table(), each.name())
              .set("match_option", "NONE")
              .set("update_rule", key.onUpdate().sql())
              .set("delete_rule", key.onDelete().sql());
      for (ShownConstraint target : all) {
        if (target.kind() != 'f' && target.index() == each.index()) {
          row.set("unique_constraint_catalog", view.source().databaseName())
              .set("unique_constraint_schema", target.table().schemaName())
              .set("unique_constraint_name", target.name());
        }
      }
    }
  }

  private static void checks(RowSet rows, SystemView view) {
    for (ShownConstraint each : ShownConstraint.all(view)) {
      if (each.kind() == 'c') {
        named(rows.row(), view, each.table(), each.name())
            .set("check_clause", "((" + each.condition() + "))");
      }
    }
    for (TableSchema table : view.source().tables()) {
      for (int i = 0; i < table.columns().size(); i++) {
        if (!table.columns().get(i).nullable()) {
          named(rows.row(), view, table, notNull(view, table, i))
              .set("check_clause", table.columns().get(i).name() + " IS NOT NULL");
        }
      }
    }
  }
}
