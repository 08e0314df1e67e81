package omendb.clients.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import omendb.clients.tpch.TpchTable;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The main job: load TPC-H over both wires, take orders over one while the other answers the 22
/// queries, kill the server, start it again, and prove that nothing acknowledged is lost.
@Command(
    name = "omendb demo",
    description = "Loads TPC-H, runs orders and analytics side by side, kills, restarts, verifies.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Demo implements Callable<Integer> {
  private static final int WORKERS = 2;
  private static final long KEYS_PER_WORKER = 100_000_000L;
  private static final long FIRST_KEY = 1_000_000_000L;

  @Option(names = "--scale", description = "TPC-H scale factor (default: ${DEFAULT-VALUE}).")
  double scale = 0.1;

  @Option(
      names = "--seconds",
      description =
          "Least seconds of orders beside queries; all 22 are answered at least once"
              + " (default: ${DEFAULT-VALUE}).")
  int seconds = 20;

  @Option(names = "--keep", description = "Keeps the data folder and prints where it is.")
  boolean keep;

  @Option(names = "--seed", description = "Seed of the orders (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  private final List<String> failures = new ArrayList<>();

  public static void main(String[] args) {
    // The JDBC driver logs by java.util.logging; its notes would tear the table.
    java.util.logging.LogManager.getLogManager().reset();
    System.exit(new CommandLine(new Demo()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("omendb-demo");
    Path data = folder.resolve("data");
    Path log = folder.resolve("server.log");
    Path launcher = Path.of(System.getProperty("omendb.launcher", "./omendb"));
    boolean finished = false;
    try {
      System.out.printf("1. A server on a fresh folder, %s%n", data);
      try (ServerProcess server = ServerProcess.start(launcher, data, log)) {
        load(server);
        List<OrderWorker> orders = run(server);
        System.out.println("\n4. kill -9, in the middle of it");
        orders.forEach(OrderWorker::stopAtError);
        server.kill();
        for (OrderWorker worker : orders) {
          worker.awaitEnd();
        }
        restart(launcher, data, log, orders);
      }
      finished = true;
    } finally {
      if (!finished) {
        System.out.println("The server's log: " + log);
      } else if (keep) {
        System.out.println("\nKept: " + data + " (./omendb start --data " + data + ")");
      } else if (failures.isEmpty()) {
        delete(folder);
      }
    }
    return conclude(log);
  }

  private void load(ServerProcess server) throws Exception {
    System.out.printf("%n2. TPC-H at scale %s: half by COPY, half by Flight SQL ingest%n", scale);
    try (Connection connection = DriverManager.getConnection(server.pgUrl());
        Statement statement = connection.createStatement();
        BufferAllocator allocator = new RootAllocator()) {
      for (TpchTable table : TpchTable.values()) {
        statement.execute(table.createSql());
        long begun = System.nanoTime();
        boolean byCopy = table.ordinal() % 2 == 0;
        long rows =
            byCopy
                ? TableLoader.copy(connection, table, scale)
                : TableLoader.ingest(allocator, "127.0.0.1", server.flightPort(), table, scale);
        new Progress(table.sqlName(), rows)
            .done(rows, System.nanoTime() - begun, byCopy ? "COPY" : "Flight ingest");
        long stored = count(statement, table);
        if (stored != rows) {
          fail(table.sqlName() + ": " + rows + " rows sent, " + stored + " stored");
        }
      }
    }
  }

  private static long count(Statement statement, TpchTable table) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.sqlName())) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Orders and queries side by side; the workers are still running when this returns.
  private List<OrderWorker> run(ServerProcess server) throws Exception {
    System.out.printf(
        "%n3. %d clients take orders (pgjdbc), one asks the 22 queries (Flight SQL JDBC)%n",
        WORKERS);
    ConcurrentHistogram latencies = new ConcurrentHistogram(60_000_000L, 3);
    List<OrderWorker> orders = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      OrderWorker worker =
          new OrderWorker(server.pgUrl(), FIRST_KEY + i * KEYS_PER_WORKER, seed + i, latencies);
      orders.add(worker);
      Thread.ofPlatform().daemon(true).name("orders-" + i).start(worker);
    }
    QueryWorker queries = new QueryWorker(server.flightUrl(), server.pgUrl());
    Thread asking = Thread.ofPlatform().daemon(true).name("queries").start(queries);
    watch(server, orders, queries, latencies);
    queries.stop();
    asking.join(TimeUnit.SECONDS.toMillis(30));
    if (queries.rounds() < 1) {
      fail("only " + queries.answered() + " of 22 queries were answered");
    }
    if (queries.lagMax() > 0) {
      fail("an answer was " + queries.lagMax() + " commits behind");
    }
    if (server.metric("omendb_migrations_total") < 1) {
      fail("no rows were migrated to Arrow segments");
    }
    return orders;
  }

  private void watch(
      ServerProcess server,
      List<OrderWorker> orders,
      QueryWorker queries,
      ConcurrentHistogram latencies)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long counted = 0;
    System.out.println(
        "   s     tx/s  p50 µs  p99 µs  queries  rows hot   rows cold  moved      "
            + "commit seen/newest  lag  last answer");
    for (int second = 1; ; second++) {
      long until = begun + TimeUnit.SECONDS.toNanos(second);
      while (System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      long transactions = orders.stream().mapToLong(OrderWorker::transactions).sum();
      System.out.printf(
          "%4d %,8d %7d %7d %8d %,9.0f %,11.0f %,9.0f %10d/%-10d %3d  %s%n",
          second,
          transactions - counted,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(99),
          queries.answered(),
          server.metric("omendb_rows{tier=\"hot\"}"),
          server.metric("omendb_rows{tier=\"cold\"}"),
          server.metric("omendb_migrated_rows_total"),
          queries.snapshot(),
          queries.newest(),
          Math.max(0, queries.newest() - queries.snapshot()),
          queries.last());
      counted = transactions;
      orders.stream().map(OrderWorker::failure).filter(f -> f != null).forEach(this::fail);
      if (queries.failure() != null) {
        fail(queries.failure());
      }
      // On a slow machine it takes longer until there are rows enough to be moved.
      boolean moved = server.metric("omendb_migrations_total") >= 1;
      boolean enough = second >= seconds && queries.rounds() >= 1 && moved;
      if (enough || !failures.isEmpty() || second > 150) {
        return;
      }
    }
  }

  private void restart(Path launcher, Path data, Path log, List<OrderWorker> orders)
      throws Exception {
    long begun = System.nanoTime();
    try (ServerProcess server = ServerProcess.start(launcher, data, log);
        Connection connection = DriverManager.getConnection(server.pgUrl())) {
      System.out.printf(
          "%n5. Started again in %.2f s; what it acknowledged, by count and checksum%n",
          (System.nanoTime() - begun) / 1e9);
      long total = 0;
      boolean allThere = true;
      for (OrderWorker worker : orders) {
        String wrong = worker.verify(connection);
        total += worker.acknowledgedOrders();
        if (wrong != null) {
          allThere = false;
          fail(wrong);
        }
      }
      System.out.printf(
          "  %,d orders acknowledged: %s%n", total, allThere ? "all there" : "NOT all there");
      try (Statement statement = connection.createStatement()) {
        for (TpchTable table : TpchTable.values()) {
          long stored = count(statement, table);
          if (table != TpchTable.ORDERS
              && table != TpchTable.LINEITEM
              && stored != table.rowCount(scale)) {
            fail(table.sqlName() + " has " + stored + " rows after the restart");
          }
        }
      }
    }
  }

  private void fail(@org.jspecify.annotations.Nullable String what) {
    String text = String.valueOf(what);
    if (!failures.contains(text)) {
      failures.add(text);
      System.out.println("  FAILED: " + text);
    }
  }

  private int conclude(Path log) {
    if (!failures.isEmpty()) {
      System.out.printf("%n%d checks failed; the server's log: %s%n", failures.size(), log);
      return 1;
    }
    System.out.println(
        """

        All checks passed. To try next:
          ./omendb start
          psql -h 127.0.0.1 -p 5433 -U omendb
          python3 -c "import pandas, adbc_driver_flightsql.dbapi as f; \\
            print(pandas.read_sql('SELECT 1 AS one', f.connect('grpc://127.0.0.1:8815')))"
          DBeaver: PostgreSQL, host 127.0.0.1, port 5433, database and user omendb, no password
          DBeaver (Arrow): jdbc:arrow-flight-sql://127.0.0.1:8815/?useEncryption=false\
        """);
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
