package omendb.bench.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/// What the machine takes for the least durable write there is: a small overwrite within a
/// preallocated file, then fdatasync.
final class DiskFlush implements AutoCloseable {
  private static final int FILE_BYTES = 16 << 20;
  private static final int RECORD_BYTES = 256;

  private final FileChannel file;
  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
  private long position;

  DiskFlush(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (int at = 0; at < FILE_BYTES; at += zeros.capacity()) {
      file.write(zeros.clear(), at);
    }
    file.force(true);
  }

  /// Flushes again and again for so long, recording nanoseconds.
  void run(long nanos, Histogram latencies) throws IOException {
    long end = System.nanoTime() + nanos;
    for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
      record.clear().putLong(0, began);
      file.write(record, position);
      position = (position + RECORD_BYTES) % FILE_BYTES;
      file.force(false);
      latencies.recordValue(System.nanoTime() - began);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
