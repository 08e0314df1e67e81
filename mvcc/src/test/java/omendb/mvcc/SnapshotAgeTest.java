package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SnapshotAgeTest {
  private static final int ROWS = 200;
  private final Hot hot = new Hot(ColumnType.BIGINT, Hot.smallSlabs());
  private final Readers readers = hot.manager.readers();
  private final SnapshotAges ages = new SnapshotAges(readers);

  private void writeAll(long value) {
    try (Transaction tx = hot.begin()) {
      for (long key = 0; key < ROWS; key++) {
        if (!tx.insert(hot.store, Hot.key(key), Hot.row(value))) {
          tx.update(hot.store, Hot.key(key), Hot.row(value));
        }
      }
      tx.commit();
    }
  }

  /// The bytes in use after everything that can be collected has been.
  private long settledBytes() {
    hot.manager.maintain();
    hot.manager.maintain();
    return hot.store.statistics().liveBytes();
  }

  @Test
  void aLongReaderHoldsVersionsAndTheirMemoryIsUsedAgainWhenItCloses() {
    try (hot) {
      writeAll(-1);
      long once = settledBytes();
      Transaction reader = hot.begin();
      for (int round = 0; round < 20; round++) {
        writeAll(round);
      }
      long held = settledBytes();
      assertThat(held).isGreaterThan(10 * once);
      assertThat(hot.manager.statistics().deadVersionRows()).isPositive();
      assertThat(hot.get(reader, 5)).isEqualTo(-1);
      reader.close();
      assertThat(settledBytes()).isLessThan(2 * once);
      assertThat(hot.manager.statistics().deadVersionRows()).isZero();
      for (int round = 0; round < 20; round++) {
        writeAll(round);
        hot.manager.maintain();
      }
      long directory = 4096 * 32;
      assertThat(hot.manager.nativeBytes()).isLessThan(directory + 5 * once);
    }
  }

  @Test
  void aRestingSnapshotThatIsTooOldIsTakenAwayAndItsMemoryComesBack() {
    try (hot) {
      writeAll(-1);
      long once = settledBytes();
      Transaction reader = hot.begin();
      assertThat(hot.get(reader, 5)).isEqualTo(-1);
      reader.rest();
      for (int round = 0; round < 20; round++) {
        writeAll(round);
      }
      ages.look(0, 100);
      ages.look(99, 100);
      assertThat(ages.oldestMillis()).isEqualTo(99);
      assertThat(settledBytes()).isGreaterThan(10 * once);
      ages.look(100, 100);
      assertThat(ages.cancelled()).isEqualTo(1);
      assertThat(settledBytes()).isLessThan(2 * once);
      assertThatThrownBy(() -> reader.wake(true))
          .isInstanceOfSatisfying(
              OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.SNAPSHOT_TOO_OLD));
      reader.close();
      try (Transaction next = hot.begin()) {
        assertThat(hot.get(next, 5)).isEqualTo(19);
      }
    }
  }

  @Test
  void aRunningReaderIsToldAndItsSnapshotStaysUntilItRests() {
    try (hot) {
      writeAll(-1);
      Transaction reader = hot.begin();
      writeAll(-2);
      ages.look(0, 100);
      ages.look(200, 100);
      hot.manager.maintain();
      assertThat(hot.get(reader, 7)).as("what it reads is right").isEqualTo(-1);
      assertThatThrownBy(reader::checkSnapshot).hasMessageContaining("snapshot too old");
      assertThat(hot.manager.watermark()).isLessThan(readers.lastCommit());
      reader.rest();
      assertThat(hot.manager.watermark()).isEqualTo(readers.lastCommit());
      reader.close();
    }
  }

  @Test
  void readCommittedGoesOnWithANewSnapshot() {
    try (hot) {
      writeAll(-1);
      Transaction reader = hot.manager.begin(Isolation.READ_COMMITTED, false);
      reader.rest();
      writeAll(-2);
      ages.look(0, 100);
      ages.look(100, 100);
      reader.wake(false);
      assertThat(hot.get(reader, 3)).isEqualTo(-2);
      reader.refreshSnapshot();
      ages.look(150, 100);
      reader.checkSnapshot();
      reader.close();
    }
  }

  @Test
  void youngSnapshotsAreLeftAloneHoweverManyThereWere() {
    try (hot) {
      writeAll(-1);
      for (int look = 0; look < 50; look++) {
        Transaction reader = hot.begin();
        ages.look(look * 90L, 100);
        reader.checkSnapshot();
        reader.rest();
        reader.wake(true);
        reader.close();
      }
      assertThat(ages.cancelled()).isZero();
    }
  }

  @Test
  void readersThatAreCutOffNeverSeeAHole() throws Exception {
    try (hot) {
      writeAll(0);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      AtomicLong cutOff = new AtomicLong();
      CountDownLatch begun = new CountDownLatch(2);
      Thread[] threads = new Thread[2];
      for (int t = 0; t < threads.length; t++) {
        threads[t] =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    begun.countDown();
                    while (!stop.get()) {
                      readUntilCutOff(stop, cutOff);
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
      }
      begun.await();
      for (int round = 1; round < 400 && failure.get() == null; round++) {
        writeAll(round);
        ages.look(round, 3);
        hot.manager.maintain();
      }
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(cutOff.get()).isPositive();
      assertThat(readers.active()).isZero();
    }
  }

  private void readUntilCutOff(AtomicBoolean stop, AtomicLong cutOff) {
    try (Transaction tx = hot.begin()) {
      Long first = hot.get(tx, 0);
      while (!stop.get()) {
        for (long key = 0; key < ROWS; key += 17) {
          assertThat(hot.get(tx, key)).isEqualTo(first);
        }
        tx.checkSnapshot();
        tx.rest();
        Thread.yield();
        tx.wake(true);
      }
    } catch (OmenException e) {
      assertThat(e.state()).isEqualTo(SqlState.SNAPSHOT_TOO_OLD);
      cutOff.incrementAndGet();
    }
  }
}
