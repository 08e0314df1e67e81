package omendb.engine.exec.operator;

import omendb.core.ColumnVector;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.memory.NativeArena;

/// A conjunct of a scan's condition, before it is made for each thread.
record ScanFilter(int[] columns, KernelTemplate<FilterKernel> template) {
  MorselReader.Filter create(Worker worker) {
    NativeArena arena = worker.windowArena();
    FilterKernel kernel = template.instantiate(arena);
    return new MorselReader.Filter() {
      @Override
      public int[] columns() {
        return columns;
      }

      @Override
      public int filter(ColumnVector[] vectors, int count, int[] selection) {
        arena.reset();
        return kernel.filter(vectors, count, selection);
      }
    };
  }
}
