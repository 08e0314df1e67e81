package omendb.mvcc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Makes every thread of the process pass a full memory barrier, so that threads that do something
/// often need none of their own beside a thread that looks at them now and then.
///
/// It is Linux's `membarrier(2)`, private and expedited: a thread that runs is interrupted for it,
/// one that does not has passed a barrier when it was taken off its core. No thread waits for
/// another, so that the call takes microseconds however many threads are busy. A handshake of the
/// JVM would serve as well, but waits until every busy thread has got a core (measured: 12 ms with
/// eight of them on two cores) and throws away the compiled frames that it meets.
final class ProcessBarrier {
  private static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;
  private static final int PRIVATE_EXPEDITED = 1 << 3;

  /// The system call's number, 0 where there is none that we know.
  private static final long NUMBER = number();

  private ProcessBarrier() {}

  /// Prepares the process; `false` where the system has no such barrier. The first call links the
  /// system call, which takes milliseconds.
  static boolean register() {
    return NUMBER != 0 && Call.AVAILABLE;
  }

  /// When this returns `true`, every thread has passed a barrier since it was called. To be called
  /// after [#register] was `true`.
  static boolean pass() {
    return Call.membarrier(PRIVATE_EXPEDITED) == 0;
  }

  private static long number() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!system.startsWith("linux")) {
      return 0;
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> 324;
      case "aarch64", "riscv64" -> 283;
      default -> 0;
    };
  }

  private static final class Call {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SYSCALL = syscall();
    static final boolean AVAILABLE = membarrier(REGISTER_PRIVATE_EXPEDITED) == 0;

    static long membarrier(int command) {
      try {
        return (long) SYSCALL.invokeExact(NUMBER, command, 0, 0);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static MethodHandle syscall() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().find("syscall").orElseThrow(),
          FunctionDescriptor.of(WORD, WORD, INT, INT, INT),
          Linker.Option.firstVariadicArg(1));
    }
  }
}
