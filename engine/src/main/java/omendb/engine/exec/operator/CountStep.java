package omendb.engine.exec.operator;

import omendb.core.ColumnVector;
import omendb.engine.exec.PlanProfile;

/// Notes how many rows a node of the plan hands on, and when.
final class CountStep extends Step {
  private final PlanProfile profile;
  private final PlanProfile.Node node;
  private final QueryRun run;
  private final Step next;

  private CountStep(PlanProfile profile, PlanProfile.Node node, QueryRun run, Step next) {
    this.profile = profile;
    this.node = node;
    this.run = run;
    this.next = next;
  }

  static StepFactory factory(PlanProfile profile, PlanProfile.Node node) {
    return (run, _, next) -> new CountStep(profile, node, run, next);
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    profile.count(node, count, run.memory().usedBytes());
    next.consume(in, count);
  }

  @Override
  void endMorsel() {
    next.endMorsel();
  }
}
