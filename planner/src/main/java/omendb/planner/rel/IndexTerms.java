package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.CatalogView.Index;
import omendb.planner.CatalogView.Relation;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// The expressions in a relation's indexes, numbered as if they were columns after the table's own
/// and its key.
final class IndexTerms {
  private final int first;
  private final List<Expr> expressions = new ArrayList<>(0);

  IndexTerms(Relation relation) {
    this.first = relation.columns().size() + 1;
    for (Index index : relation.indexes()) {
      for (Expr term : index.terms()) {
        if (!(term instanceof Expr.Column) && find(term) < 0) {
          expressions.add(term);
        }
      }
    }
  }

  private int find(Expr expr) {
    for (int i = 0; i < expressions.size(); i++) {
      if (IndexMatch.same(expressions.get(i), expr)) {
        return i;
      }
    }
    return -1;
  }

  /// The column that an expression is, of the table or of an index; else null.
  Expr.@Nullable Column column(Expr expr) {
    if (expr instanceof Expr.Column column) {
      return column;
    }
    int found = expressions.isEmpty() ? -1 : find(expr);
    return found < 0 ? null : new Expr.Column(first + found, expressions.get(found).type(), true);
  }

  /// The numbers of what an index holds, in index order.
  List<Integer> numbers(Index index) {
    if (expressions.isEmpty()) {
      return index.columns();
    }
    List<Integer> numbers = new ArrayList<>(index.terms().size());
    for (Expr term : index.terms()) {
      Expr.Column column = column(term);
      numbers.add(column == null ? Index.EXPRESSION : column.index());
    }
    return numbers;
  }

  /// True for a number that no column of the table has.
  boolean isExpression(int number) {
    return number >= first;
  }
}
