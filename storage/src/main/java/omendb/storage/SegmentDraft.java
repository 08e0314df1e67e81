package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import omendb.columnar.ChunkCache;
import omendb.columnar.DeleteVector;
import omendb.columnar.Segment;
import omendb.columnar.SegmentOptions;
import omendb.columnar.SegmentSummary;
import omendb.columnar.SegmentWriter;
import omendb.core.FailPoint;
import omendb.core.TableSchema;

/// A segment in the making: written as a draft in `tmp/`, forced to disk, renamed into `segments/`,
/// and the folder forced. Only a manifest row in a log record makes the file part of the database;
/// until then it is an orphan, which [#abandon] or the next open removes.
///
/// Fail points, with the purpose (`migration`, `load`, `merge`, `cool`, `warm`) before the dot:
/// `.write`, `.sync`, `.rename`, `.renamed`.
final class SegmentDraft implements AutoCloseable {
  private final String purpose;
  private final DataFolder folder;
  private final ChunkCache chunks;
  private final TableSchema schema;
  private final long segmentId;
  private final Path draft;
  private final SegmentWriter writer;

  SegmentDraft(String purpose, Foundation foundation, TableSchema schema, long segmentId) {
    this(purpose, foundation, schema, segmentId, 0);
  }

  /// @param zstdLevel 0 for a segment that is not compressed
  SegmentDraft(
      String purpose, Foundation foundation, TableSchema schema, long segmentId, int zstdLevel) {
    this.purpose = purpose;
    this.folder = foundation.folder();
    this.chunks = foundation.chunks();
    this.schema = schema;
    this.segmentId = segmentId;
    this.draft = folder.segmentDraft(segmentId);
    this.writer =
        new SegmentWriter(draft, schema, segmentId, SegmentOptions.DEFAULTS.withZstd(zstdLevel));
  }

  /// Appends a row; keys ascend.
  void add(long rowAddress, byte[] key) {
    writer.add(rowAddress, key);
  }

  int rowCount() {
    return writer.rowCount();
  }

  long bufferedBytes() {
    return writer.bufferedBytes();
  }

  /// Makes the file durable under its final name and opens it.
  ColdSegment finish(long visibleFrom) {
    try {
      FailPoint.hit(purpose + ".write");
      SegmentSummary summary = writer.finish();
      FailPoint.hit(purpose + ".sync");
      Path file = folder.segmentFile(segmentId);
      FailPoint.hit(purpose + ".rename");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      FailPoint.hit(purpose + ".renamed");
      DataFolder.sync(folder.segments());
      Segment segment = Segment.open(file, schema, chunks);
      return new ColdSegment(segment, new DeleteVector(summary.rowCount()), visibleFrom);
    } catch (IOException e) {
      throw DiskErrors.of(removed(e), "could not write a segment");
    }
  }

  private IOException removed(IOException failure) {
    try {
      Files.deleteIfExists(folder.segmentFile(segmentId));
    } catch (IOException e) {
      failure.addSuppressed(e); // the next open removes it
    }
    return failure;
  }

  /// Removes a finished file that no manifest row names.
  static void abandon(ColdSegment segment) {
    segment.retire();
    segment.discard();
  }

  @Override
  public void close() {
    writer.close();
  }
}
