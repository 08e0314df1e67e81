package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import omendb.core.OmenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadersTest {
  private static final int ROUNDS = 100_000;

  /// Something that is reachable until it is replaced, and wrong to look at once it is gone.
  private static final class Thing {
    final long commit;
    volatile boolean gone;

    Thing(long commit) {
      this.commit = commit;
    }
  }

  /// The two halves of the protocol against each other: a reader announces and looks, the collector
  /// unlinks, renews and takes away what nobody can be looking at. Without the barrier between the
  /// collector's two looks the reader meets things that are gone.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAReaderFindsIsThereUntilItLeaves(boolean alwaysFenced) throws Exception {
    Readers readers = new Readers(0, alwaysFenced);
    AtomicReference<Thing> newest = new AtomicReference<>(new Thing(0));
    AtomicReference<String> wrong = new AtomicReference<>();
    CyclicBarrier start = new CyclicBarrier(2);
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              Readers.Slot slot = readers.keep();
              await(start);
              while (newest.getAcquire().commit < ROUNDS && wrong.get() == null) {
                readers.refresh(slot);
                Thing seen = newest.getAcquire();
                if (seen.gone) {
                  wrong.set("thing " + seen.commit + " is gone, snapshot " + slot.snapshot);
                }
                readers.leave(slot);
              }
              readers.giveBack(slot);
            });
    await(start);
    for (long commit = 1; commit <= ROUNDS && wrong.get() == null; commit++) {
      Thing before = newest.getAcquire();
      newest.setRelease(new Thing(commit));
      long unlinked = readers.closeEpoch();
      readers.setLastCommit(commit);
      readers.renew();
      assertThat(readers.watermark()).isLessThanOrEqualTo(commit);
      if (readers.safeEpoch() > unlinked) {
        before.gone = true;
      }
    }
    reader.join();
    assertThat(wrong.get()).isNull();
    assertThat(readers.active()).isZero();
    readers.renew();
    assertThat(readers.watermark()).isEqualTo(ROUNDS);
    assertThat(readers.safeEpoch()).isEqualTo(readers.epoch());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void boundsStayWhereTheyWereUntilTheyAreRenewed() {
    Readers readers = new Readers(5);
    Readers.Slot old = readers.enter();
    readers.setLastCommit(9);
    assertThat(readers.watermark()).isEqualTo(5);
    readers.renew();
    assertThat(readers.watermark()).as("somebody reads at 5").isEqualTo(5);
    readers.leave(old);
    assertThat(readers.watermark()).isEqualTo(5);
    assertThat(readers.oldestSnapshot()).isEqualTo(9);
    readers.renew();
    assertThat(readers.watermark()).isEqualTo(9);
  }

  @Test
  void manyCommitsOfOneRowKeepFewVersions() {
    try (Hot hot = new Hot()) {
      for (int i = 0; i < 5000; i++) {
        hot.put(1, i);
      }
      assertThat(hot.store.table().deadVersionRows()).isLessThan(300);
      long live = hot.store.liveBytes();
      assertThat(live).isLessThan(600 * 64);
      hot.manager.maintain();
      assertThat(hot.store.table().deadVersionRows()).isZero();
      assertThat(hot.store.liveBytes()).isEqualTo(48);
    }
  }

  @Test
  void aSeatRunsOneTransactionAfterTheOther() {
    try (Hot hot = new Hot()) {
      hot.put(1, 10);
      TransactionSeat seat = hot.manager.seat();
      Transaction first = seat.begin(Isolation.REPEATABLE_READ, false);
      assertThat(hot.get(first, 1)).isEqualTo(10);
      assertThat(hot.manager.readers().active()).isEqualTo(1);
      hot.put(1, 11);
      assertThat(hot.get(first, 1)).isEqualTo(10);
      Transaction beside = seat.begin(Isolation.REPEATABLE_READ, false);
      assertThat(hot.get(beside, 1)).isEqualTo(11);
      beside.close();
      assertThat(hot.get(first, 1)).isEqualTo(10);
      assertThat(hot.manager.watermark()).isEqualTo(1);
      first.commit();
      assertThat(hot.manager.watermark()).isEqualTo(2);
      Transaction second = seat.begin(Isolation.READ_COMMITTED, false);
      assertThat(second).isNotSameAs(first);
      assertThat(hot.get(second, 1)).isEqualTo(11);
      assertThatThrownBy(seat::close).isInstanceOf(IllegalStateException.class);
      second.close();
      seat.close();
    }
  }

  @Test
  void aTransactionThatWasForgottenBeginsAgainAsANewOne() {
    try (Hot hot = new Hot()) {
      hot.put(1, 10);
      TransactionSeat seat = hot.manager.seat();
      Transaction first = seat.begin(Isolation.REPEATABLE_READ, false);
      long id = first.id();
      first.setWaitPolicy(WaitPolicy.ABORT_TO_RETRY);
      first.commit();
      first.forget();
      hot.put(1, 11);
      assertThatThrownBy(() -> first.update(hot.store, Hot.key(1), Hot.row(5)))
          .isInstanceOf(OmenException.class)
          .hasMessageContaining("the transaction has ended");
      Transaction second = seat.begin(Isolation.REPEATABLE_READ, false);
      assertThat(second).isSameAs(first);
      assertThat(second.ended()).isFalse();
      assertThat(second.id()).isNotEqualTo(id);
      assertThat(second.waitPolicy()).isEqualTo(WaitPolicy.WAIT);
      assertThat(hot.get(second, 1)).isEqualTo(11);
      assertThat(second.update(hot.store, Hot.key(1), Hot.row(12))).isTrue();
      second.commit();
      try (Transaction third = seat.begin(Isolation.REPEATABLE_READ, false)) {
        assertThat(third).as("nobody forgot it").isNotSameAs(second);
        assertThat(hot.get(third, 1)).isEqualTo(12);
      }
      seat.close();
    }
  }

  @Test
  void aTransactionWithSomethingOpenIsNotForgotten() {
    try (Hot hot = new Hot()) {
      TransactionSeat seat = hot.manager.seat();
      Transaction first = seat.begin(Isolation.REPEATABLE_READ, true);
      first.opened();
      first.commit();
      first.forget();
      Transaction second = seat.begin(Isolation.REPEATABLE_READ, true);
      assertThat(second).isNotSameAs(first);
      first.closed();
      second.commit();
      second.forget();
      try (Transaction third = seat.begin(Isolation.READ_COMMITTED, true)) {
        assertThat(third).as("of another kind").isNotSameAs(second);
      }
      seat.close();
    }
  }
}
