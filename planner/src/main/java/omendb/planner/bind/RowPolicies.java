package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.RowSecurity;
import omendb.planner.RowSecurity.Policy;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.RowCheck;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.Optimizer;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Row security: what the policies of tables let a statement see and write. Without a permissive
/// policy for a command nothing is seen or written by it.
final class RowPolicies {
  private static final Expr NEVER = new Expr.Literal(false, ColumnType.BOOLEAN);

  private final StatementContext statement;

  RowPolicies(StatementContext statement) {
    this.statement = statement;
  }

  /// What counts for who asks here; null when nothing does.
  private @Nullable RowSecurity of(Relation relation) {
    return statement.isCollecting()
        ? null
        : statement.catalog().rowSecurity(relation.oid(), statement.uses().through());
  }

  /// The rows of a scan, whose columns are the table's, that all of these commands may see.
  RelNode seen(RelNode scan, Relation relation, List<PolicyCommand> commands) {
    RowSecurity security = of(relation);
    if (security == null) {
      return scan;
    }
    RelNode rel = scan;
    for (PolicyCommand command : commands) {
      for (Condition condition : conditions(security, command, false)) {
        Expr bound =
            within(relation, () -> bind(condition, relation, i -> Algebra.column(scan, i)));
        rel = statement.algebra().filter(rel, bound);
      }
    }
    return cut(rel, Algebra.width(scan));
  }

  /// Without the columns that queries inside of conditions have added.
  private RelNode cut(RelNode rel, int width) {
    if (Algebra.width(rel) == width) {
      return rel;
    }
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(Algebra.column(rel, i));
    }
    return statement.algebra().project(rel, columns);
  }

  /// What rows that are written must satisfy.
  List<RowCheck> written(Relation relation, PolicyCommand command) {
    return checks(relation, command, true, RowCheck.Rule.POLICY);
  }

  /// What rows must satisfy to be seen by a command, as a check.
  List<RowCheck> visible(Relation relation, PolicyCommand command, RowCheck.Rule rule) {
    return checks(relation, command, false, rule);
  }

  private List<RowCheck> checks(
      Relation relation, PolicyCommand command, boolean written, RowCheck.Rule rule) {
    RowSecurity security = of(relation);
    if (security == null) {
      return List.of();
    }
    List<RowCheck> checks = new ArrayList<>();
    for (Condition condition : conditions(security, command, written)) {
      checks.add(check(condition, relation, rule));
    }
    return checks;
  }

  /// One of these texts must hold.
  ///
  /// @param policy the restrictive policy; empty for all the permissive ones
  private record Condition(String policy, List<String> texts) {}

  private static List<Condition> conditions(
      RowSecurity security, PolicyCommand command, boolean written) {
    List<String> permissive = new ArrayList<>();
    List<Condition> all = new ArrayList<>();
    for (Policy policy : security.policies()) {
      String check = policy.check();
      String text = written && check != null ? check : policy.using();
      if (!policy.isFor(command) || text == null) {
        continue;
      }
      if (policy.permissive()) {
        permissive.add(text);
      } else {
        all.add(new Condition(policy.name(), List.of(text)));
      }
    }
    all.addFirst(new Condition("", permissive));
    return all;
  }

  private RowCheck check(Condition condition, Relation relation, RowCheck.Rule rule) {
    boolean queries = condition.texts().stream().anyMatch(RowPolicies::mayQuery);
    if (!queries) {
      Expr bound =
          within(
              relation,
              () ->
                  bind(
                      condition,
                      relation,
                      i -> {
                        var column = relation.columns().get(i);
                        return new Expr.Column(i, column.type(), column.nullable());
                      }));
      return new RowCheck(rule, condition.policy(), bound, null);
    }
    StatementContext apart = statement.apart();
    RowPolicies policies = new RowPolicies(apart);
    Expr bound =
        policies.within(
            relation,
            () ->
                policies.bind(
                    condition,
                    relation,
                    i -> new Expr.Parameter(i, relation.columns().get(i).type())));
    Algebra algebra = apart.algebra();
    Plan plan = Optimizer.plan(algebra, algebra.project(algebra.one(), List.of(bound)));
    apart.requirePermission();
    return new RowCheck(rule, condition.policy(), NEVER, plan);
  }

  /// False when the condition has no query inside for certain.
  private static boolean mayQuery(String text) {
    return text.toUpperCase(java.util.Locale.ROOT).lastIndexOf("SELECT") > 0;
  }

  private Expr within(Relation relation, java.util.function.Supplier<Expr> part) {
    if (!statement.policies().add(relation.oid())) {
      throw SqlState.INVALID_OBJECT_DEFINITION.error(
          "infinite recursion detected in policy for relation \"%s\"", relation.name());
    }
    statement.enterView();
    try {
      return part.get();
    } finally {
      statement.leaveView();
      statement.policies().remove(relation.oid());
    }
  }

  private Expr bind(Condition condition, Relation relation, IntFunction<Expr> columns) {
    List<Expr> bound = new ArrayList<>();
    for (String text : condition.texts()) {
      bound.add(bind(text, relation, columns));
    }
    return bound.isEmpty()
        ? NEVER
        : bound.size() == 1 ? bound.getFirst() : Exprs.bool(Operator.OR, bound);
  }

  private Expr bind(String text, Relation relation, IntFunction<Expr> columns) {
    if (!(SqlParser.parseOne(text) instanceof Query query)
        || !(query.body() instanceof Query.Select select)
        || !(select.from().getFirst() instanceof FromItem.Table table)) {
      throw SqlState.INTERNAL_ERROR.error("a policy of \"%s\" is no query", relation.name());
    }
    List<Scope.Field> fields = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      fields.add(new Scope.Field(relation.columns().get(i).name(), columns.apply(i), 0, 0));
    }
    Scope scope = new Scope(null);
    String schema = table.alias() == null ? relation.schema() : null;
    scope.add(new Scope.Source(schema, DmlBinder.alias(table), fields));
    Node where = Objects.requireNonNull(select.where());
    return new ExprBinder(statement, scope, new Stage(List.of()), null).condition(where, "POLICY");
  }
}
