package omendb.bench.alex;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.bench.Bench;

/// Runs a part of a benchmark in a Java process of its own, so that what one part taught the
/// compiler does not help or harm the next, and with memory that is there from the start in huge
/// pages, the same for all peers: else the page tables are what is measured.
final class Fork {
  private static final String MARK = "omendb.bench.forked";

  private Fork() {}

  /// Whether this process was started by [#run].
  static boolean isInside() {
    return Boolean.getBoolean(MARK);
  }

  /// Runs `omendb bench` with these arguments; returns its exit code.
  ///
  /// @param heapMegabytes size of the heap
  static int run(int heapMegabytes, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xms" + heapMegabytes + "m");
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-XX:+UseTransparentHugePages");
    command.add("-XX:+AlwaysPreTouch");
    command.add("-D" + MARK + "=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Bench.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
