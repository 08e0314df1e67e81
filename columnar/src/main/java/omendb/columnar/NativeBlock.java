package omendb.columnar;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import omendb.core.SqlState;

/// A block of the C library's heap: taken and given back by hand and at any time, where an arena
/// would stop all threads for a moment to be closed.
///
/// @param address its first byte
/// @param bytes its length
public record NativeBlock(long address, long bytes) {
  private static final MethodHandle MALLOC =
      function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /// A new block; 53200 when there is no memory.
  static NativeBlock allocate(long bytes) {
    try {
      long address = ((MemorySegment) MALLOC.invokeExact(Math.max(1, bytes))).address();
      if (address == 0) {
        throw SqlState.OUT_OF_MEMORY.error("out of memory");
      }
      return new NativeBlock(address, bytes);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Gives the block back; nobody reads it any more.
  public void free() {
    try {
      FREE.invokeExact(MemorySegment.ofAddress(address));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
