package omendb.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `omendb start`: serves until it is asked to stop.
@Command(
    name = "start",
    description = "Serves a data folder to PostgreSQL and Arrow Flight SQL clients.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    defaultValueProvider = ConfigSources.class)
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder, made when missing (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--host",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).",
      defaultValue = "127.0.0.1")
  String host = "127.0.0.1";

  @Option(
      names = "--pg-port",
      description = "PostgreSQL port, 0 for a free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "5433")
  int pgPort = 5433;

  @Option(
      names = "--flight-port",
      description = "Flight SQL port, 0 for a free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "8815")
  int flightPort = 8815;

  @Option(
      names = "--http-port",
      description = "Port of /livez, /readyz and /metrics (default: ${DEFAULT-VALUE}).",
      defaultValue = "8080")
  int httpPort = 8080;

  @Option(
      names = "--threads",
      description =
          "Workers of analytical queries, 0 for one per core (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  int threads;

  @Option(
      names = "--hot-rows-max",
      description =
          "Rows of a table that may stay in the row store before old ones move to segments"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "200000")
  int hotRowsMax = 200_000;

  @Option(
      names = "--hot-tier-mib",
      description =
          "Memory for hot rows of all tables, in MiB, 0 for no bound: from three quarters of it on"
              + " rows move to segments, at all of it writers wait (default: ${DEFAULT-VALUE}).",
      defaultValue = "4096")
  long hotTierMib = 4096;

  @Option(
      names = "--row-cache-mib",
      description =
          "Heap for rows that point reads took from segments, in MiB (default: ${DEFAULT-VALUE}).",
      defaultValue = "64")
  long rowCacheMib = 64;

  @Option(
      names = "--max-snapshot-age-millis",
      description =
          "Age at which a snapshot is cancelled with SQLSTATE 72000, so that old versions can be"
              + " collected; 0 for never (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  long maxSnapshotAgeMillis;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "File to write the ports in use to, once ready.")
  Path portFile = Path.of("");

  ServerConfig config() {
    return new ServerConfig(
        data, host, pgPort, flightPort, httpPort, threads, hotRowsMax, limits());
  }

  private ServerConfig.Limits limits() {
    return new ServerConfig.Limits(hotTierMib << 20, rowCacheMib << 20, maxSnapshotAgeMillis);
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    long begun = System.nanoTime();
    Server server = Server.start(config());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "omendb-shutdown"));
    announce(server, (System.nanoTime() - begun) / 1_000_000);
    if (!portFile.toString().isEmpty()) {
      server.writePorts(portFile);
    }
    stopped.await();
    return 0;
  }

  private void announce(Server server, long readyMillis) {
    long uptime =
        System.currentTimeMillis()
            - java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
    System.out.printf(
        "OmenDB is ready (%.2f s after process start, %.2f s of it opening %s)%n",
        uptime / 1000.0, readyMillis / 1000.0, data.toAbsolutePath());
    System.out.printf(
        "  PostgreSQL   %s:%d   psql -h %s -p %d -U omendb%n",
        host, server.pgPort(), host, server.pgPort());
    System.out.printf(
        "  Flight SQL   %s:%d   grpc://%s:%d%n",
        host, server.flightPort(), host, server.flightPort());
    System.out.printf("  HTTP         %s:%d   /livez /readyz /metrics%n", host, server.httpPort());
  }
}
