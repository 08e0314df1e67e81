package omendb.testkit.fault;

import java.util.List;

/// Lets a sync of a child fail with EIO: the kernel is not asked, the program gets the error.
///
/// Needs strace and the right to trace a child.
public final class SyncFault {
  private SyncFault() {}

  /// What runs a program whose threads each fail in their `nth` call of `fdatasync` or `fsync`.
  ///
  /// @param call `fdatasync` or `fsync`
  public static List<String> prefix(String call, int nth) {
    Command.need(List.of("strace"));
    return List.of(
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + call,
        "-e",
        "inject=" + call + ":error=EIO:when=" + nth);
  }
}
