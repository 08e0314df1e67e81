package omendb.engine.exec.operator;

import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// Reads morsels window by window in one thread: columns of the filters first, each filter on what
/// the ones before left, the other columns for the remaining rows only.
class MorselReader {
  /// A condition on some of the columns.
  interface Filter {
    /// The columns it reads.
    int[] columns();

    /// Writes the rows of `[0, count)` that pass, ascending; returns how many.
    int filter(ColumnVector[] vectors, int count, int[] selection);

    /// The filter on codes of the only column; null when it reads others.
    default @Nullable CodeFilter codes() {
      return null;
    }
  }

  private final QueryRun run;
  private final List<Filter> filters;
  private final int keyColumn;
  private final Step first;
  private final ColumnVector[] vectors;
  private final ColumnVector[] handedOn;
  private final int[] selection = new int[Morsel.WINDOW_ROWS];
  private final int[] passed = new int[Morsel.WINDOW_ROWS];
  private final boolean[] read;

  /// Columns that are read with their codes where they have some.
  private final boolean[] coded;

  private final int[] codes = new int[Morsel.WINDOW_ROWS];
  private final int outputs;
  private final @Nullable NativeArena keyArena;
  private boolean stopped;

  MorselReader(
      QueryRun run, List<ColumnType> types, List<Filter> filters, int keyColumn, Step first) {
    this(run, types, types.size(), filters, keyColumn, null, first);
  }

  /// @param types the columns handed on, then those that only filters read
  /// @param outputs how many are handed on
  /// @param keyColumn the one that is the encoded key, or -1
  /// @param keyArena for the keys' bytes
  MorselReader(
      QueryRun run,
      List<ColumnType> types,
      int outputs,
      List<Filter> filters,
      int keyColumn,
      @Nullable NativeArena keyArena,
      Step first) {
    this.run = run;
    this.filters = filters;
    this.keyColumn = keyColumn;
    this.keyArena = keyArena;
    this.first = first;
    this.outputs = outputs;
    this.vectors = Vectors.allocate(types);
    this.handedOn = java.util.Arrays.copyOf(vectors, outputs);
    this.read = new boolean[vectors.length];
    this.coded = new boolean[vectors.length];
    for (int column : first.codedColumns()) {
      if (column >= outputs) {
        continue; // a reader that hands on rows of its own making
      }
      coded[column] = column != keyColumn && vectors[column].form == Form.BYTES;
    }
  }

  /// Reads no further windows of the current morsel; called from within its chain.
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  void restart() {
    stopped = false;
  }

  void read(Morsel morsel) {
    int rows = morsel.rowCount();
    for (int from = 0; from < rows && !stopped; from += Morsel.WINDOW_ROWS) {
      run.check();
      int visible = morsel.load(from, Math.min(Morsel.WINDOW_ROWS, rows - from));
      if (visible > 0) {
        window(morsel, visible);
      }
    }
    morsel.leave();
    first.endMorsel();
  }

  private void window(Morsel morsel, int visible) {
    java.util.Arrays.fill(read, false);
    int count = visible;
    boolean all = true;
    for (Filter filter : filters) {
      int kept = filter(filter, morsel, all, count);
      if (kept == 0) {
        return;
      }
      if (kept < count) {
        keep(kept, all);
        all = false;
        count = kept;
      }
    }
    for (int column = 0; column < outputs; column++) {
      readColumn(morsel, column, all, count);
    }
    first.consume(handedOn, count);
  }

  private int filter(Filter filter, Morsel morsel, boolean all, int count) {
    CodeFilter codes = filter.codes();
    if (codes != null) {
      byte[] verdicts = codes.verdicts(morsel, vectors);
      if (verdicts.length > 0) {
        return codes.filter(verdicts, morsel, all ? null : selection, count, passed);
      }
    }
    for (int column : filter.columns()) {
      readColumn(morsel, column, all, count);
    }
    return filter.filter(vectors, count, passed);
  }

  private void keep(int kept, boolean all) {
    if (all) {
      System.arraycopy(passed, 0, selection, 0, kept);
    } else {
      Vectors.compact(selection, passed, kept);
    }
    for (int column = 0; column < vectors.length; column++) {
      if (read[column]) {
        Vectors.compact(vectors[column], passed, kept);
      }
    }
  }

  private void readColumn(Morsel morsel, int column, boolean all, int count) {
    if (read[column]) {
      return;
    }
    read[column] = true;
    ColumnVector into = vectors[column];
    if (column == keyColumn) {
      readKeys(morsel, all, count, into);
    } else if (all) {
      morsel.read(column, into);
    } else {
      morsel.readSelected(column, selection, count, into);
    }
    if (coded[column]) {
      readCodes(morsel, column, all, count, into);
    }
  }

  private void readCodes(Morsel morsel, int column, boolean all, int count, ColumnVector into) {
    into.dictionary = morsel.dictionary(column);
    if (into.dictionary == null) {
      return;
    }
    if (into.codes.length == 0) {
      into.codes = new int[into.capacity()];
    }
    if (all) {
      morsel.readCodes(column, into.codes);
      return;
    }
    morsel.readCodes(column, codes);
    for (int i = 0; i < count; i++) {
      into.codes[i] = codes[selection[i]];
    }
  }

  private void readKeys(Morsel morsel, boolean all, int count, ColumnVector into) {
    NativeArena arena = Objects.requireNonNull(keyArena);
    arena.reset();
    for (int i = 0; i < count; i++) {
      byte[] key = morsel.key(all ? i : selection[i]);
      into.longs[i] = arena.store(key);
      into.lengths[i] = key.length;
    }
    into.hasNulls = false;
  }
}
