package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commit log and its store. Record `n` puts row `n` of table 7; a folder that holds records up
/// to `n` has exactly the rows up to `n`, each as record `n` wrote it.
class JournalTest {
  private static final int TABLE = 7;
  private static final int RECORDS = 200;

  /// Log files of 1 MiB.
  private static final StorageOptions SMALL = withLog(4 << 20, 0);

  @TempDir Path root;

  @Test
  void recordsAreThereAfterAReopen() {
    try (Open live = new Open(root)) {
      live.append(1, RECORDS);
    }
    assertThat(verify(root)).isEqualTo(RECORDS);
    try (Open again = new Open(root)) {
      again.append(RECORDS + 1, RECORDS + 50);
      assertThat(again.journal.store().lastKey(Family.HOT, StoredKeys.hotPrefix(TABLE)))
          .isEqualTo(StoredKeys.hot(TABLE, StoredKeys.intBytes(RECORDS + 50)));
      assertThat(again.journal.store().lastKey(Family.HOT, StoredKeys.hotPrefix(6))).isNull();
    }
    assertThat(verify(root)).isEqualTo(RECORDS + 50);
  }

  @Test
  void recordsAreThereAfterACrash() throws IOException {
    Path crashed = root.resolve("crashed");
    try (Open live = new Open(root.resolve("live"))) {
      live.append(1, RECORDS);
      copy(root.resolve("live"), crashed);
    }
    for (int n = RECORDS; n < RECORDS + 5; n++) { // each start and crash leaves its file
      assertThat(verify(copy(crashed, root.resolve("before-" + n)))).isEqualTo(n);
      try (Open again = new Open(crashed)) {
        again.append(n + 1, n + 1);
        copy(crashed, root.resolve("crash-" + n));
      }
      crashed = root.resolve("crash-" + n);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFlippedBitIsAnErrorOrInNoRecordAndNeverAShorterHistory(boolean manyFiles)
      throws IOException {
    Path crashed = crashed(manyFiles);
    SplittableRandom random = new SplittableRandom(Long.getLong("omendb.seed", 5));
    int detected = 0;
    for (int round = 0; round < 60; round++) {
      Path damaged = copy(crashed, root.resolve("damaged"));
      List<Path> files = logs(damaged);
      Path file = files.get(random.nextInt(files.size()));
      long used = manyFiles ? Files.size(file) : usedBytes(file);
      long at = random.nextLong(used);
      flip(file, at, 1 << random.nextInt(8));
      try {
        assertThat(verify(damaged)).as("byte %s of %s", at, file).isIn(RECORDS, RECORDS - 1);
      } catch (OmenException e) {
        assertThat(e.state()).as("byte %s of %s", at, file).isEqualTo(SqlState.DATA_CORRUPTED);
        detected++;
      }
      delete(damaged);
    }
    assertThat(detected).isGreaterThan(manyFiles ? 15 : 50);
  }

  @Test
  void everyBitOfARecordInTheMiddleCounts() throws IOException {
    Path crashed = crashed(false);
    Path log = logs(crashed).getFirst();
    int second = nthRecord(log, 2);
    int third = nthRecord(log, 3);
    byte[] whole = Files.readAllBytes(log);
    for (int at = second; at < third; at += 3) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(log, bytes);
      int place = at - second;
      if (place < LogRecord.HEADER_BYTES + recordLength(whole, second)) {
        assertState(() -> verify(crashed), SqlState.DATA_CORRUPTED);
      }
    }
  }

  @Test
  void aTornTailIsCut() throws IOException {
    Path crashed = crashed(false);
    Path log = logs(crashed).getFirst();
    int last = nthRecord(log, RECORDS);
    for (int torn : new int[] {0, 30, LogRecord.HEADER_BYTES + 5}) {
      Path copy = copy(crashed, root.resolve("torn" + torn));
      zero(logs(copy).getFirst(), last + torn);
      assertThat(verify(copy)).isEqualTo(RECORDS - 1);
      try (Open again = new Open(copy)) { // what is left of the torn record stays where it is
        again.append(RECORDS, RECORDS + 3);
        copy(copy, root.resolve("next" + torn));
      }
      assertThat(verify(root.resolve("next" + torn))).isEqualTo(RECORDS + 3);
    }
  }

  @Test
  void afterACleanStopEvenTheLastRecordIsGuarded() throws IOException {
    try (Open live = new Open(root)) {
      live.append(1, RECORDS);
    }
    Path log = logs(root).getLast();
    flip(log, nthRecord(log, RECORDS) + LogRecord.HEADER_BYTES + 20, 1);
    assertState(() -> verify(root), SqlState.DATA_CORRUPTED);
  }

  @Test
  void aMissingOrShortenedFileIsAnError() throws IOException {
    Path crashed = crashed(true);
    int count = logs(crashed).size();
    assertThat(count).isGreaterThanOrEqualTo(3);
    for (int i = 0; i < count; i++) {
      Path gone = copy(crashed, root.resolve("gone" + i));
      Files.delete(logs(gone).get(i));
      if (i < count - 1) {
        assertState(() -> verify(gone), SqlState.DATA_CORRUPTED);
      }
      Path cut = copy(crashed, root.resolve("cut" + i));
      try (RandomAccessFile file = new RandomAccessFile(logs(cut).get(i).toFile(), "rw")) {
        file.setLength(file.length() / 2);
      }
      assertState(() -> verify(cut), SqlState.DATA_CORRUPTED);
    }
    for (Path log : logs(crashed)) {
      Files.delete(log);
    }
    assertState(() -> verify(crashed), SqlState.DATA_CORRUPTED);
  }

  @Test
  void filesAreUsedAgainAndTheirOldRecordsAreNone() throws IOException {
    Path live = root.resolve("live");
    int last = 0;
    try (Open open = new Open(live, SMALL)) {
      for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 25; i++) {
          open.appendLarge(++last, 100_000);
        }
        open.journal.checkpoint();
        open.append(last + 1, last + 2);
        last += 2;
        Path crashed = copy(live, root.resolve("crash" + round));
        assertThat(logs(crashed)).hasSizeLessThan(4);
        assertThat(verify(crashed)).isEqualTo(last);
      }
    }
    assertThat(verify(live)).isEqualTo(last);
  }

  @Test
  void aRecordMayBeLargerThanAFile() throws IOException {
    Path live = root.resolve("live");
    try (Open open = new Open(live, SMALL)) {
      open.append(1, 3);
      open.appendLarge(4, 5_000_000);
      open.append(5, 8);
      open.appendLarge(9, 3_000_000);
      copy(live, root.resolve("crashed"));
    }
    assertThat(verify(root.resolve("crashed"))).isEqualTo(9);
    assertThat(verify(live)).isEqualTo(9);
  }

  @Test
  void recordsThatNobodyWaitedForMayBeCutOffButNotDamaged() throws IOException {
    Path live = root.resolve("live");
    Path unflushed = root.resolve("unflushed");
    Path marked = root.resolve("marked");
    try (DataFolder folder = DataFolder.open(live);
        Journal journal = Journal.open(folder, SMALL)) { // not started: nothing flushes late
      append(journal, 1, 10, true);
      append(journal, 2, 10, false);
      append(journal, 3, 10, false);
      append(journal, 4, 10, false);
      copy(live, unflushed);
      append(journal, 5, 10, true);
      copy(live, marked);
    }
    for (Path each : List.of(unflushed, marked)) {
      Path log = logs(each).getFirst();
      flip(log, nthRecord(log, 3) + 4, 1);
    }
    assertState(() -> verify(marked), SqlState.DATA_CORRUPTED);
    assertThat(verify(unflushed)).isEqualTo(2);
    try (Open again = new Open(unflushed)) { // record 4 of before is not taken for the new one
      again.append(3, 3);
      copy(unflushed, root.resolve("again"));
    }
    assertThat(verify(root.resolve("again"))).isEqualTo(3);
  }

  @Test
  void whatNobodyWaitedForIsFlushedSoon() {
    try (Open open = new Open(root)) {
      append(open.journal, 1, 10, false);
      while (open.journal.head().number() < 2) { // the mark
        Thread.onSpinWait();
      }
      assertThat(open.journal.store().get(Family.HOT, StoredKeys.hot(TABLE, key(1)))).isNotNull();
    }
  }

  @Test
  void anInterruptDoesNotBreakTheLog() {
    try (Open open = new Open(root, SMALL)) {
      for (int n = 1; n < 40; n++) {
        Thread.currentThread().interrupt();
        open.appendLarge(n, 90_000);
        assertThat(Thread.interrupted()).isTrue();
      }
    }
    assertThat(verify(root)).isEqualTo(39);
  }

  @Test
  void afterAFailedFlushNothingIsWritten() {
    try (Open open = new Open(root)) {
      open.append(1, 4);
      armed("log.flush", "full", () -> assertState(() -> open.append(5, 5), SqlState.IO_ERROR));
      assertThat(open.journal.hasFailed()).isTrue();
      assertState(() -> open.append(5, 5), SqlState.IO_ERROR);
    }
    assertThat(verify(root)).isIn(4, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"log.append", "log.roll", "log.file.write", "log.file.rename"})
  void aFullDiskRefusesTheRecordOnly(String point) {
    try (DataFolder folder = DataFolder.open(root);
        Journal journal = Journal.open(folder, SMALL)) { // not started: no file is ready
      append(journal, 1, 600_000, true);
      armed(
          point,
          "full",
          () -> assertState(() -> append(journal, 2, 600_000, true), SqlState.DISK_FULL));
      assertThat(journal.hasFailed()).isFalse();
      append(journal, 2, 600_000, true);
      append(journal, 3, 600_000, true);
    }
    assertThat(verify(root)).isEqualTo(3);
  }

  @Test
  void aStoreThatCannotBeWrittenRefusesRecordsAndLosesNone() {
    try (Open open = new Open(root)) {
      open.append(1, 4);
      armed(
          "store.apply",
          "io",
          () -> {
            open.append(5, 5);
            while (!open.journal.hasFailed()) {
              Thread.onSpinWait();
            }
          });
      assertState(() -> open.append(6, 6), SqlState.IO_ERROR);
    }
    assertThat(verify(root)).isEqualTo(5);
  }

  @Test
  void writesAreRefusedBeforeTheDiskIsFull() {
    try (Open open = new Open(root, withLog(1 << 20, Long.MAX_VALUE))) {
      assertState(() -> open.append(1, 1), SqlState.DISK_FULL);
      assertThat(open.journal.hasFailed()).isFalse();
      assertThat(open.journal.head().number()).isZero();
    }
  }

  @Test
  void aFlippedBitInATableFileIsAnError() throws IOException {
    try (Open open = new Open(root)) {
      open.append(1, RECORDS);
      open.journal.checkpoint();
    }
    Path table;
    try (Stream<Path> files = Files.list(root.resolve("rocksdb"))) {
      table =
          files
              .filter(f -> f.toString().endsWith(".sst"))
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
    }
    flip(table, Files.size(table) / 4, 4);
    assertState(() -> verify(root), SqlState.DATA_CORRUPTED);
  }

  private static void armed(String point, String action, Runnable body) {
    assertThat(FailPoint.ON).as("the JVM of the tests has fail points").isTrue();
    System.setProperty("omendb.failpoint." + point, action);
    FailPoint.reset();
    try {
      body.run();
    } finally {
      System.clearProperty("omendb.failpoint." + point);
    }
  }

  private static StorageOptions withLog(long logBytes, long reserve) {
    return new StorageOptions(1, 1, 1, 0, 8, 1, 0, 1, logBytes, reserve);
  }

  /// A journal in use.
  private static final class Open implements AutoCloseable {
    final DataFolder folder;
    final Journal journal;

    Open(Path path) {
      this(path, StorageOptions.DEFAULTS);
    }

    Open(Path path, StorageOptions options) {
      folder = DataFolder.open(path);
      try {
        journal = Journal.open(folder, options);
      } catch (OmenException e) {
        folder.close();
        throw e;
      }
      journal.start();
    }

    void append(int from, int to) {
      for (int n = from; n <= to; n++) {
        JournalTest.append(journal, n, 30 + n % 50, true);
      }
    }

    void appendLarge(int n, int bytes) {
      JournalTest.append(journal, n, bytes, true);
    }

    @Override
    public void close() {
      journal.close();
      folder.close();
    }
  }

  private static void append(Journal journal, int n, int bytes, boolean flush) {
    journal.append(
        LogRecord.COMMITS,
        n,
        1000 + n,
        batch -> {
          batch.note(StoredKeys.longBytes(n));
          batch.putRow(TABLE, key(n), n, row(n, bytes));
        },
        flush);
  }

  private static byte[] key(int n) {
    return StoredKeys.intBytes(n);
  }

  private static byte[] row(int n, int bytes) {
    byte[] row = new byte[bytes];
    Arrays.fill(row, (byte) n);
    return row;
  }

  /// Opens the folder, compares it with what its last commit says, and returns that.
  private static int verify(Path path) {
    try (Open open = new Open(path)) {
      int last = (int) open.journal.head().commit();
      TreeMap<Integer, Byte> rows = new TreeMap<>();
      open.journal
          .store()
          .scan(
              Family.HOT,
              StoredKeys.hotPrefix(TABLE),
              (key, value) -> {
                assertThat(StoredKeys.readLong(value, 0)).isEqualTo(StoredKeys.readInt(key, 4));
                rows.put(StoredKeys.readInt(key, 4), value[value.length - 1]);
              });
      TreeMap<Integer, Byte> expected = new TreeMap<>();
      for (int n = 1; n <= last; n++) {
        expected.put(n, (byte) n);
      }
      assertThat(rows).isEqualTo(expected);
      return last;
    }
  }

  private Path crashed(boolean manyFiles) throws IOException {
    Path live = root.resolve("live");
    Path crashed = root.resolve("crashed");
    try (Open open = new Open(live, withLog(8 << 20, 0))) {
      if (manyFiles) {
        for (int n = 1; n <= RECORDS; n++) {
          open.appendLarge(n, n % 4 == 0 ? 70_000 : 20);
        }
      } else {
        open.append(1, RECORDS);
      }
      return copy(live, crashed);
    }
  }

  private static void assertState(ThrowingCallable action, SqlState state) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state));
  }

  static List<Path> logs(Path path) throws IOException {
    List<Path> logs = new ArrayList<>();
    try (Stream<Path> files = Files.list(path.resolve("log"))) {
      files.filter(f -> f.toString().endsWith(".log")).sorted().forEach(logs::add);
    }
    return logs;
  }

  /// Where the n-th record of a file begins; the record after the last is where they end.
  private static int nthRecord(Path log, int n) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    int at = LogFile.HEADER_BYTES;
    for (int i = 1; i < n; i++) {
      at += (int) LogRecord.spaceFor(recordLength(bytes, at));
    }
    return at;
  }

  private static int recordLength(byte[] file, int at) {
    return StoredKeys.readInt(file, at + 4);
  }

  private static long usedBytes(Path log) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    int at = bytes.length;
    while (bytes[at - 1] == 0) {
      at--;
    }
    return at;
  }

  private static void zero(Path file, int from) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, from, bytes.length, (byte) 0);
    Files.write(file, bytes);
  }

  static void flip(Path file, long at, int mask) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int old = open.read();
      open.seek(at);
      open.write(old ^ mask);
    }
  }

  /// Copies a folder, which may be in use: once more when a file went meanwhile.
  static Path copy(Path from, Path to) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        List<String> before = state(from);
        copyOnce(from, to);
        if (state(from).equals(before)) {
          return to;
        }
      } catch (NoSuchFileException | UncheckedIOException e) {
        // The background took a file away.
      }
      assertThat(attempt).isLessThan(200);
      delete(to);
    }
  }

  /// Every file with its size and the time of its last change: when it stays the same over a copy,
  /// the copy is of one moment.
  private static List<String> state(Path folder) throws IOException {
    List<String> state = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted().toList()) {
        state.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return state;
  }

  private static Path copyOnce(Path from, Path to) throws IOException {
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

  private static void delete(Path path) throws IOException {
    if (Files.notExists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
