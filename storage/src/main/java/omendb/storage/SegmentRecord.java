package omendb.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import omendb.columnar.SegmentSummary;
import omendb.core.SqlState;

/// A segment's row of the manifest: `1 (1) | segment id (8) | visible from (8) | rows (4) | bytes
/// (8) | hash (UTF) | least key (4 + bytes) | greatest key (4 + bytes)`.
///
/// @param segmentId the segment's number; also its file's name
/// @param visibleFrom the commit from which on its rows exist; 0 when every snapshot may see them
/// @param rowCount rows in the file
/// @param fileBytes length of the file
/// @param hash of the file's content, as in its footer
/// @param minKey encoded key of the first row
/// @param maxKey encoded key of the last row
record SegmentRecord(
    long segmentId,
    long visibleFrom,
    int rowCount,
    long fileBytes,
    String hash,
    byte[] minKey,
    byte[] maxKey) {
  private static final byte FORMAT = 1;

  static SegmentRecord of(SegmentSummary summary, long visibleFrom) {
    return new SegmentRecord(
        summary.segmentId(),
        visibleFrom,
        summary.rowCount(),
        summary.fileBytes(),
        summary.hash(),
        summary.minKey(),
        summary.maxKey());
  }

  /// True when the file's own footer says the same.
  boolean describes(SegmentSummary summary) {
    return summary.segmentId() == segmentId
        && summary.rowCount() == rowCount
        && summary.fileBytes() == fileBytes
        && summary.hash().equals(hash);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(segmentId);
      out.writeLong(visibleFrom);
      out.writeInt(rowCount);
      out.writeLong(fileBytes);
      out.writeUTF(hash);
      out.writeInt(minKey.length);
      out.write(minKey);
      out.writeInt(maxKey.length);
      out.write(maxKey);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static SegmentRecord decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != FORMAT) {
        throw new IOException("unknown format");
      }
      return new SegmentRecord(
          in.readLong(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          in.readUTF(),
          in.readNBytes(in.readInt()),
          in.readNBytes(in.readInt()));
    } catch (IOException | IllegalArgumentException e) {
      throw SqlState.DATA_CORRUPTED.error("a row of the manifest is damaged").causedBy(e);
    }
  }
}
