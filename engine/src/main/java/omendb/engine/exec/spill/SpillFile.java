package omendb.engine.exec.spill;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.FailPoint;
import omendb.core.NativeMemory;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// Blocks of rows on disk, each up to a window, in the order they were written. Written by one
/// thread; when that is done, read by any. The disk's room is given back by [#close()].
public final class SpillFile implements AutoCloseable {
  private final SpillSpace space;
  private final SpillScope scope;
  private @Nullable FileChannel channel;
  private long[] offsets = new long[16];
  private int[] counts = new int[16];
  private int blocks;
  private long rows;

  SpillFile(SpillSpace space, SpillScope scope) {
    this.space = space;
    this.scope = scope;
  }

  public int blocks() {
    return blocks;
  }

  public long rows() {
    return rows;
  }

  public int rows(int block) {
    return counts[block];
  }

  public long bytes() {
    return offsets[blocks];
  }

  /// Writes a block of `count` rows.
  ///
  /// @param arena for the block's bytes; it is reset
  public void append(ColumnVector[] vectors, int count, NativeArena arena) {
    arena.reset();
    BlockWriter writer = new BlockWriter(vectors, count);
    int size = writer.size();
    long address = arena.allocate(Math.max(1, size));
    writer.write(address);
    write(address, size);
    if (blocks + 2 > offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * offsets.length);
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    counts[blocks] = count;
    offsets[blocks + 1] = offsets[blocks] + size;
    blocks++;
    rows += count;
  }

  private void write(long address, int size) {
    scope.reserve(size);
    try {
      FileChannel open = channel;
      if (open == null) {
        open = space.open();
        channel = open;
      }
      FailPoint.hit("spill.write");
      ByteBuffer buffer = view(address, size);
      long at = offsets[blocks];
      while (buffer.hasRemaining()) {
        at += open.write(buffer, at);
      }
    } catch (IOException e) {
      scope.release(size);
      throw SpillSpace.error(e, "could not write to a temporary file");
    } catch (RuntimeException e) {
      scope.release(size);
      throw e;
    }
    space.wrote(size);
  }

  /// Reads a block into the vectors; returns how many rows.
  ///
  /// @param arena for the block's bytes, to which the vectors may point; it is reset
  public int read(int block, ColumnVector[] into, NativeArena arena) {
    arena.reset();
    int size = (int) (offsets[block + 1] - offsets[block]);
    long address = arena.allocate(Math.max(1, size));
    FileChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("the file is closed");
    }
    try {
      FailPoint.hit("spill.read");
      ByteBuffer buffer = view(address, size);
      long at = offsets[block];
      while (buffer.hasRemaining()) {
        int read = open.read(buffer, at);
        if (read < 0) {
          throw new EOFException("unexpected end of file");
        }
        at += read;
      }
    } catch (IOException e) {
      throw SpillSpace.error(e, "could not read from a temporary file");
    }
    new BlockReader(address).read(into, counts[block]);
    return counts[block];
  }

  private static ByteBuffer view(long address, int size) {
    return NativeMemory.ALL.asSlice(address, size).asByteBuffer();
  }

  @Override
  public void close() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    channel = null;
    scope.release(bytes());
    space.freed(bytes());
    try {
      open.close();
    } catch (IOException e) {
      throw SpillSpace.error(e, "could not close a temporary file");
    }
  }
}
