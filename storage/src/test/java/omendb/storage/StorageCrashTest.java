package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import omendb.core.FailPoint;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lets a child process die at every fail point, and at random by kill -9, and compares what the
/// folder then holds with what was acknowledged. The system property `omendb.crash.cycles` sets the
/// number of random kills.
class StorageCrashTest {
  private static final int TRANSACTIONS = 40;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migration.choose=halt@2",
        "migration.write=halt@2",
        "migration.sync=halt@3",
        "migration.rename=halt@2",
        "migration.renamed=halt@3",
        "migration.commit=halt@2",
        "migration.swap=halt@2",
        "migration.reclaim=halt@3",
        "load.write=halt@3",
        "load.sync=halt@2",
        "load.rename=halt@4",
        "load.renamed=halt@3",
        "merge.write=halt",
        "merge.sync=halt@2",
        "merge.rename=halt",
        "merge.renamed=halt@2",
        "merge.commit=halt@2",
        "merge.swap=halt",
        "merge.drop=halt@2",
        "cool.write=halt@2",
        "cool.sync=halt",
        "cool.renamed=halt@3",
        "cool.commit=halt@2",
        "cool.swap=halt@2",
        "cool.drop=halt",
        "warm.commit=halt",
        "warm.swap=halt@2",
        "log.append=halt@20",
        "log.appended=halt@21",
        "log.flush=halt@25",
        "log.roll=halt@1",
        "log.roll=halt@3",
        "log.file.write=halt@3",
        "log.file.sync=halt@4",
        "log.file.rename=halt@3",
        "log.file.renamed=halt@4",
        "log.file.recycle=halt@1",
        "log.file.free=halt@2",
        "store.apply=halt@9",
        "store.flush=halt@2",
        "store.flushed=halt@2",
        "store.covered=halt@3"
      })
  void whereverItStopsWhatWasAcknowledgedIsThere(String point) throws Exception {
    long acknowledged = run(point);
    assertThat(acknowledged).as("stopped at %s", point).isLessThan(TRANSACTIONS);
    long committed = verify(acknowledged);
    List<String> lines = new ArrayList<>();
    CrashWorkload.run(root, committed + 1, 20, lines::add);
    assertThat(acknowledged(lines, committed)).isEqualTo(committed + 20);
    assertThat(verify(committed + 20)).isEqualTo(committed + 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migration.write=io@2",
        "migration.sync=full@2",
        "migration.renamed=io@2",
        "migration.commit=full@2",
        "load.sync=io@2",
        "load.renamed=full@2",
        "merge.sync=full",
        "cool.sync=full",
        "cool.renamed=io@2",
        "warm.rename=full",
        "log.append=full@20",
        "log.roll=full@2",
        "store.flush=full@2"
      })
  void aFailedStepIsReportedAndTheNextOneSucceeds(String point) throws IOException {
    List<String> lines = runHere(point);
    assertThat(lines).filteredOn(line -> line.startsWith("failed")).hasSize(1);
    assertThat(acknowledged(lines, 0)).isEqualTo(TRANSACTIONS);
    assertThat(verify(TRANSACTIONS)).isEqualTo(TRANSACTIONS);
    assertThat(root.resolve("tmp").toFile().list()).isEmpty();
  }

  @Test
  void afterAFailedLogWriteNothingIsAcknowledged() throws IOException {
    List<String> lines = runHere("log.append=io@22");
    assertThat(lines).contains("failed IO_ERROR").last().isEqualTo("failed IO_ERROR");
    assertThat(acknowledged(lines, 0)).isBetween(10L, 20L);
    verify(acknowledged(lines, 0));
  }

  /// Runs in this process with one fail point armed.
  private List<String> runHere(String point) {
    assertThat(FailPoint.ON).as("the JVM of the tests has fail points").isTrue();
    String name = "omendb.failpoint." + point.substring(0, point.indexOf('='));
    System.setProperty(name, point.substring(point.indexOf('=') + 1));
    FailPoint.reset();
    try {
      List<String> lines = new ArrayList<>();
      CrashWorkload.run(root, 1, TRANSACTIONS, lines::add);
      return lines;
    } finally {
      System.clearProperty(name);
    }
  }

  @Test
  void killedAtRandomNothingAcknowledgedIsLost() throws Exception {
    SplittableRandom random = new SplittableRandom(Long.getLong("omendb.seed", 7));
    long committed = 0;
    for (int cycle = Integer.getInteger("omendb.crash.cycles", 4); cycle > 0; cycle--) {
      Process child = start(committed + 1, 100_000, "none");
      List<String> lines = new ArrayList<>();
      try (BufferedReader reader = child.inputReader()) {
        int wanted = 2 + random.nextInt(200);
        while (lines.size() < wanted) {
          String line = reader.readLine();
          assertThat(line).as("child ended by itself after %s", lines).isNotNull();
          lines.add(line);
        }
        child.toHandle().destroyForcibly(); // kill -9; what it said stays readable
        reader.lines().forEach(lines::add);
      }
      child.waitFor();
      committed = verify(acknowledged(lines, committed));
    }
  }

  /// The check itself can fail: a folder that lost its log does not pass.
  @Test
  void aLostLogIsNoticed() throws Exception {
    long acknowledged = run("log.appended=halt@21");
    for (Path log : JournalTest.logs(root)) {
      Files.delete(log);
    }
    assertThatThrownBy(() -> verify(acknowledged)).isNotNull();
  }

  /// Opens the folder and compares; returns how many transactions it holds: all acknowledged ones
  /// and perhaps the one that was under way.
  private long verify(long acknowledged) throws IOException {
    try (Storage storage = Storage.open(root, CrashWorkload.options())) {
      TableStore table = storage.table(Catalog.FIRST_OID);
      if (table == null) {
        assertThat(acknowledged).isZero();
        return 0;
      }
      try (Transaction tx = Tables.begin(storage)) {
        TreeMap<Long, List<@Nullable Object>> rows = Tables.scan(table, tx);
        TreeMap<Long, List<@Nullable Object>> next = rows(acknowledged + 1);
        boolean oneMore = rows.equals(next);
        if (!oneMore) {
          assertThat(rows).isEqualTo(rows(acknowledged));
        }
        for (long id = 0; id < 300; id += 7) {
          assertThat(Tables.get(table, tx, id)).isEqualTo(rows.get(id));
        }
        assertThat(root.resolve("segments").toFile().list()).hasSize(table.statistics().segments());
        return oneMore ? acknowledged + 1 : acknowledged;
      }
    }
  }

  private static TreeMap<Long, List<@Nullable Object>> rows(long transactions) {
    TreeMap<Long, List<@Nullable Object>> rows = new TreeMap<>();
    CrashWorkload.modelAfter(transactions)
        .forEach((id, version) -> rows.put(id, Arrays.asList(Tables.values(id, version))));
    return rows;
  }

  /// Lets a child run until it stops; returns the last transaction that was acknowledged.
  private long run(String point) throws Exception {
    Process child = start(1, TRANSACTIONS, point);
    List<String> lines;
    try (BufferedReader reader = child.inputReader()) {
      lines = reader.lines().toList();
    }
    child.waitFor();
    assertThat(lines).contains("open");
    return acknowledged(lines, 0);
  }

  private static long acknowledged(List<String> lines, long before) {
    long last = before;
    for (String line : lines) {
      if (line.matches("\\d+")) {
        last = Long.parseLong(line);
      }
    }
    return last;
  }

  private Process start(long first, long count, String point) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Domendb.failpoints=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            CrashWorkload.class.getName(),
            root.toString(),
            String.valueOf(first),
            String.valueOf(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
