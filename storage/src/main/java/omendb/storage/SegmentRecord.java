package omendb.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.columnar.SegmentColumns;
import omendb.columnar.SegmentSummary;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// A segment's row of the manifest: `1 (1) | segment id (8) | visible from (8) | rows (4) | bytes
/// (8) | hash (UTF) | least key (4 + bytes) | greatest key (4 + bytes)`. One that was taken over
/// from a table with other columns begins with 2 and goes on with `id that the file was written
/// with (8) | columns (4) | places (4 each) | missing (4 + bytes)`.
///
/// @param segmentId the segment's number; also its file's name
/// @param visibleFrom the commit from which on its rows exist; 0 when every snapshot may see them
/// @param rowCount rows in the file
/// @param fileBytes length of the file
/// @param hash of the file's content, as in its footer
/// @param minKey encoded key of the first row
/// @param maxKey encoded key of the last row
/// @param taken how the file was taken over, or null
record SegmentRecord(
    long segmentId,
    long visibleFrom,
    int rowCount,
    long fileBytes,
    String hash,
    byte[] minKey,
    byte[] maxKey,
    @Nullable Taken taken) {
  private static final byte FORMAT = 1;
  private static final byte FORMAT_TAKEN = 2;
  private static final int COLUMNS_MAX = 100_000;

  /// A file of another segment, whose table had other columns.
  ///
  /// @param writtenAs the segment id in the file
  record Taken(long writtenAs, SegmentColumns columns) {}

  static SegmentRecord of(SegmentSummary summary, long visibleFrom) {
    return new SegmentRecord(
        summary.segmentId(),
        visibleFrom,
        summary.rowCount(),
        summary.fileBytes(),
        summary.hash(),
        summary.minKey(),
        summary.maxKey(),
        null);
  }

  /// The record of the same file under another number, for a table with other columns.
  static SegmentRecord taken(
      long id, SegmentSummary summary, long visibleFrom, SegmentColumns columns) {
    return new SegmentRecord(
        id,
        visibleFrom,
        summary.rowCount(),
        summary.fileBytes(),
        summary.hash(),
        summary.minKey(),
        summary.maxKey(),
        new Taken(summary.segmentId(), columns));
  }

  /// True when the file's own footer says the same.
  boolean describes(SegmentSummary summary) {
    return summary.segmentId() == (taken == null ? segmentId : taken.writtenAs)
        && summary.rowCount() == rowCount
        && summary.fileBytes() == fileBytes
        && summary.hash().equals(hash);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(taken == null ? FORMAT : FORMAT_TAKEN);
      out.writeLong(segmentId);
      out.writeLong(visibleFrom);
      out.writeInt(rowCount);
      out.writeLong(fileBytes);
      out.writeUTF(hash);
      out.writeInt(minKey.length);
      out.write(minKey);
      out.writeInt(maxKey.length);
      out.write(maxKey);
      if (taken != null) {
        out.writeLong(taken.writtenAs);
        out.writeInt(taken.columns.places().size());
        for (int place : taken.columns.places()) {
          out.writeInt(place);
        }
        out.writeInt(taken.columns.missing().length);
        out.write(taken.columns.missing());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static SegmentRecord decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT && format != FORMAT_TAKEN) {
        throw new IOException("unknown format");
      }
      return new SegmentRecord(
          in.readLong(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          in.readUTF(),
          in.readNBytes(in.readInt()),
          in.readNBytes(in.readInt()),
          format == FORMAT ? null : readTaken(in));
    } catch (IOException | IllegalArgumentException e) {
      throw SqlState.DATA_CORRUPTED.error("a row of the manifest is damaged").causedBy(e);
    }
  }

  private static Taken readTaken(DataInputStream in) throws IOException {
    long writtenAs = in.readLong();
    int count = in.readInt();
    if (count < 0 || count > COLUMNS_MAX) {
      throw new IOException("count " + count);
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(in.readInt());
    }
    return new Taken(writtenAs, new SegmentColumns(places, in.readNBytes(in.readInt())));
  }
}
