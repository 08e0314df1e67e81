package omendb.engine.exec.operator;

import omendb.core.ColumnVector;

/// Puts probe rows on disk, in the parts of a build side that is there.
final class SpillingProbeStep extends Step {
  private final Projection.Evaluator keys;
  private final SpillParts parts;
  private final Step next;

  SpillingProbeStep(JoinShape shape, QueryRun run, Worker worker, Step next) {
    this.keys = shape.keys().evaluator(worker);
    this.parts = new SpillParts(run, shape.probeTypes(), 0);
    this.next = next;
    shape.build().addProbe(parts);
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    parts.add(in, keys.apply(in, count), count);
  }

  @Override
  void endMorsel() {
    next.endMorsel();
  }
}
