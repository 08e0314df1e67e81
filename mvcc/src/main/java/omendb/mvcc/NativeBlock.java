package omendb.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A piece of zeroed native memory, taken from the system and given back whole.
///
/// On Linux, whole multiples of [#PAGE_BYTES] are mapped on their own, aligned, and the kernel is
/// asked for huge pages: a random read of a large store then misses the translation cache once in a
/// while and not every time, which costs more than the read itself. Where the kernel declines, they
/// are ordinary pages.
final class NativeBlock implements AutoCloseable {
  /// A huge page on x86-64 and on AArch64 with 4 KiB pages.
  static final int PAGE_BYTES = 2 << 20;

  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

  final long address;
  final long bytes;
  private final @Nullable Arena arena;

  private NativeBlock(long address, long bytes, @Nullable Arena arena) {
    this.address = address;
    this.bytes = bytes;
    this.arena = arena;
  }

  /// Throws [OutOfMemoryError] when the system has none.
  static NativeBlock allocate(long bytes, int alignment) {
    if (LINUX && bytes >= PAGE_BYTES && bytes % PAGE_BYTES == 0) {
      return new NativeBlock(Pages.map(bytes), bytes, null);
    }
    Arena arena = Arena.ofShared();
    try {
      return new NativeBlock(arena.allocate(bytes, alignment).address(), bytes, arena);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    } else {
      Pages.unmap(address, bytes);
    }
  }

  /// The system calls; a class of its own, because linking them takes milliseconds that a folder of
  /// small tables need not pay.
  private static final class Pages {
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGE_PAGE_ADVICE = 14;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle MMAP =
        handle("mmap", FunctionDescriptor.of(WORD, WORD, WORD, INT, INT, INT, WORD));
    private static final MethodHandle MUNMAP =
        handle("munmap", FunctionDescriptor.of(INT, WORD, WORD));
    private static final MethodHandle MADVISE =
        handle("madvise", FunctionDescriptor.of(INT, WORD, WORD, INT));

    /// Maps one page more than asked for and gives back what does not lie on whole pages.
    static long map(long bytes) {
      long all = bytes + PAGE_BYTES;
      try {
        long start = (long) MMAP.invokeExact(0L, all, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
        if (start == -1) {
          throw new OutOfMemoryError("cannot map " + bytes + " bytes");
        }
        long aligned = start + PAGE_BYTES - 1 & -(long) PAGE_BYTES;
        if (aligned != start) {
          unmap(start, aligned - start);
        }
        long rest = start + all - (aligned + bytes);
        if (rest != 0) {
          unmap(aligned + bytes, rest);
        }
        int _ = (int) MADVISE.invokeExact(aligned, bytes, HUGE_PAGE_ADVICE); // advice, no promise
        return aligned;
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    static void unmap(long address, long bytes) {
      int result;
      try {
        result = (int) MUNMAP.invokeExact(address, bytes);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      if (result != 0) {
        throw new IllegalStateException("cannot unmap " + bytes + " bytes at " + address);
      }
    }

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), shape);
    }
  }
}
