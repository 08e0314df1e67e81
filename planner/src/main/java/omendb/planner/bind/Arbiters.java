package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.SqlState;
import omendb.planner.CatalogView;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Dml;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.IndexMatch;

/// Finds the unique index that `ON CONFLICT (…) [WHERE …]` means.
final class Arbiters {
  private final StatementContext statement;
  private final ViewTarget into;
  private final Relation relation;

  Arbiters(StatementContext statement, ViewTarget into) {
    this.statement = statement;
    this.into = into;
    this.relation = into.table();
  }

  /// The index's number, the table's for its primary key. Indexes of all rows come before partial
  /// ones.
  int find(Dml.ConflictTarget target) {
    Set<Integer> columns = new HashSet<>();
    List<Expr> expressions = new ArrayList<>();
    for (IndexElement element : target.elements()) {
      Node expression = element.expression();
      if (expression instanceof Node.ColumnRef ref && ref.names().size() == 1) {
        addColumn(ref, columns, expressions);
      } else {
        expressions.add(
            new CheckBinder(statement).value(expression, scope(), CheckBinder.Use.INDEX));
      }
    }
    if (expressions.isEmpty()
        && !relation.keyColumns().isEmpty()
        && columns.equals(Set.copyOf(relation.keyColumns()))) {
      return relation.oid();
    }
    Node where = target.where();
    List<Expr> given =
        where == null
            ? List.of()
            : Exprs.conjuncts(
                new CheckBinder(statement).value(where, scope(), CheckBinder.Use.PREDICATE));
    int partial = 0;
    for (CatalogView.Index index : relation.indexes()) {
      if (index.unique() && holds(index, columns, expressions)) {
        Expr predicate = index.predicate();
        if (predicate == null) {
          return index.oid();
        }
        partial = partial == 0 && IndexMatch.implies(given, predicate) ? index.oid() : partial;
      }
    }
    if (partial != 0) {
      return partial;
    }
    throw SqlState.INVALID_COLUMN_REFERENCE.error(
        "there is no unique or exclusion constraint matching the ON CONFLICT specification");
  }

  private Scope scope() {
    return new Assignments(statement, into).scope(into.named().name(), into.named().schema(), 0);
  }

  /// A column of the table, or what a view's column stands for.
  private void addColumn(Node.ColumnRef ref, Set<Integer> columns, List<Expr> expressions) {
    for (Scope.Field field : scope().sources().getFirst().fields()) {
      if (field.name().equals(ref.last())) {
        if (field.value() instanceof Expr.Column column) {
          columns.add(column.index());
        } else {
          expressions.add(field.value());
        }
        return;
      }
    }
    throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" does not exist", ref.last()).at(ref.pos());
  }

  /// True when the index holds these columns and expressions, and no others.
  private static boolean holds(
      CatalogView.Index index, Set<Integer> columns, List<Expr> expressions) {
    Set<Integer> plain = new HashSet<>(index.columns());
    boolean computes = plain.remove(CatalogView.Index.EXPRESSION);
    if (!plain.equals(columns) || computes == expressions.isEmpty()) {
      return false;
    }
    List<Expr> terms =
        index.terms().stream().filter(term -> !(term instanceof Expr.Column)).toList();
    return terms.stream().allMatch(term -> contains(expressions, term))
        && expressions.stream().allMatch(each -> contains(terms, each));
  }

  private static boolean contains(List<Expr> expressions, Expr wanted) {
    return expressions.stream().anyMatch(each -> IndexMatch.same(each, wanted));
  }
}
