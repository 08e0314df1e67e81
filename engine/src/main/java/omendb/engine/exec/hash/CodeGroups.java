package omendb.engine.exec.hash;

import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.ValueDictionary;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// The groups of the codes of one dictionary at a time, as far as they have been met.
final class CodeGroups implements AutoCloseable {
  /// A key that is one vector with codes.
  record Coded(ColumnVector vector, ValueDictionary dictionary) {}

  /// The groups of the rows that were unknown.
  private final int[] found = new int[Morsel.WINDOW_ROWS];

  private final MemoryBudget budget;
  private final int[] rows = new int[Morsel.WINDOW_ROWS];
  private final ColumnVector[] unknown;
  private @Nullable ValueDictionary dictionary;

  /// By code plus 1, as NULL is -1: the group plus 1, or 0.
  private int[] groups = {};

  /// @param like vectors of the rows that will come
  CodeGroups(ColumnVector[] like, MemoryBudget budget) {
    this.budget = budget;
    this.unknown = Vectors.allocate(Arrays.stream(like).map(each -> each.type).toList());
  }

  /// Writes the groups of the rows: those that their codes had before, or the table's.
  void lookup(Coded key, ColumnVector[] all, int count, int[] into, GroupTable table) {
    if (dictionary != key.dictionary()) {
      begin(key.dictionary());
    }
    int[] codes = key.vector().codes;
    int[] known = groups;
    int left = 0;
    for (int i = 0; i < count; i++) {
      int group = known[codes[i] + 1] - 1;
      into[i] = group;
      rows[left] = i;
      left += group < 0 ? 1 : 0;
    }
    if (left == 0) {
      return;
    }
    for (int c = 0; c < unknown.length; c++) {
      Vectors.gather(all[c], rows, left, unknown[c]);
    }
    table.lookupValues(unknown, left, found);
    for (int m = 0; m < left; m++) {
      into[rows[m]] = found[m];
      known[codes[rows[m]] + 1] = found[m] + 1;
    }
  }

  private void begin(ValueDictionary current) {
    int size = current.size() + 1;
    if (size > groups.length) {
      budget.reserve(4L * size);
      budget.release(4L * groups.length);
      groups = new int[size];
    } else {
      Arrays.fill(groups, 0, size, 0);
    }
    dictionary = current;
  }

  @Override
  public void close() {
    budget.release(4L * groups.length);
    groups = new int[0];
    dictionary = null;
  }
}
