package omendb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import omendb.core.PlantedBug;
import org.jspecify.annotations.Nullable;

/// A [HistoryServer] in a process of its own, with a planted bug or none, to be killed and started
/// again.
final class HistoryProcess implements AutoCloseable {
  private static final long START_MILLIS_MAX = 60_000;
  private static final long POLL_MILLIS = 10;

  private final Path folder;
  private final @Nullable PlantedBug bug;
  private final boolean nemesis;
  private @Nullable Process process;
  private volatile String url = "";

  /// @param nemesis whether rows are moved all the time
  HistoryProcess(Path folder, @Nullable PlantedBug bug, boolean nemesis) {
    this.folder = folder;
    this.bug = bug;
    this.nemesis = nemesis;
  }

  void start() throws IOException, InterruptedException {
    Path portFile = folder.resolve("url");
    Files.deleteIfExists(portFile);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Darrow.allocation.manager.type=Unsafe",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-D" + PlantedBug.PROPERTY + "=" + (bug == null ? "" : bug.name()),
            "-cp",
            System.getProperty("java.class.path"),
            HistoryServer.class.getName(),
            folder.resolve("data").toString(),
            portFile.toString(),
            Boolean.toString(nemesis)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    Process started = builder.start();
    process = started;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS_MAX);
    while (!Files.exists(portFile)) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        kill();
        throw new AssertionError("the server did not start:\n" + Files.readString(log()));
      }
      Thread.sleep(POLL_MILLIS);
    }
    url = Files.readString(portFile);
  }

  private Path log() {
    return folder.resolve("server.log");
  }

  String url() {
    return url;
  }

  /// SIGKILL; returns when the process is gone.
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.waitFor();
    }
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
