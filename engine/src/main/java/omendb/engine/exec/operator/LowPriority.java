package omendb.engine.exec.operator;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// The operating system's priority for threads that work for queries.
///
/// It is Linux's `setpriority(2)`, which there names a thread and needs no rights to lower. A
/// thread of nice value 12 has a fifteenth of the weight of one that is not nice: it gets whatever
/// the others leave, its fifteenth at the least, and loses its core at once when one of the others
/// wakes up. Java's own priorities have no effect on Linux. The kernel lets nobody raise a thread
/// again without rights, so that a thread is low for all of its life.
final class LowPriority {
  private static final int WHICH_PROCESS = 0;
  private static final int CALLING_THREAD = 0;
  private static final int NICE = 12;

  private LowPriority() {}

  /// Lowers the calling thread; false where the system has no such call or refuses it. The first
  /// call links the function, which takes milliseconds.
  static boolean take() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.startsWith("linux") && Call.setPriority() == 0;
  }

  private static final class Call {
    private static final MethodHandle SETPRIORITY = function();

    static int setPriority() {
      try {
        return (int) SETPRIORITY.invokeExact(WHICH_PROCESS, CALLING_THREAD, NICE);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static MethodHandle function() {
      Linker linker = Linker.nativeLinker();
      ValueLayout.OfInt number = ValueLayout.JAVA_INT;
      return linker.downcallHandle(
          linker.defaultLookup().find("setpriority").orElseThrow(),
          FunctionDescriptor.of(number, number, number, number));
    }
  }
}
