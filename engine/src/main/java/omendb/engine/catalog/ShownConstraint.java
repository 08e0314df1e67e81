package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import org.jspecify.annotations.Nullable;

/// A constraint as the catalog shows it.
///
/// @param kind as `pg_constraint.contype`: p, u, c, f
/// @param columns the table's columns; empty for a CHECK
/// @param index the index that stands behind it, 0 for none
/// @param condition of a CHECK, else empty
/// @param key the foreign key, else null
/// @param valid false for NOT VALID
record ShownConstraint(
    long oid,
    TableSchema table,
    String name,
    char kind,
    List<Integer> columns,
    long index,
    String condition,
    @Nullable ForeignKey key,
    boolean valid) {

  static List<ShownConstraint> all(SystemView view) {
    List<ShownConstraint> all = new ArrayList<>();
    for (ShownIndex index : ShownIndex.all(view)) {
      if (index.constraint()) {
        char kind = index.primary() ? 'p' : 'u';
        all.add(
            new ShownConstraint(
                SystemOids.constraint(index.storage()),
                index.table(),
                index.name(),
                kind,
                index.columnIndices(),
                index.oid(),
                "",
                null,
                true));
      }
    }
    for (CheckDefinition check : view.source().checks()) {
      TableSchema table = view.table(check.tableOid());
      if (table != null) {
        all.add(
            new ShownConstraint(
                check.oid(),
                table,
                check.name(),
                'c',
                List.of(),
                0,
                check.condition(),
                null,
                check.valid()));
      }
    }
    for (ForeignKey key : view.source().foreignKeys()) {
      TableSchema table = view.table(key.tableOid());
      TableSchema target = view.table(key.targetOid());
      if (table != null && target != null) {
        long index = key.targetIndex() == 0 ? SystemOids.index(target) : key.targetIndex();
        all.add(
            new ShownConstraint(
                key.oid(), table, key.name(), 'f', key.columns(), index, "", key, key.valid()));
      }
    }
    return all;
  }

  static @Nullable ShownConstraint find(SystemView view, long oid) {
    for (ShownConstraint constraint : all(view)) {
      if (constraint.oid() == oid) {
        return constraint;
      }
    }
    return null;
  }

  boolean deferrable() {
    return key != null && key.timing().deferrable();
  }

  boolean deferred() {
    return key != null && key.timing() == ForeignKey.Timing.DEFERRED;
  }

  /// `information_schema.table_constraints.constraint_type`.
  String type() {
    return switch (kind) {
      case 'p' -> "PRIMARY KEY";
      case 'u' -> "UNIQUE";
      case 'c' -> "CHECK";
      default -> "FOREIGN KEY";
    };
  }
}
