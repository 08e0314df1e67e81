package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import omendb.storage.FaultWorkload.Mode;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import omendb.testkit.fault.ChildJvm;
import omendb.testkit.fault.SmallDisk;
import org.junit.jupiter.api.Test;

/// The disk becomes full while a program with four workers writes, and has room again, or the
/// program is killed while it is full. Needs root. The system property `omendb.full.points` says
/// how often.
class DiskFullIT {
  private static final int POINTS = Integer.getInteger("omendb.full.points", 4);
  private static final int POINTS_A_LIFE = 4;
  private static final int CONTROL_POINTS_MAX = 10;
  private static final long DISK_BYTES = 160L << 20;
  private static final long SEED = Long.getLong("omendb.seed", 1);
  private static final long MILLIS_MAX = 60_000;
  private static final int LOOK_MILLIS = 50;
  private static final int LOOKS_MAX = 400;

  /// Looks for which a disk with little space stays as it is.
  private static final int PATIENT_LOOKS = 40;

  /// Bytes that are left free: the disk is full within a log record, a segment, a store's file.
  private static final long[] LEFT = {0, 0, 4 << 10, 16 << 10, 64 << 10, 256 << 10};

  /// Writes are refused, reads go on, nothing acknowledged is lost, and writes go on when there is
  /// room, without a restart.
  @Test
  void aFullDiskRefusesWritesUntilThereIsRoom() {
    RandomGenerator random = Seeds.generator(SEED);
    long transactions = 0;
    int point = 0;
    try (TempFolder temp = TempFolder.create();
        SmallDisk disk = SmallDisk.create(temp.path(), DISK_BYTES)) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      while (point < POINTS) {
        try (ChildJvm child = run.start(Mode.HONEST)) {
          boolean more = true;
          while (more) {
            point++;
            more = point < POINTS && point % POINTS_A_LIFE != 0;
            fill(disk, child, random);
            if (more || point % (2 * POINTS_A_LIFE) == 0) {
              disk.free();
              goesOn(child);
            }
          }
          child.kill();
          disk.free();
          transactions += run.verify(child.lines(), child.lines());
        } catch (AssertionError e) {
          throw new AssertionError("at point " + point + " of seed " + SEED, e);
        }
      }
    }
    FaultReport.add(
        "disk-full", "points=" + point + " commits=" + transactions + " lost=0 seed=" + SEED);
    assertThat(transactions).isGreaterThan(point);
  }

  /// The check can fail: a program that acknowledges what the full disk refused is found out.
  @Test
  void anAcknowledgementOfARefusedCommitIsNoticed() {
    RandomGenerator random = Seeds.generator(SEED);
    try (TempFolder temp = TempFolder.create();
        SmallDisk disk = SmallDisk.create(temp.path(), DISK_BYTES)) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      assertThatThrownBy(
              () -> {
                for (int point = 1; point <= CONTROL_POINTS_MAX; point++) {
                  try (ChildJvm child = run.start(Mode.DEAF)) {
                    fill(disk, child, random);
                    child.kill();
                    disk.free();
                    run.verify(child.lines(), child.lines());
                  }
                }
              })
          .isInstanceOf(FaultRun.Violation.class);
    }
  }

  /// Lets the disk become full; returns when a commit was refused and reads have gone on since.
  private static void fill(SmallDisk disk, ChildJvm child, RandomGenerator random) {
    more(child, line -> line.startsWith("a "), 1 + random.nextInt(40));
    Predicate<String> refused = line -> line.startsWith("full ");
    long wanted = count(child, refused) + 1;
    disk.fill(LEFT[random.nextInt(LEFT.length)]);
    // Old files that go make room for new ones, so that writes may go on in little space for ever;
    // what becomes free is then taken too.
    for (int looks = 0; looks < LOOKS_MAX && count(child, refused) < wanted; looks++) {
      child.run(LOOK_MILLIS);
      if (looks >= PATIENT_LOOKS) {
        disk.fill(0);
      }
    }
    child.await(refused, (int) wanted, MILLIS_MAX);
    more(child, line -> line.startsWith("read "), 2);
    child.run(random.nextInt(100));
  }

  /// Fails unless every worker commits again.
  private static void goesOn(ChildJvm child) {
    for (int worker = 0; worker < FaultModel.WORKERS; worker++) {
      String line = "a " + worker + " ";
      more(child, heard -> heard.startsWith(line), 2);
    }
  }

  private static void more(ChildJvm child, Predicate<String> line, int more) {
    child.await(line, Math.toIntExact(count(child, line)) + more, MILLIS_MAX);
  }

  private static long count(ChildJvm child, Predicate<String> wanted) {
    List<String> lines = child.lines();
    return lines.stream().filter(wanted).count();
  }
}
