package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
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
/// an error that says what is wrong; never a wrong row and never fewer. The system property
/// `omendb.flips` says how often.
///
/// The one exception is the last record of the commit log of a killed program: damage there looks
/// like a write that a crash has torn, and that record is cut.
@Timeout(value = 1200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BitFlipTest {
  private static final int FLIPS = Integer.getInteger("omendb.flips", 60);
  private static final long SEED = Long.getLong("omendb.seed", 1);
  private static final int CONTROL_FLIPS_MAX = 200;

  /// Transactions of each worker in the template.
  private static final int TRANSACTIONS = 40;

  private static final Set<SqlState> CLEAR =
      EnumSet.of(SqlState.DATA_CORRUPTED, SqlState.FEATURE_NOT_SUPPORTED);

  private static TempFolder temp;
  private static Path closed;
  private static Path killed;
  private static FaultModel expected;
  private static FaultModel withoutLast;

  @BeforeAll
  static void write() throws IOException {
    temp = TempFolder.create();
    closed = temp.resolve("closed");
    killed = temp.resolve("killed");
    withoutLast = write(closed, killed, TRANSACTIONS);
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
  }

  /// What came of a flip.
  private enum Outcome {
    RIGHT,
    ERROR,
    /// The last record of a killed program's log was cut.
    CUT
  }

  @Test
  void aFlippedBitIsAnErrorOrChangesNothing() throws IOException {
    RandomGenerator random = Seeds.generator(SEED);
    Map<String, Map<Outcome, Integer>> outcomes = new TreeMap<>();
    for (int i = 1; i <= FLIPS; i++) {
      Path template = random.nextBoolean() ? closed : killed;
      BitFlip flip = choose(template, random);
      Outcome outcome;
      try {
        outcome = open(template, flip, expected);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "flip " + i + " of seed " + SEED + " in " + template.getFileName() + ", " + flip, e);
      }
      outcomes
          .computeIfAbsent(kindOf(flip.file()), _ -> new TreeMap<>())
          .merge(outcome, 1, Integer::sum);
    }
    FaultReport.add("bit-flip", "flips=" + FLIPS + " wrong=0 seed=" + SEED + " " + outcomes);
    assertThat(outcomes.values()).anyMatch(each -> each.containsKey(Outcome.ERROR));
  }

  /// The comparison can fail: the right answers are not those of another transaction.
  @Test
  void aWrongAnswerIsNoticed() throws IOException {
    BitFlip none = new BitFlip(Path.of("LOCK"), 0, 0);
    assertThat(open(closed, none, expected)).isEqualTo(Outcome.RIGHT);
    assertThatThrownBy(() -> open(closed, none, withoutLast)).isInstanceOf(AssertionError.class);
  }

  /// The driver can do harm: with the check of a segment's buffers left out, rows are wrong.
  @Test
  void withoutChecksumsAFlippedBitIsAWrongRow() {
    String point = "omendb.failpoint.segment.unchecked";
    System.setProperty(point, "plant");
    try {
      RandomGenerator random = Seeds.generator(SEED);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < CONTROL_FLIPS_MAX; i++) {
                  BitFlip flip = choose(closed, random);
                  if (kindOf(flip.file()).equals("segment")) {
                    open(closed, flip, expected);
                  }
                }
              })
          .isInstanceOf(AssertionError.class);
    } finally {
      System.clearProperty(point);
    }
  }

  /// A log has its full length from the beginning, mostly zeros: every other flip is where
  /// something was written.
  private static BitFlip choose(Path template, RandomGenerator random) {
    BitFlip flip = BitFlip.choose(template, BitFlipTest::kindOf, random);
    for (int i = 0; i < 500 && random.nextBoolean() && flip.byteIn(template) == 0; i++) {
      flip = flip.elsewhere(template, random);
    }
    return flip;
  }

  private static Outcome open(Path template, BitFlip flip, FaultModel model) throws IOException {
    try (FolderCopy copy = FolderCopy.of(template, temp.resolve("copy"))) {
      flip.apply(copy.path());
      return open(copy.path(), template.equals(killed) && kindOf(flip.file()).equals("log"), model);
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

  private static String kindOf(Path file) {
    String name = file.getFileName().toString();
    if (file.startsWith("segments")) {
      return "segment";
    }
    if (file.startsWith("log") || name.endsWith(".log")) {
      return "log";
    }
    if (name.endsWith(".sst")) {
      return "store";
    }
    if (name.startsWith("MANIFEST-")) {
      return "manifest";
    }
    if (name.equals("CURRENT") || name.equals("VERSION")) {
      return "pointer";
    }
    return "other";
  }
}
