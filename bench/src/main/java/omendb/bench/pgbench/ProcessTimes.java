package omendb.bench.pgbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// CPU times of processes as Linux counts them, in ticks of [#TICK_MICROS] (proc(5)).
final class ProcessTimes {
  /// USER_HZ is 100 on every Linux that Java runs on.
  static final double TICK_MICROS = 10_000;

  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CHILDREN_UTIME = 13;
  private static final int CHILDREN_STIME = 14;

  private ProcessTimes() {}

  /// User and system time of a process, of its living children, and of those that it has waited
  /// for.
  static long ticks(ProcessHandle process) throws IOException {
    long ticks = ticks(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      ticks += ticks(child.pid());
    }
    return ticks;
  }

  private static long ticks(long pid) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (NoSuchFileException e) {
      return 0;
    }
    // The name in parentheses may hold anything; the fields after it are numbers.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[UTIME])
        + Long.parseLong(fields[STIME])
        + Long.parseLong(fields[CHILDREN_UTIME])
        + Long.parseLong(fields[CHILDREN_STIME]);
  }
}
