package omendb.testkit.history;

import static omendb.testkit.history.Hand.X;
import static omendb.testkit.history.Hand.Y;
import static omendb.testkit.history.Hand.append;
import static omendb.testkit.history.Hand.read;
import static omendb.testkit.history.Hand.register;
import static omendb.testkit.history.Hand.scan;
import static omendb.testkit.history.Hand.undone;
import static omendb.testkit.history.Hand.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class AnomalyCheckerTest {
  private static final Level[] ALL = Level.values();
  private static final Level[] REPEATABLE = {Level.REPEATABLE_READ, Level.SERIALIZABLE};
  private static final Level[] SERIALIZABLE = {Level.SERIALIZABLE};

  /// The history shows this anomaly, and exactly these levels forbid something that it shows.
  private static void shows(Hand hand, Anomaly anomaly, Level... forbidding) {
    Report report = hand.check();
    assertThat(report.has(anomaly)).as("%s in %s", anomaly, report).isTrue();
    List<Level> broken = new ArrayList<>();
    for (Level level : ALL) {
      if (!report.forbidden(level).isEmpty()) {
        broken.add(level);
      }
    }
    assertThat(broken).as("levels broken by %s", report).containsExactly(forbidding);
  }

  private static void clean(Hand hand) {
    Report report = hand.check();
    assertThat(report.findings()).isEmpty();
    assertThat(report.summary()).isEqualTo("none");
  }

  @Test
  void transactionsOneAfterTheOtherAreClean() {
    clean(
        new Hand()
            .ok(append(X, 1))
            .then()
            .ok(read(X, 1), append(X, 2), append(Y, 3), read(X, 1, 2))
            .then()
            .fail(read(X, 1, 2), append(X, 4))
            .then()
            .ok(scan(X, 1, 2), read(Y, 3), scan(3)));
  }

  @Test
  void concurrentReadersOfDifferentStatesAreClean() {
    clean(
        new Hand().ok(append(X, 1), append(Y, 2)).ok(read(X, 1), read(Y, 2)).ok(read(X), read(Y)));
  }

  @Test
  void unknownOutcomesMayHaveHappenedOrNot() {
    clean(
        new Hand()
            .info(append(X, 1))
            .info(append(X, 2))
            .then()
            .ok(read(X, 2))
            .then()
            .ok(read(X, 2, 1)));
  }

  @Test
  void undoneWritesThatNobodySeesAreClean() {
    clean(new Hand().ok(append(X, 1), undone(X, 2), append(X, 3)).then().ok(read(X, 1, 3)));
  }

  @Test
  void transactionsThatOverwriteOneAnotherAreG0() {
    shows(
        new Hand()
            .ok(append(X, 1), append(Y, 1))
            .ok(append(X, 2), append(Y, 2))
            .then()
            .ok(read(X, 1, 2), read(Y, 2, 1)),
        Anomaly.G0,
        ALL);
  }

  @Test
  void readingWhatWasRolledBackIsG1a() {
    shows(new Hand().fail(append(X, 1)).ok(read(X, 1)), Anomaly.G1A, ALL);
    shows(new Hand().ok(undone(X, 1)).ok(read(X, 1)), Anomaly.G1A, ALL);
    shows(new Hand().fail(write(X, 1)).ok(register(X, 1)), Anomaly.G1A, ALL);
  }

  @Test
  void readingWhatWasOnTheWayIsG1b() {
    shows(
        new Hand().ok(append(X, 1), append(X, 2)).ok(read(X, 1)).then().ok(read(X, 1, 2)),
        Anomaly.G1B,
        ALL);
    shows(new Hand().ok(write(X, 1), write(X, 2)).ok(register(X, 1)), Anomaly.G1B, ALL);
  }

  @Test
  void readingOneAnotherIsG1c() {
    shows(new Hand().ok(append(X, 1), read(Y, 2)).ok(append(Y, 2), read(X, 1)), Anomaly.G1C, ALL);
    shows(
        new Hand().ok(write(X, 1), register(Y, 2)).ok(write(Y, 2), register(X, 1)),
        Anomaly.G1C,
        ALL);
  }

  @Test
  void seeingHalfOfATransactionAndThenLessIsOtv() {
    shows(
        new Hand()
            .ok(append(X, 1), append(Y, 1))
            .ok(append(X, 2), append(Y, 2))
            .ok(read(X, 1, 2), read(Y, 1))
            .then()
            .ok(read(Y, 1, 2)),
        Anomaly.OTV,
        ALL);
  }

  @Test
  void rowsThatAppearInASecondScanArePmp() {
    shows(new Hand().ok(scan(X), scan(X, 1)).ok(append(X, 1)), Anomaly.PMP, REPEATABLE);
    shows(
        new Hand().ok(scan(X), read(Y, 1)).ok(append(X, 1), append(Y, 1)).then().ok(read(X, 1)),
        Anomaly.PMP,
        REPEATABLE);
  }

  @Test
  void twoUpdatesOfOneVersionAreP4() {
    shows(
        new Hand().ok(read(X), append(X, 1)).ok(read(X), append(X, 2)).then().ok(read(X, 1, 2)),
        Anomaly.P4,
        REPEATABLE);
    shows(
        new Hand().ok(register(X, 0), write(X, 1)).ok(register(X, 0), write(X, 2)),
        Anomaly.P4,
        REPEATABLE);
  }

  @Test
  void readSkewIsGSingle() {
    shows(
        new Hand().ok(read(X), read(Y, 2)).ok(append(X, 1), append(Y, 2)).then().ok(read(X, 1)),
        Anomaly.G_SINGLE,
        REPEATABLE);
    shows(
        new Hand().ok(register(X, 0), register(Y, 2)).ok(register(X, 0), write(X, 1), write(Y, 2)),
        Anomaly.G_SINGLE,
        REPEATABLE);
  }

  @Test
  void longForkIsGNonadjacent() {
    shows(
        new Hand()
            .ok(append(X, 1))
            .ok(append(Y, 2))
            .ok(read(X, 1), read(Y))
            .ok(read(X), read(Y, 2)),
        Anomaly.G_NONADJACENT,
        REPEATABLE);
  }

  @Test
  void writeSkewIsG2Item() {
    shows(
        new Hand()
            .ok(read(X), append(Y, 1))
            .ok(read(Y), append(X, 2))
            .then()
            .ok(read(X, 2), read(Y, 1)),
        Anomaly.G2_ITEM,
        SERIALIZABLE);
  }

  @Test
  void writeSkewOverAbsentRowsIsG2() {
    shows(
        new Hand()
            .ok(scan(X), scan(Y), append(Y, 1))
            .ok(scan(X), scan(Y), append(X, 2))
            .then()
            .ok(read(X, 2), read(Y, 1)),
        Anomaly.G2,
        SERIALIZABLE);
  }

  @Test
  void contradictionsInsideATransactionAreFound() {
    shows(new Hand().ok(append(X, 1), read(X)).then().ok(read(X, 1)), Anomaly.INTERNAL, ALL);
    shows(new Hand().ok(write(X, 1), register(X, 0)), Anomaly.INTERNAL, ALL);
    shows(new Hand().ok(append(X, 1)).ok(read(X, 1), read(X)), Anomaly.INTERNAL, ALL);
    shows(new Hand().ok(append(X, 1)).ok(read(X), read(X, 1)), Anomaly.FUZZY_READ, REPEATABLE);
    shows(
        new Hand().ok(write(X, 1)).ok(register(X, 0), register(X, 1)),
        Anomaly.FUZZY_READ,
        REPEATABLE);
  }

  @Test
  void buildingOnAbortedValuesIsDirtyUpdate() {
    shows(
        new Hand().fail(append(X, 1)).ok(append(X, 2)).then().ok(read(X, 1, 2)),
        Anomaly.DIRTY_UPDATE,
        ALL);
  }

  @Test
  void valuesFromNowhereAndTwiceAreFound() {
    shows(new Hand().ok(read(X, 7)), Anomaly.GARBAGE, ALL);
    shows(new Hand().ok(register(X, 7)), Anomaly.GARBAGE, ALL);
    shows(new Hand().ok(append(X, 1)).then().ok(read(X, 1, 1)), Anomaly.DUPLICATE, ALL);
  }

  @Test
  void versionOrdersMustAgree() {
    shows(
        new Hand().ok(append(X, 1)).ok(append(X, 2)).ok(read(X, 1, 2)).ok(read(X, 2)),
        Anomaly.INCOMPATIBLE_ORDER,
        ALL);
    shows(
        new Hand().ok(register(X, 2), write(X, 1)).ok(register(X, 1), write(X, 2)),
        Anomaly.CYCLIC_VERSION_ORDER,
        ALL);
  }

  @Test
  void acknowledgedWritesMustStay() {
    shows(new Hand().ok(append(X, 1)).then().ok(read(X)), Anomaly.LOST_WRITE, ALL);
    shows(
        new Hand().ok(append(X, 1)).then().ok(append(X, 2)).then().ok(read(X, 2)),
        Anomaly.LOST_WRITE,
        ALL);
  }

  @Test
  void readsMayNotBeOlderThanWhatWasAcknowledged() {
    shows(
        new Hand().ok(append(X, 1)).then().ok(read(X)).then().ok(read(X, 1)),
        Anomaly.REAL_TIME,
        ALL);
    shows(
        new Hand().ok(register(X, 0), write(X, 1)).then().ok(register(X, 0)),
        Anomaly.REAL_TIME,
        ALL);
  }

  @Test
  void statementsOfReadCommittedMayNotBeOlderEither() {
    Operation late = new Operation.ReadList(X, new int[0], false, 5);
    Report report =
        AnomalyChecker.check(
            new History(
                List.of(
                    new RecordedTransaction(0, 0, 1, 9, Outcome.OK, List.of(late)),
                    new RecordedTransaction(1, 1, 2, 3, Outcome.OK, List.of(append(X, 1))),
                    new RecordedTransaction(2, 2, 10, 11, Outcome.OK, List.of(read(X, 1))))));
    assertThat(report.has(Anomaly.STALE_STATEMENT)).isTrue();
    assertThat(report.forbidden(Level.READ_COMMITTED)).hasSize(1);
    assertThat(report.forbidden(Level.REPEATABLE_READ)).isEmpty();
    assertThat(report.forbidden(Level.SERIALIZABLE)).isEmpty();
  }

  /// Each key alone is fresh enough, but no snapshot is: only the clock closes the cycle.
  @Test
  void realTimeClosesCyclesThatTheDataLeaveOpen() {
    Report report = overlapping();
    assertThat(report.findings())
        .anyMatch(finding ->
            finding.anomaly() == Anomaly.G_SINGLE && "real time".equals(finding.order()));
    assertThat(report.forbidden(Level.READ_COMMITTED)).isEmpty();
    assertThat(report.forbidden(Level.REPEATABLE_READ)).isNotEmpty();
  }

  /// A reader misses 1 of X and sees 3 of Y, which began after 1 was acknowledged.
  private static Report overlapping() {
    return AnomalyChecker.check(
        new History(
            List.of(
                new RecordedTransaction(0, 0, 1, 9, Outcome.OK, List.of(read(X), read(Y, 3))),
                new RecordedTransaction(1, 1, 2, 3, Outcome.OK, List.of(append(X, 1))),
                new RecordedTransaction(2, 2, 4, 5, Outcome.OK, List.of(append(Y, 3))),
                new RecordedTransaction(3, 3, 10, 11, Outcome.OK, List.of(read(X, 1))))));
  }

  @Test
  void valuesMustBeUnique() {
    Hand hand = new Hand().ok(append(X, 1)).ok(append(X, 1));
    assertThatThrownBy(hand::check).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recorderKeepsWhatHappenedAndForgetsWhatWasUndone() {
    Recorder recorder = new Recorder();
    OpenTransaction first = recorder.begin(0);
    first.append(X, 1);
    int savepoint = first.savepoint();
    first.append(X, 2);
    first.readList(X, new int[] {1, 2}, false);
    first.rollbackTo(savepoint);
    first.ok();
    OpenTransaction second = recorder.begin(1);
    second.readList(X, new int[] {1}, true);
    second.fail();
    recorder.begin(2).info();
    History history = recorder.history();
    assertThat(history.transactions().stream().map(RecordedTransaction::describe))
        .containsExactly(
            "#0 p0 ok [append 1 1, undone append 1 2]", "#1 p1 fail [scan 1 [1]]", "#2 p2 info []");
    assertThat(history.count(Outcome.INFO)).isEqualTo(1);
    clean(new Hand());
  }

  /// Long histories of a serial order are clean, whatever the clients' number, and one read that is
  /// changed shows.
  @Test
  void longHistoriesAreCheckedInLinearTime() {
    Seeds.forEach(
        3,
        random -> {
          List<RecordedTransaction> serial = serial(20_000, 16, random);
          assertThat(AnomalyChecker.check(new History(serial)).findings()).isEmpty();
          forgetOneRead(serial);
          Report report = AnomalyChecker.check(new History(serial));
          for (Level level : ALL) {
            assertThat(report.forbidden(level)).isNotEmpty();
          }
        });
  }

  /// Makes a read of a long list, from the middle on, one of nothing.
  private static void forgetOneRead(List<RecordedTransaction> serial) {
    for (int i = serial.size() / 2; i < serial.size(); i++) {
      RecordedTransaction each = serial.get(i);
      Operation first = each.operations().getFirst();
      if (first instanceof Operation.ReadList list && list.values().length > 60) {
        List<Operation> operations = new ArrayList<>(each.operations());
        operations.set(0, read(first.key()));
        serial.set(
            i,
            new RecordedTransaction(
                i, each.process(), each.invoked(), each.completed(), Outcome.OK, operations));
        return;
      }
    }
  }

  /// Transactions that happen at one moment each, between a begin and an end that overlap others'.
  private static List<RecordedTransaction> serial(int count, int clients, RandomGenerator random) {
    List<RecordedTransaction> result = new ArrayList<>();
    Map<Integer, List<Integer>> lists = new HashMap<>();
    for (int i = 0; i < count; i++) {
      List<Operation> operations = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        int key = i / 100 + random.nextInt(5);
        List<Integer> list = lists.computeIfAbsent(key, _ -> new ArrayList<>());
        if (random.nextBoolean()) {
          operations.add(append(key, 10 * i + j + 1));
          list.add(10 * i + j + 1);
        } else {
          int[] values = list.stream().mapToInt(Integer::intValue).toArray();
          operations.add(new Operation.ReadList(key, values, random.nextBoolean(), 0));
        }
      }
      long moment = 10L * clients * i;
      result.add(
          new RecordedTransaction(
              i,
              i % clients,
              moment - 5L * clients * clients + random.nextInt(5),
              moment + 5L * clients * clients - 10 + random.nextInt(5),
              Outcome.OK,
              operations));
    }
    return result;
  }
}
