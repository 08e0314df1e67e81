package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.planner.bind.CheckBinder;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// What indexes hold, as bound expressions over their table's columns, kept as long as the server
/// runs. A definition never changes its meaning: a column keeps its place and type.
final class IndexExpressions {
  private final Map<IndexDefinition, Bound> bound = new ConcurrentHashMap<>();

  /// @param terms what is indexed, in index order
  /// @param predicate null when all rows are in the index
  record Bound(List<Expr> terms, @Nullable Expr predicate) {
    /// The columns that the index is made of, in whatever way.
    Set<Integer> columns() {
      Set<Integer> columns = new HashSet<>();
      List<Expr> all = new ArrayList<>(terms);
      if (predicate != null) {
        all.add(predicate);
      }
      for (Expr expr : all) {
        Exprs.visit(
            expr,
            e -> {
              if (e instanceof Expr.Column column) {
                columns.add(column.index());
              }
            });
      }
      return columns;
    }
  }

  Bound bound(Session session, IndexDefinition index, TableSchema table) {
    Bound known = bound.get(index);
    if (known == null) {
      known = bind(session, index, table);
      bound.put(index, known);
    }
    return known;
  }

  private static Bound bind(Session session, IndexDefinition index, TableSchema table) {
    List<Expr> terms = new ArrayList<>();
    for (IndexDefinition.Part part : index.parts()) {
      terms.add(term(session, part, table));
    }
    String where = index.predicate();
    Expr predicate = where == null ? null : bind(session, where, CheckBinder.Use.PREDICATE, table);
    return new Bound(terms, predicate);
  }

  static Expr term(Session session, IndexDefinition.Part part, TableSchema table) {
    String expression = part.expression();
    if (expression != null) {
      return bind(session, expression, CheckBinder.Use.INDEX, table);
    }
    var column = table.columns().get(part.column());
    return new Expr.Column(part.column(), column.type(), column.nullable());
  }

  /// Binds an expression over the columns of a table that need not be in the catalog yet.
  static Expr bind(Session session, String text, CheckBinder.Use use, TableSchema table) {
    return session
        .database()
        .planner()
        .indexed(
            SqlParser.parseExpression(text),
            use,
            SessionCatalogView.relation(table),
            new SessionCatalogView(session),
            session.context());
  }
}
