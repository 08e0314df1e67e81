package omendb.bench.planning;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.Figures;
import omendb.bench.OmenClient;
import omendb.bench.WorkFolder;
import omendb.bench.tpch.FlatFiles;
import omendb.bench.tpch.OmenQueries;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import omendb.engine.PreparedStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Times from a statement's text to its plan, without running it. A point SELECT is taken with
/// another name for its column each time, so that no cache knows it; the same statement prepared
/// again is told apart. A query of TPC-H is planned for the first time after all others have run.
@Command(
    name = "planning",
    mixinStandardHelpOptions = true,
    description = "Planning of a point SELECT, and of a TPC-H query for the first time.")
public final class PlanningBench implements Callable<Integer> {
  private static final int TIMEOUT_SECONDS = 60;

  @Option(names = "--query", description = "TPC-H query (default: ${DEFAULT-VALUE})")
  private int query = 5;

  @Option(names = "--scale", description = "scale factor (default: ${DEFAULT-VALUE})")
  private double scale = 0.01;

  @Option(names = "--statements", description = "per round (default: ${DEFAULT-VALUE})")
  private int statements = 20_000;

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 7;

  @Option(names = "--folder", description = "where to put the data; flat files are kept there")
  private Path folder = WorkFolder.defaultParent();

  private int names;

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder);
        OmenQueries ours = new OmenQueries(work.resolve("omendb"), false, 2, TIMEOUT_SECONDS)) {
      FlatFiles files = new FlatFiles(folder, scale);
      for (TpchTable table : TpchTable.values()) {
        ours.load(table, files.file(table));
      }
      ours.settle();
      OmenClient client = ours.client();
      for (int i = 1; i <= TpchQueries.COUNT; i++) {
        if (i != query) {
          client.run(TpchQueries.text(i));
        }
      }
      double first = millis(client, TpchQueries.text(query));
      double again = millis(client, TpchQueries.text(query) + " ");
      if (client.run(client.prepare(pointText())) != 1) {
        System.out.println("the point SELECT does not find its row");
        return 1;
      }
      double text = micros(this::pointText, client);
      String same = pointText();
      double known = micros(() -> same, client);
      System.out.printf(
          Locale.ROOT,
          "Q%d first %.1f ms, again %.1f ms; point SELECT new %.2f us, known %.2f us%n",
          query,
          first,
          again,
          text,
          known);
      System.out.printf(
          Locale.ROOT,
          "RESULT planning point_us=%.2f point_known_us=%.2f query=%d first_ms=%.1f%n",
          text,
          known,
          query,
          first);
      return 0;
    }
  }

  private String pointText() {
    return "SELECT o_totalprice AS p" + names++ + " FROM orders WHERE o_orderkey = 1";
  }

  private static double millis(OmenClient client, String sql) {
    long start = System.nanoTime();
    require(client.prepare(sql));
    client.session().sync();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void require(PreparedStatement statement) {
    if (statement.columns().isEmpty()) {
      throw new IllegalStateException("no columns");
    }
  }

  private double micros(java.util.function.Supplier<String> texts, OmenClient client) {
    double[] measured = new double[rounds];
    for (int round = -2; round < rounds; round++) {
      long spent = 0;
      for (int i = 0; i < statements; i++) {
        String sql = texts.get();
        long start = System.nanoTime();
        require(client.prepare(sql));
        spent += System.nanoTime() - start;
        client.session().sync();
      }
      if (round >= 0) {
        measured[round] = spent / 1e3 / statements;
      }
    }
    return Figures.median(measured);
  }
}
