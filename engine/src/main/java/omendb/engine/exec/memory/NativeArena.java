package omendb.engine.exec.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import omendb.core.NativeMemory;
import omendb.core.SqlState;

/// Native bytes handed out one after the other and freed together. One thread at a time; a closed
/// arena's addresses are invalid.
///
/// Chunks come from the C library's allocator, because closing a shared [java.lang.foreign.Arena]
/// costs a handshake with every thread, and zeroing is not needed here.
public final class NativeArena implements AutoCloseable {
  private static final long FIRST_CHUNK_BYTES = 16L << 10;
  private static final long CHUNK_BYTES_MAX = 4L << 20;
  private static final MethodHandle MALLOC =
      handle("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      handle("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

  private final MemoryBudget budget;
  private long[] chunks = new long[4];
  private long[] sizes = new long[4];
  private int chunkCount;
  private long at;
  private long end;
  private int stored;

  public NativeArena(MemoryBudget budget) {
    this.budget = budget;
  }

  /// The address of `bytes` new bytes, not cleared; never 0.
  public long allocate(long bytes) {
    if (bytes > end - at || at == 0) {
      grow(bytes);
    }
    long address = at;
    at += bytes;
    return address;
  }

  /// A copy of native bytes.
  public long copy(long address, int length) {
    long copy = allocate(length);
    NativeMemory.copy(address, copy, length);
    return copy;
  }

  /// A copy of the array; its length is [#storedLength()] until the next store.
  public long store(byte[] bytes) {
    long address = allocate(bytes.length);
    NativeMemory.putBytes(address, bytes, 0, bytes.length);
    stored = bytes.length;
    return address;
  }

  /// The text in UTF-8; its length is [#storedLength()] until the next store.
  public long store(String text) {
    return store(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Tells [#storedLength()] for bytes that the caller has written itself.
  public long stored(long address, int length) {
    stored = length;
    return address;
  }

  /// Bytes of the last store.
  public int storedLength() {
    return stored;
  }

  /// Bytes taken from the budget.
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < chunkCount; i++) {
      bytes += sizes[i];
    }
    return bytes;
  }

  /// Forgets all bytes but keeps the largest chunk for reuse.
  public void reset() {
    if (chunkCount == 0) {
      return;
    }
    int last = chunkCount - 1;
    for (int i = 0; i < last; i++) {
      free(i);
    }
    chunks[0] = chunks[last];
    sizes[0] = sizes[last];
    chunkCount = 1;
    at = chunks[0];
    end = at + sizes[0];
  }

  @Override
  public void close() {
    for (int i = 0; i < chunkCount; i++) {
      free(i);
    }
    chunkCount = 0;
    at = 0;
    end = 0;
  }

  private void grow(long bytes) {
    long last = chunkCount == 0 ? FIRST_CHUNK_BYTES / 4 : sizes[chunkCount - 1];
    long size = Math.max(bytes, Math.min(CHUNK_BYTES_MAX, last * 4));
    budget.reserve(size);
    long address;
    try {
      address = (long) MALLOC.invokeExact(size);
    } catch (Throwable e) {
      budget.release(size);
      throw SqlState.INTERNAL_ERROR.error("cannot allocate native memory").causedBy(e);
    }
    if (address == 0) {
      budget.release(size);
      throw SqlState.OUT_OF_MEMORY.error("out of memory");
    }
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
      sizes = Arrays.copyOf(sizes, chunkCount * 2);
    }
    chunks[chunkCount] = address;
    sizes[chunkCount++] = size;
    at = address;
    end = address + size;
  }

  private void free(int chunk) {
    try {
      FREE.invokeExact(chunks[chunk]);
    } catch (Throwable e) {
      throw SqlState.INTERNAL_ERROR.error("cannot free native memory").causedBy(e);
    }
    budget.release(sizes[chunk]);
  }

  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup lookup = linker.defaultLookup();
    return linker.downcallHandle(lookup.find(name).orElseThrow(), shape);
  }
}
