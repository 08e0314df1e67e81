package omendb.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.Figures;
import omendb.bench.WorkFolder;
import omendb.bench.tpch.FlatFiles;
import omendb.clients.demo.TableLoader;
import omendb.clients.tpch.TpchTable;
import omendb.server.Server;
import omendb.server.ServerConfig;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// lineitem into an empty table: CSV by COPY through the PostgreSQL door, Arrow batches by Flight
/// SQL ingest, and DuckDB reading the same CSV file. Ours has its primary key and checks it, and is
/// on disk when it answers. After each load three sums are compared with those of DuckDB.
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "lineitem by COPY and by Flight ingest, against DuckDB reading the CSV.")
public final class LoadBench implements Callable<Integer> {
  private static final TpchTable TABLE = TpchTable.LINEITEM;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final String SUMS =
      "select count(*), sum(l_orderkey), sum(l_extendedprice), sum(length(l_comment))"
          + " from lineitem";

  @Option(names = "--scale", description = "scale factor (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(names = "--threads", description = "threads of each database (default: all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--folder", description = "where to put the data; flat files are kept there")
  private Path folder = WorkFolder.defaultParent();

  /// A way to load the table into a database that is empty.
  private interface Load {
    void run() throws Exception;
  }

  @Override
  public Integer call() throws Exception {
    Path csv = new FlatFiles(folder, scale).file(TABLE);
    double[] copy = new double[rounds];
    double[] flight = new double[rounds];
    double[] duck = new double[rounds];
    long rows = 0;
    try (WorkFolder work = new WorkFolder(folder);
        BufferAllocator allocator = new RootAllocator();
        Server server = Server.start(ServerConfig.onFreePorts(work.resolve("omendb")));
        Connection ours =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
        Connection theirs = DriverManager.getConnection("jdbc:duckdb:" + work.resolve("duck.db"))) {
      Path batches = work.resolve("lineitem.arrows");
      writeBatches(allocator, csv, batches);
      execute(theirs, "SET threads = " + threads);
      for (int round = -1; round < rounds; round++) {
        double duckSeconds = seconds(theirs, () -> duckCopy(theirs, csv));
        double copySeconds = seconds(ours, () -> copy(ours, csv));
        requireSame(ours, theirs);
        double flightSeconds = seconds(ours, () -> ingest(allocator, server.flightPort(), batches));
        requireSame(ours, theirs);
        rows = count(ours);
        System.err.printf(
            Locale.ROOT,
            "  duckdb %.2f s, copy %.2f s, flight %.2f s%s%n",
            duckSeconds,
            copySeconds,
            flightSeconds,
            round < 0 ? "  (warm-up)" : "");
        if (round >= 0) {
          duck[round] = duckSeconds;
          copy[round] = copySeconds;
          flight[round] = flightSeconds;
        }
      }
    }
    report("copy", rows, copy, duck);
    report("flight", rows, flight, duck);
    return 0;
  }

  private static void report(String path, long rows, double[] ours, double[] theirs) {
    System.out.printf(
        Locale.ROOT,
        "RESULT load path=%s rows_per_s=%.0f ratio_duckdb=%.2f%n",
        path,
        rows / Figures.median(ours),
        Figures.median(theirs) / Figures.median(ours));
  }

  /// Empties the table, then takes the time of the load.
  private static double seconds(Connection connection, Load load) throws Exception {
    execute(connection, "DROP TABLE IF EXISTS lineitem");
    execute(
        connection,
        connection instanceof org.duckdb.DuckDBConnection
            ? TABLE.createSql().replaceFirst(", PRIMARY KEY.*", ")")
            : TABLE.createSql());
    long began = System.nanoTime();
    load.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static void duckCopy(Connection connection, Path csv) throws SQLException {
    execute(connection, "COPY lineitem FROM '" + csv + "' (DELIMITER '|', HEADER false)");
  }

  private static void copy(Connection connection, Path csv) throws Exception {
    try (InputStream in = Files.newInputStream(csv)) {
      long unused =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY lineitem FROM STDIN WITH (FORMAT csv, DELIMITER '|')", in, BUFFER_BYTES);
    }
  }

  private static void ingest(BufferAllocator allocator, int port, Path batches) throws Exception {
    try (InputStream in = Files.newInputStream(batches);
        ArrowReader reader = new ArrowStreamReader(in, allocator)) {
      long unused = TableLoader.ingest(allocator, "127.0.0.1", port, TABLE, reader);
    }
  }

  /// The file's rows as an Arrow stream, so that the client has nothing to make while it is
  /// measured.
  private void writeBatches(BufferAllocator allocator, Path csv, Path into) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(csv);
        ArrowReader rows =
            TableLoader.batches(allocator, TABLE, lines.lines().iterator(), TABLE.rowCount(scale));
        FileChannel out =
            FileChannel.open(into, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ArrowStreamWriter writer = new ArrowStreamWriter(rows.getVectorSchemaRoot(), null, out)) {
      writer.start();
      while (rows.loadNextBatch()) {
        writer.writeBatch();
      }
      writer.end();
    }
  }

  private static long count(Connection connection) throws SQLException {
    return Long.parseLong(sums(connection).split(" ", 2)[0]);
  }

  private static void requireSame(Connection ours, Connection theirs) throws SQLException {
    if (!sums(ours).equals(sums(theirs))) {
      throw new IllegalStateException(sums(ours) + " instead of " + sums(theirs));
    }
  }

  private static String sums(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet sums = statement.executeQuery(SUMS)) {
      sums.next();
      return String.join(
          " ", sums.getString(1), sums.getString(2), sums.getString(3), sums.getString(4));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
