package omendb.bench.pgbench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// Our server as a process of its own, started as `./omendb start` does; without the launcher with
/// the flags and the class path of this process.
final class OmenServer implements WireServer {
  private static final long READY_SECONDS_MAX = 60;

  private final Process process;
  private final int port;

  private OmenServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param folder for the data and the log
  static OmenServer start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path ports = folder.resolve("ports");
    Path log = folder.resolve("server.log");
    List<String> command = new ArrayList<>(program());
    command.addAll(List.of("start", "--data", folder.resolve("data").toString(), "--pg-port", "0"));
    command.addAll(List.of("--flight-port", "0", "--http-port", "0"));
    command.addAll(List.of("--port-file", ports.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (!Files.exists(ports)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("the server did not start:\n" + Files.readString(log));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(ports)) {
      properties.load(reader);
    }
    return new OmenServer(process, Integer.parseInt(properties.getProperty("pg")));
  }

  private static List<String> program() {
    String launcher = System.getProperty("omendb.launcher");
    if (launcher != null) {
      return List.of(launcher);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "omendb.server.Main"));
    return command;
  }

  @Override
  public String name() {
    return "omendb";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return "omendb";
  }

  @Override
  public String database() {
    return "omendb";
  }

  @Override
  public long cpuTicks() throws IOException {
    return ProcessTimes.ticks(process.toHandle());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
