package omendb.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import omendb.core.FailPoint;
import omendb.core.NativeMemory;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.RowSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All hot rows in one file, written by a clean stop for the next start, which reads it several
/// times as fast as RocksDB. It repeats what RocksDB has, and it counts only if no record was
/// appended to the log since.
///
/// ```
/// 0    "OMENHOT1" (8)
/// 8    the newest record of the log, a ChainHead (40)
/// 48   blocks: n (4), CRC32C of what follows (4), table oid (4), rows (4), the rows (n bytes)
///      a row: key length (4), row length (4), commit (8), key, row
/// end  a block without rows of table 0
/// ```
///
/// Rows of a table are in key order and their blocks follow each other. Numbers are big-endian.
final class HotImage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HotImage.class);
  private static final long MAGIC = 0x4f4d454e484f5431L;
  private static final int START = 8 + ChainHead.BYTES;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int BLOCK_HEADER = 16;
  private static final int CHECKED_FROM = 8;
  private static final int ROW_HEADER = 16;

  /// Fewer rows are read from RocksDB as quickly.
  private static final long ROWS_MIN = 200_000;

  private final Path path;
  private final FileChannel channel;
  private final Map<Integer, Long> firstBlocks = new HashMap<>();

  private HotImage(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Writes the image when there are many hot rows; a failure is only told, because nothing depends
  /// on it.
  ///
  /// @param head newest record of the log
  static void write(DataFolder folder, List<TableStore> tables, ChainHead head) {
    long rows = 0;
    for (TableStore table : tables) {
      rows += table.hot().hotRows();
    }
    if (rows < ROWS_MIN) {
      return;
    }
    Path draft = folder.temporary().resolve("hot.image");
    try {
      try (Writer writer = new Writer(draft, head)) {
        for (TableStore table : tables) {
          writer.table(table);
        }
        writer.end();
      }
      FailPoint.hit("image.rename");
      Files.move(draft, folder.image(), StandardCopyOption.ATOMIC_MOVE);
      DataFolder.sync(folder.root());
    } catch (IOException e) {
      LOG.warn("the next start reads hot rows from the store: {}", e.getMessage());
      remove(draft);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("could not remove {}: {}", file.getFileName(), e.getMessage());
    }
  }

  /// Collects rows in blocks and writes them.
  private static final class Writer implements AutoCloseable {
    private final FileChannel channel;
    private ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private int rows;
    private @Nullable IOException failure;

    Writer(Path draft, ChainHead head) throws IOException {
      channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      channel.write(ByteBuffer.allocate(START).putLong(MAGIC).put(head.encode()).flip());
      block.position(BLOCK_HEADER);
    }

    void table(TableStore table) throws IOException {
      int oid = table.schema().oid();
      table
          .hot()
          .forEachRow((key, address, length, commit) -> {
            add(oid, key, address, length, commit);
            return failure == null;
          });
      if (failure != null) {
        throw failure;
      }
      if (rows > 0) {
        flush(oid);
      }
    }

    private void add(int oid, byte[] key, long address, int length, long commit) {
      int needed = ROW_HEADER + key.length + length;
      try {
        if (block.remaining() < needed && rows > 0) {
          flush(oid);
        }
        if (block.remaining() < needed) {
          block = ByteBuffer.allocateDirect(BLOCK_HEADER + needed).position(BLOCK_HEADER);
        }
      } catch (IOException e) {
        failure = e;
        return;
      }
      block.putInt(key.length).putInt(length).putLong(commit).put(key);
      block.put(NativeMemory.bytes(address, length));
      rows++;
    }

    private void flush(int oid) throws IOException {
      int bytes = block.position() - BLOCK_HEADER;
      block.putInt(0, bytes).putInt(8, oid).putInt(12, rows);
      block.flip();
      CRC32C crc = new CRC32C();
      crc.update(block.duplicate().position(CHECKED_FROM));
      block.putInt(4, (int) crc.getValue());
      FailPoint.hit("image.write");
      while (block.hasRemaining()) {
        channel.write(block);
      }
      block.clear().position(BLOCK_HEADER);
      rows = 0;
    }

    void end() throws IOException {
      flush(0);
      FailPoint.hit("image.sync");
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// The image of this record of the log; null when there is none or it is of another one. Errors:
  /// XX001 when it is damaged.
  static @Nullable HotImage open(DataFolder folder, ChainHead head) {
    Path path = folder.image();
    if (!Files.exists(path)) {
      return null;
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      HotImage image = new HotImage(path, channel);
      try {
        if (image.isOf(head)) {
          FailPoint.hit("image.read");
          image.findTables();
          return image;
        }
        image.close();
        return null;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not read the image of the hot rows");
    }
  }

  private boolean isOf(ChainHead head) throws IOException {
    byte[] start = new byte[START];
    if (channel.size() < START + BLOCK_HEADER) {
      return false;
    }
    read(ByteBuffer.wrap(start), 0);
    ByteBuffer buffer = ByteBuffer.wrap(start);
    return buffer.getLong() == MAGIC
        && Arrays.equals(start, 8, START, head.encode(), 0, ChainHead.BYTES);
  }

  private void findTables() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(BLOCK_HEADER);
    long at = START;
    int oid = -1;
    while (oid != 0) {
      read(header.clear(), at);
      oid = header.getInt(8);
      firstBlocks.putIfAbsent(oid, at);
      int bytes = header.getInt(0);
      if (bytes < 0) {
        throw damaged();
      }
      at += BLOCK_HEADER + bytes;
    }
    if (at != channel.size()) {
      throw damaged();
    }
  }

  private void read(ByteBuffer into, long offset) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw damaged().causedBy(new EOFException());
      }
      at += count;
    }
  }

  private OmenException damaged() {
    return SqlState.DATA_CORRUPTED
        .error("file \"%s\" is damaged", path)
        .withHint("Without this file the rows are read from the store.");
  }

  /// The rows of a table; the image stays open as long as they are read.
  RowSource rows(int oid, RecoveryProgress progress) {
    return new Rows(oid, progress);
  }

  private final class Rows implements RowSource {
    private final int oid;
    private final RecoveryProgress progress;
    private final ByteBuffer header = ByteBuffer.allocate(BLOCK_HEADER);
    private byte[] block = {};
    private long next;
    private int left;
    private int at;
    private int keyBytes;
    private int rowBytes;

    Rows(int oid, RecoveryProgress progress) {
      this.oid = oid;
      this.progress = progress;
      this.next = firstBlocks.getOrDefault(oid, -1L);
    }

    @Override
    public boolean next() {
      at += keyBytes + rowBytes;
      if (left == 0 && !nextBlock()) {
        return false;
      }
      left--;
      keyBytes = StoredKeys.readInt(block, at);
      rowBytes = StoredKeys.readInt(block, at + 4);
      at += ROW_HEADER;
      progress.hotRow();
      return true;
    }

    private boolean nextBlock() {
      if (next < 0) {
        return false;
      }
      try {
        read(header.clear(), next);
        int bytes = header.getInt(0);
        if (header.getInt(8) != oid) {
          next = -1;
          return false;
        }
        block = block.length < bytes ? new byte[bytes] : block;
        read(ByteBuffer.wrap(block, 0, bytes), next + BLOCK_HEADER);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), CHECKED_FROM, BLOCK_HEADER - CHECKED_FROM);
        crc.update(block, 0, bytes);
        if ((int) crc.getValue() != header.getInt(4)) {
          throw damaged();
        }
        left = header.getInt(12);
        next += BLOCK_HEADER + bytes;
        at = 0;
        keyBytes = 0;
        rowBytes = 0;
        return left > 0;
      } catch (IOException e) {
        throw DiskErrors.of(e, "could not read the image of the hot rows");
      }
    }

    @Override
    public byte[] key() {
      return Arrays.copyOfRange(block, at, at + keyBytes);
    }

    @Override
    public byte[] row() {
      int from = at + keyBytes;
      return Arrays.copyOfRange(block, from, from + rowBytes);
    }

    @Override
    public long commit() {
      return StoredKeys.readLong(block, at - 8);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
