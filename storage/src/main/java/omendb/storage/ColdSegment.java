package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.columnar.DeleteVector;
import omendb.columnar.Segment;
import omendb.columnar.SegmentColumns;
import omendb.core.KeyCodec;
import org.jspecify.annotations.Nullable;

/// A segment of a table with what changes about it: which rows are deleted, and who holds it.
///
/// Each table version that lists the segment holds it; with the last one it is unmapped, and its
/// file is deleted if the manifest no longer has it.
final class ColdSegment {
  private static final int POSITION_BITS = 32;

  final Segment segment;
  final DeleteVector deletes;

  /// The commit from which on the rows exist; 0 when every snapshot may see them.
  final long visibleFrom;

  /// Where the table's columns lie in a file that was taken over; null when they lie as they are.
  final @Nullable SegmentColumns columns;

  final byte[] minKey;
  final byte[] maxKey;
  final long minPrefix;
  final long maxPrefix;

  /// How often single rows are read.
  final Temperature temperature;

  private final AtomicInteger holders = new AtomicInteger();
  private volatile boolean obsolete;

  ColdSegment(Segment segment, DeleteVector deletes, long visibleFrom) {
    this(segment, deletes, visibleFrom, null);
  }

  ColdSegment(
      Segment segment, DeleteVector deletes, long visibleFrom, @Nullable SegmentColumns columns) {
    this.temperature = new Temperature();
    this.columns = columns;
    this.segment = segment;
    this.deletes = deletes;
    this.visibleFrom = visibleFrom;
    this.minKey = segment.summary().minKey();
    this.maxKey = segment.summary().maxKey();
    this.minPrefix = KeyCodec.prefix(minKey);
    this.maxPrefix = KeyCodec.prefix(maxKey);
  }

  /// The same rows, existing from another commit on.
  ColdSegment visibleFrom(long commit) {
    return new ColdSegment(segment, deletes, commit, columns);
  }

  long id() {
    return segment.id();
  }

  int rowCount() {
    return segment.rowCount();
  }

  int aliveRows() {
    return segment.rowCount() - deletes.deletedCount();
  }

  long fileBytes() {
    return segment.summary().fileBytes();
  }

  /// A row's place for the row store: segment id and position in one long.
  long place(int position) {
    return id() << POSITION_BITS | position;
  }

  static long segmentOf(long place) {
    return place >>> POSITION_BITS;
  }

  static int positionOf(long place) {
    return (int) place;
  }

  /// False when no key of the segment has this prefix.
  boolean mayHold(long prefix) {
    return prefix >= minPrefix && prefix <= maxPrefix;
  }

  void hold() {
    holders.incrementAndGet();
  }

  /// Says that the manifest no longer has the segment: its file goes with its last holder.
  void retire() {
    obsolete = true;
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      discard();
    }
  }

  /// Unmaps; deletes the file of a retired segment. For a segment that nobody holds.
  void discard() {
    Path file = segment.file();
    segment.close();
    if (obsolete) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw DiskErrors.of(e, "could not delete segment file");
      }
    }
  }
}
