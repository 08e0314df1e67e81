package omendb.bench.overhead;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import omendb.mvcc.CommitLog;
import omendb.mvcc.CommitRecord;
import omendb.mvcc.RowChange;

/// The least that a durable commit costs: key and row written into a preallocated file, then
/// fdatasync. Both sides of the comparison use one.
final class FlushedLog implements CommitLog {
  private static final int FILE_BYTES = 16 << 20;

  private final FileChannel file;
  private final ByteBuffer record = ByteBuffer.allocateDirect(4096);
  private final boolean durable;
  private long position;

  /// @param durable false to write nothing at all
  FlushedLog(Path path, boolean durable) throws IOException {
    this.durable = durable;
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (int at = 0; durable && at < FILE_BYTES; at += zeros.capacity()) {
      file.write(zeros.clear(), at);
    }
    file.force(true);
  }

  @Override
  public void append(List<CommitRecord> group, boolean flush) {
    if (durable) {
      for (CommitRecord commit : group) {
        for (RowChange change : commit.changes()) {
          byte[] row = change.row();
          append(change.key(), row == null ? change.key() : row);
        }
      }
    }
  }

  void append(byte[] key, byte[] row) {
    if (!durable) {
      return;
    }
    try {
      record.clear().put(key).put(row).flip();
      file.write(record, position);
      position = (position + 512) % FILE_BYTES;
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
