package omendb.storage;

import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.PlantedBug;
import omendb.core.ValueDictionary;
import org.jspecify.annotations.Nullable;

/// Rows `[start, end)` of a segment, without those that the snapshot or the transaction itself has
/// deleted. Windows without deletes are read in one go, others by selection.
final class ColdMorsel implements Morsel {
  private static final int ALL = -1;

  private final ColdSegment cold;
  private final int start;
  private final int end;
  private final long snapshot;

  /// Positions in the segment that the transaction deleted, ascending.
  private final int[] ownDeletes;

  private final int[] visible = new int[WINDOW_ROWS];
  private final int[] chosen = new int[WINDOW_ROWS];
  private int base;
  private int candidates;
  private int rows;
  private boolean all;

  ColdMorsel(ColdSegment cold, int start, int end, long snapshot, int[] ownDeletes) {
    this.cold = cold;
    this.start = start;
    this.end = end;
    this.snapshot = snapshot;
    this.ownDeletes = ownDeletes;
  }

  @Override
  public int rowCount() {
    return end - start;
  }

  @Override
  public Tier tier() {
    return Tier.COLD;
  }

  @Override
  public int load(int from, int count) {
    base = start + from;
    rows = Math.min(count, end - base);
    candidates = rows;
    int seen =
        PlantedBug.IGNORE_DELETE_VECTOR.on()
            ? ALL
            : cold.deletes.visible(base, rows, snapshot, visible);
    if (ownDeletes.length > 0) {
      seen = withoutOwn(seen);
    }
    all = seen == ALL;
    rows = all ? rows : seen;
    return rows;
  }

  /// Takes the transaction's own deletes out of the selection.
  private int withoutOwn(int seen) {
    int at = Arrays.binarySearch(ownDeletes, base);
    at = at < 0 ? -at - 1 : at;
    if (at == ownDeletes.length || ownDeletes[at] >= base + rows) {
      return seen;
    }
    int count = seen == ALL ? rows : seen;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = seen == ALL ? i : visible[i];
      while (at < ownDeletes.length && ownDeletes[at] < base + row) {
        at++;
      }
      if (at == ownDeletes.length || ownDeletes[at] != base + row) {
        visible[kept++] = row;
      }
    }
    return kept;
  }

  @Override
  public void read(int column, ColumnVector into) {
    if (all) {
      cold.segment.read(column, base, rows, into);
    } else {
      cold.segment.readSelected(column, base, visible, rows, into);
    }
  }

  @Override
  public void readSelected(int column, int[] selection, int count, ColumnVector into) {
    if (all) {
      cold.segment.readSelected(column, base, selection, count, into);
      return;
    }
    for (int i = 0; i < count; i++) {
      chosen[i] = visible[selection[i]];
    }
    cold.segment.readSelected(column, base, chosen, count, into);
  }

  @Override
  public @Nullable ValueDictionary dictionary(int column) {
    return cold.segment.dictionary(column);
  }

  @Override
  public void readCodes(int column, int[] codes) {
    cold.segment.readCodes(column, base, candidates, codes);
    for (int i = 0; !all && i < rows; i++) {
      codes[i] = codes[visible[i]];
    }
  }

  @Override
  public byte[] key(int row) {
    return cold.segment.keyAt(base + (all ? row : visible[row]));
  }
}
