package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.CatalogView.CheckOption;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.RowCheck;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// What a statement changes: a table, or a view whose rows are some of those of one table, column
/// by column.
///
/// @param named the relation that the statement names
/// @param table the table that is changed
/// @param fields the columns of `named`, over the table's columns
/// @param conditions what the table's rows must satisfy to be the view's; empty for a table
/// @param checks what rows written must satisfy, the lowest view's first
/// @param verb of the statement, as errors say it
/// @param through the view whose owner changes the table; 0 for the current user
record ViewTarget(
    Relation named,
    Relation table,
    List<Scope.Field> fields,
    List<Expr> conditions,
    List<RowCheck> checks,
    Verb verb,
    int through) {
  private static final int DEPTH_MAX = 100;
  private static final String AUTOMATICALLY = " are not automatically updatable.";
  private static final String NO_COLUMNS = "Views that have no updatable columns";

  /// What is done to rows.
  enum Verb {
    INSERT("insert into", "inserting into"),
    UPDATE("update", "updating"),
    DELETE("delete from", "deleting from");

    private final String words;
    private final String doing;

    Verb(String words, String doing) {
      this.words = words;
      this.doing = doing;
    }
  }

  /// 55000 for a view whose rows cannot be traced to those of one table.
  static ViewTarget of(StatementContext statement, Name name, Verb verb) {
    Relation relation = FromBinder.relation(statement, name);
    if (relation.viewSql() == null) {
      DmlBinder.target(statement, name, verb.words);
    }
    statement.uses().change(relation, verb);
    ViewTarget target = resolve(statement, relation, verb, CheckOption.NONE, 0);
    if (verb != Verb.DELETE && relation.viewSql() != null && target.isFixed()) {
      throw refused(relation, verb, NO_COLUMNS);
    }
    return target;
  }

  /// Why a view cannot have a CHECK OPTION; null when it can.
  static @Nullable String refusal(StatementContext statement, Relation view) {
    try {
      ViewTarget target = resolve(statement, view, Verb.UPDATE, CheckOption.NONE, 0);
      return target.isFixed() ? NO_COLUMNS + AUTOMATICALLY : null;
    } catch (OmenException e) {
      if (e.state() == SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE) {
        return e.detail();
      }
      throw e;
    }
  }

  /// True when no column can be given a value.
  private boolean isFixed() {
    return fields.stream().allMatch(field -> place(field) < 0);
  }

  /// @param asked [CheckOption#CASCADED] when a view above asks for all conditions to be kept
  private static ViewTarget resolve(
      StatementContext statement, Relation relation, Verb verb, CheckOption asked, int depth) {
    String sql = relation.viewSql();
    if (sql == null) {
      List<Scope.Field> fields = new Assignments(statement, relation).fields(0);
      int through = statement.uses().through();
      return new ViewTarget(relation, relation, fields, List.of(), List.of(), verb, through);
    }
    if (depth > DEPTH_MAX || !(SqlParser.parseOne(sql) instanceof Query query)) {
      throw SqlState.INTERNAL_ERROR.error("view \"%s\" is no query", relation.name());
    }
    Query.Select select = simple(query, relation, verb);
    if (select.from().size() != 1 || !(select.from().getFirst() instanceof FromItem.Table item)) {
      throw refused(relation, verb, "Views that do not select from a single table or view");
    }
    if (item.sample() != null) {
      throw refused(relation, verb, "Views containing TABLESAMPLE");
    }
    Relation below = FromBinder.relation(statement, item.name());
    if (below.oid() < 16384 || below.kind() != 'r' && below.kind() != 'v') {
      throw refused(relation, verb, "Views that do not select from a single table or view");
    }
    int self = statement.uses().enter(relation, statement.catalog());
    statement.uses().change(below, verb);
    CheckOption own = statement.catalog().checkOption(relation.oid());
    CheckOption inherited = asked == CheckOption.CASCADED ? asked : own;
    ViewTarget target =
        over(
            statement,
            relation,
            select,
            item,
            resolve(statement, below, verb, inherited, depth + 1),
            inherited != CheckOption.NONE);
    statement.uses().leave(self);
    return target;
  }

  /// The view's only SELECT, which has nothing but items, FROM and WHERE.
  private static Query.Select simple(Query query, Relation view, Verb verb) {
    if (query.with() != null) {
      throw refused(view, verb, "Views containing WITH");
    }
    if (!(query.body() instanceof Query.Select select)) {
      throw refused(
          view,
          verb,
          query.body() instanceof Query.SetOperation
              ? "Views containing UNION, INTERSECT, or EXCEPT"
              : "Views that do not select from a single table or view");
    }
    if (select.distinct().present()) {
      throw refused(view, verb, "Views containing DISTINCT");
    }
    if (select.groupBy() != null) {
      throw refused(view, verb, "Views containing GROUP BY");
    }
    if (select.having() != null) {
      throw refused(view, verb, "Views containing HAVING");
    }
    if (query.limit() != null) {
      throw refused(view, verb, "Views containing LIMIT or OFFSET");
    }
    return select;
  }

  private static ViewTarget over(
      StatementContext statement,
      Relation view,
      Query.Select select,
      FromItem.Table item,
      ViewTarget below,
      boolean checked) {
    FromItem.Alias alias = item.alias();
    List<String> names = alias == null ? List.of() : alias.columns();
    List<Scope.Field> visible = new ArrayList<>();
    for (int i = 0; i < below.fields.size(); i++) {
      Scope.Field field = below.fields.get(i);
      visible.add(i < names.size() ? field.named(names.get(i)) : field);
    }
    Scope scope = new Scope(null);
    String schema = alias == null ? below.named.schema() : null;
    scope.add(new Scope.Source(schema, DmlBinder.alias(item), visible));
    ExprBinder binder = new ExprBinder(statement, scope, new Stage(List.of()), null);
    Targets targets = new Targets(binder, false);
    binder.stage().within(Stage.Clause.SELECT, () -> targets.add(select.items(), List.of()));
    List<Scope.Field> fields = new ArrayList<>();
    for (int i = 0; i < view.columns().size(); i++) {
      Expr value = targets.values().get(i);
      requireRow(value, view, below.verb);
      fields.add(new Scope.Field(view.columns().get(i).name(), value, view.oid(), i + 1));
    }
    List<Expr> conditions = new ArrayList<>(below.conditions);
    Node where = select.where();
    List<RowCheck> checks = new ArrayList<>(below.checks);
    if (where != null) {
      Expr condition = binder.condition(where, "WHERE");
      conditions.add(condition);
      if (checked && below.verb != Verb.DELETE) {
        if (Exprs.anyColumn(condition, i -> i >= Algebra.SUBQUERY)) {
          throw ExprBinder.unsupported("CHECK OPTION of a condition with a subquery", 0);
        }
        checks.add(new RowCheck(RowCheck.Rule.VIEW, view.name(), condition, null));
      }
    }
    return new ViewTarget(view, below.table, fields, conditions, checks, below.verb, below.through);
  }

  /// Notes that a column of the table is given a value: the view's column by the user, the table's
  /// by the owner of the view next to it.
  void note(StatementContext statement, Verb verb, int column) {
    for (int i = 0; i < fields.size(); i++) {
      if (place(fields.get(i)) == column) {
        statement.uses().assigned(named, verb, i);
      }
    }
    int self = statement.uses().enter(through);
    statement.uses().assigned(table, verb, column);
    statement.uses().leave(self);
  }

  private static void requireRow(Expr value, Relation view, Verb verb) {
    if (Exprs.anyColumn(value, i -> i >= Stage.AGGREGATE && i < Stage.WINDOW)) {
      throw refused(view, verb, "Views that return aggregate functions");
    }
    if (Exprs.anyColumn(value, i -> i >= Stage.WINDOW && i < Algebra.VIRTUAL)) {
      throw refused(view, verb, "Views that return window or set-returning functions");
    }
    if (Exprs.anyColumn(value, i -> i >= Algebra.VIRTUAL)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "changing view \"%s\", which has a subquery for a column, is not supported", view.name());
    }
  }

  private static OmenException refused(Relation view, Verb verb, String what) {
    return SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE
        .error("cannot %s view \"%s\"", verb.words, view.name())
        .withDetail("%s", what + AUTOMATICALLY)
        .withHint(
            "To enable %s the view, provide an INSTEAD OF %s trigger or an unconditional ON %s DO"
                + " INSTEAD rule.",
            verb.doing, verb, verb);
  }

  boolean isView() {
    return named.viewSql() != null;
  }

  /// The table's column that a field is, or -1.
  private int place(Scope.Field field) {
    return field.value() instanceof Expr.Column column && column.index() < table.columns().size()
        ? column.index()
        : -1;
  }

  /// The table's columns that are the view's, in the view's order, as far as a list without names
  /// can mean them.
  List<Integer> places() {
    List<Integer> places = new ArrayList<>();
    for (Scope.Field field : fields) {
      int place = place(field);
      if (place < 0) {
        throw readOnly(field);
      }
      places.add(place);
    }
    return places;
  }

  /// The table's column of this name in the view; null when the view has none.
  @Nullable Integer place(String name) {
    for (Scope.Field field : fields) {
      if (field.name().equals(name)) {
        int place = place(field);
        if (place < 0) {
          throw readOnly(field);
        }
        return place;
      }
    }
    return null;
  }

  private OmenException readOnly(Scope.Field field) {
    return SqlState.FEATURE_NOT_SUPPORTED
        .error("cannot %s column \"%s\" of view \"%s\"", verb.words, field.name(), named.name())
        .withDetail("View columns that are not columns of their base relation are not updatable.");
  }
}
