package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restart finds the same rows whether it reads them from the image or from the store.
class HotImageTest {
  private static final StorageOptions OPTIONS = StorageOptions.DEFAULTS.withoutBackground();
  private static final int ROWS = 51_000;

  @TempDir Path temp;

  @Test
  void anImageHasWhatTheStoreHas() throws IOException {
    Path root = temp.resolve("db");
    TreeMap<Long, List<@Nullable Object>> expected = write(root);
    Path image = root.resolve("hot.image");
    assertThat(image).exists();
    Path without = JournalTest.copy(root, temp.resolve("without"));
    Files.delete(without.resolve("hot.image"));
    Path damaged = JournalTest.copy(root, temp.resolve("damaged"));
    JournalTest.flip(damaged.resolve("hot.image"), Files.size(image) / 3, 8);

    FailPoint.reset();
    assertThat(read(root)).isEqualTo(expected);
    assertThat(FailPoint.hits("image.read")).isEqualTo(1);
    assertThat(read(without)).isEqualTo(expected);
    assertThat(FailPoint.hits("image.read")).isEqualTo(1);

    assertThatThrownBy(() -> read(damaged))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED));
    Files.delete(damaged.resolve("hot.image"));
    assertThat(read(damaged)).isEqualTo(expected);
  }

  /// A table's number or a count of rows that is not right would leave rows out.
  @Test
  void aDamagedHeaderOfABlockIsNoticed() throws IOException {
    Path root = temp.resolve("db");
    TreeMap<Long, List<@Nullable Object>> expected = write(root);
    for (int at : new int[] {48, 52, 55, 56, 59, 60, 64}) {
      Path damaged = JournalTest.copy(root, temp.resolve("damaged" + at));
      JournalTest.flip(damaged.resolve("hot.image"), at, 1);
      assertThatThrownBy(() -> read(damaged))
          .isInstanceOfSatisfying(
              OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED));
      if (at == 55) {
        Files.delete(damaged.resolve("hot.image"));
        assertThat(read(damaged)).isEqualTo(expected);
      }
    }
  }

  @Test
  void anImageOfAnotherMomentIsNotRead() throws IOException {
    Path root = temp.resolve("db");
    write(root);
    Path old = temp.resolve("old.image");
    Files.copy(root.resolve("hot.image"), old);
    TreeMap<Long, List<@Nullable Object>> expected;
    try (Storage storage = Storage.open(root, OPTIONS)) {
      assertThat(root.resolve("hot.image")).doesNotExist();
      TableStore table = table(storage, Catalog.FIRST_OID);
      try (Transaction tx = Tables.begin(storage)) {
        Tables.update(table, tx, 5, 77);
        tx.commit();
      }
      try (Transaction tx = Tables.begin(storage)) {
        expected = Tables.scan(table, tx);
      }
      storage.migrateAll(Catalog.FIRST_OID + 1);
    }
    Files.deleteIfExists(root.resolve("hot.image"));
    Files.copy(old, root.resolve("hot.image"));
    FailPoint.reset();
    assertThat(read(root)).isEqualTo(expected);
    assertThat(FailPoint.hits("image.read")).isZero();
  }

  @Test
  void aFailureToWriteItCostsOnlyTime() throws IOException {
    for (String point : List.of("image.write", "image.sync", "image.rename")) {
      Path root = temp.resolve(point);
      System.setProperty("omendb.failpoint." + point, "full");
      FailPoint.reset();
      TreeMap<Long, List<@Nullable Object>> expected;
      try {
        expected = write(root);
      } finally {
        System.clearProperty("omendb.failpoint." + point);
      }
      assertThat(root.resolve("hot.image")).doesNotExist();
      assertThat(root.resolve("tmp").toFile().list()).isEmpty();
      assertThat(read(root)).isEqualTo(expected);
    }
  }

  /// Two tables with exact keys and with text keys, some rows deleted, some cold.
  private static TreeMap<Long, List<@Nullable Object>> write(Path root) {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, 1000);
      storage.migrateAll(Catalog.FIRST_OID);
      Tables.fill(storage, table, 1000, ROWS);
      TableStore named = storage.createTable(Tables.byName(Catalog.FIRST_OID + 1));
      Tables.fill(storage, named, 0, 500);
      try (Transaction tx = Tables.begin(storage)) {
        for (long id = 0; id < 3000; id += 7) {
          Tables.delete(table, tx, id);
        }
        tx.commit();
      }
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(named, tx)).hasSize(500);
        return Tables.scan(table, tx);
      }
    }
  }

  private static TableStore table(Storage storage, int oid) {
    TableStore table = storage.table(oid);
    if (table == null) {
      throw new AssertionError("no table " + oid);
    }
    return table;
  }

  private static TreeMap<Long, List<@Nullable Object>> read(Path root) {
    try (Storage storage = Storage.open(root, OPTIONS);
        Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.scan(table(storage, Catalog.FIRST_OID + 1), tx)).hasSize(500);
      return Tables.scan(table(storage, Catalog.FIRST_OID), tx);
    }
  }
}
