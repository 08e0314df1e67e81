package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.SetKind;
import org.jspecify.annotations.Nullable;

/// UNION ALL as lanes after each other; the other set operations as groupings of it that count how
/// often each input has a row.
final class SetOperations {
  private final StreamBuilder streams;
  private final KernelBuilder kernels;

  SetOperations(StreamBuilder streams, KernelBuilder kernels) {
    this.streams = streams;
    this.kernels = kernels;
  }

  Stream build(Plan.SetOperation plan, BitSet wanted) {
    if (plan.kind() == SetKind.UNION) {
      return plan.all() ? unionAll(plan, wanted) : streams.build(distinct(plan), wanted);
    }
    return counted(plan);
  }

  private Stream unionAll(Plan.SetOperation plan, BitSet wanted) {
    List<Lane> lanes = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    wanted.stream().forEach(c -> types.add(plan.types().get(c)));
    for (Plan input : plan.inputs()) {
      Stream stream = streams.build(input, wanted);
      List<Expr> columns = new ArrayList<>();
      wanted.stream().forEach(c -> columns.add(converted(stream.output(c), plan.types().get(c))));
      lanes.addAll(stream.with(new Projection(columns, kernels).step(), types).lanes());
    }
    int[] origins = new int[types.size()];
    java.util.Arrays.fill(origins, -1);
    List<@Nullable Expr> outputs = StreamBuilder.columns(plan.types(), wanted);
    return new Stream(lanes, types, outputs, true, origins);
  }

  static Expr converted(Expr expr, ColumnType type) {
    if (expr instanceof Expr.Literal literal && literal.value() == null) {
      return new Expr.Literal(null, type);
    }
    return expr.type().equals(type) ? expr : new Expr.Cast(expr, type, true);
  }

  private static Plan distinct(Plan.SetOperation plan) {
    List<Integer> all = IntStream.range(0, plan.types().size()).boxed().toList();
    Plan rows = new Plan.SetOperation(SetKind.UNION, true, plan.inputs(), plan.rows());
    return new Plan.Aggregate(rows, all, List.of(all), List.of(), plan.types(), plan.rows());
  }

  /// INTERSECT and EXCEPT: rows, then per input how often it has the row; then a test of the
  /// counts, or a repetition by them.
  private Stream counted(Plan.SetOperation plan) {
    int width = plan.types().size();
    int inputs = plan.inputs().size();
    List<Plan> marked = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      List<Expr> columns = new ArrayList<>();
      for (int c = 0; c < width; c++) {
        ColumnType type = plan.inputs().get(i).types().get(c);
        columns.add(converted(new Expr.Column(c, type, true), plan.types().get(c)));
      }
      for (int mark = 0; mark < inputs; mark++) {
        columns.add(new Expr.Literal(mark == i, ColumnType.BOOLEAN));
      }
      marked.add(new Plan.Project(plan.inputs().get(i), columns));
    }
    List<Integer> keys = IntStream.range(0, width).boxed().toList();
    List<Plan.AggregateCall> counts = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>(plan.types());
    for (int i = 0; i < inputs; i++) {
      counts.add(
          new Plan.AggregateCall(
              AggregateFunction.COUNT_STAR,
              List.of(),
              false,
              width + i,
              List.of(),
              ColumnType.BIGINT));
      types.add(ColumnType.BIGINT);
    }
    Plan union = new Plan.SetOperation(SetKind.UNION, true, marked, plan.rows());
    Plan groups = new Plan.Aggregate(union, keys, List.of(keys), counts, types, plan.rows());
    BitSet all = new BitSet();
    all.set(0, width + inputs);
    if (plan.all()) {
      Stream stream = streams.materialised(streams.build(groups, all));
      return stream.with(repeat(plan.kind(), width), stream.types().subList(0, width));
    }
    return streams.build(new Plan.Filter(groups, present(plan, width), plan.rows()), all);
  }

  private static Expr present(Plan.SetOperation plan, int width) {
    List<Expr> tests = new ArrayList<>();
    for (int i = 0; i < plan.inputs().size(); i++) {
      boolean wanted = i == 0 || plan.kind() == SetKind.INTERSECT;
      tests.add(
          new Expr.Call(
              wanted ? Operator.GREATER : Operator.EQUAL,
              List.of(
                  new Expr.Column(width + i, ColumnType.BIGINT, false),
                  new Expr.Literal(0L, ColumnType.BIGINT)),
              ColumnType.BOOLEAN,
              false));
    }
    return Conditions.and(tests);
  }

  /// Repeats each row as often as the counts after its columns say.
  private static StepFactory repeat(SetKind kind, int width) {
    return (run, worker, next) ->
        new Step() {
          private final int[] rows = new int[Morsel.WINDOW_ROWS];
          private ColumnVector @Nullable [] out;

          @Override
          void consume(ColumnVector[] in, int count) {
            ColumnVector[] repeated = out;
            if (repeated == null) {
              List<ColumnType> types = new ArrayList<>();
              for (int c = 0; c < width; c++) {
                types.add(in[c].type);
              }
              repeated = Vectors.allocate(types);
              out = repeated;
            }
            int filled = 0;
            for (int i = 0; i < count; i++) {
              for (long n = times(in, i); n > 0; n--) {
                rows[filled++] = i;
                if (filled == rows.length) {
                  run.check();
                  flush(in, repeated, filled);
                  filled = 0;
                }
              }
            }
            if (filled > 0) {
              flush(in, repeated, filled);
            }
          }

          private long times(ColumnVector[] in, int i) {
            long times = in[width].longs[i];
            for (int c = width + 1; c < in.length; c++) {
              long other = in[c].longs[i];
              times = kind == SetKind.INTERSECT ? Math.min(times, other) : times - other;
            }
            return times;
          }

          private void flush(ColumnVector[] in, ColumnVector[] repeated, int filled) {
            for (int c = 0; c < width; c++) {
              Vectors.gather(in[c], rows, filled, repeated[c]);
            }
            next.consume(repeated, filled);
          }

          @Override
          void endMorsel() {
            next.endMorsel();
          }
        };
  }
}
