package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.BitText;
import omendb.core.text.IntervalText;
import omendb.planner.Routine;
import omendb.planner.ast.Node;
import omendb.planner.ast.TypeName;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds the expressions of one query level.
final class ExprBinder {
  private final StatementContext statement;
  private final Scope scope;
  private final Stage stage;
  private final @Nullable CommonTables tables;
  private final Coercion coercion;
  private final OperatorBinder operators;
  private final CallBinder calls;
  private final SubqueryBinder subqueries;
  private final RowBinder rows;

  ExprBinder(StatementContext statement, Scope scope, Stage stage, @Nullable CommonTables tables) {
    this.statement = statement;
    this.scope = scope;
    this.stage = stage;
    this.tables = tables;
    this.coercion = statement.coercion();
    this.operators = new OperatorBinder(this, coercion);
    this.calls = new CallBinder(this, coercion);
    this.subqueries = new SubqueryBinder(this, operators);
    this.rows = new RowBinder(this);
  }

  StatementContext statement() {
    return statement;
  }

  /// The columns of a query's row; see [SubqueryBinder#row].
  List<Expr> row(Node.ScalarQuery query, int columns) {
    return subqueries.row(query, columns);
  }

  Scope scope() {
    return scope;
  }

  Stage stage() {
    return stage;
  }

  @Nullable CommonTables tables() {
    return tables;
  }

  RowBinder rows() {
    return rows;
  }

  SubqueryBinder subqueries() {
    return subqueries;
  }

  CallBinder calls() {
    return calls;
  }

  Coercion coercion() {
    return coercion;
  }

  List<Expr> bindAll(List<Node> nodes) {
    List<Expr> bound = new ArrayList<>(nodes.size());
    nodes.forEach(node -> bound.add(bind(node)));
    return bound;
  }

  /// A condition: coerced to boolean.
  Expr condition(Node node, String clause) {
    return coercion.condition(bind(node), clause, node.pos());
  }

  /// The expression; a literal or parameter without type stays UNKNOWN.
  Expr bind(Node node) {
    return switch (node) {
      case Node.Literal literal -> literal(literal);
      case Node.Parameter parameter when !statement.routines().isEmpty() ->
          RoutineScopes.parameter(parameter, scope, statement);
      case Node.Parameter parameter ->
          statement.parameters().use(parameter.index(), parameter.pos());
      case Node.ColumnRef ref -> column(ref);
      case Node.Unary unary ->
          operators.unary(unary.operator().name(), bind(unary.operand()), unary.pos());
      case Node.Binary binary -> operators.binary(binary);
      case Node.And and -> logic(Operator.AND, and.operands(), "AND");
      case Node.Or or -> logic(Operator.OR, or.operands(), "OR");
      case Node.Not not -> not(condition(not.operand(), "NOT"));
      case Node.IsNull test -> isNull(test);
      case Node.IsTruth test -> truth(test);
      case Node.IsDistinct test -> operators.distinct(test);
      case Node.Between between -> operators.between(between);
      case Node.InList in -> operators.in(in);
      case Node.Like like -> operators.like(like);
      case Node.Quantified quantified -> operators.quantified(quantified);
      case Node.InQuery in -> subqueries.in(in);
      case Node.QuantifiedQuery quantified -> subqueries.quantified(quantified);
      case Node.Exists exists -> subqueries.exists(exists);
      case Node.ScalarQuery query -> subqueries.scalar(query.query(), query.pos());
      case Node.ArrayQuery query -> subqueries.array(query.query(), query.pos());
      case Node.ArrayOf array -> operators.array(array);
      case Node.Case choice -> choice(choice);
      case Node.Cast cast -> cast(cast);
      case Node.Collate collate -> collate(collate);
      case Node.AtTimeZone zone ->
          calls.call("timezone", List.of(bind(zone.zone()), bind(zone.operand())), zone.pos());
      case Node.Subscript subscript -> new Subscripts(this).read(subscript);
      case Node.Field field -> calls.field(field);
      case Node.Call call -> calls.bind(call);
      case Node.Coalesce coalesce -> coalesce(coalesce);
      case Node.NullIf nullIf -> nullIf(nullIf);
      case Node.MinMax extreme -> extreme(extreme);
      case Node.Grouping grouping -> calls.grouping(grouping);
      case Node.SessionValue value -> sessionValue(value);
      case Node.Row row -> rows.bind(row);
      case Node.Star star when !star.qualifier().isEmpty() && rows.parts(star) != null ->
          rows.bind(star);
      case Node.Star star ->
          throw SqlState.SYNTAX_ERROR
              .error("row expansion via \"*\" is not supported here")
              .at(star.pos());
      case Node.Default given ->
          throw SqlState.SYNTAX_ERROR
              .error("DEFAULT is not allowed in this context")
              .at(given.pos());
      case Node.CurrentOf current -> throw unsupported("WHERE CURRENT OF", current.pos());
      case Node.IsDocument test -> throw unsupported("IS DOCUMENT", test.pos());
      case Node.IsNormalized test -> throw unsupported("IS NORMALIZED", test.pos());
      case Node.FieldStar star -> throw unsupported("expansion of a composite value", star.pos());
      case Node.Unsupported other -> throw unsupported(other.feature(), other.pos());
    };
  }

  private Expr sessionValue(Node.SessionValue value) {
    Routine definer = value.kind().isCurrentUser() ? statement.definer() : null;
    if (definer != null) {
      return new Expr.Literal(definer.definer(), ColumnType.NAME);
    }
    return calls.call(value.kind().name().toLowerCase(Locale.ROOT), List.of(), value.pos());
  }

  static OmenException unsupported(String feature, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s is not supported", feature).at(position);
  }

  private Expr literal(Node.Literal literal) {
    return switch (literal) {
      case Node.NullLiteral _ -> new Expr.Literal(null, ColumnType.UNKNOWN);
      case Node.BooleanLiteral bool -> new Expr.Literal(bool.value(), ColumnType.BOOLEAN);
      case Node.IntegerLiteral number ->
          new Expr.Literal((long) number.value(), ColumnType.INTEGER);
      case Node.NumericLiteral number -> Expr.Literal.number(number.text());
      case Node.StringLiteral text ->
          coercion.located(new Expr.Literal(text.value(), ColumnType.UNKNOWN), text.pos());
      case Node.BitLiteral bits -> {
        try {
          yield new Expr.Literal(
              BitText.digits(bits.digits(), bits.hex()), ColumnType.of(TypeKind.BIT));
        } catch (OmenException e) {
          throw e.at(bits.pos());
        }
      }
      case Node.TypedLiteral typed -> typed(typed);
    };
  }

  private Expr typed(Node.TypedLiteral typed) {
    ColumnType asked = statement.type(typed.type());
    ColumnType type = asked.plain();
    TypeName.IntervalFields fields = typed.type().fields();
    if (type.kind() == TypeKind.INTERVAL && fields != null) {
      String last = fields.name().substring(fields.name().lastIndexOf('_') + 1);
      try {
        return new Expr.Literal(
            IntervalText.parse(
                typed.literal().value(),
                last.toLowerCase(Locale.ROOT),
                statement.context().style()),
            type);
      } catch (OmenException e) {
        throw e.at(typed.literal().pos());
      }
    }
    Expr text = new Expr.Literal(typed.literal().value(), ColumnType.UNKNOWN);
    Expr value = coercion.to(text, type, true, typed.literal().pos());
    return inDomain(value, asked, typed.pos());
  }

  /// The value as one of the domain when the type is of one.
  private Expr inDomain(Expr value, ColumnType type, int position) {
    return type.user() instanceof DomainType domain
        ? new DomainBinder(statement).cast(value, domain, position)
        : value;
  }

  private Expr column(Node.ColumnRef ref) {
    ColumnLookup lookup = new ColumnLookup(statement);
    if (ref.names().size() == 1
        && lookup.lookup(ref, scope) == null
        && scope.source(null, ref.last()) != null) {
      Scope.Source source = scope.source(null, ref.last());
      if (source != null && source.scalar()) {
        return source.fields().getFirst().value();
      }
    }
    if (lookup.isMissing(ref, scope) && RowBinder.source(ref, scope) != null) {
      return rows.bind(ref);
    }
    return stage.located(lookup.find(ref, scope).value(), ref.pos());
  }

  private Expr logic(Operator operator, List<Node> nodes, String shown) {
    List<Expr> operands = new ArrayList<>();
    for (Node node : nodes) {
      Expr operand = condition(node, shown);
      if (operand instanceof Expr.Literal literal && literal.value() instanceof Boolean truth) {
        if (truth == (operator == Operator.OR)) {
          nodes
              .subList(nodes.indexOf(node) + 1, nodes.size())
              .forEach(rest -> condition(rest, shown));
          return operand;
        }
      } else {
        operands.add(operand);
      }
    }
    return switch (operands.size()) {
      case 0 -> operator == Operator.AND ? Exprs.TRUE : Exprs.FALSE;
      case 1 -> operands.getFirst();
      default -> Exprs.bool(operator, operands);
    };
  }

  /// The negation; of a comparison its opposite.
  static Expr not(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal ->
          literal.value() == null
              ? literal
              : literal.value().equals(true) ? Exprs.FALSE : Exprs.TRUE;
      case Expr.In in -> new Expr.In(in.input(), in.values(), !in.negated());
      case Expr.Call call when call.operator() == Operator.NOT -> call.arguments().getFirst();
      case Expr.Call call when opposite(call.operator()) != null ->
          new Expr.Call(
              java.util.Objects.requireNonNull(opposite(call.operator())),
              call.arguments(),
              call.type(),
              call.nullable());
      default -> Exprs.not(expr);
    };
  }

  private static @Nullable Operator opposite(Operator operator) {
    return switch (operator) {
      case EQUAL -> Operator.NOT_EQUAL;
      case NOT_EQUAL -> Operator.EQUAL;
      case LESS -> Operator.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Operator.GREATER;
      case GREATER -> Operator.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Operator.LESS;
      case IS_NULL -> Operator.IS_NOT_NULL;
      case IS_NOT_NULL -> Operator.IS_NULL;
      case IS_DISTINCT -> Operator.IS_NOT_DISTINCT;
      case IS_NOT_DISTINCT -> Operator.IS_DISTINCT;
      default -> null;
    };
  }

  private Expr isNull(Node.IsNull test) {
    List<RowBinder.Part> row = rows.parts(test.operand());
    if (row != null) {
      List<Expr> parts = new ArrayList<>();
      for (RowBinder.Part part : row) {
        parts.add(isNull(part.value(), test.negated(), test.operand().pos()));
      }
      return Exprs.and(parts);
    }
    return isNull(bind(test.operand()), test.negated(), test.operand().pos());
  }

  private Expr isNull(Expr operand, boolean negated, int position) {
    Expr value = coercion.known(operand, position);
    Operator operator = negated ? Operator.IS_NOT_NULL : Operator.IS_NULL;
    return coercion.foldQuietly(Exprs.bool(operator, List.of(value)));
  }

  private Expr truth(Node.IsTruth test) {
    String shown = "IS " + (test.negated() ? "NOT " : "") + test.truth();
    Expr operand = condition(test.operand(), shown);
    Operator operator =
        switch (test.truth()) {
          case TRUE -> test.negated() ? Operator.IS_NOT_TRUE : Operator.IS_TRUE;
          case FALSE -> test.negated() ? Operator.IS_NOT_FALSE : Operator.IS_FALSE;
          case UNKNOWN -> test.negated() ? Operator.IS_NOT_NULL : Operator.IS_NULL;
        };
    return Exprs.bool(operator, List.of(operand));
  }

  private Expr choice(Node.Case choice) {
    Node operandNode = choice.operand();
    Expr operand = operandNode == null ? null : coercion.known(bind(operandNode), choice.pos());
    List<Expr> conditions = new ArrayList<>();
    List<Expr> results = new ArrayList<>();
    for (Node.When when : choice.branches()) {
      conditions.add(
          operand == null
              ? condition(when.condition(), "CASE/WHEN")
              : operators.compare("=", operand, bind(when.condition()), when.condition().pos()));
      results.add(bind(when.result()));
    }
    Node otherwise = choice.otherwise();
    results.add(otherwise == null ? new Expr.Literal(null, ColumnType.UNKNOWN) : bind(otherwise));
    List<Expr> common = coercion.common("CASE", results, choice.pos());
    List<Expr.When> whens = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      whens.add(new Expr.When(conditions.get(i), common.get(i)));
    }
    return caseOf(whens, common.getLast());
  }

  static Expr caseOf(List<Expr.When> whens, Expr otherwise) {
    boolean nullable = otherwise.nullable() || whens.stream().anyMatch(w -> w.result().nullable());
    return new Expr.Case(whens, otherwise, otherwise.type(), nullable);
  }

  private Expr cast(Node.Cast cast) {
    ColumnType asked = statement.type(cast.type());
    ColumnType type = asked.plain();
    if (cast.operand() instanceof Node.ArrayOf array && type.element() != null) {
      return operators.array(array, type);
    }
    boolean literal = cast.operand() instanceof Node.StringLiteral;
    int position = literal ? cast.operand().pos() : cast.pos();
    return inDomain(coercion.explicit(bind(cast.operand()), type, position), asked, cast.pos());
  }

  private Expr collate(Node.Collate collate) {
    String name = collate.collation().name();
    if (!List.of("default", "C", "POSIX", "ucs_basic").contains(name)) {
      throw unsupported("collation \"" + name + "\"", collate.collation().pos());
    }
    return coercion.known(bind(collate.operand()), collate.pos());
  }

  private Expr coalesce(Node.Coalesce coalesce) {
    List<Expr> common = coercion.common("COALESCE", bindAll(coalesce.arguments()), coalesce.pos());
    if (common.size() == 1) {
      return common.getFirst();
    }
    boolean nullable = common.stream().allMatch(Expr::nullable);
    return new Expr.Call(Operator.COALESCE, common, common.getFirst().type(), nullable);
  }

  private Expr nullIf(Node.NullIf nullIf) {
    Expr left = bind(nullIf.left());
    Expr equal = operators.compare("=", left, bind(nullIf.right()), nullIf.pos());
    Expr value = coercion.known(left, nullIf.pos());
    return caseOf(List.of(new Expr.When(equal, new Expr.Literal(null, value.type()))), value);
  }

  private Expr extreme(Node.MinMax extreme) {
    String construct = extreme.greatest() ? "GREATEST" : "LEAST";
    List<Expr> common = coercion.common(construct, bindAll(extreme.arguments()), extreme.pos());
    Expr best = common.getFirst();
    Sortable.requireComparison(best.type());
    for (Expr next : common.subList(1, common.size())) {
      Expr better = operators.compare(extreme.greatest() ? ">=" : "<=", best, next, extreme.pos());
      List<Expr.When> whens = new ArrayList<>();
      if (best.nullable()) {
        whens.add(new Expr.When(Exprs.bool(Operator.IS_NULL, List.of(best)), next));
      }
      if (next.nullable()) {
        whens.add(new Expr.When(Exprs.bool(Operator.IS_NULL, List.of(next)), best));
      }
      whens.add(new Expr.When(better, best));
      best = caseOf(whens, next);
    }
    return best;
  }
}
