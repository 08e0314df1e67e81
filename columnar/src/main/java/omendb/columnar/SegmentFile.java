package omendb.columnar;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import omendb.columnar.SegmentDescriptor.Trailer;
import omendb.columnar.SegmentDirectory.Place;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// A mapped segment file whose ends are verified: trailer, directory and Arrow footer. Hands out
/// the addresses of buffers, verified too.
final class SegmentFile implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final Path path;
  private final Arena arena;
  private final MemorySegment mapping;
  private final Trailer trailer;
  private final SegmentDirectory directory;

  private SegmentFile(Path path, Arena arena, MemorySegment mapping) {
    this.path = path;
    this.arena = arena;
    this.mapping = mapping;
    this.trailer = readTrailer();
    this.directory = readDirectory();
  }

  static SegmentFile open(Path path) {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      SegmentFile file = new SegmentFile(path, arena, mapping);
      opened = true;
      return file;
    } catch (IOException e) {
      throw SegmentOutput.failure("open", path, e);
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  Path path() {
    return path;
  }

  long bytes() {
    return mapping.byteSize();
  }

  SegmentDirectory directory() {
    return directory;
  }

  /// SHA-256 of the file up to its trailer, in hex.
  String hash() {
    return HexFormat.of().formatHex(trailer.hash());
  }

  private Trailer readTrailer() {
    long size = mapping.byteSize();
    if (size < SegmentDescriptor.FILE_BYTES_MIN) {
      throw damage("the file is too short", size);
    }
    expect(SegmentDescriptor.head(), 0, "no Arrow file");
    long endAt = size - SegmentDescriptor.END_BYTES;
    int footerBytes = mapping.get(INT, endAt);
    expect(SegmentDescriptor.end(footerBytes), endAt, "the end is not that of an Arrow file");
    long trailerAt = SegmentDescriptor.trailerOffset(size, footerBytes);
    if (footerBytes < 0 || trailerAt < SegmentDescriptor.HEAD_BYTES) {
      throw damage("the length of the footer is wrong", endAt);
    }
    byte[] bytes = copy(trailerAt, SegmentDescriptor.TRAILER_BYTES);
    if (!Trailer.intact(bytes)) {
      throw damage("the trailer is damaged", trailerAt);
    }
    Trailer read = Trailer.decode(bytes);
    if (read.version() > SegmentDescriptor.VERSION_COMPRESSED) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "segment file \"%s\" has format version %d, this program reads up to %d",
          path, read.version(), SegmentDescriptor.VERSION_COMPRESSED);
    }
    long footerAt = trailerAt + SegmentDescriptor.TRAILER_BYTES;
    if (read.footerBytes() != footerBytes
        || Checksums.crc(mapping.asSlice(footerAt, footerBytes)) != read.footerCrc()) {
      throw damage("the Arrow footer is damaged", footerAt);
    }
    return read;
  }

  private SegmentDirectory readDirectory() {
    long at = trailer.directoryOffset();
    int length = trailer.directoryBytes();
    if (at < 0 || length < 0 || at > bytes() - length) {
      throw damage("the directory is out of place", at);
    }
    byte[] copy = copy(at, length);
    if (Checksums.crc(copy, 0, length) != trailer.directoryCrc()) {
      throw damage("the directory is damaged", at);
    }
    try {
      return DirectoryReader.decode(copy);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw damage("the directory cannot be read", at).causedBy(e);
    }
  }

  /// The address of a buffer after its checksum has been verified; 0 when there is no such buffer.
  ///
  /// @param expectedBytes the length that it must have; -1 when any will do
  /// @param what the buffer's name in an error
  long verified(Place place, long expectedBytes, String what) {
    if (!place.exists()) {
      if (expectedBytes > 0) {
        throw damage(what + " is missing", 0);
      }
      return 0;
    }
    if (place.offset() < 0
        || place.bytes() < 0
        || place.offset() > bytes() - place.bytes()
        || (expectedBytes >= 0 && place.bytes() != expectedBytes)) {
      throw damage(what + " is out of place", place.offset());
    }
    MemorySegment buffer = mapping.asSlice(place.offset(), place.bytes());
    if (Checksums.crc(buffer) != place.crc() && !FailPoint.planted("segment.unchecked")) {
      throw damage(what + " is damaged", place.offset());
    }
    return buffer.address();
  }

  /// Reads the whole file and compares its hash.
  void verifyHash() {
    long trailerAt = SegmentDescriptor.trailerOffset(bytes(), trailer.footerBytes());
    if (!Arrays.equals(Checksums.sha256(mapping.asSlice(0, trailerAt)), trailer.hash())) {
      throw damage("the file does not have its hash", 0);
    }
  }

  OmenException damage(String what, long offset) {
    return SqlState.DATA_CORRUPTED
        .error("segment file \"%s\" is damaged", path)
        .withDetail("At offset %d: %s.", offset, what);
  }

  private void expect(byte[] bytes, long at, String what) {
    if (!Arrays.equals(copy(at, bytes.length), bytes)) {
      throw damage(what, at);
    }
  }

  private byte[] copy(long at, int length) {
    return mapping.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
