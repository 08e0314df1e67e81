package omendb.columnar;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The row groups of columns that were decompressed and are kept for the next reader, of all
/// segments together. Thread-safe.
///
/// Readers only add; so the bound may be passed for a while. Who looks after the segments asks
/// [#overfull] now and then and takes out by [#evict] what was not read since the last time. The
/// memory of what was taken out is freed by the caller, when nobody reads it any more.
public final class ChunkCache {
  private final long bytesMax;
  private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder inflated = new LongAdder();

  private record Entry(Segment segment, int slot) {}

  public ChunkCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Memory of what is kept.
  public long bytes() {
    return bytes.get();
  }

  /// How often something was decompressed.
  public long inflated() {
    return inflated.sum();
  }

  public boolean overfull() {
    return bytes.get() > bytesMax;
  }

  void added(Segment segment, int slot, long blockBytes) {
    bytes.addAndGet(blockBytes);
    inflated.increment();
    entries.add(new Entry(segment, slot));
  }

  /// Says that a segment has freed what it had here.
  void forget(Segment segment, long itsBytes) {
    bytes.addAndGet(-itsBytes);
    entries.removeIf(entry -> entry.segment == segment);
  }

  /// Takes pieces of these segments out until the rest fits: those that were not read since the
  /// last call first. Nobody finds them from now on; those who have them may go on reading.
  public List<NativeBlock> evict(Set<Segment> segments) {
    List<NativeBlock> blocks = new ArrayList<>();
    evict(segments, false, blocks);
    evict(segments, true, blocks);
    return blocks;
  }

  private void evict(Set<Segment> segments, boolean evenUsed, List<NativeBlock> blocks) {
    for (int left = entries.size(); left > 0 && overfull(); left--) {
      Entry entry = entries.poll();
      if (entry == null) {
        return;
      }
      if (!segments.contains(entry.segment) || entry.segment.wasRead(entry.slot) && !evenUsed) {
        entries.add(entry);
        continue;
      }
      NativeBlock block = entry.segment.takeOut(entry.slot);
      if (block != null) {
        bytes.addAndGet(-block.bytes());
        blocks.add(block);
      }
    }
  }
}
