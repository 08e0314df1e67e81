package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.CommitRecord;
import omendb.mvcc.RowChange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
  private static final int RECORDS = 200;

  @TempDir Path root;

  @Test
  void appendedRecordsAreThereAfterReopen() {
    write(root, RECORDS);
    try (DataFolder folder = DataFolder.open(root);
        RocksStore store = RocksStore.open(folder, StorageOptions.DEFAULTS)) {
      assertThat(store.head().number()).isEqualTo(RECORDS);
      assertThat(store.head().commit()).isEqualTo(RECORDS);
      List<Long> commits = new ArrayList<>();
      store.scan(
          Family.HOT,
          StoredKeys.hotPrefix(7),
          (key, value) -> commits.add(StoredKeys.readLong(value, 0)));
      assertThat(commits).hasSize(RECORDS);
      assertThat(store.lastKey(Family.HOT, StoredKeys.hotPrefix(7)))
          .isEqualTo(StoredKeys.hot(7, StoredKeys.intBytes(RECORDS - 1)));
      assertThat(store.lastKey(Family.HOT, StoredKeys.hotPrefix(6))).isNull();
    }
  }

  @Test
  void aFlippedBitInTheLogIsAnErrorAndNeverAShorterHistory() throws IOException {
    Path crashed = crashedCopy();
    Path log = largestLog(crashed);
    long length = Files.size(log);
    for (double at : new double[] {0.02, 0.25, 0.5, 0.75, 0.97}) {
      Path damaged = copy(crashed, root.resolve("damaged-" + at));
      flip(largestLog(damaged), (long) (length * at));
      assertState(() -> open(damaged), SqlState.DATA_CORRUPTED);
    }
    assertThat(open(crashed)).isEqualTo(RECORDS);
  }

  @Test
  void aTornTailIsCut() throws IOException {
    Path crashed = crashedCopy();
    Path log = largestLog(crashed);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(Files.size(log) - 20);
    }
    assertThat(open(crashed)).isEqualTo(RECORDS - 1);
  }

  @Test
  void aFlippedBitInATableFileIsAnError() throws IOException {
    write(root.resolve("db"), RECORDS);
    Path table;
    try (Stream<Path> files = Files.list(root.resolve("db/rocksdb"))) {
      table = files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElse(null);
    }
    if (table == null) { // a clean close leaves all in the log; the next open flushes it
      open(root.resolve("db"));
      try (Stream<Path> files = Files.list(root.resolve("db/rocksdb"))) {
        table =
            files
                .filter(f -> f.toString().endsWith(".sst"))
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
      }
    }
    flip(table, Files.size(table) / 4);
    assertState(
        () -> {
          try (DataFolder folder = DataFolder.open(root.resolve("db"));
              RocksStore store = RocksStore.open(folder, StorageOptions.DEFAULTS)) {
            store.scan(Family.HOT, StoredKeys.hotPrefix(7), (key, value) -> {});
          }
        },
        SqlState.DATA_CORRUPTED);
  }

  @Test
  void aFolderInUseSaysByWhom() {
    try (DataFolder folder = DataFolder.open(root)) {
      assertThatThrownBy(() -> DataFolder.open(root))
          .isInstanceOfSatisfying(
              OmenException.class,
              e -> {
                assertThat(e.state()).isEqualTo(SqlState.OBJECT_IN_USE);
                assertThat(e.detail()).contains(String.valueOf(ProcessHandle.current().pid()));
              });
      assertThat(folder.freeBytes()).isPositive();
    }
    DataFolder.open(root).close();
  }

  @Test
  void aFolderOfANewerVersionIsRefused() throws IOException {
    DataFolder.open(root).close();
    Files.writeString(root.resolve("VERSION"), (DataFolder.FORMAT + 1) + "\n");
    assertState(() -> DataFolder.open(root), SqlState.FEATURE_NOT_SUPPORTED);
    Files.writeString(root.resolve("VERSION"), "garbage");
    assertState(() -> DataFolder.open(root), SqlState.DATA_CORRUPTED);
  }

  @Test
  void aFolderWithForeignFilesIsRefused() throws IOException {
    Files.writeString(root.resolve("letter.txt"), "dear reader");
    assertState(() -> DataFolder.open(root), SqlState.UNDEFINED_FILE);
    assertThat(root.resolve("LOCK")).doesNotExist();
  }

  @Test
  void writesAreRefusedBeforeTheDiskIsFull() {
    StorageOptions reserve = new StorageOptions(1, 1, 1, 0, 8, 1, 0, 1, 1 << 20, Long.MAX_VALUE);
    try (DataFolder folder = DataFolder.open(root);
        RocksStore store = RocksStore.open(folder, reserve)) {
      assertState(() -> append(store, 0), SqlState.DISK_FULL);
      assertThat(store.hasFailed()).isFalse();
      assertThat(store.head().number()).isZero();
    }
  }

  private Path crashedCopy() throws IOException {
    Path live = root.resolve("live");
    try (DataFolder folder = DataFolder.open(live);
        RocksStore store = RocksStore.open(folder, StorageOptions.DEFAULTS)) {
      for (int i = 0; i < RECORDS; i++) {
        append(store, i);
      }
      return copy(live, root.resolve("crashed"));
    }
  }

  private static void write(Path path, int records) {
    try (DataFolder folder = DataFolder.open(path);
        RocksStore store = RocksStore.open(folder, StorageOptions.DEFAULTS)) {
      for (int i = 0; i < records; i++) {
        append(store, i);
      }
    }
  }

  private static void append(RocksStore store, int i) {
    byte[] key = StoredKeys.intBytes(i);
    CommitRecord record =
        new CommitRecord(i + 1, 1000 + i, i, List.of(new RowChange(7, key, key, -1)), List.of());
    new RocksCommitLog(store, _ -> true).append(List.of(record), true);
  }

  private static long open(Path path) {
    try (DataFolder folder = DataFolder.open(path);
        RocksStore store = RocksStore.open(folder, StorageOptions.DEFAULTS)) {
      return store.head().number();
    }
  }

  private static void assertState(ThrowingCallable action, SqlState state) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state));
  }

  private static Path largestLog(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path.resolve("rocksdb"))) {
      return files
          .filter(f -> f.toString().endsWith(".log"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int old = open.read();
      open.seek(at);
      open.write(old ^ 4);
    }
  }

  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }
}
