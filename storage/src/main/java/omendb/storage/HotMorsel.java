package omendb.storage;

import omendb.mvcc.HotScan;

/// The visible ones of the row store's rows `[start, end)`.
final class HotMorsel extends RowsMorsel {
  private static final int[] NONE = {};

  private final HotScan scan;
  private final int start;
  private final int end;
  private int[] rowIds = NONE;

  HotMorsel(RowReader reader, HotScan scan, int start, int end) {
    super(reader);
    this.scan = scan;
    this.start = start;
    this.end = end;
  }

  @Override
  public int rowCount() {
    return end - start;
  }

  @Override
  public Tier tier() {
    return Tier.HOT;
  }

  @Override
  int find(int from, int count, long[] addresses) {
    if (rowIds.length < count) {
      rowIds = new int[count];
    }
    int base = start + from;
    return scan.load(base, Math.min(count, end - base), addresses, rowIds);
  }

  @Override
  public void leave() {
    super.leave();
    rowIds = NONE;
  }

  @Override
  public byte[] key(int row) {
    return scan.key(rowIds[row]);
  }
}
