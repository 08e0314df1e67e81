package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.ComparableTypes;
import omendb.engine.exec.codegen.ExprTraits;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import org.jspecify.annotations.Nullable;

/// Makes a stream of a join: the probe side's lanes with a step that looks up in the build side.
final class JoinBuilder {
  private final StreamBuilder streams;
  private final KernelBuilder kernels;
  private final Plan.Join join;
  private final int leftColumns;
  private final List<Expr> leftKeys = new ArrayList<>();
  private final List<Expr> rightKeys = new ArrayList<>();

  JoinBuilder(StreamBuilder streams, KernelBuilder kernels, Plan.Join join) {
    this.streams = streams;
    this.kernels = kernels;
    this.join = join;
    this.leftColumns = join.left().types().size();
    for (int k = 0; k < join.leftKeys().size(); k++) {
      Expr left = join.leftKeys().get(k);
      Expr right = join.rightKeys().get(k);
      ColumnType common = ComparableTypes.common(left.type(), right.type());
      leftKeys.add(ComparableTypes.as(left, common));
      rightKeys.add(ComparableTypes.as(right, common));
    }
  }

  Stream build(BitSet wanted) {
    boolean filters = join.kind() == JoinKind.SEMI || join.kind() == JoinKind.ANTI;
    BitSet used = (BitSet) wanted.clone();
    if (join.residual() != null) {
      ExprTraits.columns(join.residual(), used);
    }
    BitSet leftWanted = used.get(0, leftColumns);
    BitSet rightWanted = used.get(leftColumns, Math.max(leftColumns, used.length()));
    Stream left = side(join.left(), leftWanted, leftKeys);
    boolean keepsRight = join.kind() == JoinKind.RIGHT || join.kind() == JoinKind.FULL;
    if (keepsRight) {
      left = streams.materialised(left);
    }
    Stream right = side(join.right(), rightWanted, rightKeys);

    List<Expr> payload = new ArrayList<>();
    List<@Nullable Expr> rightOutputs = new ArrayList<>();
    BitSet retainedColumns = new BitSet();
    for (int c = leftWanted.nextSetBit(0); c >= 0; c = leftWanted.nextSetBit(c + 1)) {
      ExprTraits.columns(left.output(c), retainedColumns);
    }
    int[] retained = retainedColumns.stream().toArray();
    boolean nullsRight = join.kind() == JoinKind.LEFT || join.kind() == JoinKind.FULL;
    for (int c = 0; c < join.right().types().size(); c++) {
      if (rightWanted.get(c)) {
        Expr output = right.output(c);
        rightOutputs.add(
            new Expr.Column(
                retained.length + payload.size(), output.type(), nullsRight || output.nullable()));
        payload.add(output);
      } else {
        rightOutputs.add(null);
      }
    }
    Stream probe = left;
    List<Expr> probeKeys = leftKeys.stream().map(probe::physical).toList();
    List<Expr> buildKeys = rightKeys.stream().map(right::physical).toList();
    JoinBuild build = new JoinBuild(right, buildKeys, payload, keepsRight, kernels);
    push(probe, probeKeys, build);

    List<@Nullable Expr> outputs = new ArrayList<>();
    for (int c = 0; c < leftColumns; c++) {
      Expr output = leftWanted.get(c) ? left.output(c) : null;
      outputs.add(output == null ? null : moved(output, retained, keepsRight));
    }
    List<@Nullable Expr> both = new ArrayList<>(outputs);
    both.addAll(rightOutputs);
    List<ColumnType> retainedTypes = new ArrayList<>();
    for (int column : retained) {
      retainedTypes.add(left.types().get(column));
    }
    JoinShape shape =
        new JoinShape(
            join.kind(),
            build,
            new Projection(probeKeys, kernels),
            retained,
            retainedTypes,
            residual(both));
    List<ColumnType> types = new ArrayList<>(retainedTypes);
    if (!filters) {
      types.addAll(build.payloadTypes());
    }
    Stream joined =
        left.with(shape, types)
            .withOutputs(filters ? outputs : both)
            .withOrigins(origins(left, retained, types.size()));
    return keepsRight ? joined.withLane(tail(build, retainedTypes)) : joined;
  }

  private Stream side(Plan input, BitSet wanted, List<Expr> keys) {
    BitSet all = (BitSet) wanted.clone();
    keys.forEach(key -> ExprTraits.columns(key, all));
    return streams.build(input, all);
  }

  private static Expr moved(Expr output, int[] retained, boolean nullable) {
    return ExprTraits.substitute(
        output,
        c ->
            new Expr.Column(
                java.util.Arrays.binarySearch(retained, c.index()),
                c.type(),
                nullable || c.nullable()));
  }

  private @Nullable KernelTemplate<FilterKernel> residual(List<@Nullable Expr> outputs) {
    Expr residual = join.residual();
    if (residual == null) {
      return null;
    }
    Stream pairs = new Stream(List.of(), List.of(), outputs, false, new int[0]);
    return kernels.filter(pairs.physical(residual));
  }

  /// Puts filters by keys where the probe side is scanned, unless its rows are kept anyway.
  private void push(Stream probe, List<Expr> probeKeys, JoinBuild build) {
    boolean drops =
        join.kind() == JoinKind.INNER
            || join.kind() == JoinKind.SEMI
            || join.kind() == JoinKind.RIGHT;
    if (!drops || !(probe.lanes().getFirst().source() instanceof ScanSource scan)) {
      return;
    }
    for (int k = 0; k < probeKeys.size(); k++) {
      if (probeKeys.get(k) instanceof Expr.Column column
          && JoinBuild.pushable(column.type())
          && probe.origin(column.index()) >= 0) {
        scan.push(build.push(k, probe.origin(column.index())));
      }
    }
  }

  private static int[] origins(Stream probe, int[] retained, int columns) {
    int[] origins = new int[columns];
    java.util.Arrays.fill(origins, -1);
    for (int c = 0; c < retained.length; c++) {
      origins[c] = probe.origin(retained[c]);
    }
    return origins;
  }

  /// The build rows that no probe row has matched, after all lanes before.
  private static Lane tail(JoinBuild build, List<ColumnType> probeTypes) {
    Source unmatched = new RowsSource(build.payloadTypes(), 1000, build::unmatched);
    StepFactory pad =
        (run, worker, next) -> {
          ColumnVector[] nulls = new ColumnVector[probeTypes.size()];
          for (int c = 0; c < nulls.length; c++) {
            nulls[c] = new ColumnVector(probeTypes.get(c), Morsel.WINDOW_ROWS);
          }
          return new PadStep(nulls, next);
        };
    return new Lane(unmatched, Collections.singletonList(pad));
  }

  /// Puts NULLs before each row.
  private static final class PadStep extends Step {
    private final ColumnVector[] nulls;
    private final Step next;

    PadStep(ColumnVector[] nulls, Step next) {
      this.nulls = nulls;
      this.next = next;
    }

    @Override
    void consume(ColumnVector[] in, int count) {
      ColumnVector[] all = java.util.Arrays.copyOf(nulls, nulls.length + in.length);
      System.arraycopy(in, 0, all, nulls.length, in.length);
      for (ColumnVector vector : nulls) {
        omendb.engine.exec.vector.Vectors.setNull(vector, count);
      }
      next.consume(all, count);
    }

    @Override
    void endMorsel() {
      next.endMorsel();
    }
  }
}
