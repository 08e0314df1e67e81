package omendb.bench.pgbench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL cluster of our own on a spare loopback port, made by `initdb` and removed with its
/// folder. PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, or
/// `nobody`.
final class PostgresServer implements WireServer {
  private static final long READY_SECONDS_MAX = 60;
  private static final String USER = "postgres";

  private final Process process;
  private final int port;

  private PostgresServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param binaries the folder of `initdb` and `postgres`
  /// @param folder for the cluster and its log
  static PostgresServer start(Path binaries, Path folder) throws IOException, InterruptedException {
    List<String> runner = unprivileged();
    Files.createDirectories(folder);
    Path log = folder.resolve("postgres.log");
    Path cluster = folder.resolve("cluster");
    if (!runner.isEmpty()) {
      // The folder above belongs to us and is closed to others.
      run(List.of("chmod", "a+rx", folder.resolve("..").toString()), log);
      run(List.of("chown", runner.get(2), folder.toString()), log);
    }
    List<String> initdb = new ArrayList<>(runner);
    initdb.addAll(
        List.of(binaries.resolve("initdb").toString(), "-D", cluster.toString(), "-U", USER));
    initdb.addAll(List.of("--auth=trust", "--encoding=UTF8", "--locale=C"));
    run(initdb, log);
    int port = freePort();
    List<String> server = new ArrayList<>(runner);
    server.addAll(List.of(binaries.resolve("postgres").toString(), "-D", cluster.toString()));
    server.addAll(List.of("-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1"));
    server.addAll(List.of("-c", "unix_socket_directories=", "-c", "shared_buffers=2GB"));
    server.addAll(List.of("-c", "fsync=on", "-c", "synchronous_commit=on"));
    server.addAll(List.of("-c", "max_wal_size=8GB"));
    Process process =
        new ProcessBuilder(server)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    PostgresServer started = new PostgresServer(process, port);
    started.awaitReady(binaries, log);
    return started;
  }

  private static List<String> unprivileged() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    for (String user : List.of("postgres", "nobody")) {
      Process id = new ProcessBuilder("id", user).redirectErrorStream(true).start();
      id.getInputStream().readAllBytes();
      if (id.waitFor() == 0) {
        // setpriv becomes the program itself: signals and times are the server's.
        return List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups");
      }
    }
    throw new IOException("PostgreSQL needs a user other than root; add the user \"postgres\"");
  }

  private static void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Path binaries, Path log) throws IOException, InterruptedException {
    List<String> probe =
        List.of(
            binaries.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p", "" + port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (new ProcessBuilder(probe).start().waitFor() != 0) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException("PostgreSQL did not start:\n" + Files.readString(log));
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String database() {
    return "postgres";
  }

  @Override
  public long cpuTicks() throws IOException {
    return ProcessTimes.ticks(process.toHandle());
  }

  @Override
  public void close() throws InterruptedException {
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroy();
    }
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
