package omendb.engine.exec.operator;

import java.util.BitSet;
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
/// @param probeTypes the types of all vectors that come
/// @param residual over the retained vectors, then the build's payload
/// @param tested which of these vectors the residual reads
record JoinShape(
    JoinKind kind,
    JoinBuild build,
    Projection keys,
    int[] retained,
    List<ColumnType> retainedTypes,
    List<ColumnType> probeTypes,
    @Nullable KernelTemplate<FilterKernel> residual,
    BitSet tested)
    implements StepFactory {

  /// True when each probe row comes out at least once.
  boolean keepsProbeRows() {
    return kind == JoinKind.LEFT || kind == JoinKind.FULL;
  }

  boolean keepsBuildRows() {
    return kind == JoinKind.RIGHT || kind == JoinKind.FULL;
  }

  /// True when pairs are made for the residual alone.
  boolean pairsAreTests() {
    return filters() || marksOnly();
  }

  boolean filters() {
    return kind == JoinKind.SEMI || kind == JoinKind.ANTI;
  }

  /// True when the probe only finds out which build rows have a match.
  boolean marksOnly() {
    return kind == JoinKind.RIGHT_SEMI || kind == JoinKind.RIGHT_ANTI;
  }

  @Override
  public void prepare(QueryRun run) {
    build.run(run);
  }

  @Override
  public Step create(QueryRun run, Worker worker, Step next) {
    return build.spilled()
        ? new SpillingProbeStep(this, run, worker, next)
        : new ProbeStep(this, run, worker, next);
  }

  /// The join with a part of the build side.
  JoinShape with(JoinBuild part) {
    return new JoinShape(kind, part, keys, retained, retainedTypes, probeTypes, residual, tested);
  }
}
