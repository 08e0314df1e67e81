package omendb.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import omendb.columnar.ChunkCache;
import omendb.columnar.DeleteVector;
import omendb.columnar.Segment;
import omendb.core.SqlState;
import omendb.core.TableSchema;

/// Which segments belong to which table: rows of the store that change only within log records,
/// together with what else changes.
final class Manifest {
  private final RocksStore store;
  private final DataFolder folder;
  private final ChunkCache chunks;
  private final AtomicLong nextSegmentId;

  Manifest(RocksStore store, DataFolder folder, ChunkCache chunks) {
    this.chunks = chunks;
    this.store = store;
    this.folder = folder;
    byte[] next = store.get(Family.META, StoredKeys.NEXT_SEGMENT);
    this.nextSegmentId = new AtomicLong(next == null ? 1 : StoredKeys.readLong(next, 0));
  }

  /// A number that no segment has had. It is durable once a segment with it or above is added.
  long newSegmentId() {
    long id = nextSegmentId.getAndIncrement();
    if (id > Integer.MAX_VALUE) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("no segment number is left");
    }
    return id;
  }

  /// Says that numbers below this one are in use.
  void skipSegmentIds(long below) {
    nextSegmentId.accumulateAndGet(below, Math::max);
  }

  /// Adds the segment's row to a log record.
  void add(LogBatch batch, int oid, SegmentRecord record) {
    batch.put(Family.META, StoredKeys.segment(oid, record.segmentId()), record.encode());
    batch.put(Family.META, StoredKeys.NEXT_SEGMENT, StoredKeys.longBytes(nextSegmentId.get()));
  }

  /// Takes the segment's row and all its deletes out, in a log record.
  void remove(LogBatch batch, int oid, long segmentId) {
    batch.delete(Family.META, StoredKeys.segment(oid, segmentId));
    byte[] prefix = StoredKeys.deletePrefix(segmentId);
    batch.deleteRange(Family.DELETES, prefix, StoredKeys.after(prefix));
  }

  /// Notes in a log record that a row of a segment is gone from a commit on.
  void delete(LogBatch batch, long segmentId, int position, long commit) {
    batch.put(Family.DELETES, StoredKeys.delete(segmentId, position), StoredKeys.longBytes(commit));
  }

  /// Opens the segments of a table with their deletes. Errors: XX001 when a file is missing or not
  /// the one that the manifest means.
  List<ColdSegment> open(TableSchema schema) {
    List<SegmentRecord> records = new ArrayList<>();
    store.scan(
        Family.META,
        StoredKeys.segmentsOf(schema.oid()),
        (_, value) -> records.add(SegmentRecord.decode(value)));
    List<ColdSegment> segments = new ArrayList<>();
    try {
      for (SegmentRecord record : records) {
        segments.add(open(schema, record));
      }
      return segments;
    } catch (RuntimeException e) {
      segments.forEach(ColdSegment::discard);
      throw e;
    }
  }

  private ColdSegment open(TableSchema schema, SegmentRecord record) {
    Path file = folder.segmentFile(record.segmentId());
    if (!Files.exists(file)) {
      throw SqlState.DATA_CORRUPTED.error(
          "segment file \"%s\" of table \"%s\" is missing", file, schema.name());
    }
    SegmentRecord.Taken taken = record.taken();
    Segment segment =
        taken == null
            ? Segment.open(file, schema, chunks)
            : Segment.open(file, schema, taken.columns(), record.segmentId(), chunks);
    if (!record.describes(segment.summary())) {
      segment.close();
      throw SqlState.DATA_CORRUPTED.error(
          "segment file \"%s\" of table \"%s\" is not the one in the manifest",
          file, schema.name());
    }
    skipSegmentIds(record.segmentId() + 1);
    DeleteVector deletes = new DeleteVector(record.rowCount());
    store.scan(
        Family.DELETES,
        StoredKeys.deletePrefix(record.segmentId()),
        (key, value) -> deletes.add(StoredKeys.readInt(key, 4), StoredKeys.readLong(value, 0)));
    return new ColdSegment(
        segment, deletes, record.visibleFrom(), taken == null ? null : taken.columns());
  }
}
