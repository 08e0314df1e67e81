package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.codegen.ProjectKernel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Expressions as vectors: columns are handed through, the others computed. No vector comes twice,
/// so that steps may change each in place.
final class Projection {
  private final List<Expr> expressions;
  private final List<Expr> computed = new ArrayList<>();
  private final @Nullable KernelTemplate<ProjectKernel> template;

  Projection(List<Expr> expressions, KernelBuilder kernels) {
    this.expressions = expressions;
    for (Expr expr : expressions) {
      if (!(expr instanceof Expr.Column)) {
        computed.add(expr);
      }
    }
    template = computed.isEmpty() ? null : kernels.project(computed);
  }

  List<ColumnType> types() {
    return expressions.stream().map(Expr::type).toList();
  }

  /// The columns that are handed through.
  IntStream columns() {
    return expressions.stream()
        .filter(Expr.Column.class::isInstance)
        .mapToInt(expr -> ((Expr.Column) expr).index());
  }

  Evaluator evaluator(Worker worker) {
    return new Evaluator(worker);
  }

  /// The projection for one thread.
  final class Evaluator {
    private final ColumnVector[] out = new ColumnVector[expressions.size()];
    private final ColumnVector[] fresh = new ColumnVector[computed.size()];
    private final boolean[] copied = new boolean[expressions.size()];
    private final @Nullable NativeArena arena;
    private final @Nullable ProjectKernel kernel;

    private Evaluator(Worker worker) {
      arena = template == null ? null : worker.windowArena();
      kernel = template == null || arena == null ? null : template.instantiate(arena);
      int next = 0;
      for (int i = 0; i < out.length; i++) {
        if (!(expressions.get(i) instanceof Expr.Column)) {
          fresh[next] = new ColumnVector(expressions.get(i).type(), Morsel.WINDOW_ROWS);
          out[i] = fresh[next++];
        } else if (expressions.indexOf(expressions.get(i)) < i) {
          out[i] = new ColumnVector(expressions.get(i).type(), Morsel.WINDOW_ROWS);
          copied[i] = true;
        }
      }
    }

    /// The expressions' values for the rows; vectors may be the input's own.
    ColumnVector[] apply(ColumnVector[] in, int count) {
      if (kernel != null && arena != null) {
        arena.reset();
        kernel.project(in, count, fresh);
      }
      for (int i = 0; i < out.length; i++) {
        if (expressions.get(i) instanceof Expr.Column column) {
          if (copied[i]) {
            Vectors.copy(in[column.index()], count, out[i]);
          } else {
            out[i] = in[column.index()];
          }
        }
      }
      return out;
    }
  }

  /// A step that hands on these expressions only; each at most once, so that every vector is its
  /// own.
  StepFactory step() {
    return (run, worker, next) -> {
      Evaluator evaluator = evaluator(worker);
      return new Step() {
        @Override
        void consume(ColumnVector[] in, int count) {
          next.consume(evaluator.apply(in, count), count);
        }

        @Override
        void endMorsel() {
          next.endMorsel();
        }
      };
    };
  }
}
