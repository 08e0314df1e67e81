package omendb.storage;

import java.util.Arrays;
import java.util.function.IntFunction;

/// Rows that were found beforehand: the transaction's own, or those of a narrow key range.
final class FixedMorsel extends RowsMorsel {
  private final Tier tier;
  private final IntFunction<byte[]> keys;
  private long[] rows = new long[16];
  private int[] places = new int[16];
  private int count;
  private int base;

  /// `keys` gives the key of what [#add] was told as a row's place; most scans ask for none.
  FixedMorsel(RowReader reader, Tier tier, IntFunction<byte[]> keys) {
    super(reader);
    this.tier = tier;
    this.keys = keys;
  }

  void add(long row, int place) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      places = Arrays.copyOf(places, 2 * count);
    }
    rows[count] = row;
    places[count++] = place;
  }

  @Override
  public int rowCount() {
    return count;
  }

  @Override
  public Tier tier() {
    return tier;
  }

  @Override
  int find(int from, int wanted, long[] addresses) {
    base = from;
    int found = Math.min(wanted, count - from);
    System.arraycopy(rows, from, addresses, 0, found);
    return found;
  }

  @Override
  public byte[] key(int row) {
    return keys.apply(places[base + row]);
  }
}
