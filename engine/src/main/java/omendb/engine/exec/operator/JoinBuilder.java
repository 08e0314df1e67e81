package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.engine.exec.codegen.ComparableTypes;
import omendb.engine.exec.codegen.ExprTraits;
import omendb.engine.exec.codegen.KernelBuilder;
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
    BitSet used = used(wanted);
    BitSet leftWanted = used.get(0, leftColumns);
    BitSet rightWanted = used.get(leftColumns, Math.max(leftColumns, used.length()));
    Stream left = side(join.left(), leftWanted, leftKeys);
    boolean keepsRight = join.kind() == JoinKind.RIGHT || join.kind() == JoinKind.FULL;
    if (keepsRight) {
      left = streams.materialised(left);
    }
    Stream right = side(join.right(), rightWanted, rightKeys);

    int[] retained = retained(left, leftWanted);
    List<Expr> payload = new ArrayList<>();
    List<@Nullable Expr> rightOutputs = payload(right, rightWanted, retained.length, payload);
    Stream probe = left;
    List<Expr> probeKeys = leftKeys.stream().map(probe::physical).toList();
    List<Expr> buildKeys = rightKeys.stream().map(right::physical).toList();
    boolean tracks = keepsRight || marksOnly();
    JoinBuild build = new JoinBuild(right, buildKeys, payload, tracks, kernels);
    push(probe, probeKeys, build);

    List<@Nullable Expr> outputs = outputs(left, leftWanted, retained, keepsRight);
    List<@Nullable Expr> both = new ArrayList<>(outputs);
    both.addAll(rightOutputs);
    List<ColumnType> retainedTypes = new ArrayList<>();
    for (int column : retained) {
      retainedTypes.add(left.types().get(column));
    }
    Projection keys = new Projection(probeKeys, kernels);
    Expr residual = residual(both);
    BitSet tested = new BitSet();
    if (residual != null) {
      ExprTraits.columns(residual, tested);
    }
    JoinShape shape =
        new JoinShape(
            join.kind(),
            build,
            keys,
            retained,
            retainedTypes,
            left.types(),
            residual == null ? null : kernels.filter(residual),
            tested);
    if (marksOnly()) {
      return marked(left.with(shape, build.payloadTypes()), build, rightOutputs, retained.length)
          .withLane(spilled(shape, build.payloadTypes()));
    }
    boolean filters = shape.filters();
    List<ColumnType> types = new ArrayList<>(retainedTypes);
    if (!filters) {
      types.addAll(build.payloadTypes());
    }
    Stream joined =
        left.with(shape, types)
            .withOutputs(filters ? outputs : both)
            .withOrigins(origins(left, retained, types.size()));
    Stream all = keepsRight ? joined.withLane(tail(build, retainedTypes)) : joined;
    return join.leftKeys().isEmpty() ? all : all.withLane(spilled(shape, types));
  }

  /// The rows that had no room in memory, after all lanes before.
  private static Lane spilled(JoinShape shape, List<ColumnType> types) {
    return new Lane(new SpilledJoin(shape, types), List.of());
  }

  /// The right input's columns behind `shift` others; what they need of it goes to the payload.
  private List<@Nullable Expr> payload(Stream right, BitSet wanted, int shift, List<Expr> payload) {
    boolean nulls = join.kind() == JoinKind.LEFT || join.kind() == JoinKind.FULL;
    List<@Nullable Expr> outputs = new ArrayList<>();
    for (int c = 0; c < join.right().types().size(); c++) {
      if (wanted.get(c)) {
        Expr output = right.output(c);
        boolean nullable = nulls || output.nullable();
        outputs.add(new Expr.Column(shift + payload.size(), output.type(), nullable));
        payload.add(output);
      } else {
        outputs.add(null);
      }
    }
    return outputs;
  }

  private List<@Nullable Expr> outputs(
      Stream left, BitSet wanted, int[] retained, boolean nullable) {
    List<@Nullable Expr> outputs = new ArrayList<>();
    for (int c = 0; c < leftColumns; c++) {
      outputs.add(wanted.get(c) ? moved(left.output(c), retained, nullable) : null);
    }
    return outputs;
  }

  private boolean marksOnly() {
    return join.kind() == JoinKind.RIGHT_SEMI || join.kind() == JoinKind.RIGHT_ANTI;
  }

  /// The columns that are read, of the left input and then of the right one.
  private BitSet used(BitSet wanted) {
    BitSet used = new BitSet();
    int shift = marksOnly() ? leftColumns : 0;
    wanted.stream().forEach(column -> used.set(column + shift));
    if (join.residual() != null) {
      ExprTraits.columns(join.residual(), used);
    }
    return used;
  }

  private static int[] retained(Stream left, BitSet wanted) {
    BitSet columns = new BitSet();
    for (int c = wanted.nextSetBit(0); c >= 0; c = wanted.nextSetBit(c + 1)) {
      ExprTraits.columns(left.output(c), columns);
    }
    return columns.stream().toArray();
  }

  /// The build rows themselves, after all probe rows were seen.
  private Stream marked(
      Stream probe, JoinBuild build, List<@Nullable Expr> rightOutputs, int shift) {
    List<@Nullable Expr> outputs = new ArrayList<>();
    for (Expr output : rightOutputs) {
      outputs.add(output == null ? null : ExprTraits.renumber(output, c -> c - shift));
    }
    int[] origins = new int[build.payloadTypes().size()];
    java.util.Arrays.fill(origins, -1);
    boolean semi = join.kind() == JoinKind.RIGHT_SEMI;
    Source rows = new RowsSource(build.payloadTypes(), 1000, run -> build.rows(semi));
    return probe.withOutputs(outputs).withOrigins(origins).withLane(new Lane(rows, List.of()));
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

  private @Nullable Expr residual(List<@Nullable Expr> outputs) {
    Expr residual = join.residual();
    if (residual == null) {
      return null;
    }
    Stream pairs = new Stream(List.of(), List.of(), outputs, false, new int[0]);
    return pairs.physical(residual);
  }

  /// Puts filters by keys where the probe side is scanned, unless its rows are kept anyway.
  private void push(Stream probe, List<Expr> probeKeys, JoinBuild build) {
    if (join.kind() == JoinKind.LEFT
        || join.kind() == JoinKind.FULL
        || join.kind() == JoinKind.ANTI) {
      return;
    }
    for (int k = 0; k < probeKeys.size(); k++) {
      int key = k;
      probe.push(probeKeys.get(k), column -> build.push(key, column));
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
    Source unmatched = new RowsSource(build.payloadTypes(), 1000, run -> build.rows(false));
    StepFactory pad = (run, worker, next) -> new PadStep(probeTypes, next);
    return new Lane(unmatched, Collections.singletonList(pad));
  }

  /// Puts NULLs before each row.
  static final class PadStep extends Step {
    private final ColumnVector[] nulls;
    private final Step next;

    PadStep(List<ColumnType> types, Step next) {
      this.nulls = omendb.engine.exec.vector.Vectors.allocate(types);
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
