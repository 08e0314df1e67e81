package omendb.columnar;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import omendb.columnar.SegmentDirectory.Place;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// The growing segment file: appends bytes, pads, and keeps the hash of what was written.
final class SegmentOutput implements AutoCloseable {
  private static final int SLICE_BYTES = 1 << 26;

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Checksums.sha256();
  private long position;

  SegmentOutput(Path file) {
    this.file = file;
    try {
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure("create", file, e);
    }
  }

  long position() {
    return position;
  }

  void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  void write(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
    position += bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure("write to", file, e);
    }
  }

  /// Writes zeros up to the next multiple of the alignment.
  void pad() {
    write(new byte[(int) (SegmentDescriptor.align(position) - position)]);
  }

  /// Writes a buffer at an aligned place; nothing for an empty one.
  Place writeBuffer(MemorySegment buffer) {
    if (buffer.byteSize() == 0) {
      return Place.NOWHERE;
    }
    Place place = new Place(position, buffer.byteSize(), Checksums.crc(buffer));
    for (long at = 0; at < buffer.byteSize(); at += SLICE_BYTES) {
      long bytes = Math.min(SLICE_BYTES, buffer.byteSize() - at);
      write(buffer.asSlice(at, bytes).asByteBuffer());
    }
    pad();
    return place;
  }

  /// Writes a message's metadata with its prefix, padded so that the body begins aligned; returns
  /// their length.
  int writeMessage(byte[] flatbuffer) {
    long end = SegmentDescriptor.align(position + 8 + flatbuffer.length);
    int bytes = (int) (end - position);
    ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    prefix.putInt(0, SegmentDescriptor.CONTINUATION).putInt(4, bytes - 8);
    write(prefix);
    write(flatbuffer);
    pad();
    return bytes;
  }

  /// SHA-256 of what was written so far.
  byte[] hash() {
    return digest.digest();
  }

  /// Forces the file to disk.
  void force() {
    if (FailPoint.planted("segment.unsynced")) {
      return;
    }
    try {
      channel.force(true);
    } catch (IOException e) {
      throw failure("fsync", file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("close", file, e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure("remove", file, e);
    }
  }

  static OmenException failure(String action, Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return SqlState.UNDEFINED_FILE
          .error("could not %s file \"%s\": No such file or directory", action, file)
          .causedBy(cause);
    }
    String reason = String.valueOf(cause.getMessage());
    SqlState state =
        reason.contains("No space left") || reason.contains("quota exceeded")
            ? SqlState.DISK_FULL
            : SqlState.IO_ERROR;
    return state.error("could not %s file \"%s\": %s", action, file, reason).causedBy(cause);
  }
}
