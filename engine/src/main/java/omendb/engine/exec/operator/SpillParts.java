package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// Rows of one thread that are grouped or joined later, on disk, apart by their keys' hashes.
final class SpillParts {
  static final int PARTS = 32;

  /// Rows of a part are kept until there are as many.
  private static final int BLOCK_ROWS = Morsel.WINDOW_ROWS / 2;

  private final QueryRun run;
  private final List<ColumnType> types;
  private final int depth;
  private final Rows[] kept = new Rows[PARTS];
  private final @Nullable SpillFile[] files = new SpillFile[PARTS];
  private final NativeArena arena;
  private final ColumnVector[] block;
  private final long[] hashes = new long[Morsel.WINDOW_ROWS];
  private final int[][] selections = new int[PARTS][Morsel.WINDOW_ROWS];
  private final int[] counts = new int[PARTS];

  /// @param types of the rows
  /// @param depth how often they have been put apart before
  SpillParts(QueryRun run, List<ColumnType> types, int depth) {
    this.run = run;
    this.types = types;
    this.depth = depth;
    this.arena = run.arena();
    this.block = Vectors.allocate(types);
    for (int p = 0; p < PARTS; p++) {
      kept[p] = run.own(new Rows(types, run.memory()));
    }
  }

  /// The part of a row; at each depth by other bits.
  static int part(long hash, int parts, int depth) {
    return (int) (((depth == 0 ? hash : RowHash.mix(hash + depth)) >>> 40) % parts);
  }

  /// @param keys by whose hashes the rows are put apart
  void add(ColumnVector[] rows, ColumnVector[] keys, int count) {
    RowHash.hash(keys, count, hashes);
    java.util.Arrays.fill(counts, 0);
    for (int i = 0; i < count; i++) {
      int part = part(hashes[i], PARTS, depth);
      selections[part][counts[part]++] = i;
    }
    for (int p = 0; p < PARTS; p++) {
      if (counts[p] > 0) {
        kept[p].appendSelected(rows, selections[p], counts[p]);
        if (kept[p].size() >= BLOCK_ROWS) {
          write(p);
        }
      }
    }
  }

  private void write(int part) {
    SpillFile file = files[part];
    if (file == null) {
      file = run.own(run.spill().file());
      files[part] = file;
    }
    Rows rows = kept[part];
    for (int from = 0; from < rows.size(); from += Morsel.WINDOW_ROWS) {
      run.check();
      int count = Math.min(Morsel.WINDOW_ROWS, rows.size() - from);
      for (int c = 0; c < block.length; c++) {
        rows.columns[c].read(from, count, block[c]);
      }
      file.append(block, count, arena);
    }
    rows.clear();
  }

  /// Adds kept rows, whose keys are these columns of theirs.
  void addAll(Rows rows, int[] keyColumns) {
    ColumnVector[] window = Vectors.allocate(types);
    ColumnVector[] keys = new ColumnVector[keyColumns.length];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = window[keyColumns[k]];
    }
    for (int from = 0; from < rows.size(); from += Morsel.WINDOW_ROWS) {
      run.check();
      int count = Math.min(Morsel.WINDOW_ROWS, rows.size() - from);
      for (int c = 0; c < window.length; c++) {
        rows.columns[c].read(from, count, window[c]);
      }
      add(window, keys, count);
    }
  }

  /// Writes what is kept and gives the memory back.
  void finish() {
    for (int p = 0; p < PARTS; p++) {
      if (kept[p].size() > 0) {
        write(p);
      }
      kept[p].close();
    }
    arena.close();
  }

  /// The rows of a part: one file or none.
  List<SpillFile> files(int part) {
    List<SpillFile> result = new ArrayList<>();
    SpillFile file = files[part];
    if (file != null) {
      result.add(file);
    }
    return result;
  }
}
