package omendb.planner.rel;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.plan.Plan;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rex.RexUtil;

/// From the tree as bound to the physical plan: predicates are pushed down by Calcite's rules, then
/// joins are ordered, then operators are chosen.
public final class Optimizer {
  private static final HepProgram PUSH_DOWN = pushDown();

  private Optimizer() {}

  private static HepProgram pushDown() {
    List<RelOptRule> rules =
        List.of(
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.JOIN_CONDITION_PUSH,
            filterProjectTranspose(),
            CoreRules.FILTER_AGGREGATE_TRANSPOSE,
            CoreRules.FILTER_SET_OP_TRANSPOSE,
            CoreRules.FILTER_MERGE,
            projectMerge(),
            CoreRules.PROJECT_REMOVE);
    return HepProgram.builder().addRuleCollection(rules).build();
  }

  /// A filter must not pass a projection whose values change from call to call.
  private static RelOptRule filterProjectTranspose() {
    FilterProjectTransposeRule.Config config =
        CoreRules.FILTER_PROJECT_TRANSPOSE.config.as(FilterProjectTransposeRule.Config.class);
    return config
        .withOperandSupplier(filter ->
            filter
                .operand(Filter.class)
                .oneInput(project ->
                    project
                        .operand(Project.class)
                        .predicate(Optimizer::isDeterministic)
                        .anyInputs()))
        .as(FilterProjectTransposeRule.Config.class)
        .toRule();
  }

  private static RelOptRule projectMerge() {
    RelRule.Config config =
        CoreRules.PROJECT_MERGE.config.withOperandSupplier(upper ->
            upper
                .operand(Project.class)
                .oneInput(lower ->
                    lower
                        .operand(Project.class)
                        .predicate(Optimizer::isDeterministic)
                        .anyInputs()));
    return config.as(ProjectMergeRule.Config.class).toRule();
  }

  static boolean isDeterministic(Project project) {
    return project.getProjects().stream().allMatch(RexUtil::isDeterministic);
  }

  static RelNode pushed(RelNode root) {
    HepPlanner planner = new HepPlanner(PUSH_DOWN);
    planner.setRoot(root);
    return planner.findBestExp();
  }

  /// The physical plan of a tree, whose output columns it keeps.
  public static Plan plan(Algebra algebra, RelNode root) {
    try {
      RelNode pushed = pushed(root);
      Estimates estimates = new Estimates();
      RelNode ordered = new JoinOrder(algebra, estimates).order(pushed);
      return new PhysicalPlanner(algebra, estimates).plan(ordered);
    } catch (OmenException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      throw SqlState.INTERNAL_ERROR.error("the query could not be planned: %s", e).causedBy(e);
    }
  }
}
