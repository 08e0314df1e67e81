package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import omendb.storage.FaultWorkload.Mode;
import omendb.testkit.TempFolder;
import omendb.testkit.fault.ChildJvm;
import omendb.testkit.fault.PowerCutDisk;
import omendb.testkit.fault.SyncFault;
import org.junit.jupiter.api.Test;

/// The n-th sync of a thread fails with EIO while a program with four workers writes, and then the
/// power is cut: what the failed sync should have brought to the disk is not there. Needs root and
/// strace. The system property `omendb.eio.points` says for how many n.
class SyncErrorIT {
  private static final int POINTS = Integer.getInteger("omendb.eio.points", 3);
  private static final long MILLIS_MAX = 120_000;

  /// n of the first point, which lies beyond the making of the tables, and steps from there.
  private static final int FIRST = 14;

  private static final int STEP = 5;

  @Test
  void afterAFailedSyncNothingMoreIsAcknowledged() {
    int stopped = 0;
    try (TempFolder temp = TempFolder.create();
        PowerCutDisk disk =
            PowerCutDisk.create(new PowerCutDisk.Kind("ext4", false), temp.path())) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      for (int point = 0; point < POINTS; point++) {
        String call = point % 3 == 2 ? "fsync" : "fdatasync";
        stopped += failed(run, disk, Mode.HONEST, SyncFault.failing(call, nth(point))) ? 1 : 0;
      }
    }
    FaultReport.add("sync-error", "points=" + POINTS + " stopped=" + stopped + " lost=0");
    assertThat(stopped).isPositive();
  }

  /// The check can fail: a program that takes no notice of the error is found out.
  @Test
  void aFailedSyncThatIsIgnoredIsNoticed() {
    try (TempFolder temp = TempFolder.create();
        PowerCutDisk disk =
            PowerCutDisk.create(new PowerCutDisk.Kind("ext4", false), temp.path())) {
      FaultRun run = new FaultRun(disk.folder().resolve("db"));
      assertThatThrownBy(
              () -> {
                for (int point = 0; point < 10; point++) {
                  failed(run, disk, Mode.DEAF, SyncFault.failing("fdatasync", nth(point)));
                }
              })
          .isInstanceOf(FaultRun.Violation.class);
    }
  }

  /// The first points hit the opening, too.
  private static int nth(int point) {
    return point == 0 ? 2 : FIRST + point * STEP;
  }

  /// True when a worker met the error; false when the start did.
  private static boolean failed(FaultRun run, PowerCutDisk disk, Mode mode, List<String> prefix) {
    try (ChildJvm child = run.launch(mode, prefix)) {
      boolean opened = child.heard(line -> line.equals("open"), MILLIS_MAX);
      boolean stopped = opened && child.heard(line -> line.startsWith("stop"), MILLIS_MAX);
      assertThat(child.lines()).filteredOn(line -> line.startsWith("bad")).isEmpty();
      if (stopped) {
        child.await(line -> line.startsWith("stop"), FaultModel.WORKERS, MILLIS_MAX);
      }
      List<String> before = child.lines();
      disk.cut();
      child.kill();
      disk.restore();
      run.verify(before, child.lines());
      return stopped;
    }
  }
}
