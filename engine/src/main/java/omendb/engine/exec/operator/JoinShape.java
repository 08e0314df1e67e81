package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.planner.plan.Plan.JoinKind;
import org.jspecify.annotations.Nullable;

/// What the probing threads of a join share.
///
/// @param keys the probe side's keys over its vectors
/// @param retained the probe's vectors that go on
/// @param retainedTypes their types
/// @param residual over the retained vectors, then the build's payload
record JoinShape(
    JoinKind kind,
    JoinBuild build,
    Projection keys,
    int[] retained,
    List<ColumnType> retainedTypes,
    @Nullable KernelTemplate<FilterKernel> residual)
    implements StepFactory {

  /// True when each probe row comes out at least once.
  boolean keepsProbeRows() {
    return kind == JoinKind.LEFT || kind == JoinKind.FULL;
  }

  boolean keepsBuildRows() {
    return kind == JoinKind.RIGHT || kind == JoinKind.FULL;
  }

  boolean filters() {
    return kind == JoinKind.SEMI || kind == JoinKind.ANTI;
  }

  @Override
  public void prepare(QueryRun run) {
    build.run(run);
  }

  @Override
  public Step create(QueryRun run, Worker worker, Step next) {
    return new ProbeStep(this, run, worker, next);
  }
}
