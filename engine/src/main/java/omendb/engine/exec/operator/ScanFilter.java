package omendb.engine.exec.operator;

import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// Conjuncts of a scan's condition, before they are made for each thread.
///
/// @param only the type of the only column where that is a column of bytes, else null
record ScanFilter(int[] columns, @Nullable ColumnType only, KernelTemplate<FilterKernel> template) {
  MorselReader.Filter create(Worker worker) {
    NativeArena arena = worker.windowArena();
    FilterKernel kernel = template.instantiate(arena);
    return new MorselReader.Filter() {
      private final @Nullable CodeFilter codes =
          only == null ? null : new CodeFilter(columns[0], only, this);

      @Override
      public int[] columns() {
        return columns;
      }

      @Override
      public @Nullable CodeFilter codes() {
        return codes;
      }

      @Override
      public int filter(ColumnVector[] vectors, int count, int[] selection) {
        arena.reset();
        return kernel.filter(vectors, count, selection);
      }
    };
  }
}
