package omendb.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.NativeMemory;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Native memory for one store's versions, keys and groups, cut from slabs.
///
/// Blocks are 16-byte aligned and rounded up to a size class; a freed block goes to its class's
/// list. A slab whose blocks are all free goes back to the system. Each block keeps its slab's
/// number (24 bits) for its owner, see [#allocate]. A block larger than an eighth of a slab gets
/// one of its own.
///
/// A free block holds `{long next, long previous, int bytes}`: the lists are doubly linked, so that
/// a slab's blocks can be taken out of them when the slab goes.
final class SlabHeap implements AutoCloseable {
  private static final int FIRST_SLAB_BYTES = 64 << 10;
  private static final int BLOCK_MIN = 32;
  private static final int FINE_MAX = 1024;
  private static final int FINE_CLASSES = FINE_MAX / 16 + 1;
  private static final int CLASSES = FINE_CLASSES + 8 * 24;
  private static final int NEXT = 0;
  private static final int PREVIOUS = 8;
  private static final int BYTES = 16;
  private static final int TELL_BYTES = 16 << 10;

  private final int slabBytes;
  private final AtomicLong nativeBytes;
  private final AtomicLong usedBytes;
  private final List<@Nullable Slab> slabs = new ArrayList<>();
  private final List<Integer> freeNumbers = new ArrayList<>();
  private final long[] free = new long[CLASSES];
  private @Nullable Slab current;
  private int nextSlabBytes;
  private long liveBytes;
  private long heldBytes;

  /// What `usedBytes` has not been told yet, to spare the counter that all heaps share.
  private long untold;

  private static final class Slab {
    final NativeBlock memory;
    final long base;
    final int bytes;
    final int number;
    int used;
    int live;

    Slab(int bytes, int number) {
      this.memory = NativeBlock.allocate(bytes, 16);
      this.base = memory.address;
      this.bytes = bytes;
      this.number = number;
    }
  }

  SlabHeap(int slabBytes, AtomicLong nativeBytes) {
    this(slabBytes, nativeBytes, new AtomicLong());
  }

  /// @param nativeBytes the counter, shared with other heaps, that tells what is held in all
  /// @param usedBytes the same of what is in use, right to [#TELL_BYTES] for each heap
  SlabHeap(int slabBytes, AtomicLong nativeBytes, AtomicLong usedBytes) {
    this.usedBytes = usedBytes;
    this.slabBytes = slabBytes;
    this.nativeBytes = nativeBytes;
    this.nextSlabBytes = Math.min(FIRST_SLAB_BYTES, slabBytes);
  }

  /// A block of at least `bytes` bytes with any content, whose slab number, shifted left by 8, is
  /// written as an int at `numberOffset` from its start.
  synchronized long allocate(int bytes, int numberOffset) {
    int size = rounded(bytes);
    if (size > slabBytes / 8) {
      Slab slab = newSlab(size);
      slab.used = size;
      return handOut(slab, slab.base, size, numberOffset);
    }
    int sizeClass = sizeClass(size);
    long block = free[sizeClass];
    if (block != 0) {
      int number = NativeMemory.getInt(block + BYTES + 4);
      Slab slab = slab(number);
      unlink(block, sizeClass);
      return handOut(slab, block, size, numberOffset);
    }
    Slab slab = current;
    if (slab == null || slab.used + size > slab.bytes) {
      slab = newSlab(Math.max(nextSlabBytes, size));
      nextSlabBytes = Math.min(2 * nextSlabBytes, slabBytes);
      Slab full = current;
      current = slab;
      if (full != null && full.live == 0) {
        release(full);
      }
    }
    block = slab.base + slab.used;
    slab.used += size;
    return handOut(slab, block, size, numberOffset);
  }

  private long handOut(Slab slab, long block, int size, int numberOffset) {
    slab.live += size;
    count(size);
    NativeMemory.putInt(block + numberOffset, slab.number << 8);
    return block;
  }

  /// Blocks for one thread that fills the heap beside others.
  Filler filler() {
    return new Filler();
  }

  /// Cuts blocks from slabs that are its own until it is closed, without waiting for anybody.
  final class Filler implements AutoCloseable {
    private @Nullable Slab own;

    /// As [SlabHeap#allocate].
    long allocate(int bytes, int numberOffset) {
      int size = rounded(bytes);
      if (size > slabBytes / 8) {
        return SlabHeap.this.allocate(bytes, numberOffset);
      }
      Slab slab = own;
      if (slab == null || slab.used + size > slab.bytes) {
        close();
        slab = freshSlab(size);
        own = slab;
      }
      long block = slab.base + slab.used;
      slab.used += size;
      NativeMemory.putInt(block + numberOffset, slab.number << 8);
      return block;
    }

    /// Gives what is left of its slab to the heap.
    @Override
    public void close() {
      Slab slab = own;
      if (slab != null) {
        own = null;
        adopt(slab);
      }
    }
  }

  private synchronized Slab freshSlab(int size) {
    Slab slab = newSlab(Math.max(nextSlabBytes, size));
    nextSlabBytes = Math.min(2 * nextSlabBytes, slabBytes);
    return slab;
  }

  /// Takes over a slab whose blocks are all in use. It is cut further if more of it is left than of
  /// the current one.
  private synchronized void adopt(Slab slab) {
    slab.live = slab.used;
    liveBytes += slab.used;
    Slab before = current;
    if (before == null || before.bytes - before.used < slab.bytes - slab.used) {
      current = slab;
      if (before != null && before.live == 0) {
        release(before);
      }
    }
  }

  /// Takes back a block of `bytes` bytes as they were asked for.
  synchronized void free(long block, int bytes, int slabNumber) {
    int size = rounded(bytes);
    Slab slab = slab(slabNumber);
    slab.live -= size;
    count(-size);
    if (size > slabBytes / 8) {
      drop(slab);
      return;
    }
    link(block, size, slabNumber);
    if (slab.live == 0 && slab != current) {
      release(slab);
    }
  }

  private void count(int bytes) {
    liveBytes += bytes;
    untold += bytes;
    if (Math.abs(untold) >= TELL_BYTES) {
      usedBytes.addAndGet(untold);
      untold = 0;
    }
  }

  private void link(long block, int size, int slabNumber) {
    int sizeClass = sizeClass(size);
    long first = free[sizeClass];
    NativeMemory.putLong(block + NEXT, first);
    NativeMemory.putLong(block + PREVIOUS, 0);
    NativeMemory.putInt(block + BYTES, size);
    NativeMemory.putInt(block + BYTES + 4, slabNumber);
    if (first != 0) {
      NativeMemory.putLong(first + PREVIOUS, block);
    }
    free[sizeClass] = block;
  }

  private void unlink(long block, int sizeClass) {
    long next = NativeMemory.getLong(block + NEXT);
    long previous = NativeMemory.getLong(block + PREVIOUS);
    if (previous == 0) {
      free[sizeClass] = next;
    } else {
      NativeMemory.putLong(previous + NEXT, next);
    }
    if (next != 0) {
      NativeMemory.putLong(next + PREVIOUS, previous);
    }
  }

  private void release(Slab slab) {
    for (int at = 0; at < slab.used; ) {
      int size = NativeMemory.getInt(slab.base + at + BYTES);
      unlink(slab.base + at, sizeClass(size));
      at += size;
    }
    drop(slab);
  }

  private Slab newSlab(int bytes) {
    int number = freeNumbers.isEmpty() ? slabs.size() : freeNumbers.removeLast();
    Slab slab;
    try {
      slab = new Slab(bytes, number);
    } catch (OutOfMemoryError e) {
      if (number < slabs.size()) {
        freeNumbers.add(number);
      }
      throw SqlState.OUT_OF_MEMORY
          .error("out of memory")
          .withDetail("Failed on request of %d bytes for row versions.", bytes)
          .causedBy(e);
    }
    if (number == slabs.size()) {
      slabs.add(slab);
    } else {
      slabs.set(number, slab);
    }
    heldBytes += bytes;
    nativeBytes.addAndGet(bytes);
    return slab;
  }

  private void drop(Slab slab) {
    slabs.set(slab.number, null);
    freeNumbers.add(slab.number);
    heldBytes -= slab.bytes;
    nativeBytes.addAndGet(-slab.bytes);
    slab.memory.close();
  }

  private Slab slab(int number) {
    Slab slab = slabs.get(number);
    if (slab == null) {
      throw new AssertionError("slab " + number + " is gone");
    }
    return slab;
  }

  synchronized long liveBytes() {
    return liveBytes;
  }

  synchronized long heldBytes() {
    return heldBytes;
  }

  /// Frees everything; no block may be used any more.
  @Override
  public synchronized void close() {
    for (Slab slab : slabs) {
      if (slab != null) {
        heldBytes -= slab.bytes;
        nativeBytes.addAndGet(-slab.bytes);
        slab.memory.close();
      }
    }
    slabs.clear();
    freeNumbers.clear();
    current = null;
    usedBytes.addAndGet(untold - liveBytes);
    untold = 0;
    liveBytes = 0;
    Arrays.fill(free, 0);
  }

  /// The size class's bytes: steps of 16 up to 1 KiB, then eight steps per doubling.
  static int rounded(int bytes) {
    if (bytes <= FINE_MAX) {
      return Math.max(BLOCK_MIN, (bytes + 15) & ~15);
    }
    int step = Integer.highestOneBit(bytes - 1) >> 3;
    return Math.addExact(bytes, step - 1) & -step;
  }

  private static int sizeClass(int rounded) {
    if (rounded <= FINE_MAX) {
      return rounded >> 4;
    }
    int power = 31 - Integer.numberOfLeadingZeros(rounded - 1);
    int step = (rounded - 1 - (1 << power)) >> (power - 3);
    return FINE_CLASSES + (power - 10) * 8 + step;
  }
}
