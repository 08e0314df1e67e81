package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Identity;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Node;
import omendb.planner.function.CastRules;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Values on their way into the columns of a table.
final class Assignments {
  private final StatementContext statement;
  private final Relation relation;
  private final @Nullable ViewTarget view;

  Assignments(StatementContext statement, Relation relation) {
    this.statement = statement;
    this.relation = relation;
    this.view = null;
  }

  /// Through a view, its columns are named, and those of its table are assigned to.
  Assignments(StatementContext statement, ViewTarget target) {
    this.statement = statement;
    this.relation = target.table();
    this.view = target.isView() ? target : null;
  }

  /// The index of a target column.
  int column(Dml.Target target) {
    if (view != null) {
      Integer place = view.place(target.column());
      if (place != null) {
        return place;
      }
      throw missing(target, view.named());
    }
    for (int i = 0; i < relation.columns().size(); i++) {
      if (relation.columns().get(i).name().equals(target.column())) {
        return i;
      }
    }
    throw missing(target, relation);
  }

  private static OmenException missing(Dml.Target target, Relation relation) {
    return SqlState.UNDEFINED_COLUMN
        .error("column \"%s\" of relation \"%s\" does not exist", target.column(), relation.name())
        .at(target.pos());
  }

  /// Notes that a column of the table is given a value, through the view if there is one.
  void note(ViewTarget.Verb verb, int column) {
    if (view == null) {
      statement.uses().assigned(relation, verb, column);
    } else {
      view.note(statement, verb, column);
    }
  }

  /// The columns that an INSERT without a list means.
  List<Integer> all() {
    if (view != null) {
      return view.places();
    }
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      all.add(i);
    }
    return all;
  }

  /// The value as one of the column's type.
  Expr assigned(Expr value, int index, int position) {
    Column column = relation.columns().get(index);
    return statement
        .coercion()
        .to(
            value,
            column.type(),
            CastRules.Context.ASSIGNMENT,
            position,
            () ->
                SqlState.DATATYPE_MISMATCH
                    .error(
                        "column \"%s\" is of type %s but expression is of type %s",
                        column.name(),
                        CastRules.plain(column.type()),
                        CastRules.plain(value.type()))
                    .withHint("You will need to rewrite or cast the expression."));
  }

  /// The column's default; NULL without one.
  Expr defaultOf(int index) {
    Column column = relation.columns().get(index);
    String sql = column.defaultSql();
    if (sql == null) {
      return new Expr.Literal(null, column.type());
    }
    Node node = SqlParser.parseExpression(sql);
    ExprBinder binder = new ExprBinder(statement, new Scope(null), new Stage(List.of()), null);
    return assigned(binder.bind(node), index, 0);
  }

  /// What is inserted into a column for which the statement gives a value: 428C9 where only DEFAULT
  /// or OVERRIDING is allowed.
  Expr inserted(Expr value, int index, Dml.Overriding overriding) {
    Identity identity = statement.catalog().identity(relation.oid(), index);
    if (identity == Identity.GENERATED) {
      throw generated("cannot insert a non-DEFAULT value into column \"%s\"", index);
    }
    if (identity == Identity.NONE || overriding == Dml.Overriding.SYSTEM) {
      return value;
    }
    if (overriding == Dml.Overriding.USER) {
      return defaultOf(index);
    }
    if (identity == Identity.ALWAYS) {
      throw generatedAlways("cannot insert a non-DEFAULT value into column \"%s\"", index)
          .withHint("Use OVERRIDING SYSTEM VALUE to override.");
    }
    return value;
  }

  private OmenException generated(String message, int index) {
    String column = relation.columns().get(index).name();
    return SqlState.GENERATED_ALWAYS
        .error(message, column)
        .withDetail("Column \"%s\" is a generated column.", column);
  }

  private OmenException generatedAlways(String message, int index) {
    String column = relation.columns().get(index).name();
    return SqlState.GENERATED_ALWAYS
        .error(message, column)
        .withDetail("Column \"%s\" is an identity column defined as GENERATED ALWAYS.", column);
  }

  /// SET clauses: values over the columns that the binder's scope sees.
  List<Plan.Assignment> bind(List<Dml.Assignment> assignments, ExprBinder binder) {
    List<Plan.Assignment> bound = new ArrayList<>();
    for (Dml.Assignment assignment : assignments) {
      if (!assignment.multiple()) {
        add(assignment.targets().getFirst(), assignment.value(), binder, bound);
      } else if (assignment.value() instanceof Node.Row row) {
        if (row.fields().size() != assignment.targets().size()) {
          throw SqlState.SYNTAX_ERROR
              .error("number of columns does not match number of values")
              .at(row.pos());
        }
        for (int i = 0; i < row.fields().size(); i++) {
          add(assignment.targets().get(i), row.fields().get(i), binder, bound);
        }
      } else if (assignment.value() instanceof Node.ScalarQuery query) {
        addAll(assignment.targets(), query, binder, bound);
      } else {
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error(
                "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression")
            .at(assignment.value().pos());
      }
    }
    return bound;
  }

  /// The columns of a query's row. Each is a subquery of its own, so the query has to be one that
  /// answers the same each time.
  private void addAll(
      List<Dml.Target> targets,
      Node.ScalarQuery query,
      ExprBinder binder,
      List<Plan.Assignment> bound) {
    List<Expr> values =
        binder.stage().within(Stage.Clause.UPDATE, () -> binder.row(query, targets.size()));
    for (int i = 0; i < targets.size(); i++) {
      Dml.Target target = targets.get(i);
      Expr value = values.get(i);
      if (!target.steps().isEmpty()) {
        throw ExprBinder.unsupported(
            "assignment of a subquery to a part of a column", target.pos());
      }
      int column = column(target);
      note(ViewTarget.Verb.UPDATE, column);
      requireFree(target, column, false, bound);
      bound.add(new Plan.Assignment(column, assigned(value, column, query.pos())));
    }
  }

  private void add(Dml.Target target, Node node, ExprBinder binder, List<Plan.Assignment> bound) {
    int column = column(target);
    note(ViewTarget.Verb.UPDATE, column);
    if (!target.steps().isEmpty()) {
      addPart(target, column, node, binder, bound);
      return;
    }
    boolean isDefault = node instanceof Node.Default;
    requireFree(target, column, isDefault, bound);
    Expr value =
        isDefault
            ? defaultOf(column)
            : binder
                .stage()
                .within(Stage.Clause.UPDATE, () -> assigned(binder.bind(node), column, node.pos()));
    bound.add(new Plan.Assignment(column, value));
  }

  /// A column is assigned to once, and a generated one not at all.
  private void requireFree(
      Dml.Target target, int column, boolean isDefault, List<Plan.Assignment> bound) {
    for (Plan.Assignment before : bound) {
      if (before.column() == column) {
        throw SqlState.SYNTAX_ERROR
            .error("multiple assignments to same column \"%s\"", target.column())
            .at(target.pos());
      }
    }
    if (!isDefault && statement.catalog().identity(relation.oid(), column) == Identity.GENERATED) {
      throw generated("column \"%s\" can only be updated to DEFAULT", column);
    }
    if (!isDefault && statement.catalog().identity(relation.oid(), column) == Identity.ALWAYS) {
      throw generatedAlways("column \"%s\" can only be updated to DEFAULT", column);
    }
  }

  /// Parts of one column are assigned to one after the other.
  private void addPart(
      Dml.Target target, int column, Node node, ExprBinder binder, List<Plan.Assignment> bound) {
    Expr base = null;
    for (Scope.Source source : binder.scope().sources()) {
      for (Scope.Field field : source.fields()) {
        boolean own =
            field.tableOid() == relation.oid()
                || view != null && field.tableOid() == view.named().oid();
        boolean same = own && field.value() instanceof Expr.Column at && at.index() == column;
        base = base == null && same ? field.value() : base;
      }
    }
    for (Plan.Assignment before : List.copyOf(bound)) {
      if (before.column() == column) {
        base = before.value();
        bound.remove(before);
      }
    }
    if (base == null) {
      throw ExprBinder.unsupported("assignment to a part of a column here", target.pos());
    }
    Expr whole = base;
    Expr value =
        binder
            .stage()
            .within(
                Stage.Clause.UPDATE, () -> new Subscripts(binder).assigned(whole, target, node));
    bound.add(new Plan.Assignment(column, value));
  }

  /// The scope of the table's own columns, at positions 0, 1, ….
  Scope scope(String alias, @Nullable String schema, int offset) {
    Scope scope = new Scope(null);
    scope.add(new Scope.Source(schema, alias, fields(offset)));
    return scope;
  }

  List<Scope.Field> fields(int offset) {
    if (view != null) {
      return view.fields().stream()
          .map(field -> field.withValue(Exprs.shift(field.value(), offset)))
          .toList();
    }
    List<Scope.Field> fields = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      Column column = relation.columns().get(i);
      fields.add(
          new Scope.Field(
              column.name(),
              new Expr.Column(offset + i, column.type(), column.nullable()),
              relation.oid(),
              i + 1));
    }
    return fields;
  }

  List<ColumnType> types() {
    return relation.columns().stream().map(Column::type).toList();
  }
}
