package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when files are not what was written.
class StorageDamageTest {
  private static final StorageOptions OPTIONS = StorageOptions.DEFAULTS.withoutBackground();
  private static final int ROWS = 3000;

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void write() {
    root = temp.resolve("db");
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, ROWS / 2);
      storage.migrateAll(Catalog.FIRST_OID);
      Tables.fill(storage, table, ROWS / 2, ROWS);
      storage.migrateAll(Catalog.FIRST_OID);
    }
  }

  @Test
  void aFlippedBitInASegmentIsAnErrorAndNeverAWrongRow() throws IOException {
    TreeMap<Long, List<@Nullable Object>> expected = read(root);
    assertThat(expected).hasSize(ROWS);
    SplittableRandom random = new SplittableRandom(Long.getLong("omendb.seed", 11));
    int detected = 0;
    for (int round = 0; round < 24; round++) {
      Path copy = JournalTest.copy(root, temp.resolve("copy" + round));
      Path file = segmentFiles(copy).get(round % 2);
      long at = random.nextLong(Files.size(file));
      flip(file, at, 1 << random.nextInt(8));
      try {
        // A bit in padding between buffers changes no value.
        assertThat(read(copy)).as("byte %s of %s", at, file).isEqualTo(expected);
      } catch (OmenException e) {
        assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED);
        detected++;
      }
    }
    assertThat(detected).isGreaterThan(10);
  }

  @Test
  void aMissingSegmentKeepsTheFolderClosed() throws IOException {
    Files.delete(segmentFiles(root).getFirst());
    assertDamaged("is missing");
  }

  @Test
  void aSegmentInTheWrongPlaceKeepsTheFolderClosed() throws IOException {
    List<Path> files = segmentFiles(root);
    Files.delete(files.getFirst());
    Files.copy(files.getLast(), files.getFirst());
    assertDamaged("not the one in the manifest");
  }

  @Test
  void aCutSegmentKeepsTheFolderClosed() throws IOException {
    Path file = segmentFiles(root).getFirst();
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(open.length() / 2);
    }
    assertThatThrownBy(() -> Storage.open(root, OPTIONS))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED));
  }

  @Test
  void aFolderThatFailedToOpenCanBeOpenedWhenItIsMended() throws IOException {
    Path file = segmentFiles(root).getFirst();
    Path aside = temp.resolve("aside");
    Files.move(file, aside);
    assertDamaged("is missing");
    Files.move(aside, file);
    assertThat(read(root)).hasSize(ROWS);
  }

  private void assertDamaged(String message) {
    assertThatThrownBy(() -> Storage.open(root, OPTIONS))
        .isInstanceOfSatisfying(
            OmenException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED);
              assertThat(e.message()).contains(message);
            });
  }

  private static TreeMap<Long, List<@Nullable Object>> read(Path folder) {
    try (Storage storage = Storage.open(folder, OPTIONS);
        Transaction tx = Tables.begin(storage)) {
      TableStore table = storage.table(Catalog.FIRST_OID);
      TreeMap<Long, List<@Nullable Object>> rows = Tables.scan(table, tx);
      for (long id = 0; id < ROWS; id += 50) {
        assertThat(Tables.get(table, tx, id)).isEqualTo(rows.get(id));
      }
      return rows;
    }
  }

  private static List<Path> segmentFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("segments"))) {
      return files.sorted().toList();
    }
  }

  private static void flip(Path file, long at, int mask) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int old = open.read();
      open.seek(at);
      open.write(old ^ mask);
    }
  }
}
