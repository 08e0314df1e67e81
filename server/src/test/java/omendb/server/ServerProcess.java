package omendb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, so that it can be killed.
final class ServerProcess implements AutoCloseable {
  private static final long START_MILLIS_MAX = 30_000;
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final Path log;
  private final Properties ports = new Properties();

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts a server and waits until its doors are open.
  ///
  /// @param folder holds the data in `data`, and logs
  static ServerProcess start(Path folder, String... options)
      throws IOException, InterruptedException {
    return startArmed(folder, "none", options);
  }

  /// @param failPoints which are armed, as [omendb.core.FailPoint] says
  static ServerProcess startArmed(Path folder, String failPoints, String... options)
      throws IOException, InterruptedException {
    Path portFile = folder.resolve("ports");
    Files.deleteIfExists(portFile);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--data", folder.resolve("data").toString(),
                "--pg-port", "0",
                "--flight-port", "0",
                "--http-port", "0",
                "--port-file", portFile.toString()));
    arguments.addAll(List.of(options));
    ServerProcess server = launch(folder, arguments, failPoints);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS_MAX);
    while (!Files.exists(portFile)) {
      if (!server.process.isAlive() || System.nanoTime() > deadline) {
        server.kill();
        throw new AssertionError("the server did not start:\n" + server.output());
      }
      Thread.sleep(POLL_MILLIS);
    }
    try (var reader = Files.newBufferedReader(portFile)) {
      server.ports.load(reader);
    }
    return server;
  }

  /// Starts `omendb start` with these arguments and nothing else.
  static ServerProcess launch(Path folder, List<String> arguments) throws IOException {
    return launch(folder, arguments, "none");
  }

  private static ServerProcess launch(Path folder, List<String> arguments, String failPoints)
      throws IOException {
    Path log = folder.resolve("server.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Darrow.allocation.manager.type=Unsafe",
            "-Darrow.flight.enable_zero_copy_read=false",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "omendb.server.Main",
            "start"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMENDB_FAILPOINTS", failPoints);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    return new ServerProcess(builder.start(), log);
  }

  int pgPort() {
    return Integer.parseInt(ports.getProperty("pg"));
  }

  int httpPort() {
    return Integer.parseInt(ports.getProperty("http"));
  }

  String pgUrl() {
    return "jdbc:postgresql://127.0.0.1:" + pgPort() + "/omendb?user=omendb";
  }

  /// Waits for the process to end by itself and returns its exit code.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(START_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
      kill();
      throw new AssertionError("the server did not end");
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  /// SIGKILL; returns when the process is gone.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// A polite end: SIGTERM.
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(START_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
      kill();
      throw new AssertionError("the server did not stop");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
