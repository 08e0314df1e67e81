package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.planner.CatalogView;
import omendb.planner.CatalogView.Relation;
import omendb.planner.PlannedStatement.OutputColumn;
import omendb.planner.ast.Dml;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.ScanPlanner;
import org.jspecify.annotations.Nullable;

/// Recognises SELECT, UPDATE and DELETE of one table by its whole primary key or by an index, and
/// plans them without relational algebra.
public final class PointBinder {
  private final StatementContext statement;

  public PointBinder(StatementContext statement) {
    this.statement = statement;
  }

  /// The plan and its output, or null when the statement is of another kind.
  public DmlBinder.@Nullable Bound bind(Statement dml) {
    return switch (dml) {
      case Query query -> query(query);
      case Dml.Update update when update.with() == null && update.from().isEmpty() ->
          update(update);
      case Dml.Delete delete when delete.with() == null && delete.using().isEmpty() ->
          delete(delete);
      default -> null;
    };
  }

  /// A table and the predicate that finds its row.
  private record Found(Relation relation, ExprBinder binder, List<Expr> conjuncts) {}

  private @Nullable Found find(FromItem.Table table, @Nullable Node where) {
    if (where == null || table.sample() != null) {
      return null;
    }
    Name name = table.name();
    Relation relation = statement.catalog().relation(name.schema(), name.name());
    if (relation == null
        || relation.viewSql() != null
        || table.alias() != null && !table.alias().columns().isEmpty()
        || !coversKey(relation, where)) {
      return null;
    }
    if (statement.catalog().rowSecurity(relation.oid(), 0) != null) {
      return null;
    }
    FromBinder.requirePopulated(statement, relation);
    statement.uses().look(relation);
    Assignments assignments = new Assignments(statement, relation);
    String schema = table.alias() == null ? relation.schema() : null;
    Scope scope = assignments.scope(DmlBinder.alias(table), schema, 0);
    ExprBinder binder = new ExprBinder(statement, scope, new Stage(List.of()), null);
    Expr condition = binder.condition(where, "WHERE");
    return isPlain(condition) ? new Found(relation, binder, Exprs.conjuncts(condition)) : null;
  }

  /// A quick look at the syntax: is every key column, or the first column of an index, equated with
  /// something? Or what may be the first expression of one?
  private static boolean coversKey(Relation relation, Node where) {
    Set<String> equated = new HashSet<>();
    boolean computed = false;
    List<Node> parts = where instanceof Node.And and ? and.operands() : List.of(where);
    for (Node part : parts) {
      if (part instanceof Node.Binary binary && binary.operator().name().equals("=")) {
        name(binary.left(), equated);
        name(binary.right(), equated);
        computed |= isComputed(binary.left()) || isComputed(binary.right());
      } else if (!isSimple(part)) {
        return false;
      }
    }
    List<Integer> key = relation.keyColumns();
    boolean covered = !key.isEmpty() && key.stream().allMatch(c -> named(relation, c, equated));
    boolean maybe = computed;
    return covered
        || relation.indexes().stream()
            .anyMatch(index -> {
              int first = index.columns().getFirst();
              return first == CatalogView.Index.EXPRESSION
                  ? maybe
                  : named(relation, first, equated);
            });
  }

  private static boolean isComputed(Node side) {
    return switch (side) {
      case Node.Call _, Node.Binary _, Node.Cast _, Node.Case _, Node.Coalesce _ -> true;
      default -> false;
    };
  }

  private static boolean named(Relation relation, int column, Set<String> names) {
    return names.contains(relation.columns().get(column).name());
  }

  private static void name(Node node, Set<String> equated) {
    if (node instanceof Node.ColumnRef ref) {
      equated.add(ref.last());
    }
  }

  private static boolean isSimple(Node part) {
    return switch (part) {
      case Node.Binary _, Node.IsNull _, Node.Between _, Node.Like _ -> true;
      default -> false;
    };
  }

  private static boolean isPlain(Expr expr) {
    return !Exprs.anyColumn(expr, i -> i >= Stage.AGGREGATE);
  }

  private DmlBinder.@Nullable Bound query(Query query) {
    boolean plain = query.with() == null && query.orderBy().isEmpty() && query.limit() == null;
    if (!plain
        || !(query.body() instanceof Query.Select select)
        || select.from().size() != 1
        || !(select.from().getFirst() instanceof FromItem.Table table)
        || select.distinct().present()
        || select.into() != null
        || select.groupBy() != null
        || select.having() != null
        || !select.windows().isEmpty()
        || select.items().isEmpty()) {
      return null;
    }
    Found found = find(table, select.where());
    LockClauses locks = new LockClauses(query.locking());
    LockClauses.Lock lock = locks.of(DmlBinder.alias(table));
    if (found == null || lock != null && found.relation().oid() < 16384) {
      return null;
    }
    locks.checkNames();
    statement.uses().read(found.relation(), lock != null);
    Targets targets = new Targets(found.binder(), false);
    found
        .binder()
        .stage()
        .within(Stage.Clause.SELECT, () -> targets.add(select.items(), List.of()));
    if (!targets.values().stream().allMatch(PointBinder::isPlain)) {
      return null;
    }
    Set<Integer> needed = new java.util.TreeSet<>();
    targets.values().forEach(value -> collect(value, needed));
    int key = found.relation().columns().size();
    if (lock != null) {
      needed.add(key);
    }
    ScanPlanner.Scanned lookup = lookup(found, needed);
    if (lookup == null) {
      return null;
    }
    if (lock != null) {
      Plan.RowLock row =
          new Plan.RowLock(
              found.relation().oid(),
              DmlBinder.alias(table),
              lookup.positions()[key],
              lock.strength(),
              lock.onLocked());
      Plan locked = new Plan.LockRows(lookup.plan(), List.of(row), null, null, 1);
      lookup = new ScanPlanner.Scanned(locked, lookup.positions());
    }
    return new DmlBinder.Bound(projected(lookup, targets.values()), columns(targets));
  }

  private static void collect(Expr value, Set<Integer> columns) {
    Exprs.visit(
        value,
        e -> {
          if (e instanceof Expr.Column column) {
            columns.add(column.index());
          }
        });
  }

  private static ScanPlanner.@Nullable Scanned lookup(Found found, Set<Integer> needed) {
    return new ScanPlanner(found.relation(), found.conjuncts(), StatementContext::isVolatile)
        .lookup(needed);
  }

  private static Plan projected(ScanPlanner.Scanned lookup, List<Expr> values) {
    List<Expr> moved = new ArrayList<>();
    boolean identity = lookup.plan().types().size() == values.size();
    for (int i = 0; i < values.size(); i++) {
      Expr value = moved(values.get(i), lookup.positions());
      identity &= value instanceof Expr.Column column && column.index() == i;
      moved.add(value);
    }
    return identity ? lookup.plan() : new Plan.Project(lookup.plan(), moved);
  }

  private static Expr moved(Expr value, int[] positions) {
    return Exprs.rewrite(
        value,
        e ->
            e instanceof Expr.Column c && c.index() < Algebra.VIRTUAL
                ? new Expr.Column(positions[c.index()], c.type(), c.nullable())
                : null);
  }

  private static List<OutputColumn> columns(Targets targets) {
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < targets.outputs().size(); i++) {
      BoundQuery.Output output = targets.outputs().get(i);
      columns.add(
          new OutputColumn(
              output.name(),
              targets.values().get(i).type(),
              output.tableOid(),
              output.columnNumber()));
    }
    return columns;
  }

  /// The whole row and its key, as UPDATE and DELETE want them.
  private static @Nullable Plan row(Found found) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i <= found.relation().columns().size(); i++) {
      all.add(i);
    }
    ScanPlanner.Scanned lookup =
        new ScanPlanner(found.relation(), found.conjuncts(), StatementContext::isVolatile)
            .lookup(all);
    return lookup == null ? null : lookup.plan();
  }

  private DmlBinder.@Nullable Bound update(Dml.Update update) {
    Found found = find(update.table(), update.where());
    Plan row = found == null ? null : row(found);
    if (found == null || row == null) {
      return null;
    }
    DmlBinder.target(statement, update.table().name(), "update");
    statement.uses().change(found.relation(), ViewTarget.Verb.UPDATE);
    List<Plan.Assignment> assignments =
        new Assignments(statement, found.relation()).bind(update.assignments(), found.binder());
    DmlBinder.Returning returning = DmlBinder.returning(update.returning(), found.binder());
    boolean plain =
        assignments.stream().allMatch(a -> isPlain(a.value()))
            && returning.values().stream().allMatch(PointBinder::isPlain);
    if (!plain) {
      return null;
    }
    Relation relation = found.relation();
    return new DmlBinder.Bound(
        new Plan.Update(
            relation.oid(), relation.name(), row, assignments, List.of(), returning.values()),
        returning.columns());
  }

  private DmlBinder.@Nullable Bound delete(Dml.Delete delete) {
    Found found = find(delete.table(), delete.where());
    Plan row = found == null ? null : row(found);
    if (found == null || row == null) {
      return null;
    }
    DmlBinder.target(statement, delete.table().name(), "delete from");
    statement.uses().change(found.relation(), ViewTarget.Verb.DELETE);
    DmlBinder.Returning returning = DmlBinder.returning(delete.returning(), found.binder());
    if (!returning.values().stream().allMatch(PointBinder::isPlain)) {
      return null;
    }
    Relation relation = found.relation();
    return new DmlBinder.Bound(
        new Plan.Delete(relation.oid(), relation.name(), row, returning.values()),
        returning.columns());
  }
}
