package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import omendb.storage.FaultWorkload.Mode;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import omendb.testkit.fault.ChildJvm;
import omendb.testkit.fault.PowerCutDisk;
import omendb.testkit.fault.SyncFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The power is cut while a program with four workers writes, again and again on one folder, on a
/// disk of each kind. Needs root. The system property `omendb.cut.cycles` says how often in all.
class PowerCutIT {
  private static final int CYCLES = Integer.getInteger("omendb.cut.cycles", 10);
  private static final int CONTROL_CYCLES_MAX = 20;
  private static final long MILLIS_MAX = 60_000;
  private static final long SEED = Long.getLong("omendb.seed", 1);

  /// Of ten cuts three are of a disk with a drive cache, for each file system.
  @ParameterizedTest
  @CsvSource({"ext4, false, 35", "xfs, false, 35", "ext4, true, 15", "xfs, true, 15"})
  void afterEveryCutTheFolderHoldsWhatWasAcknowledged(
      String type, boolean driveCache, int percent) {
    RandomGenerator random = Seeds.generator(SEED);
    PowerCutDisk.Kind kind = new PowerCutDisk.Kind(type, driveCache);
    Function<FaultRun, ChildJvm> program = run -> run.launch(Mode.HONEST, List.of());
    int cycles = Math.max(1, CYCLES * percent / 100);
    long transactions = 0;
    try (TempFolder temp = TempFolder.create();
        PowerCutDisk disk = PowerCutDisk.create(kind, temp.path())) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      for (int cycle = 1; cycle <= cycles; cycle++) {
        transactions += cut(run, disk, program, random);
      }
    } catch (FaultRun.Violation e) {
      throw e.in(kind + ", seed " + SEED);
    }
    FaultReport.add(
        "power-cut",
        "disk="
            + type
            + (driveCache ? "+cache" : "")
            + " cuts="
            + cycles
            + " commits="
            + transactions
            + " lost=0 seed="
            + SEED);
    assertThat(transactions).isGreaterThan(cycles);
  }

  /// The driver can take something away, and the check notices: when no sync does anything,
  /// acknowledged commits are lost.
  @ParameterizedTest
  @CsvSource({"ext4, false", "xfs, false", "ext4, true"})
  void whenSyncsDoNothingCommitsAreLost(String type, boolean driveCache) {
    PowerCutDisk.Kind kind = new PowerCutDisk.Kind(type, driveCache);
    controlled(kind, run -> run.launch(Mode.HONEST, SyncFault.ignored()));
  }

  /// The same with synchronous_commit off.
  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  void withoutWaitingForTheDiskCommitsAreLost(String type) {
    PowerCutDisk.Kind kind = new PowerCutDisk.Kind(type, false);
    controlled(kind, run -> run.launch(Mode.LATE, List.of()));
  }

  /// A segment that is not forced to the disk before the log names it is missed.
  @Test
  void aSegmentThatWasNotForcedIsNoticed() {
    String planted = "-Domendb.failpoint.segment.unsynced=plant";
    controlled(
        new PowerCutDisk.Kind("xfs", false), run -> run.launch(Mode.HONEST, List.of(), planted));
  }

  private static void controlled(PowerCutDisk.Kind kind, Function<FaultRun, ChildJvm> program) {
    RandomGenerator random = Seeds.generator(SEED);
    try (TempFolder temp = TempFolder.create();
        PowerCutDisk disk = PowerCutDisk.create(kind, temp.path())) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      assertThatThrownBy(
              () -> {
                for (int cycle = 1; cycle <= CONTROL_CYCLES_MAX; cycle++) {
                  cut(run, disk, program, random);
                }
              })
          .isInstanceOf(FaultRun.Violation.class);
    }
  }

  private static long cut(
      FaultRun run,
      PowerCutDisk disk,
      Function<FaultRun, ChildJvm> program,
      RandomGenerator random) {
    try (ChildJvm child = program.apply(run)) {
      FaultRun.opened(child);
      child.await(line -> line.startsWith("a "), 1 + random.nextInt(60), MILLIS_MAX);
      child.run(random.nextInt(60));
      List<String> before = child.lines();
      disk.cut();
      child.kill();
      disk.restore();
      return run.verify(before, child.lines());
    }
  }
}
