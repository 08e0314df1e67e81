package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commits for which no thread waits.
@Timeout(30)
class SubmittedCommitTest {
  private final Hot hot = new Hot();
  private final CountDownLatch inFlush = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void close() {
    goOn.countDown();
    hot.close();
  }

  private Transaction inserting(long id) {
    Transaction tx = hot.begin();
    assertThat(tx.insert(hot.store, Hot.key(id), Hot.row(id))).isTrue();
    return tx;
  }

  private @Nullable Long visible(long id) {
    try (Transaction reader = hot.begin()) {
      return hot.get(reader, id);
    }
  }

  private void holdFlush() {
    hot.log.beforeAppend(() -> {
      inFlush.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void submitReturnsBeforeTheFlushAndTellsWhenTheCommitIsVisible() throws Exception {
    holdFlush();
    Transaction tx = inserting(1);
    AtomicReference<@Nullable Long> seen = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    tx.submit(() -> {
      seen.set(visible(1));
      done.countDown();
    });
    inFlush.await();
    assertThat(tx.submitted()).isTrue();
    assertThat(visible(1)).isNull();
    goOn.countDown();
    done.await();
    assertThat(seen).hasValue(1L);
    assertThat(tx.commit()).isEqualTo(1);
    assertThat(tx.ended()).isTrue();
  }

  @Test
  void commitWaitsForWhatWasSubmitted() {
    Transaction tx = inserting(1);
    tx.submit(() -> {});
    assertThat(tx.commit()).isEqualTo(1);
    assertThat(visible(1)).isEqualTo(1);
  }

  @Test
  void thoseThatArriveDuringAFlushShareTheNextOneWithThreadsThatWait() throws Exception {
    holdFlush();
    List<Transaction> all = new ArrayList<>();
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 4; i++) {
      Transaction tx = inserting(i);
      all.add(tx);
      tx.submit(done::release);
      if (i == 0) {
        inFlush.await();
      }
    }
    Thread waiting = Thread.ofPlatform().start(() -> hot.put(4, 4));
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    done.acquire(4);
    waiting.join();
    for (Transaction tx : all) {
      tx.commit();
    }
    assertThat(hot.log.groupSizes()).containsExactly(1, 4);
    assertThat(hot.manager.lastCommit()).isEqualTo(5);
  }

  @Test
  void failingLogIsToldToAllThatWaitForIt() throws Exception {
    holdFlush();
    List<Transaction> all = new ArrayList<>();
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 8; i++) {
      Transaction tx = inserting(i);
      all.add(tx);
      tx.submit(done::release);
    }
    inFlush.await();
    hot.log.failWith(new IllegalStateException("fsync failed"));
    goOn.countDown();
    done.acquire(8);
    for (Transaction tx : all) {
      assertThatCode(tx::commit)
          .satisfies(e -> assertThat(((OmenException) e).state()).isEqualTo(SqlState.IO_ERROR));
      assertThat(tx.ended()).isTrue();
    }
    assertThat(hot.log.records()).isEmpty();
    assertThat(visible(0)).isNull();
  }

  @Test
  void fullDiskIsToldAndLaterCommitsSucceed() {
    hot.log.failWith(SqlState.DISK_FULL.error("no space"));
    Transaction tx = inserting(1);
    tx.submit(() -> {});
    TransactionTest.fails(
        SqlState.DISK_FULL, "could not write the commit log: no space left on device", tx::commit);
    hot.log.failWith(null);
    Transaction next = inserting(1);
    next.submit(() -> {});
    assertThat(next.commit()).isEqualTo(1);
  }

  @Test
  void conflictOfWhatWasReadIsToldByCommit() {
    hot.put(1, 1);
    Transaction tx = hot.begin(Isolation.SERIALIZABLE);
    hot.get(tx, 1);
    tx.insert(hot.store, Hot.key(2), Hot.row(2));
    try (Transaction other = hot.begin()) {
      other.update(hot.store, Hot.key(1), Hot.row(10));
      other.commit();
    }
    tx.submit(() -> {});
    TransactionTest.fails(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access due to read/write dependencies among transactions",
        tx::commit);
    assertThat(visible(2)).isNull();
  }

  @Test
  void whoLeavesAfterSubmittingHasCommitted() throws Exception {
    holdFlush();
    Transaction tx = inserting(1);
    tx.submit(() -> {});
    inFlush.await();
    Thread leaving = Thread.ofPlatform().start(tx::close);
    goOn.countDown();
    leaving.join();
    assertThat(hot.manager.statistics().rollbacks()).isZero();
    assertThat(visible(1)).isEqualTo(1);
  }

  @Test
  void nothingCanBeWrittenAfterSubmitting() {
    Transaction tx = inserting(1);
    tx.submit(() -> {});
    TransactionTest.fails(
        SqlState.NO_ACTIVE_SQL_TRANSACTION,
        "the transaction has ended",
        () -> tx.insert(hot.store, Hot.key(2), Hot.row(2)));
    tx.commit();
    assertThat(visible(2)).isNull();
  }

  @Test
  void submittedAndWaitingCommittersAllGetThroughAndTheirLocksGoWithVisibility() throws Exception {
    hot.put(1, 0);
    ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      boolean submits = t % 2 == 0;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 500; i++) {
                    increment(submits);
                  }
                } catch (Throwable e) {
                  errors.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(errors).isEmpty();
    assertThat(visible(1)).isEqualTo(2000);
  }

  /// Adds one to row 1.
  private void increment(boolean submits) throws InterruptedException {
    while (true) {
      Transaction tx = hot.begin();
      try {
        tx.lock(hot.store, Hot.key(1), LockMode.UPDATE, WaitPolicy.WAIT);
        tx.update(hot.store, Hot.key(1), Hot.row(hot.get(tx, 1) + 1));
        if (submits) {
          CountDownLatch done = new CountDownLatch(1);
          tx.submit(done::countDown);
          done.await();
        }
        tx.commit();
        return;
      } catch (OmenException e) {
        assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
        tx.close();
      }
    }
  }
}
