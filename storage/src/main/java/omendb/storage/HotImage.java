package omendb.storage;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import omendb.core.FailPoint;
import omendb.core.NativeMemory;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.RowPieces;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All hot rows in one file, written by a clean stop for the next start, which reads it several
/// times as fast as RocksDB. It repeats what RocksDB has, and it counts only if no record was
/// appended to the log since.
///
/// ```
/// 0    "OMENHOT2" (8)
/// 8    the newest record of the log, a ChainHead (40)
/// 48   blocks: n (4), table oid (4), rows (4), CRC32C of the rows (4),
///      CRC32C of the block's number, counted from 0, in 4 bytes and of the 16 bytes before (4),
///      the rows (n bytes)
///      a row: key length (4), row length (4), commit (8), key, row
/// end  a block without rows of table 0
/// ```
///
/// Rows of a table are in key order and their blocks follow each other. Numbers are big-endian.
final class HotImage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HotImage.class);
  private static final long MAGIC = 0x4f4d454e484f5432L;
  private static final int START = 8 + ChainHead.BYTES;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int BLOCK_HEADER = 20;
  private static final int HEADER_CHECKED = 16;
  private static final int ROW_HEADER = 16;

  /// Fewer rows are read from RocksDB as quickly.
  private static final long ROWS_MIN = 50_000;

  private final Path path;
  private final FileChannel channel;
  private final Map<Integer, List<Block>> blocks = new HashMap<>();

  /// Where a block's rows are, their checksum, and how many rows of its table are before it.
  private record Block(long offset, int bytes, int checksum, int rowsBefore, int rows) {}

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
    if (rows < ROWS_MIN && !(FailPoint.ON && FailPoint.planted("image.small"))) {
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
      FailPoint.hit("image.renamed");
      DataFolder.sync(folder.root());
    } catch (IOException e) {
      LOG.warn("the next start reads hot rows from the store: {}", e.getMessage());
      remove(draft);
    }
  }

  /// Takes the image away, be it read or of another moment: later changes make it useless, and a
  /// next one gets its place. To free the space of a large file takes long, so a thread does it.
  static void discard(DataFolder folder) {
    Path old = folder.temporary().resolve("old.image");
    try {
      if (Files.exists(folder.image())) {
        FailPoint.hit("image.discard");
        Files.move(folder.image(), old, StandardCopyOption.ATOMIC_MOVE);
        Thread.ofPlatform().name("omendb-discard").daemon().start(() -> remove(old));
      }
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not remove the image of the hot rows");
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("could not remove {}: {}", file.getFileName(), e.getMessage());
    }
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int headerChecksum(int number, ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(4).putInt(0, number));
    crc.update(block.slice(0, HEADER_CHECKED));
    return (int) crc.getValue();
  }

  /// Collects rows in blocks and writes them.
  private static final class Writer implements AutoCloseable {
    private final FileChannel channel;
    private ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private int rows;
    private int blocks;
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
      block.flip();
      int bytes = block.limit() - BLOCK_HEADER;
      int checksum = checksum(block.duplicate().position(BLOCK_HEADER));
      block.putInt(0, bytes).putInt(4, oid).putInt(8, rows).putInt(12, checksum);
      block.putInt(HEADER_CHECKED, headerChecksum(blocks++, block));
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
    for (int number = 0; oid != 0; number++) {
      read(header.clear(), at);
      if (headerChecksum(number, header) != header.getInt(HEADER_CHECKED)) {
        throw damaged();
      }
      int bytes = header.getInt(0);
      oid = header.getInt(4);
      List<Block> table = blocks.computeIfAbsent(oid, _ -> new ArrayList<>());
      int before = table.isEmpty() ? 0 : table.getLast().rowsBefore + table.getLast().rows;
      at += BLOCK_HEADER;
      table.add(new Block(at, bytes, header.getInt(12), before, header.getInt(8)));
      at += bytes;
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

  /// The rows of a table; the image stays open as long as they are read. Errors while reading:
  /// XX001 when a block is damaged, 58030.
  RowPieces rows(int oid, RecoveryProgress progress) {
    return new Pieces(blocks.getOrDefault(oid, List.of()), progress);
  }

  /// The blocks of a table.
  private final class Pieces implements RowPieces {
    private final List<Block> table;
    private final RecoveryProgress progress;

    Pieces(List<Block> table, RecoveryProgress progress) {
      this.table = table;
      this.progress = progress;
    }

    @Override
    public int pieces() {
      return table.size();
    }

    @Override
    public int rowsBefore(int piece) {
      if (piece < table.size()) {
        return table.get(piece).rowsBefore;
      }
      return piece == 0 ? 0 : table.getLast().rowsBefore + table.getLast().rows;
    }

    @Override
    public Reader reader() {
      BlockReader reader = new BlockReader();
      return (piece, sink) -> {
        Block block = table.get(piece);
        reader.read(block, sink);
        progress.hotRows(block.rows);
      };
    }
  }

  /// Reads blocks into a buffer of its own.
  private final class BlockReader {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);

    void read(Block block, RowPieces.Sink sink) {
      if (buffer.capacity() < block.bytes) {
        buffer = ByteBuffer.allocateDirect(block.bytes);
      }
      ByteBuffer bytes = buffer.slice(0, block.bytes);
      try {
        HotImage.this.read(bytes, block.offset);
      } catch (IOException e) {
        throw DiskErrors.of(e, "could not read the image of the hot rows");
      }
      if (checksum(bytes.flip()) != block.checksum) {
        throw damaged();
      }
      long at = MemorySegment.ofBuffer(buffer).address();
      for (int row = 0; row < block.rows; row++) {
        int keyBytes = Integer.reverseBytes(NativeMemory.getInt(at));
        int rowBytes = Integer.reverseBytes(NativeMemory.getInt(at + 4));
        long commit = Long.reverseBytes(NativeMemory.getLong(at + 8));
        long key = at + ROW_HEADER;
        sink.row(key, keyBytes, key + keyBytes, rowBytes, commit);
        at = key + keyBytes + rowBytes;
      }
      Reference.reachabilityFence(buffer);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
