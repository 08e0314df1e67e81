package omendb.planner.bind;

import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.planner.CatalogView.Relation;
import omendb.planner.CatalogView.Statistics;
import omendb.planner.ast.Node;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;

/// Makes values into values of a domain: expressions that raise an error for what the domain does
/// not allow.
public final class DomainBinder {
  /// As [omendb.planner.function.SessionFunctions] declares it.
  private static final String CHECK = "domain_check(anyelement,bool,text,text)";

  private final StatementContext statement;

  public DomainBinder(StatementContext statement) {
    this.statement = statement;
  }

  /// The value of a cast. The conditions are about the very value that comes out.
  Expr cast(Expr value, DomainType domain, int position) {
    boolean[] varies = new boolean[1];
    Exprs.visit(
        value,
        e ->
            varies[0] |= e instanceof Expr.Function call && StatementContext.isVolatile(call.id()));
    if (varies[0]) {
      throw ExprBinder.unsupported("a volatile expression as a value of a domain", position);
    }
    return checked(value, domain);
  }

  /// The value, or 23502 and 23514 where the domain does not allow it.
  public Expr checked(Expr value, DomainType domain) {
    Expr checked = domain.base().user() instanceof DomainType below ? checked(value, below) : value;
    if (domain.notNull()) {
      Expr there = Exprs.bool(Operator.IS_NOT_NULL, List.of(value));
      checked = call(checked, there, domain, "");
    }
    for (DomainType.Check check : domain.checks()) {
      Expr condition = condition(SqlParser.parseExpression(check.condition()), domain);
      Expr over = Exprs.rewrite(condition, e -> e instanceof Expr.Column ? value : null);
      checked = call(checked, over, domain, check.name());
    }
    return checked;
  }

  /// A condition over `VALUE`, which is column 0.
  public Expr condition(Node condition, DomainType domain) {
    Column value = new Column("value", domain.base().plain(), true, null);
    Relation values =
        new Relation(0, "", "", 'r', List.of(value), List.of(), null, new Statistics(0, List.of()));
    return new CheckBinder(statement).bind(condition, values);
  }

  private static Expr call(Expr value, Expr holds, DomainType domain, String constraint) {
    Expr name = new Expr.Literal(domain.name(), ColumnType.TEXT);
    Expr rule = new Expr.Literal(constraint, ColumnType.TEXT);
    return new Expr.Function(CHECK, List.of(value, holds, name, rule), value.type(), true);
  }
}
