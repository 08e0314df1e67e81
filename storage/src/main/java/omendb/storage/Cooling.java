package omendb.storage;

import omendb.columnar.ChunkCache;

/// Follows the temperature of segments: compresses those that are left alone, makes those plain
/// that are read again, and frees what was decompressed above its bound. One rewritten segment per
/// look, with a rest behind it, so that it never takes more than a part of a processor.
final class Cooling {
  /// Looks left out behind a rewritten segment.
  private static final int REST_LOOKS = 10;

  private final CoolingOptions rules;
  private final ChunkCache chunks;
  private final long lookMillis;
  private int resting;

  Cooling(Foundation foundation) {
    this.rules = foundation.options().cooling();
    this.chunks = foundation.chunks();
    this.lookMillis = foundation.options().migrationPauseMillis();
  }

  /// Begins a look at all tables.
  void begin() {
    resting = Math.max(0, resting - 1);
  }

  /// Looks at one table.
  void look(TableStore table) {
    if (chunks.overfull()) {
      table.evictChunks();
    }
    for (ColdSegment segment : table.read(TableVersion::segments)) {
      boolean compressed = segment.segment.compressed();
      Temperature.Wish wish = segment.temperature.look(compressed, rules, lookMillis);
      if (wish != Temperature.Wish.STAY && resting == 0) {
        resting = REST_LOOKS;
        table.migration().rewrite(segment, wish == Temperature.Wish.COMPRESS);
      }
    }
  }
}
