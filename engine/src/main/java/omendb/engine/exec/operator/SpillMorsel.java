package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// A block of rows on disk as a morsel, in memory only while it is read.
final class SpillMorsel implements Morsel {
  private final SpillFile file;
  private final int block;
  private final List<ColumnType> types;
  private final int[] columns;
  private final QueryRun run;
  private @Nullable NativeArena arena;
  private ColumnVector[] vectors = {};

  private SpillMorsel(
      SpillFile file, int block, List<ColumnType> types, int[] columns, QueryRun run) {
    this.file = file;
    this.block = block;
    this.types = types;
    this.columns = columns;
    this.run = run;
  }

  /// All blocks of a file.
  ///
  /// @param types of all columns of the file
  /// @param columns those that are handed on
  static List<Morsel> of(SpillFile file, List<ColumnType> types, int[] columns, QueryRun run) {
    List<Morsel> morsels = new ArrayList<>();
    for (int block = 0; block < file.blocks(); block++) {
      morsels.add(new SpillMorsel(file, block, types, columns, run));
    }
    return morsels;
  }

  @Override
  public int rowCount() {
    return file.rows(block);
  }

  @Override
  public Tier tier() {
    return Tier.MEMORY;
  }

  @Override
  public int load(int from, int count) {
    if (from != 0 || count != rowCount()) {
      throw new IllegalStateException("a block is read as a whole");
    }
    NativeArena bytes = arena;
    if (bytes == null) {
      bytes = run.arena();
      arena = bytes;
      vectors = Vectors.allocate(types);
    }
    return file.read(block, vectors, bytes);
  }

  @Override
  public void read(int column, ColumnVector into) {
    Vectors.copy(vectors[columns[column]], rowCount(), into);
  }

  @Override
  public void readSelected(int column, int[] selection, int count, ColumnVector into) {
    Vectors.gather(vectors[columns[column]], selection, count, into);
  }

  @Override
  public byte[] key(int row) {
    throw new IllegalStateException("an intermediate row has no key");
  }

  @Override
  public void leave() {
    NativeArena bytes = arena;
    if (bytes != null) {
      bytes.close();
      arena = null;
      vectors = new ColumnVector[0];
    }
  }
}
