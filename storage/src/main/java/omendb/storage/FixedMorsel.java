package omendb.storage;

import java.util.Arrays;

/// Rows that were found beforehand: the transaction's own, or those of a narrow key range.
final class FixedMorsel extends RowsMorsel {
  private final Tier tier;
  private long[] rows = new long[16];
  private byte[][] keys = new byte[16][];
  private int count;
  private int base;

  FixedMorsel(RowReader reader, Tier tier) {
    super(reader);
    this.tier = tier;
  }

  void add(long row, byte[] key) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      keys = Arrays.copyOf(keys, 2 * count);
    }
    rows[count] = row;
    keys[count++] = key;
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
  int find(int from, int wanted) {
    base = from;
    int found = Math.min(wanted, count - from);
    System.arraycopy(rows, from, addresses, 0, found);
    return found;
  }

  @Override
  public byte[] key(int row) {
    return keys[base + row];
  }
}
