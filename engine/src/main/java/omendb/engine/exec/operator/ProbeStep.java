package omendb.engine.exec.operator;

import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.hash.JoinTable;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.JoinKind;
import org.jspecify.annotations.Nullable;

/// Looks up each row's key on the build side, in one thread.
///
/// When every key is there at most once and nothing else is to be tested, the probe's vectors go on
/// themselves; otherwise pairs are written to vectors of this step.
final class ProbeStep extends Step {
  private final JoinShape shape;
  private final JoinBuild build;
  private final JoinTable table;
  private final QueryRun run;
  private final Step next;
  private final Projection.Evaluator keys;
  private final @Nullable FilterKernel residual;
  private final NativeArena arena;
  private final long[] codes = new long[Morsel.WINDOW_ROWS];
  private final int[] first = new int[Morsel.WINDOW_ROWS];
  private final int[] selection = new int[Morsel.WINDOW_ROWS];
  private final int[] probeRows = new int[Morsel.WINDOW_ROWS];
  private final int[] buildRows = new int[Morsel.WINDOW_ROWS];
  private final boolean[] matched = new boolean[Morsel.WINDOW_ROWS];
  private final ColumnVector[] pairs;
  private final ColumnVector[] handedOn;
  private final boolean simple;

  ProbeStep(JoinShape shape, QueryRun run, Worker worker, Step next) {
    this.shape = shape;
    this.build = shape.build();
    this.table = build.table();
    this.run = run;
    this.next = next;
    this.keys = shape.keys().evaluator(worker);
    this.arena = worker.windowArena();
    this.residual = shape.residual() == null ? null : shape.residual().instantiate(arena);
    ColumnVector[] probe = Vectors.allocate(shape.retainedTypes());
    ColumnVector[] payload = Vectors.allocate(build.payloadTypes());
    this.pairs = Arrays.copyOf(probe, probe.length + payload.length);
    System.arraycopy(payload, 0, pairs, probe.length, payload.length);
    this.handedOn = shape.filters() ? new ColumnVector[probe.length] : pairs.clone();
    this.simple = residual == null && (shape.filters() || shape.marksOnly() || table.unique());
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    ColumnVector[] keyVectors = keys.apply(in, count);
    table.lookup(keyVectors, count, codes, first);
    if (!simple) {
      expand(in, keyVectors, count);
    } else if (shape.marksOnly()) {
      mark(keyVectors, count);
    } else if (shape.filters()) {
      boolean wanted = shape.kind() == JoinKind.SEMI;
      int kept = 0;
      for (int i = 0; i < count; i++) {
        selection[kept] = i;
        kept += (first[i] >= 0) == wanted ? 1 : 0;
      }
      handOn(in, count, kept);
    } else if (shape.keepsProbeRows()) {
      outer(in, count);
    } else {
      inner(in, count);
    }
  }

  /// Hands on the selected rows of the probe's own vectors.
  private void handOn(ColumnVector[] in, int count, int kept) {
    if (kept == 0) {
      return;
    }
    int[] retained = shape.retained();
    for (int c = 0; c < retained.length; c++) {
      ColumnVector vector = in[retained[c]];
      if (kept < count) {
        Vectors.compact(vector, selection, kept);
      }
      handedOn[c] = vector;
    }
    next.consume(handedOn, kept);
  }

  private void inner(ColumnVector[] in, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = first[i];
      selection[kept] = i;
      buildRows[kept] = row;
      kept += row >= 0 ? 1 : 0;
    }
    if (kept == 0) {
      return;
    }
    if (shape.keepsBuildRows()) {
      markBuild(kept);
    }
    int probeColumns = shape.retained().length;
    for (int c = 0; c < build.payloadCount(); c++) {
      build.payload(c).gather(buildRows, 0, kept, pairs[probeColumns + c]);
    }
    handOn(in, count, kept);
  }

  private void outer(ColumnVector[] in, int count) {
    int probeColumns = shape.retained().length;
    for (int c = 0; c < build.payloadCount(); c++) {
      build.payload(c).gatherOuter(first, count, pairs[probeColumns + c]);
    }
    if (shape.keepsBuildRows()) {
      for (int i = 0; i < count; i++) {
        if (first[i] >= 0) {
          build.mark(first[i]);
        }
      }
    }
    handOn(in, count, count);
  }

  /// Rows of one key are marked together, so a marked first one tells of all.
  private void mark(ColumnVector[] keyVectors, int count) {
    for (int i = 0; i < count; i++) {
      int row = first[i];
      if (row >= 0 && !build.isMarked(row)) {
        for (int r = table.next(row, keyVectors, i, codes); r >= 0; ) {
          build.mark(r);
          r = table.next(r, keyVectors, i, codes);
        }
        build.mark(row);
      }
    }
  }

  private void markBuild(int count) {
    for (int i = 0; i < count; i++) {
      build.mark(buildRows[i]);
    }
  }

  /// Writes all pairs, window by window.
  private void expand(ColumnVector[] in, ColumnVector[] keyVectors, int count) {
    Arrays.fill(matched, 0, count, false);
    boolean semi = shape.filters();
    boolean marks = shape.marksOnly();
    int pairCount = 0;
    for (int i = 0; i < count; i++) {
      int row = first[i];
      while (row >= 0 && !(semi && matched[i])) {
        if (!marks || !build.isMarked(row)) {
          probeRows[pairCount] = i;
          buildRows[pairCount++] = row;
        }
        if (pairCount == Morsel.WINDOW_ROWS) {
          flush(in, pairCount);
          pairCount = 0;
        }
        row = table.next(row, keyVectors, i, codes);
      }
    }
    if (pairCount > 0) {
      flush(in, pairCount);
    }
    if (semi || shape.keepsProbeRows()) {
      rest(in, count);
    }
  }

  private void flush(ColumnVector[] in, int pairCount) {
    run.check();
    gather(in, pairCount);
    int kept = pairCount;
    if (residual != null) {
      arena.reset();
      kept = residual.filter(pairs, pairCount, selection);
      if (kept < pairCount) {
        Vectors.compact(probeRows, selection, kept);
        Vectors.compact(buildRows, selection, kept);
      }
    }
    if (shape.marksOnly()) {
      markBuild(kept);
      return;
    }
    for (int i = 0; i < kept; i++) {
      matched[probeRows[i]] = true;
    }
    if (shape.filters() || kept == 0) {
      return;
    }
    if (kept < pairCount) {
      for (ColumnVector vector : pairs) {
        Vectors.compact(vector, selection, kept);
      }
    }
    if (shape.keepsBuildRows()) {
      markBuild(kept);
    }
    next.consume(pairs, kept);
  }

  private void gather(ColumnVector[] in, int pairCount) {
    int[] retained = shape.retained();
    boolean all = !shape.pairsAreTests();
    for (int c = 0; c < retained.length; c++) {
      if (all || shape.tested().get(c)) {
        Vectors.gather(in[retained[c]], probeRows, pairCount, pairs[c]);
      }
    }
    for (int c = 0; c < build.payloadCount(); c++) {
      if (all || shape.tested().get(retained.length + c)) {
        build.payload(c).gather(buildRows, 0, pairCount, pairs[retained.length + c]);
      }
    }
  }

  /// Probe rows by whether they have found a match: all of a semi or anti join, and those of an
  /// outer join that have not.
  private void rest(ColumnVector[] in, int count) {
    boolean wanted = shape.kind() == JoinKind.SEMI;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      selection[kept] = i;
      kept += matched[i] == wanted ? 1 : 0;
    }
    if (shape.filters()) {
      handOn(in, count, kept);
      return;
    }
    if (kept > 0) {
      for (int c = shape.retained().length; c < pairs.length; c++) {
        Vectors.setNull(pairs[c], kept);
      }
      System.arraycopy(pairs, 0, handedOn, 0, pairs.length);
      handOn(in, count, kept);
    }
  }

  @Override
  void endMorsel() {
    next.endMorsel();
  }
}
