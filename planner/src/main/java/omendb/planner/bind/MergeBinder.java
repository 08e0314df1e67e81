package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.Dml;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.RowCheck;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds and plans MERGE: the table joined to its source, which keeps rows without a partner when a
/// branch is for them.
final class MergeBinder {
  private final StatementContext statement;
  private final @Nullable CommonTables outer;

  MergeBinder(StatementContext statement, @Nullable CommonTables outer) {
    this.statement = statement;
    this.outer = outer;
  }

  /// What the branches see.
  ///
  /// @param both the table's columns and the source's, for WHEN MATCHED
  /// @param source the source's alone, for WHEN NOT MATCHED
  private record Scopes(Scope both, Scope source) {}

  DmlBinder.Bound bind(Dml.Merge merge) {
    CommonTables tables = CommonTables.within(outer, merge.with(), statement);
    Relation relation = target(merge.table());
    statement.uses().read(relation, false);
    checkOrder(merge.branches());
    String alias = DmlBinder.alias(merge.table());
    String schema = merge.table().alias() == null ? relation.schema() : null;
    RelNode table =
        new RowPolicies(statement)
            .seen(
                statement.algebra().scan(relation, true), relation, List.of(PolicyCommand.SELECT));
    int shift = Algebra.width(table);
    FromBinder.Side side = new FromBinder(statement, null, tables).bind(List.of(merge.source()));
    if (side.scope().source(null, alias) != null) {
      throw SqlState.DUPLICATE_ALIAS
          .error("name \"%s\" specified more than once", alias)
          .withDetail("The name is used both as MERGE target table and data source.");
    }
    Scope source = side.scope().map(e -> Exprs.shift(e, shift));
    Scope both = new Assignments(statement, relation).scope(alias, schema, 0);
    both.add(source);
    Stage stage = new Stage(List.of());
    Expr on =
        stage.within(
            Stage.Clause.JOIN,
            () -> new ExprBinder(statement, both, stage, tables).condition(merge.on(), "JOIN/ON"));
    if (Exprs.anyColumn(on, i -> i >= Algebra.SUBQUERY)) {
      throw ExprBinder.unsupported("a subquery in the condition of MERGE", merge.on().pos());
    }
    boolean alone = merge.branches().stream().anyMatch(branch -> !branch.matched());
    Plan.JoinKind kind = alone ? Plan.JoinKind.RIGHT : Plan.JoinKind.INNER;
    RelNode joined = statement.algebra().join(table, side.rel(), kind, on);
    DmlBinder.Extras extras = new DmlBinder.Extras(shift);
    List<Plan.MergeBranch> branches = new ArrayList<>();
    for (Dml.MergeBranch branch : merge.branches()) {
      branches.add(branch(branch, relation, new Scopes(both, source), tables, extras));
    }
    Plan rows = DmlBinder.rows(statement, joined, relation, extras);
    return new DmlBinder.Bound(
        new Plan.Merge(relation.oid(), relation.name(), rows, branches), List.of());
  }

  private Relation target(FromItem.Table table) {
    Relation relation = FromBinder.relation(statement, table.name());
    if (relation.viewSql() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("cannot execute MERGE on relation \"%s\"", relation.name())
          .withDetail("This operation is not supported for views.");
    }
    return DmlBinder.target(statement, table.name(), "merge into");
  }

  private static void checkOrder(List<Dml.MergeBranch> branches) {
    boolean[] closed = new boolean[2];
    for (Dml.MergeBranch branch : branches) {
      int kind = branch.matched() ? 1 : 0;
      if (closed[kind]) {
        throw SqlState.SYNTAX_ERROR.error(
            "unreachable WHEN clause specified after unconditional WHEN clause");
      }
      closed[kind] = branch.condition() == null;
    }
  }

  private Plan.MergeBranch branch(
      Dml.MergeBranch branch,
      Relation relation,
      Scopes scopes,
      @Nullable CommonTables tables,
      DmlBinder.Extras extras) {
    Scope scope = branch.matched() ? scopes.both() : scopes.source();
    ExprBinder binder = new ExprBinder(statement, scope, new Stage(List.of()), tables);
    RowPolicies policies = new RowPolicies(statement);
    Node when = branch.condition();
    Expr condition = when == null ? null : extras.move(binder.condition(when, "WHEN"));
    return switch (branch.action()) {
      case Dml.MergeNothing _ ->
          new Plan.MergeBranch(
              branch.matched(),
              condition,
              Plan.MergeAction.NOTHING,
              List.of(),
              List.of(),
              List.of());
      case Dml.MergeDelete _ -> {
        statement.uses().change(relation, ViewTarget.Verb.DELETE);
        yield new Plan.MergeBranch(
            branch.matched(),
            condition,
            Plan.MergeAction.DELETE,
            List.of(),
            policies.visible(relation, PolicyCommand.DELETE, RowCheck.Rule.TARGET),
            List.of());
      }
      case Dml.MergeUpdate update ->
          new Plan.MergeBranch(
              branch.matched(),
              condition,
              Plan.MergeAction.UPDATE,
              moved(
                  new Assignments(statement, relation).bind(update.assignments(), binder), extras),
              policies.visible(relation, PolicyCommand.UPDATE, RowCheck.Rule.TARGET),
              policies.written(relation, PolicyCommand.UPDATE));
      case Dml.MergeInsert insert ->
          new Plan.MergeBranch(
              branch.matched(),
              condition,
              Plan.MergeAction.INSERT,
              moved(inserted(insert, relation, binder), extras),
              List.of(),
              policies.written(relation, PolicyCommand.INSERT));
    };
  }

  private static List<Plan.Assignment> moved(
      List<Plan.Assignment> assignments, DmlBinder.Extras extras) {
    return assignments.stream()
        .map(each -> new Plan.Assignment(each.column(), extras.move(each.value())))
        .toList();
  }

  /// A value for each of the table's columns.
  private List<Plan.Assignment> inserted(
      Dml.MergeInsert insert, Relation relation, ExprBinder binder) {
    Assignments assignments = new Assignments(statement, relation);
    List<Integer> targets = InsertBinder.targets(insert.columns(), assignments);
    targets.forEach(column -> assignments.note(ViewTarget.Verb.INSERT, column));
    List<Node> values = insert.values() == null ? List.of() : insert.values();
    if (values.size() > targets.size()) {
      throw SqlState.SYNTAX_ERROR
          .error("INSERT has more expressions than target columns")
          .at(values.get(targets.size()).pos());
    }
    if (insert.values() != null && !insert.columns().isEmpty() && values.size() < targets.size()) {
      throw SqlState.SYNTAX_ERROR
          .error("INSERT has more target columns than expressions")
          .at(insert.columns().get(values.size()).pos());
    }
    List<Plan.Assignment> row = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      int column = i;
      int at = targets.indexOf(i);
      Node node = at >= 0 && at < values.size() ? values.get(at) : null;
      Expr value =
          node == null || node instanceof Node.Default
              ? assignments.defaultOf(i)
              : binder
                  .stage()
                  .within(
                      Stage.Clause.VALUES,
                      () ->
                          assignments.inserted(
                              assignments.assigned(binder.bind(node), column, node.pos()),
                              column,
                              insert.overriding()));
      row.add(new Plan.Assignment(i, value));
    }
    return row;
  }
}
