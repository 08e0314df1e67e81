package omendb.testkit.fault;

import java.util.List;

/// Breaks the syncs of a child: the kernel is not asked, the program gets another answer.
///
/// Needs strace and the right to trace a child.
public final class SyncFault {
  private SyncFault() {}

  /// What runs a program whose threads each get EIO from their `nth` call.
  ///
  /// @param call `fdatasync` or `fsync`
  public static List<String> failing(String call, int nth) {
    return traced(call, "error=EIO:when=" + nth);
  }

  /// What runs a program whose syncs all report success and do nothing.
  public static List<String> ignored() {
    return traced("fdatasync,fsync", "retval=0");
  }

  private static List<String> traced(String calls, String injection) {
    Command.need(List.of("strace"));
    return List.of(
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":" + injection);
  }
}
