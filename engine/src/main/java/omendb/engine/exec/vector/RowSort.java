package omendb.engine.exec.vector;

/// A stable merge sort of row numbers by prefix, then by the keys' columns. The prefixes travel
/// with the numbers, so that most comparisons read memory in sequence.
public final class RowSort {
  private static final int INSERTION_MAX = 24;

  private final RowOrder order;
  private final long[] prefixes;
  private final int[] rows;
  private final long[] otherPrefixes;
  private final int[] otherRows;

  /// @param prefixes per row; sorted along
  /// @param rows the numbers to sort
  public RowSort(RowOrder order, long[] prefixes, int[] rows) {
    this.order = order;
    this.prefixes = prefixes;
    this.rows = rows;
    this.otherPrefixes = new long[rows.length];
    this.otherRows = new int[rows.length];
  }

  /// Bytes that sorting `rows` rows takes.
  public static long bytes(int rows) {
    return rows * 24L;
  }

  /// Sorts places `[from, to)`.
  public void sort(int from, int to) {
    if (to - from <= INSERTION_MAX) {
      insertion(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    merge(from, middle, to);
  }

  /// Merges the sorted places `[from, middle)` and `[middle, to)`.
  public void merge(int from, int middle, int to) {
    if (after(middle - 1, middle) <= 0) {
      return;
    }
    System.arraycopy(prefixes, from, otherPrefixes, from, middle - from);
    System.arraycopy(rows, from, otherRows, from, middle - from);
    int left = from;
    int right = middle;
    int out = from;
    while (left < middle && right < to) {
      long a = otherPrefixes[left];
      long b = prefixes[right];
      boolean takeLeft = a != b ? a < b : order.compare(otherRows[left], rows[right]) <= 0;
      if (takeLeft) {
        prefixes[out] = a;
        rows[out++] = otherRows[left++];
      } else {
        prefixes[out] = b;
        rows[out++] = rows[right++];
      }
    }
    System.arraycopy(otherPrefixes, left, prefixes, out, middle - left);
    System.arraycopy(otherRows, left, rows, out, middle - left);
  }

  private int after(int a, int b) {
    return prefixes[a] != prefixes[b]
        ? Long.compare(prefixes[a], prefixes[b])
        : order.compare(rows[a], rows[b]);
  }

  private void insertion(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long prefix = prefixes[i];
      int row = rows[i];
      int at = i;
      while (at > from
          && (prefixes[at - 1] > prefix
              || (prefixes[at - 1] == prefix && order.compare(rows[at - 1], row) > 0))) {
        prefixes[at] = prefixes[at - 1];
        rows[at] = rows[at - 1];
        at--;
      }
      prefixes[at] = prefix;
      rows[at] = row;
    }
  }
}
