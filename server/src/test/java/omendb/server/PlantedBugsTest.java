package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import omendb.core.PlantedBug;
import omendb.testkit.TempFolder;
import omendb.testkit.history.Level;
import omendb.testkit.history.Report;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The checker is checked: every bug that can be planted in the engine shows in a history, and
/// without a bug the same histories are clean.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PlantedBugsTest {
  private static final int ROUNDS_MAX = 8;
  private static final int ROUND_TRANSACTIONS = 250;
  private static final int CLIENTS = 12;

  /// All of them where histories are long, some of each kind among the tests.
  static Stream<PlantedBug> bugs() {
    return HistoriesTest.LONG
        ? Stream.of(PlantedBug.values())
        : Stream.of(
            PlantedBug.SKIP_CONFLICT_CHECK,
            PlantedBug.LOSE_MIGRATED_ROW,
            PlantedBug.LOG_HALF,
            PlantedBug.SKIP_RANGE_VALIDATION);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void everyPlantedBugIsCaught(PlantedBug bug) throws Exception {
    Level level =
        switch (bug) {
          case SKIP_READ_VALIDATION, SKIP_RANGE_VALIDATION -> Level.SERIALIZABLE;
          case SKIP_ROW_LOCK, KEEP_SNAPSHOT, SAVEPOINT_KEEPS_WRITES -> Level.READ_COMMITTED;
          default -> Level.REPEATABLE_READ;
        };
    boolean kill = bug == PlantedBug.ACKNOWLEDGE_TOO_EARLY || bug == PlantedBug.LOG_HALF;
    Report report = run(bug, level, kill);
    System.out.println(
        "RESULT planted-bug bug=" + bug + " level=" + level + " found=" + report.summary());
    assertThat(report.forbidden(level)).as("%s", bug).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void withoutABugTheSameHistoriesAreClean(Level level) throws Exception {
    Report report = run(null, level, level == Level.READ_COMMITTED);
    assertThat(report.forbidden(level)).isEmpty();
  }

  /// Runs rounds of a history until something forbidden shows.
  private static Report run(@Nullable PlantedBug bug, Level level, boolean kill) throws Exception {
    try (TempFolder folder = TempFolder.create();
        HistoryProcess server = new HistoryProcess(folder.path(), bug, !kill)) {
      server.start();
      HistoryRun run = new HistoryRun(server::url, new ListWorkload(), level, CLIENTS, 1);
      run.createTables();
      Report report = run.check();
      int rounds = bug == null ? 2 : ROUNDS_MAX;
      for (int i = 0; i < rounds && report.forbidden(level).isEmpty(); i++) {
        if (kill) {
          try (HistoriesTest.Killer killer =
              new HistoriesTest.Killer(server, run, ROUND_TRANSACTIONS / 2, 1)) {
            run.run(ROUND_TRANSACTIONS);
            killer.check(1);
          }
        } else {
          run.run(ROUND_TRANSACTIONS);
        }
        report = run.check();
      }
      return report;
    }
  }
}
