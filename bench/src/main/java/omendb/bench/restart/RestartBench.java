package omendb.bench.restart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Fills a table of hot rows, kills the process, and takes the time from the start of the next one,
/// JVM included, to the answer of its first query; then the same after a clean stop. The table is
/// counted after each.
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    description = "Time to the first answer after kill -9 and after a clean stop.")
public final class RestartBench implements Callable<Integer> {
  @Option(names = "--rows", description = "hot rows (default: ${DEFAULT-VALUE})")
  private long rows = 10_000_000;

  @Option(names = "--heap", description = "heap of the process (default: ${DEFAULT-VALUE})")
  private String heap = "3g";

  @Option(names = "--folder", description = "where to put the data: the disk to measure")
  private Path folder = WorkFolder.defaultParent();

  /// A running program and what it says.
  private record Program(Process process, BufferedReader says) {
    /// The rest of the next line that begins with the word.
    String await(String word) throws IOException {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.startsWith(word)) {
          return line.substring(word.length()).strip();
        }
      }
      throw new IOException("the program ended before it said " + word);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    void stop() throws IOException, InterruptedException {
      try (OutputStream in = process.getOutputStream()) {
        in.write("stop\n".getBytes(StandardCharsets.US_ASCII));
      }
      if (process.waitFor() != 0) {
        throw new IOException("the program ended with an error");
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder)) {
      Path data = work.resolve("data");
      Progress progress = new Progress("loading", 0);
      Program loading = start(data, "load");
      loading.await("loaded");
      loading.kill();
      progress.done();
      Program first = measure(data, "kill");
      first.stop();
      Program second = measure(data, "stop");
      second.kill();
    }
    return 0;
  }

  private Program measure(Path data, String after) throws Exception {
    long began = System.nanoTime();
    Program program = start(data, "answer");
    program.await("answer");
    double seconds = (System.nanoTime() - began) / 1e9;
    long total = Long.parseLong(program.await("total"));
    if (total != RestartProgram.expectedTotal(rows)) {
      program.kill();
      throw new IllegalStateException("the table holds " + total);
    }
    System.out.printf(
        Locale.ROOT, "RESULT restart rows=%d after=%s seconds=%.2f%n", rows, after, seconds);
    return program;
  }

  private Program start(Path data, String what) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-Xm")) {
        command.add(flag);
      }
    }
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            RestartProgram.class.getName(),
            data.toString(),
            String.valueOf(rows),
            what));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Program(process, process.inputReader());
  }
}
