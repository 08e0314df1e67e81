package omendb.storage;

import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongConsumer;
import omendb.columnar.ChunkCache;
import omendb.columnar.DeleteVector;
import omendb.columnar.NativeBlock;
import omendb.columnar.Segment;
import omendb.core.KeyCodec;
import omendb.core.RowBuffer;
import omendb.core.RowLayout;
import omendb.mvcc.ColdLookup;
import org.jspecify.annotations.Nullable;

/// The segments of one table: the current [TableVersion] and the finding of rows by key in it.
///
/// A swap publishes a new version in one volatile write, under the commit order. Readers lease a
/// version. A reader that missed the key in the row store must lease afterwards: a row leaves the
/// row store only when the version that has it in a segment is already published.
final class ColdTier implements ColdLookup {
  private final ColdRowCache cache;
  private final RowLayout layout;
  private final LongConsumer oldestReader;
  private final ConcurrentSkipListSet<Long> inUse = new ConcurrentSkipListSet<>();

  /// Decompressed pieces that were taken out, with the last version whose readers may have them.
  private final Deque<Retired> retired = new ConcurrentLinkedDeque<>();

  private volatile TableVersion current;

  private record Retired(long version, List<NativeBlock> blocks) {}

  /// @param oldestReader is told, when a version has lost its last reader, the number of the oldest
  ///   version that still has one
  ColdTier(
      List<ColdSegment> segments, ColdRowCache cache, RowLayout layout, LongConsumer oldestReader) {
    this.current = new TableVersion(1, segments);
    this.cache = cache;
    this.layout = layout;
    this.oldestReader = oldestReader;
    inUse.add(1L);
  }

  /// The current version, leased; give it back with [#release].
  TableVersion lease() {
    while (true) {
      TableVersion version = current;
      if (version.tryLease()) {
        return version;
      }
      Thread.onSpinWait();
    }
  }

  void release(TableVersion version) {
    if (version.release()) {
      inUse.remove(version.number);
      if (!inUse.isEmpty()) {
        long oldest = inUse.first();
        oldestReader.accept(oldest);
        free(oldest);
      }
    }
  }

  /// Frees what only readers of versions before this one had.
  private void free(long oldest) {
    for (Retired each : retired) {
      if (each.version < oldest && retired.remove(each)) {
        each.blocks.forEach(NativeBlock::free);
      }
    }
  }

  /// Takes decompressed pieces out until those that are kept fit; for the thread that holds the
  /// commit order. Their memory is freed when the readers of the version before have gone, whose
  /// lease that thread gives back when it no longer holds the order.
  TableVersion evict(ChunkCache chunks) {
    List<ColdSegment> segments = current.segments();
    Set<Segment> compressed = new HashSet<>();
    for (ColdSegment each : segments) {
      if (each.segment.compressed()) {
        compressed.add(each.segment);
      }
    }
    List<NativeBlock> blocks = chunks.evict(compressed);
    TableVersion before = publish(segments);
    retired.add(new Retired(before.number, blocks));
    return before;
  }

  /// The number that the next [#publish] will give.
  long nextNumber() {
    return current.number + 1;
  }

  int segmentCount() {
    return current.segmentCount();
  }

  /// Makes these segments the table's, for the thread that holds the commit order. Returns the
  /// version before, whose lease that thread gives back when it no longer holds the order.
  TableVersion publish(List<ColdSegment> segments) {
    TableVersion before = current;
    inUse.add(before.number + 1);
    current = new TableVersion(before.number + 1, segments);
    return before;
  }

  /// Takes the table out of use: the files of its segments go with their last reader.
  void retireAll() {
    TableVersion last = current;
    last.segments().forEach(ColdSegment::retire);
    release(publish(List.of()));
  }

  /// Unmaps all segments; for shutdown, when no reader is left.
  void close() {
    TableVersion last = current;
    if (last.release()) {
      inUse.clear();
    }
    free(Long.MAX_VALUE);
  }

  /// Puts the row with this key together in the buffer if the snapshot sees it in a segment;
  /// returns its address or 0.
  long get(byte[] key, long snapshot, RowBuffer into) {
    return current.segmentCount() == 0 ? 0 : get(key, KeyCodec.prefix(key), snapshot, into);
  }

  /// As [#get] for an exact key given as its prefix.
  long getByPrefix(long prefix, long snapshot, RowBuffer into) {
    return current.segmentCount() == 0 ? 0 : get(null, prefix, snapshot, into);
  }

  private long get(byte @Nullable [] key, long prefix, long snapshot, RowBuffer into) {
    TableVersion version = lease();
    try {
      for (int i = 0; i < version.segmentCount(); i++) {
        ColdSegment segment = version.segment(i);
        if (segment.visibleFrom <= snapshot && segment.mayHold(prefix)) {
          int position =
              key == null ? segment.segment.findPrefix(prefix) : segment.segment.findKey(key);
          if (position >= 0 && segment.deletes.deletedAt(position) > snapshot) {
            segment.temperature.touch();
            return cache.read(segment, position, layout, into);
          }
        }
      }
      return 0;
    } finally {
      release(version);
    }
  }

  @Override
  public long find(byte[] key) {
    if (current.segmentCount() == 0) {
      return NONE;
    }
    TableVersion version = lease();
    try {
      long best = NONE;
      long bestDeleted = -1;
      long prefix = KeyCodec.prefix(key);
      for (int i = 0; i < version.segmentCount(); i++) {
        ColdSegment segment = version.segment(i);
        int position = segment.mayHold(prefix) ? segment.segment.findKey(key) : -1;
        long deleted = position < 0 ? -1 : segment.deletes.deletedAt(position);
        if (deleted > bestDeleted) {
          best = segment.place(position);
          bestDeleted = deleted;
        }
      }
      return best;
    } finally {
      release(version);
    }
  }

  /// A place in a segment that was merged away since counts as of a commit to come: the caller, who
  /// holds a lock on the key, gets 40001 and tries again.
  @Override
  public long insertedAt(long coldPosition) {
    TableVersion version = lease();
    try {
      ColdSegment segment = version.byId(ColdSegment.segmentOf(coldPosition));
      return segment == null ? Long.MAX_VALUE : segment.visibleFrom;
    } finally {
      release(version);
    }
  }

  @Override
  public long deletedAt(long coldPosition) {
    TableVersion version = lease();
    try {
      ColdSegment segment = version.byId(ColdSegment.segmentOf(coldPosition));
      return segment == null
          ? DeleteVector.ALIVE
          : segment.deletes.deletedAt(ColdSegment.positionOf(coldPosition));
    } finally {
      release(version);
    }
  }

  @Override
  public void delete(long coldPosition, long commit) {
    TableVersion version = lease();
    try {
      ColdSegment segment = version.byId(ColdSegment.segmentOf(coldPosition));
      if (segment != null) {
        segment.temperature.touch();
        segment.deletes.add(ColdSegment.positionOf(coldPosition), commit);
      }
    } finally {
      release(version);
    }
  }
}
