package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import omendb.core.FailPoint;
import omendb.mvcc.Transaction;
import omendb.testkit.fault.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Stops a process between the steps of writing or taking away the image of the hot rows: the next
/// start has every row, from whatever is there.
class HotImageCrashTest {
  private static final StorageOptions OPTIONS = StorageOptions.DEFAULTS.withoutBackground();
  private static final int ROWS = 51_000;
  private static final long CHANGED = 77;
  private static final int HALTED = 137;

  @TempDir static Path temp;

  /// A folder with an image of its rows.
  private static Path stopped = Path.of("");

  @BeforeAll
  static void fill() {
    stopped = temp.resolve("stopped");
    try (Storage storage = Storage.open(stopped, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, ROWS);
    }
    assertThat(stopped.resolve("hot.image")).exists();
  }

  /// The image of a stop is complete, or it is not used.
  @ParameterizedTest
  @CsvSource({
    "image.write=halt, false",
    "image.write=halt@3, false",
    "image.sync=halt, false",
    "image.rename=halt, false",
    "image.renamed=halt, true"
  })
  void haltedWhileItStopsTheNextStartHasEveryRow(String point, boolean complete)
      throws IOException {
    Path root = halt(point);
    assertThat(Files.exists(root.resolve("hot.image"))).isEqualTo(complete);
    FailPoint.reset();
    verify(root, 9);
    assertThat(FailPoint.hits("image.read")).isEqualTo(complete ? 1 : 0);
    verify(root, 9);
  }

  /// A start that did not come to its end leaves the image to the next one.
  @ParameterizedTest
  @CsvSource({"image.read=halt", "image.discard=halt"})
  void haltedWhileItStartsTheNextStartHasEveryRow(String point) throws IOException {
    Path root = halt(point);
    FailPoint.reset();
    verify(root, 1);
    assertThat(FailPoint.hits("image.read")).isEqualTo(1);
  }

  /// Lets a child work on a copy of the folder until it halts at the point.
  private static Path halt(String point) throws IOException {
    Path root = JournalTest.copy(stopped, Files.createTempDirectory(temp, "db"));
    try (ChildJvm child =
        ChildJvm.start(
            new ChildJvm.Start(
                List.of(),
                List.of("-Domendb.failpoints=" + point),
                HotImageCrashTest.class.getName(),
                List.of(root.toString())))) {
      assertThat(child.end()).as("halted at %s", point).isEqualTo(HALTED);
      boolean starting = point.startsWith("image.read=") || point.startsWith("image.discard");
      assertThat(child.lines().contains("committed")).isEqualTo(!starting);
    }
    return root;
  }

  /// The program that halts: opens the folder, commits a change, says so and stops.
  public static void main(String[] args) {
    try (Storage storage = Storage.open(Path.of(args[0]), OPTIONS)) {
      TableStore table = table(storage);
      try (Transaction tx = Tables.begin(storage)) {
        Tables.update(table, tx, CHANGED, 9);
        tx.commit();
      }
      System.out.println("committed");
    }
  }

  private static void verify(Path root, long version) {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      assertThat(root.resolve("hot.image")).doesNotExist();
      assertThat(rows(storage)).isEqualTo(expected(version));
    }
  }

  private static TreeMap<Long, List<@Nullable Object>> rows(Storage storage) {
    try (Transaction tx = Tables.begin(storage)) {
      return Tables.scan(table(storage), tx);
    }
  }

  private static TreeMap<Long, List<@Nullable Object>> expected(long version) {
    TreeMap<Long, List<@Nullable Object>> rows = new TreeMap<>();
    for (long id = 0; id < ROWS; id++) {
      rows.put(id, Arrays.asList(Tables.values(id, id == CHANGED ? version : 1)));
    }
    return rows;
  }

  private static TableStore table(Storage storage) {
    TableStore table = storage.table(Catalog.FIRST_OID);
    if (table == null) {
      throw new AssertionError("no table");
    }
    return table;
  }
}
