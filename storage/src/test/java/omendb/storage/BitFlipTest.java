package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import omendb.testkit.fault.BitFlip;
import omendb.testkit.fault.FolderCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One bit of one file of a data folder is flipped, of every kind of file, in a folder that was
/// closed and in one whose program was killed. Whoever opens it then gets all the right answers or
/// an error that says what is wrong, in bounded time; never a wrong row and never fewer. The system
/// property `omendb.flips` says how often; `omendb.flip` with `omendb.seed` repeats one.
///
/// The one exception is the last record of the commit log of a killed program: damage there looks
/// like a write that a crash has torn, and that record is cut.
@Timeout(value = 1800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BitFlipTest {
  private static final int FLIPS = Integer.getInteger("omendb.flips", 60);
  private static final int ONLY = Integer.getInteger("omendb.flip", 0);
  private static final long SEED = Long.getLong("omendb.seed", 1);

  /// What takes longer hangs: an open of these folders takes a fraction of a second.
  private static final long OPEN_SECONDS_MAX = 90;

  private static final int THREADS = 2;

  /// Transactions of each worker in the template.
  private static final int TRANSACTIONS = 40;

  private static final Set<SqlState> CLEAR =
      EnumSet.of(SqlState.DATA_CORRUPTED, SqlState.FEATURE_NOT_SUPPORTED);

  /// The kinds of files of a data folder, and how many of twenty flips are in one of the kind.
  private enum Kind {
    LOG(3),
    SEGMENT(3),
    IMAGE(2),
    /// The store's tables of each family: hot rows, delete vectors, manifest and catalog.
    STORE_HOT(2),
    STORE_DELETES(2),
    STORE_META(2),
    STORE_MANIFEST(2),
    STORE_CURRENT(1),
    STORE_OPTIONS(1),
    FORMAT(1),
    /// The lock's and the store's identity, which nothing depends on.
    OTHER(1);

    private final int share;

    Kind(int share) {
      this.share = share;
    }

    static Kind choose(RandomGenerator random) {
      List<Kind> tickets = new ArrayList<>();
      for (Kind kind : values()) {
        for (int i = 0; i < kind.share; i++) {
          tickets.add(kind);
        }
      }
      return tickets.get(random.nextInt(tickets.size()));
    }
  }

  /// A folder to be damaged, and the kinds of its files that are not empty.
  private record Template(Path folder, Map<Path, Kind> kinds) {
    static Template of(Path folder) throws IOException {
      Map<Path, Kind> kinds = new HashMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.size(file) > 0) {
            kinds.put(folder.relativize(file), kindOf(folder.relativize(file), file));
          }
        }
      }
      return new Template(folder, kinds);
    }

    boolean has(Kind kind) {
      return kinds.containsValue(kind);
    }

    Kind kind(BitFlip flip) {
      return kinds.getOrDefault(flip.file(), Kind.OTHER);
    }

    /// A log has its full length from the beginning, mostly zeros: every other flip is where
    /// something was written.
    BitFlip choose(Kind kind, RandomGenerator random) {
      BitFlip flip = BitFlip.choose(folder, file -> kinds.get(file) == kind, random);
      for (int i = 0; i < 500 && random.nextBoolean() && flip.byteIn(folder) == 0; i++) {
        flip = flip.elsewhere(folder, random);
      }
      return flip;
    }
  }

  private static TempFolder temp;
  private static Template closed;
  private static Template killed;
  private static FaultModel expected;
  private static FaultModel withoutLast;

  @BeforeAll
  static void write() throws IOException {
    temp = TempFolder.create();
    Path folder = temp.resolve("closed");
    Path copy = temp.resolve("killed");
    String image = "omendb.failpoint.image.small";
    System.setProperty(image, "plant");
    try {
      withoutLast = write(folder, copy, TRANSACTIONS);
    } finally {
      System.clearProperty(image);
    }
    closed = Template.of(folder);
    killed = Template.of(copy);
    expected = new FaultModel();
    for (int worker = 0; worker < FaultModel.WORKERS; worker++) {
      expected.advance(worker, TRANSACTIONS);
    }
  }

  @AfterAll
  static void remove() {
    temp.close();
  }

  /// Writes transactions of all workers, with migrations, merges and restarts between, and copies
  /// the folder at the end, before it is closed. Returns all but the last transaction.
  private static FaultModel write(Path folder, Path copy, int transactions) throws IOException {
    FaultModel all = new FaultModel();
    for (int number = 1; number <= transactions; ) {
      int until = number + transactions / 4;
      try (Storage storage = Storage.open(folder, FaultWorkload.options().withoutBackground())) {
        FaultWorkload.prepare(storage);
        for (; number < until && number <= transactions; number++) {
          for (int worker = 0; worker < FaultModel.WORKERS; worker++) {
            if (number < transactions || worker < FaultModel.WORKERS - 1) {
              all.advance(worker, number);
            }
            commit(storage, worker, number);
          }
          upkeep(storage, number);
        }
        if (number > transactions) {
          FolderCopy.of(folder, copy);
        }
      }
    }
    return all;
  }

  private static void commit(Storage storage, int worker, int number) {
    try (Transaction tx = Tables.begin(storage)) {
      FaultWorkload.change(storage, tx, worker, number);
      tx.commit();
    }
  }

  private static void upkeep(Storage storage, int number) {
    for (TableStore table : storage.tables()) {
      if (number % 12 == 3) {
        table.migration().moveAll();
      }
      if (number % 16 == 7) {
        table.migration().merge();
      }
    }
    if (number % 13 == 9) {
      storage.checkpoint();
    }
  }

  /// What came of a flip.
  private enum Outcome {
    RIGHT,
    ERROR,
    /// The last record of a killed program's log was cut.
    CUT
  }

  /// How often what came of a flip in which kind of file.
  private static final class Tally {
    private final Map<Kind, Map<Outcome, Integer>> outcomes = new EnumMap<>(Kind.class);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    synchronized void add(Kind kind, Outcome outcome) {
      outcomes
          .computeIfAbsent(kind, _ -> new EnumMap<>(Outcome.class))
          .merge(outcome, 1, Integer::sum);
    }
  }

  @Test
  void everyKindOfFileIsThere() {
    for (Kind kind : Kind.values()) {
      assertThat(closed.has(kind)).as("%s in %s", kind, closed.kinds()).isTrue();
      assertThat(killed.has(kind))
          .as("%s in %s", kind, killed.kinds())
          .isEqualTo(kind != Kind.IMAGE);
    }
  }

  @Test
  void aFlippedBitIsAnErrorOrChangesNothing() throws Exception {
    Tally tally = new Tally();
    AtomicInteger next = new AtomicInteger(ONLY > 0 ? ONLY : 1);
    int last = ONLY > 0 ? ONLY : FLIPS;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Path copy = temp.resolve("copy" + i + "-");
      Runnable flips =
          () -> {
            for (int flip = next.getAndIncrement(); flip <= last; flip = next.getAndIncrement()) {
              flip(flip, copy, tally);
            }
          };
      threads.add(Thread.ofPlatform().start(flips));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(tally.failures).isEmpty();
    FaultReport.add("bit-flip", "flips=" + FLIPS + " wrong=0 seed=" + SEED + " " + tally.outcomes);
    assertThat(tally.outcomes.values()).anyMatch(each -> each.containsKey(Outcome.ERROR));
    if (FLIPS >= 20 * Kind.values().length) {
      assertThat(tally.outcomes).containsOnlyKeys(Kind.values());
    }
  }

  /// Does the flip of this number, which with the seed says all about it.
  private static void flip(int number, Path copy, Tally tally) {
    RandomGenerator random = Seeds.generator(SEED * 1_000_003 + number);
    Kind kind = Kind.choose(random);
    Template template = kind == Kind.IMAGE || random.nextBoolean() ? closed : killed;
    BitFlip flip = template.choose(kind, random);
    Path to = copy.resolveSibling(copy.getFileName().toString() + number);
    FutureTask<Outcome> open = new FutureTask<>(() -> open(template, flip, to, expected));
    Thread thread = Thread.ofPlatform().daemon().start(open);
    String what =
        "flip %d of seed %d in %s, %s (-Domendb.seed=%d -Domendb.flip=%d)"
            .formatted(number, SEED, template.folder().getFileName(), flip, SEED, number);
    try {
      tally.add(kind, open.get(OPEN_SECONDS_MAX, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      AssertionError hangs = new AssertionError(what + " hangs");
      hangs.setStackTrace(thread.getStackTrace());
      tally.failures.add(hangs);
    } catch (ExecutionException e) {
      tally.failures.add(new AssertionError(what, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tally.failures.add(new AssertionError(what, e));
    }
  }

  /// The comparison can fail: the right answers are not those of another transaction.
  @Test
  void aWrongAnswerIsNoticed() throws IOException {
    BitFlip none = new BitFlip(Path.of("LOCK"), 0, 0);
    Path copy = temp.resolve("other");
    assertThat(open(closed, none, copy, expected)).isEqualTo(Outcome.RIGHT);
    assertThatThrownBy(() -> open(closed, none, copy, withoutLast))
        .isInstanceOf(AssertionError.class);
  }

  /// The driver can do harm: with the check of a segment's buffers left out, rows are wrong. Only
  /// texts are flipped, since a wrong offset could lead anywhere.
  @Test
  void withoutChecksumsAFlippedBitIsAWrongRow() throws IOException {
    Path segment =
        closed.kinds().entrySet().stream()
            .filter(each -> each.getValue() == Kind.SEGMENT)
            .map(Map.Entry::getKey)
            .filter(file -> textIn(closed.folder().resolve(file)) >= 0)
            .findFirst()
            .orElseThrow();
    BitFlip flip = new BitFlip(segment, textIn(closed.folder().resolve(segment)), 1);
    Path copy = temp.resolve("unchecked");
    assertThat(open(closed, flip, copy, expected)).isEqualTo(Outcome.ERROR);
    String point = "omendb.failpoint.segment.unchecked";
    System.setProperty(point, "plant");
    try {
      assertThatThrownBy(() -> open(closed, flip, copy, expected))
          .isInstanceOf(AssertionError.class);
    } finally {
      System.clearProperty(point);
    }
  }

  /// Where a text of a row is in the file, or -1.
  private static int textIn(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf("name-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome open(Template template, BitFlip flip, Path to, FaultModel model)
      throws IOException {
    try (FolderCopy copy = FolderCopy.of(template.folder(), to)) {
      flip.apply(copy.path());
      return open(copy.path(), template == killed && template.kind(flip) == Kind.LOG, model);
    }
  }

  private static Outcome open(Path folder, boolean mayBeCut, FaultModel model) throws IOException {
    try (Storage storage = Storage.open(folder, FaultWorkload.options().withoutBackground())) {
      if (mayBeCut && FaultWorkload.progress(storage)[FaultModel.WORKERS - 1] == TRANSACTIONS - 1) {
        FaultRun.compare(storage, withoutLast);
        return Outcome.CUT;
      }
      FaultRun.compare(storage, model);
      return Outcome.RIGHT;
    } catch (OmenException e) {
      if (!CLEAR.contains(e.state())) {
        throw new AssertionError("not a clear error: " + e.state() + " " + e.message(), e);
      }
      return Outcome.ERROR;
    }
  }

  private static Kind kindOf(Path relative, Path file) throws IOException {
    String name = relative.getFileName().toString();
    if (relative.startsWith("segments")) {
      return Kind.SEGMENT;
    }
    if (relative.startsWith("log")) {
      return Kind.LOG;
    }
    if (name.endsWith(".sst")) {
      return familyOf(file);
    }
    if (name.startsWith("MANIFEST-")) {
      return Kind.STORE_MANIFEST;
    }
    if (name.startsWith("OPTIONS-")) {
      return Kind.STORE_OPTIONS;
    }
    return switch (name) {
      case "hot.image" -> Kind.IMAGE;
      case "CURRENT" -> Kind.STORE_CURRENT;
      case "VERSION" -> Kind.FORMAT;
      case "LOCK", "IDENTITY" -> Kind.OTHER;
      default -> throw new AssertionError("a file of a new kind: " + relative);
    };
  }

  /// RocksDB notes the family among the properties of each of its tables, as a name and its value.
  private static Kind familyOf(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    if (text.contains("namehot")) {
      return Kind.STORE_HOT;
    }
    return text.contains("namedeletes") ? Kind.STORE_DELETES : Kind.STORE_META;
  }
}
