package omendb.clients.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// A server of our own in another process, on free ports.
final class ServerProcess implements AutoCloseable {
  private static final long READY_SECONDS_MAX = 60;

  private final Process process;
  private final int pgPort;
  private final int flightPort;
  private final int httpPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private ServerProcess(Process process, Properties ports) {
    this.process = process;
    this.pgPort = Integer.parseInt(ports.getProperty("pg"));
    this.flightPort = Integer.parseInt(ports.getProperty("flight"));
    this.httpPort = Integer.parseInt(ports.getProperty("http"));
  }

  /// Starts the server on the folder and waits until it is ready.
  static ServerProcess start(Path launcher, Path data, Path log)
      throws IOException, InterruptedException {
    Path ports = data.resolveSibling(data.getFileName() + ".ports");
    Files.deleteIfExists(ports);
    List<String> command =
        List.of(
            launcher.toString(),
            "start",
            "--data",
            data.toString(),
            "--pg-port",
            "0",
            "--flight-port",
            "0",
            "--http-port",
            "0",
            "--hot-rows-max",
            "5000",
            "--port-file",
            ports.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (!Files.exists(ports)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("the server did not start; see " + log);
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(ports)) {
      properties.load(reader);
    }
    Files.deleteIfExists(ports);
    return new ServerProcess(process, properties);
  }

  String pgUrl() {
    return "jdbc:postgresql://127.0.0.1:" + pgPort + "/omendb?user=omendb";
  }

  String flightUrl() {
    return "jdbc:arrow-flight-sql://127.0.0.1:" + flightPort + "/?useEncryption=false";
  }

  int pgPort() {
    return pgPort;
  }

  int flightPort() {
    return flightPort;
  }

  /// The value of a sample of /metrics whose line starts so; 0 when there is none.
  double metric(String lineStart) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics")).build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (String line : body.split("\n")) {
      if (line.startsWith(lineStart)) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return 0;
  }

  /// kill -9: no shutdown hook, no flush, no goodbye.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
