package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.Column;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.planner.ast.Constraint;

/// Finds what a FOREIGN KEY clause means: the target's columns and the key that makes them unique.
final class ForeignKeyBinder {
  private final CatalogState catalog;
  private final TableSchema table;
  private final TableSchema target;

  ForeignKeyBinder(CatalogState catalog, TableSchema table, TableSchema target) {
    this.catalog = catalog;
    this.table = table;
    this.target = target;
  }

  ForeignKey bind(int oid, String name, List<Integer> columns, Constraint.ForeignKey asked) {
    boolean full = asked.match() == Constraint.Match.FULL && columns.size() > 1;
    if (full || asked.match() == Constraint.Match.PARTIAL) {
      throw DdlCommands.unsupported("MATCH " + asked.match(), asked.pos());
    }
    TemporaryTables.requireAlike(table, target);
    List<Integer> targets = targets(asked);
    if (targets.size() != columns.size()) {
      throw SqlState.INVALID_FOREIGN_KEY.error(
          "number of referencing and referenced columns for foreign key disagree");
    }
    int index = uniqueIndex(targets);
    for (int i = 0; i < columns.size(); i++) {
      requireComparable(name, columns.get(i), targets.get(i));
    }
    return new ForeignKey(
        oid,
        table.oid(),
        name,
        columns,
        target.oid(),
        targets,
        index,
        rule(asked.onDelete(), asked.pos()),
        rule(asked.onUpdate(), asked.pos()),
        timing(asked.timing()),
        !asked.timing().notValid());
  }

  static ForeignKey.Timing timing(Constraint.Timing asked) {
    return asked.initiallyDeferred()
        ? ForeignKey.Timing.DEFERRED
        : asked.deferrable() ? ForeignKey.Timing.DEFERRABLE : ForeignKey.Timing.IMMEDIATE;
  }

  private static ForeignKey.Rule rule(Constraint.ReferentialAction action, int position) {
    if (!action.columns().isEmpty()) {
      throw DdlCommands.unsupported("a referential action on some of the columns", position);
    }
    return ForeignKey.Rule.valueOf(action.action().name());
  }

  private List<Integer> targets(Constraint.ForeignKey asked) {
    if (asked.targetColumns().isEmpty()) {
      if (target.hiddenKey()) {
        throw SqlState.UNDEFINED_OBJECT.error(
            "there is no primary key for referenced table \"%s\"", target.name());
      }
      return target.keyColumns();
    }
    List<Integer> targets = new ArrayList<>();
    for (String name : asked.targetColumns()) {
      int column = target.columnIndex(name);
      if (column < 0) {
        throw SqlState.UNDEFINED_COLUMN.error(
            "column \"%s\" referenced in foreign key constraint does not exist", name);
      }
      targets.add(column);
    }
    return targets;
  }

  /// The unique index over these columns, 0 for the primary key.
  private int uniqueIndex(List<Integer> targets) {
    Set<Integer> wanted = Set.copyOf(targets);
    if (wanted.size() == targets.size()) {
      if (!target.hiddenKey() && wanted.equals(Set.copyOf(target.keyColumns()))) {
        return 0;
      }
      for (IndexDefinition index : catalog.rules().of(target.oid()).indexes()) {
        if (index.unique() && index.plain() && wanted.equals(Set.copyOf(index.columns()))) {
          return index.oid();
        }
      }
    }
    throw SqlState.INVALID_FOREIGN_KEY.error(
        "there is no unique constraint matching given keys for referenced table \"%s\"",
        target.name());
  }

  private void requireComparable(String name, int column, int targetColumn) {
    Column left = table.columns().get(column);
    Column right = target.columns().get(targetColumn);
    if (!ConstraintCommands.comparable(left.type(), right.type())) {
      throw SqlState.DATATYPE_MISMATCH
          .error("foreign key constraint \"%s\" cannot be implemented", name)
          .withDetail(
              "Key columns \"%s\" and \"%s\" are of incompatible types: %s and %s.",
              left.name(), right.name(), left.type(), right.type());
    }
  }
}
