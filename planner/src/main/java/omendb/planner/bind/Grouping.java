package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// The grouping of one query level: which expressions are legal above it, and what they become.
final class Grouping {
  private final StatementContext statement;
  private final Scope scope;
  private final Stage stage;
  private final List<Expr> keys;
  private final List<List<Integer>> sets;
  private Set<Expr> common = Set.of();
  private final Set<Integer> regrouped = new HashSet<>();
  private @Nullable RelNode grouped;

  /// @param sets positions in `keys`; empty without GROUP BY
  Grouping(
      StatementContext statement,
      Scope scope,
      Stage stage,
      List<Expr> keys,
      List<List<Integer>> sets) {
    this.statement = statement;
    this.scope = scope;
    this.stage = stage;
    this.keys = new ArrayList<>(keys);
    this.sets = sets;
  }

  /// Groups the rows. Columns that the keys determine, and that the expressions use, become keys.
  RelNode apply(RelNode rel, List<Expr> used) {
    int asked = keys.size();
    common = commonKeys();
    if (!common.isEmpty()) {
      used.forEach(this::addDependent);
    }
    List<List<Integer>> all = new ArrayList<>();
    for (List<Integer> set : sets) {
      List<Integer> wider = new ArrayList<>(set);
      for (int i = asked; i < keys.size(); i++) {
        wider.add(i);
      }
      all.add(wider);
    }
    RelNode made = statement.algebra().aggregate(rel, keys, all, stage.aggregates());
    grouped = made;
    return made;
  }

  /// The keys by which every set groups.
  private Set<Expr> commonKeys() {
    Set<Integer> positions = new HashSet<>(sets.isEmpty() ? List.of() : sets.getFirst());
    sets.forEach(positions::retainAll);
    Set<Expr> found = new HashSet<>();
    positions.forEach(i -> found.add(keys.get(i)));
    return found;
  }

  private void addDependent(Expr expr) {
    Exprs.rewrite(
        expr,
        e -> {
          if (keys.contains(e)) {
            return e;
          }
          if (e instanceof Expr.Column column
              && column.index() < Stage.AGGREGATE
              && isDetermined(column)) {
            keys.add(new Expr.Column(column.index(), column.type(), column.nullable()));
          }
          return null;
        });
  }

  /// True when the whole primary key of the column's table is among the keys of every set.
  private boolean isDetermined(Expr.Column column) {
    for (Source source : scope.sources()) {
      for (Field field : source.fields()) {
        if (field.value() instanceof Expr.Column own && own.index() == column.index()) {
          return field.tableOid() != 0 && hasKey(source);
        }
      }
    }
    return false;
  }

  private boolean hasKey(Source source) {
    Relation relation = relation(source);
    if (relation == null || relation.keyColumns().isEmpty()) {
      return false;
    }
    for (int keyColumn : relation.keyColumns()) {
      boolean found = false;
      for (Field field : source.fields()) {
        found |=
            field.tableOid() == relation.oid()
                && field.columnNumber() == keyColumn + 1
                && common.contains(field.value());
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Relation relation(Source source) {
    int oid = source.fields().getFirst().tableOid();
    for (Field field : source.fields()) {
      if (field.tableOid() != oid) {
        return null;
      }
    }
    return statement.relation(oid);
  }

  /// The expression over the groups.
  Expr rewrite(Expr expr) {
    return Exprs.rewrite(expr, this::replaced);
  }

  private @Nullable Expr replaced(Expr expr) {
    int at = keys.indexOf(expr);
    if (at >= 0) {
      return output(at);
    }
    if (!(expr instanceof Expr.Column column)) {
      return null;
    }
    int index = column.index();
    if (index >= Algebra.SUBQUERY) {
      if (regrouped.add(index)) {
        statement.algebra().regroup(index, this::rewrite, this::outerColumn);
      }
      return column;
    }
    if (index >= Stage.WINDOW) {
      return column;
    }
    if (index >= Stage.AGGREGATE) {
      return output(keys.size() + index - Stage.AGGREGATE);
    }
    throw ungrouped(column);
  }

  private Expr.Column output(int index) {
    return Algebra.column(java.util.Objects.requireNonNull(grouped), index);
  }

  private int outerColumn(int column) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i) instanceof Expr.Column key && key.index() == column) {
        return i;
      }
    }
    throw SqlState.GROUPING_ERROR.error(
        "subquery uses ungrouped column \"%s\" from outer query", name(column));
  }

  private OmenException ungrouped(Expr.Column column) {
    return SqlState.GROUPING_ERROR
        .error(
            "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function",
            name(column.index()))
        .at(stage.position(column));
  }

  private String name(int column) {
    for (Source source : scope.sources()) {
      for (Field field : source.fields()) {
        if (field.value() instanceof Expr.Column own && own.index() == column) {
          return source.alias() + "." + field.name();
        }
      }
    }
    return "?";
  }
}
