package omendb.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import omendb.core.DomainType;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.planner.plan.Expr;

/// CHECK constraints as bound expressions over their table's columns, kept as long as the server
/// runs. A definition never changes its meaning: a column keeps its place and type.
final class CheckExpressions {
  private final Map<CheckDefinition, Expr> bound = new ConcurrentHashMap<>();

  private final Map<DomainType, Expr> domains = new ConcurrentHashMap<>();

  /// The first column of a row as a value of the domain.
  Expr of(Session session, DomainType domain) {
    Expr known = domains.get(domain);
    if (known == null) {
      known =
          session
              .database()
              .planner()
              .domain(domain, new SessionCatalogView(session), session.context());
      domains.put(domain, known);
    }
    return known;
  }

  Expr bound(Session session, CheckDefinition check, TableSchema table) {
    Expr known = bound.get(check);
    if (known == null) {
      known = bind(session, check.condition(), table);
      bound.put(check, known);
    }
    return known;
  }

  /// Binds a condition over the columns of a table that need not be in the catalog yet.
  static Expr bind(Session session, String condition, TableSchema table) {
    return session
        .database()
        .planner()
        .check(
            condition,
            SessionCatalogView.relation(table),
            new SessionCatalogView(session),
            session.context());
  }
}
