package omendb.engine.exec.operator;

import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;

/// Leaves out rows where a condition is not true.
final class FilterStep extends Step {
  private final FilterKernel kernel;
  private final NativeArena arena;
  private final Step next;
  private final int[] passed = new int[Morsel.WINDOW_ROWS];

  private FilterStep(FilterKernel kernel, NativeArena arena, Step next) {
    this.kernel = kernel;
    this.arena = arena;
    this.next = next;
  }

  static StepFactory factory(KernelTemplate<FilterKernel> template) {
    return (run, worker, next) -> {
      NativeArena arena = worker.windowArena();
      return new FilterStep(template.instantiate(arena), arena, next);
    };
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    arena.reset();
    int kept = kernel.filter(in, count, passed);
    if (kept == 0) {
      return;
    }
    if (kept < count) {
      for (ColumnVector vector : in) {
        Vectors.compact(vector, passed, kept);
      }
    }
    next.consume(in, kept);
  }

  @Override
  void endMorsel() {
    next.endMorsel();
  }
}
