package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import omendb.storage.FaultWorkload.Mode;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import omendb.testkit.fault.ChildJvm;
import org.junit.jupiter.api.Test;

/// kill -9 of a program with four writing workers, again and again on one folder. The system
/// property `omendb.kill.cycles` says how often.
class KillCrashTest {
  private static final int CYCLES = Integer.getInteger("omendb.kill.cycles", 3);
  private static final int CONTROL_CYCLES_MAX = 20;

  @Test
  void afterEveryKillTheFolderHoldsWhatWasAcknowledged() {
    long seed = Long.getLong("omendb.seed", 1);
    RandomGenerator random = Seeds.generator(seed);
    long transactions = 0;
    try (TempFolder temp = TempFolder.create()) {
      FaultRun run = new FaultRun(temp.resolve("db"));
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        transactions += killed(run, Mode.HONEST, random, "cycle " + cycle + " of seed " + seed);
      }
    }
    FaultReport.add(
        "kill", "cycles=" + CYCLES + " commits=" + transactions + " lost=0 seed=" + seed);
    assertThat(transactions).isGreaterThan(CYCLES);
  }

  /// The check can fail: a program that acknowledges before it commits is found out.
  @Test
  void anEarlyAcknowledgementIsNoticed() {
    RandomGenerator random = Seeds.generator(Long.getLong("omendb.seed", 1));
    try (TempFolder temp = TempFolder.create()) {
      FaultRun run = new FaultRun(temp.resolve("db"));
      assertThatThrownBy(
              () -> {
                for (int cycle = 1; cycle <= CONTROL_CYCLES_MAX; cycle++) {
                  killed(run, Mode.EARLY, random, "control " + cycle);
                }
              })
          .isInstanceOf(FaultRun.Violation.class);
    }
  }

  private static long killed(FaultRun run, Mode mode, RandomGenerator random, String what) {
    try (ChildJvm child = run.start(mode)) {
      child.await(line -> line.startsWith("a "), 1 + random.nextInt(60), 60_000);
      child.run(random.nextInt(60));
      child.kill();
      return run.verify(child.lines(), child.lines());
    } catch (FaultRun.Violation e) {
      throw e.in(what);
    }
  }
}
