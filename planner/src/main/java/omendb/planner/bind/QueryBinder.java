package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.SortKey;
import omendb.planner.bind.BoundQuery.Output;
import omendb.planner.function.CastRules;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds query expressions: the clauses around a body, VALUES and set operations.
public final class QueryBinder {
  private final StatementContext statement;
  private final @Nullable Scope outer;
  private final @Nullable CommonTables tables;

  QueryBinder(StatementContext statement, @Nullable Scope outer, @Nullable CommonTables tables) {
    this.statement = statement;
    this.outer = outer;
    this.tables = tables;
  }

  /// A whole query.
  public static BoundQuery bind(StatementContext statement, Query query) {
    BoundQuery bound = new QueryBinder(statement, null, null).bind(query, List.of());
    if (bound.columns().stream().anyMatch(column -> Targets.isPart(column.name()))) {
      throw ExprBinder.unsupported("a composite value in the result", query.pos());
    }
    return bound;
  }

  /// @param wanted types for columns that have none of their own; where the list ends they are
  ///   text; null to leave them UNKNOWN
  BoundQuery bind(Query query, @Nullable List<ColumnType> wanted) {
    return bind(query, wanted, false);
  }

  /// A query in the place of a table whose rows are to be locked. Where its rows are no more than
  /// those of its tables under a predicate, the query around it locks them, after its own
  /// predicates; else this query does.
  BoundQuery bindLocked(Query query, LockClauses.Lock lock) {
    List<Query.Locking> locking = LockClauses.pushedInto(query, lock);
    boolean plain = query.locking().isEmpty() && query.orderBy().isEmpty() && query.limit() == null;
    Query whole =
        new Query(query.with(), query.body(), query.orderBy(), query.limit(), locking, query.pos());
    return bind(whole, List.of(), plain);
  }

  /// @param handUp true to leave the locking to the query around this one
  private BoundQuery bind(Query query, @Nullable List<ColumnType> wanted, boolean handUp) {
    CommonTables visible = CommonTables.within(tables, query.with(), statement);
    LockClauses locks = new LockClauses(query.locking());
    return switch (query.body()) {
      case Query.Select select ->
          new SelectBinder(statement, outer, visible)
              .withLocks(locks, handUp)
              .bind(select, query, wanted);
      case Query.Values values -> {
        locks.refuseAll("cannot be applied to VALUES");
        yield ordered(values(values, visible, wanted), query, visible);
      }
      case Query.SetOperation set -> {
        locks.refuseAll("is not allowed with UNION/INTERSECT/EXCEPT");
        yield ordered(setOperation(set, visible, wanted), query, visible);
      }
    };
  }

  private BoundQuery values(
      Query.Values values, @Nullable CommonTables visible, @Nullable List<ColumnType> wanted) {
    int width = values.rows().getFirst().size();
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, new Scope(outer), stage, visible);
    List<List<Expr>> rows = new ArrayList<>();
    for (List<Node> row : values.rows()) {
      if (row.size() != width) {
        throw SqlState.SYNTAX_ERROR
            .error("VALUES lists must all be the same length")
            .at(row.isEmpty() ? values.pos() : row.getFirst().pos());
      }
      rows.add(new ArrayList<>(stage.within(Stage.Clause.VALUES, () -> binder.bindAll(row))));
    }
    List<ColumnType> types = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int column = i;
      List<Expr> cells = rows.stream().map(row -> row.get(column)).toList();
      boolean unknown = cells.stream().allMatch(Coercion::isUnknown);
      int position = values.pos();
      if (!unknown) {
        cells = statement.coercion().common("VALUES", cells, position);
      } else if (wanted != null) {
        ColumnType type = i < wanted.size() ? wanted.get(i) : ColumnType.TEXT;
        cells = cells.stream().map(e -> statement.coercion().to(e, type, false, position)).toList();
      }
      for (int r = 0; r < rows.size(); r++) {
        rows.get(r).set(i, cells.get(r));
      }
      types.add(cells.getFirst().type());
      outputs.add(new Output("column" + (i + 1), types.getLast(), 0, 0));
    }
    return new BoundQuery(rows(rows, types), outputs, List.of());
  }

  private RelNode rows(List<List<Expr>> rows, List<ColumnType> types) {
    Algebra algebra = statement.algebra();
    boolean constant = rows.stream().flatMap(List::stream).allMatch(Exprs::isConstant);
    if (constant) {
      return algebra.rows(rows, types);
    }
    List<RelNode> inputs = new ArrayList<>();
    for (List<Expr> row : rows) {
      inputs.add(algebra.project(algebra.one(), row));
    }
    return inputs.size() == 1
        ? inputs.getFirst()
        : algebra.setOperation(Plan.SetKind.UNION, true, inputs);
  }

  private BoundQuery setOperation(
      Query.SetOperation set, @Nullable CommonTables visible, @Nullable List<ColumnType> wanted) {
    QueryBinder binder = new QueryBinder(statement, outer, visible);
    Recursion.Place place =
        switch (set.operator()) {
          case UNION -> null;
          case INTERSECT -> set.all() ? Recursion.Place.INTERSECT : null;
          case EXCEPT -> Recursion.Place.EXCEPT;
        };
    boolean leftFree = place == Recursion.Place.EXCEPT && !set.all();
    BoundQuery left =
        statement.within(leftFree ? null : place, () -> binder.bind(set.left(), null));
    BoundQuery right = statement.within(place, () -> binder.bind(set.right(), null));
    return binder.setOperation(set, left, right, wanted);
  }

  /// A set operation of two bound queries, whose columns may still be of unknown types.
  BoundQuery setOperation(
      Query.SetOperation set,
      BoundQuery left,
      BoundQuery right,
      @Nullable List<ColumnType> wanted) {
    List<ColumnType> types = commonTypes(set, left, right, wanted);
    BoundQuery first = hasUnknown(left) ? bind(set.left(), types) : left;
    BoundQuery second = hasUnknown(right) ? bind(set.right(), types) : right;
    if (!set.all() || set.operator() != Query.SetOperator.UNION) {
      types.forEach(type -> Sortable.requireEquality(type, 0));
    }
    List<RelNode> inputs = List.of(converted(first.rel(), types), converted(second.rel(), types));
    Plan.SetKind kind = Plan.SetKind.valueOf(set.operator().name());
    RelNode rel = statement.algebra().setOperation(kind, set.all(), inputs);
    return new BoundQuery(rel, outputs(left, types), List.of());
  }

  /// A recursive table of its two bound terms.
  BoundQuery recursive(
      Query.SetOperation set, Recursion recursion, BoundQuery seed, BoundQuery step) {
    List<ColumnType> types = commonTypes(set, seed, step, recursion.types());
    for (int i = 0; i < types.size(); i++) {
      ColumnType type = recursion.types().get(i);
      if (type.kind() == TypeKind.NUMERIC && types.get(i).kind() == TypeKind.NUMERIC) {
        types.set(i, type);
      }
      if (!type.equals(types.get(i))) {
        throw SqlState.DATATYPE_MISMATCH
            .error(
                "recursive query \"%s\" column %d has type %s in non-recursive term but type %s"
                    + " overall",
                recursion.table().name(), i + 1, type, types.get(i))
            .withHint("Cast the output of the non-recursive term to the correct type.")
            .at(set.left().pos());
      }
    }
    BoundQuery first = hasUnknown(seed) ? bind(set.left(), types) : seed;
    recursion.enter(Recursion.Place.STEP);
    BoundQuery second = hasUnknown(step) ? bind(set.right(), types) : step;
    RelNode rel =
        statement
            .algebra()
            .recursive(
                recursion.id(),
                set.all(),
                converted(first.rel(), types),
                converted(second.rel(), types));
    return new BoundQuery(rel, outputs(seed, types), List.of());
  }

  private static List<Output> outputs(BoundQuery named, List<ColumnType> types) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      outputs.add(new Output(named.columns().get(i).name(), types.get(i), 0, 0));
    }
    return outputs;
  }

  private static List<ColumnType> commonTypes(
      Query.SetOperation set,
      BoundQuery left,
      BoundQuery right,
      @Nullable List<ColumnType> wanted) {
    String name = set.operator().name();
    if (left.columns().size() != right.columns().size()) {
      throw SqlState.SYNTAX_ERROR
          .error("each %s query must have the same number of columns", name)
          .at(set.right().pos());
    }
    List<ColumnType> types = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      types.add(common(name, left, right, i, wanted, set.right().pos()));
    }
    return types;
  }

  private static boolean hasUnknown(BoundQuery query) {
    return query.columns().stream().anyMatch(c -> c.type().kind() == TypeKind.UNKNOWN);
  }

  private static ColumnType common(
      String name,
      BoundQuery left,
      BoundQuery right,
      int column,
      @Nullable List<ColumnType> wanted,
      int position) {
    ColumnType a = left.columns().get(column).type();
    ColumnType b = right.columns().get(column).type();
    boolean unknown = a.kind() == TypeKind.UNKNOWN && b.kind() == TypeKind.UNKNOWN;
    if (unknown && (wanted == null || column < wanted.size())) {
      return wanted == null ? ColumnType.UNKNOWN : wanted.get(column);
    }
    try {
      return CastRules.common(name, List.of(a, b));
    } catch (OmenException e) {
      throw e.at(position);
    }
  }

  private RelNode converted(RelNode rel, List<ColumnType> types) {
    List<Expr> columns = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < types.size(); i++) {
      Expr.Column column = Algebra.column(rel, i);
      same &= column.type().equals(types.get(i));
      columns.add(
          column.type().equals(types.get(i)) ? column : new Expr.Cast(column, types.get(i), false));
    }
    return same ? rel : statement.algebra().project(rel, columns);
  }

  /// ORDER BY and LIMIT over a body whose columns only can be ordered by.
  BoundQuery ordered(BoundQuery body, Query query, @Nullable CommonTables visible) {
    List<Plan.SortKey> keys = new ArrayList<>();
    List<Algebra.OrderItem> order = new ArrayList<>();
    for (SortKey key : query.orderBy()) {
      int column = outputColumn(key, body.columns());
      Algebra.OrderItem item = CallBinder.orderItem(Algebra.column(body.rel(), column), key);
      order.add(item);
      keys.add(new Plan.SortKey(column, item.descending(), item.nullsFirst()));
    }
    LimitBinder limits = new LimitBinder(statement, outer, visible);
    Expr limit = limits.count(query.limit());
    Expr offset = limits.offset(query.limit());
    if (keys.isEmpty() && limit == null && offset == null) {
      return body;
    }
    return new BoundQuery(
        statement.algebra().sort(body.rel(), keys, limit, offset), body.columns(), order);
  }

  private static int outputColumn(SortKey key, List<Output> columns) {
    Node node = key.expression();
    if (node instanceof Node.IntegerLiteral number) {
      return position(number, columns.size(), "ORDER BY");
    }
    if (node instanceof Node.ColumnRef ref && ref.names().size() == 1) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(ref.last())) {
          return i;
        }
      }
      throw SqlState.UNDEFINED_COLUMN
          .error("column \"%s\" does not exist", ref.last())
          .at(ref.pos());
    }
    throw SqlState.FEATURE_NOT_SUPPORTED
        .error("invalid UNION/INTERSECT/EXCEPT ORDER BY clause")
        .withDetail("Only result column names can be used, not expressions or functions.")
        .withHint(
            "Add the expression/function to every SELECT, "
                + "or move the UNION into a FROM clause.")
        .at(node.pos());
  }

  /// The 0-based output column of an ordinal.
  static int position(Node.IntegerLiteral number, int count, String clause) {
    if (number.value() < 1 || number.value() > count) {
      throw SqlState.INVALID_COLUMN_REFERENCE
          .error("%s position %d is not in select list", clause, number.value())
          .at(number.pos());
    }
    return number.value() - 1;
  }
}
