package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The public sqllogictest corpus (`-Domendb.corpus=FILE`, the jar `net.hydromatic:sql-logic-test`)
/// through the PostgreSQL door. A PostgreSQL 15 (`-Domendb.postgres=PORT`) decides about records
/// that we do not answer as the corpus says. `-Domendb.corpus.part=K/N` takes the K-th of N parts
/// of its scripts, counted from 0; `-Domendb.corpus.scripts=REGEX` those whose path has a match.
@Execution(ExecutionMode.SAME_THREAD)
final class SqlLogicCorpusTest {
  /// Records that must pass, in percent.
  private static final double PASSED_MIN = 99.9;

  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  @Test
  void theCorpusAnswersAsItSays() throws IOException, InterruptedException {
    String jar = System.getProperty("omendb.corpus", "");
    int postgres = Integer.getInteger("omendb.postgres", 0);
    Assumptions.assumeTrue(postgres != 0 && !jar.isEmpty(), "no corpus or PostgreSQL is named");
    List<Future<CorpusRun.Count>> runs = new ArrayList<>();
    CorpusRun.Count total = CorpusRun.Count.NONE;
    try (TempFolder temp = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(temp.resolve("data")));
        ZipFile corpus = new ZipFile(Path.of(jar).toFile());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (ZipEntry script : scripts(corpus)) {
        int number = runs.size();
        runs.add(threads.submit(() -> run(corpus, script, number, server.pgPort(), postgres)));
      }
      for (Future<CorpusRun.Count> run : runs) {
        total = total.plus(run.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    String told = String.join("\n", total.told());
    System.out.println(told);
    System.out.printf(
        Locale.ROOT,
        "RESULT corpus passed=%.4f records=%d scripts=%d wrong=%d refused=%d internal=%d aside=%d%n",
        total.passed(),
        total.records(),
        runs.size(),
        total.wrong(),
        total.refused(),
        total.broken(),
        total.aside());
    assertThat(total.records()).isPositive();
    assertThat(total.wrong()).as(told).isZero();
    assertThat(total.broken()).as(told).isZero();
    assertThat(total.passed()).as(told).isGreaterThanOrEqualTo(PASSED_MIN);
  }

  private static List<ZipEntry> scripts(ZipFile corpus) {
    String[] part = System.getProperty("omendb.corpus.part", "0/1").split("/");
    int parts = Integer.parseInt(part[1]);
    int chosen = Math.floorMod(Integer.parseInt(part[0]), parts);
    String regex = System.getProperty("omendb.corpus.scripts", "");
    List<ZipEntry> all =
        corpus.stream()
            .filter(entry -> entry.getName().startsWith("test/"))
            .filter(entry -> entry.getName().endsWith(".test"))
            .filter(entry -> regex.isEmpty() || entry.getName().matches(".*(" + regex + ").*"))
            .map(ZipEntry.class::cast)
            .toList();
    List<ZipEntry> scripts = new ArrayList<>();
    for (int i = chosen; i < all.size(); i += parts) {
      scripts.add(all.get(i));
    }
    return scripts;
  }

  private static CorpusRun.Count run(
      ZipFile corpus, ZipEntry script, int number, int ourPort, int theirPort)
      throws IOException, SQLException {
    String schema = "corpus_" + ProcessHandle.current().pid() + "_" + number;
    long start = System.nanoTime();
    try (SqlRunner ours = connect(ourPort);
        SqlRunner theirs = connect(theirPort);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(corpus.getInputStream(script), StandardCharsets.UTF_8))) {
      for (SqlRunner each : List.of(ours, theirs)) {
        must(each, "CREATE SCHEMA " + schema);
        must(each, "SET search_path = " + schema);
      }
      CorpusRun.Count count =
          new CorpusRun(script.getName(), ours, theirs).run(new CorpusScript(in));
      for (SqlRunner each : List.of(ours, theirs)) {
        must(each, "DROP SCHEMA " + schema + " CASCADE");
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %d records in %d s, %d wrong, %d refused, %d internal errors, %d aside%n",
          script.getName(),
          count.records(),
          (System.nanoTime() - start) / 1_000_000_000,
          count.wrong(),
          count.refused(),
          count.broken(),
          count.aside());
      return count;
    }
  }

  private static SqlRunner connect(int port) throws SQLException {
    return new PgRunner("127.0.0.1:" + port + "/omendb?user=omendb", PgRunner.Mode.EXTENDED);
  }

  private static void must(SqlRunner runner, String sql) {
    SqlAnswer answer = runner.run(sql);
    assertThat(answer.failed()).as(sql + ": " + answer.message()).isFalse();
  }
}
