package omendb.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.LongAdder;
import omendb.core.NativeMemory;
import omendb.core.RowBuffer;
import omendb.core.RowLayout;

/// Rows that point reads have put together from segments, because gathering a row's columns costs
/// several times the finding of its position. A segment's row never changes, so an entry is never
/// stale; what is deleted is decided before the cache is asked.
///
/// Only each [#TAKE_EVERY]th miss is kept: rows that are read often get in soon, and a walk over
/// many rows pays little for entries that nobody will ask for.
final class ColdRowCache {
  private static final int TAKE_EVERY = 8;

  /// What an entry takes beside the row's bytes, about.
  private static final int ENTRY_BYTES = 96;

  private final Cache<Long, byte[]> rows;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /// Counts misses; threads may lose one another's steps.
  private int turn;

  ColdRowCache(long bytesMax) {
    this.rows =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Long _, byte[] row) -> row.length + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();
  }

  /// The address in the buffer of the segment's row at this position.
  long read(ColdSegment segment, int position, RowLayout layout, RowBuffer into) {
    Long place = segment.place(position);
    byte[] known = rows.getIfPresent(place);
    if (known != null) {
      hits.increment();
      long address = into.reserve(known.length);
      NativeMemory.putBytes(address, known, 0, known.length);
      return address;
    }
    misses.increment();
    long address = segment.segment.writeRow(position, into);
    if (turn++ % TAKE_EVERY == 0) {
      rows.put(place, NativeMemory.bytes(address, layout.rowBytes(address)));
    }
    return address;
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
