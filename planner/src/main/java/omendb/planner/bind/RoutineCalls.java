package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.Routine;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.bind.RoutineResolver.Called;
import omendb.planner.function.CastRules;
import omendb.planner.function.RowFunctions;
import omendb.planner.parse.SqlParser;
import omendb.planner.parse.SqlParser.ParsedStatement;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.Repeatable;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Puts the bodies of users' functions in the place of their calls: an expression over the
/// arguments where the body is one, else a subquery that sees them as columns around it.
final class RoutineCalls {
  private final ExprBinder expressions;
  private final StatementContext statement;

  RoutineCalls(ExprBinder expressions) {
    this.expressions = expressions;
    this.statement = expressions.statement();
  }

  /// The value of a function that returns one.
  Expr value(Called called) {
    Expr value = within(called, query -> value(called, query));
    return called.routine().strict()
        ? unlessNull(called.arguments(), value, new Expr.Literal(null, value.type()))
        : value;
  }

  /// All values of a function that returns a set of them, as an array.
  Expr array(Called called) {
    List<Routine.Column> columns = called.columns();
    ColumnType type = columns.size() == 1 ? columns.getFirst().type() : called.result();
    if (type.kind() == TypeKind.RECORD || type.element() != null) {
      throw ExprBinder.unsupported(
          "a function that returns a set of rows or arrays outside of FROM", called.position());
    }
    Expr array =
        within(
            called,
            query -> {
              BoundQuery bound = query(called, query);
              requireColumns(bound, 1, called);
              requireConstant(bound.rel(), called);
              return expressions.subqueries().array(bound, type, called.position());
            });
    return called.routine().strict()
        ? unlessNull(called.arguments(), array, new Expr.Literal(new Object[0], array.type()))
        : array;
  }

  /// The rows of a function in FROM.
  ///
  /// @param columns what they are to be
  RelNode rows(Called called, List<Routine.Column> columns) {
    return within(
        called,
        query -> {
          BoundQuery bound = query(called, query);
          requireColumns(bound, columns.size(), called);
          List<Expr> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            values.add(
                as(Algebra.column(bound.rel(), i), columns.get(i).type(), called.position()));
          }
          RelNode rel = statement.algebra().project(bound.rel(), values);
          return called.routine().strict() ? whereGiven(rel, called) : rel;
        });
  }

  /// One column of the only row that a function returns.
  Expr column(Called called, int index) {
    return expressions
        .subqueries()
        .scalar(
            within(
                called,
                query -> {
                  BoundQuery bound = query(called, query);
                  requireColumns(bound, called.columns().size(), called);
                  ColumnType type = called.columns().get(index).type();
                  Expr value = as(Algebra.column(bound.rel(), index), type, called.position());
                  return first(statement.algebra().project(bound.rel(), List.of(value)));
                }));
  }

  private RelNode whereGiven(RelNode rel, Called called) {
    List<Expr> given = new ArrayList<>();
    for (Expr argument : called.arguments()) {
      if (argument.nullable()
          || argument instanceof Expr.Literal literal && literal.value() == null) {
        given.add(Exprs.bool(Operator.IS_NOT_NULL, List.of(argument)));
      }
    }
    return switch (given.size()) {
      case 0 -> rel;
      case 1 -> statement.algebra().filter(rel, given.getFirst());
      default -> statement.algebra().filter(rel, Exprs.bool(Operator.AND, given));
    };
  }

  private static Expr unlessNull(List<Expr> arguments, Expr value, Expr otherwise) {
    List<Expr.When> whens = new ArrayList<>();
    for (Expr argument : arguments) {
      if (argument.nullable()
          || argument instanceof Expr.Literal literal && literal.value() == null) {
        whens.add(new Expr.When(Exprs.bool(Operator.IS_NULL, List.of(argument)), otherwise));
      }
    }
    return whens.isEmpty() ? value : ExprBinder.caseOf(whens, value);
  }

  /// Binds the body's query where its errors are told as its own.
  private <T> T within(Called called, Function<Query, T> part) {
    Routine routine = called.routine();
    if (statement.routines().stream().anyMatch(each -> each.oid() == routine.oid())) {
      throw ExprBinder.unsupported("a function that calls itself", called.position());
    }
    Query query = only(routine, called.position());
    statement.routines().add(routine);
    // Whoever the view around it belongs to, a function is run by who asks, unless it says else.
    Routine definer = statement.definer();
    int self = statement.uses().enter(definer == null ? 0 : definer.oid());
    try {
      return part.apply(query);
    } catch (OmenException e) {
      throw e.elsewhere().within("SQL function \"%s\" statement 1", routine.name());
    } finally {
      statement.uses().leave(self);
      statement.routines().removeLast();
    }
  }

  private static Query only(Routine routine, int position) {
    List<ParsedStatement> statements = SqlParser.parseScript(routine.body());
    if (statements.size() == 1 && statements.getFirst().statement() instanceof Query query) {
      return query;
    }
    String what =
        statements.size() == 1
            ? "a function that changes data in an expression"
            : "a function of several statements in an expression";
    throw ExprBinder.unsupported(what, position);
  }

  private Expr value(Called called, Query query) {
    Expr inline = called.columns().size() > 1 ? null : inline(called, query);
    if (inline != null) {
      return inline;
    }
    BoundQuery bound = query(called, query);
    requireConstant(bound.rel(), called);
    if (called.result().kind() == TypeKind.VOID) {
      Expr first = Algebra.column(bound.rel(), 0);
      return empty(
          expressions
              .subqueries()
              .scalar(first(statement.algebra().project(bound.rel(), List.of(first)))));
    }
    RelNode rel = bound.rel();
    if (called.columns().size() > 1) {
      requireColumns(bound, called.columns().size(), called);
      rel = statement.algebra().project(rel, List.of(row(rel, called)));
      return expressions.subqueries().scalar(first(rel));
    }
    requireColumns(bound, 1, called);
    if (bound.columns().size() > 1) {
      rel = statement.algebra().project(rel, List.of(Algebra.column(rel, 0)));
    }
    Expr value = expressions.subqueries().scalar(first(rel));
    return as(value, wanted(called), called.position());
  }

  private static ColumnType wanted(Called called) {
    return called.columns().size() == 1 ? called.columns().getFirst().type() : called.result();
  }

  private Expr row(RelNode rel, Called called) {
    List<Expr> arguments = new ArrayList<>();
    arguments.add(
        new Expr.Literal(
            String.join(
                RowFunctions.NAME_SEPARATOR,
                called.columns().stream().map(Routine.Column::name).toList()),
            ColumnType.TEXT));
    for (int i = 0; i < called.columns().size(); i++) {
      arguments.add(as(Algebra.column(rel, i), called.columns().get(i).type(), called.position()));
    }
    return expressions.calls().call("row", arguments, called.position());
  }

  /// Nothing, once the value is known.
  private static Expr empty(Expr value) {
    Expr nothing = new Expr.Literal("", ColumnType.VOID);
    Expr missing = Exprs.bool(Operator.IS_NULL, List.of(value));
    return ExprBinder.caseOf(List.of(new Expr.When(missing, nothing)), nothing);
  }

  /// The first row alone.
  private RelNode first(RelNode rel) {
    return statement.algebra().sort(rel, List.of(), new Expr.Literal(1L, ColumnType.BIGINT), null);
  }

  /// The body as an expression over the arguments; null when it is more than that.
  private @Nullable Expr inline(Called called, Query query) {
    Node node = expression(query);
    if (node == null) {
      return null;
    }
    Scope scope = RoutineScopes.of(called.routine(), called.arguments(), expressions.scope());
    Stage stage = new Stage(List.of());
    Expr bound =
        stage.within(
            Stage.Clause.SELECT, () -> new ExprBinder(statement, scope, stage, null).bind(node));
    if (!stage.aggregates().isEmpty() || !stage.windows().isEmpty() || !stage.sets().isEmpty()) {
      return null;
    }
    for (Expr argument : called.arguments()) {
      if (varies(argument) && uses(bound, argument) != 1) {
        throw ExprBinder.unsupported(
            "a volatile argument of a function that reads it more or less than once",
            called.position());
      }
    }
    if (called.result().kind() == TypeKind.VOID) {
      return empty(statement.coercion().known(bound, called.position()));
    }
    return as(bound, wanted(called), called.position());
  }

  private static int uses(Expr body, Expr argument) {
    int[] count = new int[1];
    Exprs.visit(body, e -> count[0] += e.equals(argument) ? 1 : 0);
    return count[0];
  }

  private static boolean varies(Expr value) {
    boolean[] varies = new boolean[1];
    Exprs.visit(
        value,
        e ->
            varies[0] |= e instanceof Expr.Function call && StatementContext.isVolatile(call.id()));
    return varies[0];
  }

  /// The only expression of a query that is nothing but that; else null.
  private static @Nullable Node expression(Query query) {
    boolean plain =
        query.isBare()
            && query.body() instanceof Query.Select select
            && select.items().size() == 1
            && !(select.items().getFirst().expression() instanceof Node.Star)
            && !select.distinct().present()
            && select.into() == null
            && select.from().isEmpty()
            && select.where() == null
            && select.groupBy() == null
            && select.having() == null
            && select.windows().isEmpty();
    return plain ? ((Query.Select) query.body()).items().getFirst().expression() : null;
  }

  private BoundQuery query(Called called, Query query) {
    for (Expr argument : called.arguments()) {
      if (varies(argument)) {
        throw ExprBinder.unsupported(
            "a volatile argument of a function whose body is a query", called.position());
      }
      if (Exprs.anyColumn(argument, i -> i >= Algebra.SUBQUERY)) {
        throw ExprBinder.unsupported(
            "a subquery as an argument of a function whose body is a query", called.position());
      }
    }
    Scope scope = RoutineScopes.of(called.routine(), called.arguments(), expressions.scope());
    return new QueryBinder(statement, scope, null).bind(query, List.of());
  }

  /// A subquery that reads no column of the row is run once for all; the function would be called
  /// for each.
  private void requireConstant(RelNode rel, Called called) {
    if (Repeatable.callsVolatile(rel)) {
      throw ExprBinder.unsupported(
          "a function whose query calls volatile functions in an expression", called.position());
    }
  }

  private static void requireColumns(BoundQuery bound, int count, Called called) {
    if (bound.columns().size() == count) {
      return;
    }
    if (bound.columns().size() == 1
        && bound.columns().getFirst().type().kind() == TypeKind.RECORD) {
      throw ExprBinder.unsupported(
          "a function whose query returns a composite value", called.position());
    }
    throw SqlState.INVALID_FUNCTION_DEFINITION
        .error("return type mismatch in function declared to return %s", called.result())
        .withDetail(
            bound.columns().size() > count
                ? "Final statement returns too many columns."
                : "Final statement returns too few columns.");
  }

  /// The value as one of the declared type.
  private Expr as(Expr value, ColumnType type, int position) {
    ColumnType plain = type.plain();
    Expr converted =
        statement
            .coercion()
            .to(
                value,
                plain,
                CastRules.Context.ASSIGNMENT,
                position,
                () ->
                    SqlState.INVALID_FUNCTION_DEFINITION
                        .error("return type mismatch in function declared to return %s", plain)
                        .withDetail("Actual return type is %s.", value.type()));
    return type.user() instanceof DomainType domain
        ? new DomainBinder(statement).cast(converted, domain, position)
        : converted;
  }
}
