package omendb.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// One file of the commit log. It has its full length from the beginning, so that a commit
/// overwrites bytes that are on disk already and the flush has no size to write. It begins with a
/// block of its own:
///
/// ```
/// 0   "OMENLOG1"
/// 8   number of the file, which is also its name (8)
/// 16  its length in bytes (8)
/// 24  identity: a random number that its records repeat (8)
/// 32  CRC32C of these 32 bytes (4)
/// ```
///
/// A file that is used again gets a new number and identity: what it held before is no record of
/// it. All sizes are multiples of 4096.
final class LogFile implements AutoCloseable {
  /// Where the first record is.
  static final int HEADER_BYTES = 4096;

  private static final long MAGIC = 0x4f4d454e4c4f4731L;
  private static final int CHECKED_BYTES = 32;
  private static final int IO_BYTES = 1 << 20;

  private final Path path;
  private final long number;
  private final long bytes;
  private final long identity;
  private FileChannel channel;

  private LogFile(Path path, long number, long bytes, long identity, FileChannel channel) {
    this.path = path;
    this.number = number;
    this.bytes = bytes;
    this.identity = identity;
    this.channel = channel;
  }

  long number() {
    return number;
  }

  /// The file's length.
  long bytes() {
    return bytes;
  }

  long identity() {
    return identity;
  }

  /// Where it lies.
  Path path() {
    return path;
  }

  /// The same file under another name.
  LogFile at(Path renamed) {
    return new LogFile(renamed, number, bytes, identity, channel);
  }

  /// A new file, zeros but for its header, on disk when this returns; its name is not.
  static LogFile create(Path path, long number, long bytes, long identity) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    LogFile file = new LogFile(path, number, bytes, identity, channel);
    try {
      FailPoint.hit("log.file.write");
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(IO_BYTES, bytes));
      for (long at = 0; at < bytes; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
        file.write(zeros, at);
      }
      file.writeHeader();
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Takes an old file for a new purpose; on disk when this returns.
  static LogFile recycle(Path path, long number, long bytes, long identity) throws IOException {
    LogFile file = new LogFile(path, number, bytes, identity, open(path));
    try {
      FailPoint.hit("log.file.recycle");
      file.writeHeader();
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private void writeHeader() throws IOException {
    byte[] block = new byte[HEADER_BYTES];
    ByteBuffer header = ByteBuffer.wrap(block);
    header.putLong(MAGIC).putLong(number).putLong(bytes).putLong(identity);
    header.putInt(crc(block));
    ByteBuffer direct = ByteBuffer.allocateDirect(HEADER_BYTES);
    direct.put(block).flip();
    write(direct, 0);
    FailPoint.hit("log.file.sync");
    channel.force(true);
  }

  private static int crc(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  /// Opens a file and checks its header. Errors: XX001 when it is damaged or not what its name
  /// says.
  static LogFile openExisting(Path path, long number) throws IOException {
    FileChannel channel = open(path);
    try {
      byte[] block = new byte[HEADER_BYTES];
      read(channel, block, HEADER_BYTES, path);
      ByteBuffer header = ByteBuffer.wrap(block);
      boolean magic = header.getLong() == MAGIC;
      long stored = header.getLong();
      long bytes = header.getLong();
      long identity = header.getLong();
      if (!magic || stored != number || header.getInt() != crc(block) || !isZero(block)) {
        throw damaged(path, "its header is not the one of this file");
      }
      if (channel.size() != bytes) {
        throw damaged(path, "it is " + channel.size() + " bytes long instead of " + bytes);
      }
      return new LogFile(path, number, bytes, identity, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isZero(byte[] block) {
    byte[] rest = Arrays.copyOfRange(block, CHECKED_BYTES + 4, block.length);
    return Arrays.equals(rest, new byte[rest.length]);
  }

  static OmenException damaged(Path path, String what) {
    return SqlState.DATA_CORRUPTED.error("the commit log is damaged: file \"%s\": %s", path, what);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// All its bytes, in an array that is `into` if that is long enough.
  byte[] content(byte[] into) throws IOException {
    byte[] content = into.length >= bytes ? into : new byte[Math.toIntExact(bytes)];
    read(channel, content, (int) bytes, path);
    return content;
  }

  private static void read(FileChannel channel, byte[] into, int length, Path path)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.min(IO_BYTES, length));
    int at = 0;
    while (at < length) {
      buffer.clear().limit(Math.min(buffer.capacity(), length - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw damaged(path, "it ends at byte " + at).causedBy(new EOFException());
      }
      buffer.flip().get(into, at, count);
      at += count;
    }
  }

  /// Writes the whole buffer at the offset; not yet to the disk.
  void write(ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }

  /// Brings everything written to the disk.
  void force() throws IOException {
    channel.force(false);
  }

  /// After a [ClosedByInterruptException]: the interrupt of a thread closes the channel that it
  /// writes to, which says nothing about the file.
  void reopen() throws IOException {
    channel = open(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
