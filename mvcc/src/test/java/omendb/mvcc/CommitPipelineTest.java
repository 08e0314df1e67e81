package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommitPipelineTest {
  private final Hot hot = new Hot();

  @AfterEach
  void close() {
    hot.close();
  }

  private static final class Attached implements CommitAttachment {
    final AtomicInteger discarded = new AtomicInteger();
    long appliedAt;
    boolean refuse;

    @Override
    public void validate() {
      if (refuse) {
        throw SqlState.UNIQUE_VIOLATION.error("refused");
      }
    }

    @Override
    public void apply(long commit) {
      appliedAt = commit;
    }

    @Override
    public void discard() {
      discarded.incrementAndGet();
    }
  }

  @Test
  void onlyACommitThatMayBeLateIsNotFlushed() {
    put(1, true, null);
    put(2, false, null);
    put(3, false, new Attached());
    assertThat(hot.log.flushes()).containsExactly(true, false, true);
    assertThat(hot.manager.lastCommit()).isEqualTo(3);
  }

  private void put(long id, boolean synchronous, @Nullable Attached attached) {
    try (Transaction tx = hot.begin()) {
      tx.setSynchronousCommit(synchronous);
      tx.insert(hot.store, Hot.key(id), Hot.row(id));
      if (attached != null) {
        tx.attach(attached);
      }
      tx.commit();
    }
  }

  @Test
  void committersThatArriveDuringAFlushShareTheNextOne() throws Exception {
    CountDownLatch inFlush = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    hot.log.beforeAppend(() -> {
      inFlush.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int id = i;
      threads.add(Thread.ofPlatform().start(() -> hot.put(id, id)));
      if (i == 0) {
        inFlush.await();
      }
    }
    for (Thread thread : threads.subList(1, 5)) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(hot.manager.lastCommit()).isZero();
    goOn.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(hot.log.groupSizes()).containsExactly(1, 4);
    assertThat(hot.manager.lastCommit()).isEqualTo(5);
  }

  @Test
  void fullDiskRefusesTheCommitAndLaterOnesSucceed() {
    hot.put(1, 10);
    hot.log.failWith(SqlState.DISK_FULL.error("no space"));
    Attached attached = new Attached();
    Transaction tx = hot.begin();
    tx.update(hot.store, Hot.key(1), Hot.row(11));
    tx.insert(hot.store, Hot.key(2), Hot.row(20));
    tx.attach(attached);
    TransactionTest.fails(
        SqlState.DISK_FULL, "could not write the commit log: no space left on device", tx::commit);
    assertThat(tx.ended()).isTrue();
    assertThat(attached.discarded).hasValue(1);
    assertThat(hot.manager.lastCommit()).isEqualTo(1);
    hot.log.failWith(null);
    try (Transaction reader = hot.begin()) {
      assertThat(hot.get(reader, 1)).isEqualTo(10);
      assertThat(hot.get(reader, 2)).isNull();
    }
    assertThat(hot.put(2, 21)).isEqualTo(2);
  }

  @Test
  void commitThatTheDiskRefusedIsNoConflictForAnybody() {
    hot.put(1, 10);
    try (Transaction reader = hot.begin(Isolation.SERIALIZABLE)) {
      hot.get(reader, 1);
      hot.log.failWith(SqlState.DISK_FULL.error("no space"));
      Transaction tx = hot.begin();
      tx.update(hot.store, Hot.key(1), Hot.row(11));
      TransactionTest.fails(
          SqlState.DISK_FULL,
          "could not write the commit log: no space left on device",
          tx::commit);
      hot.log.failWith(null);
      reader.insert(hot.store, Hot.key(2), Hot.row(20));
      assertThat(reader.commit()).isEqualTo(2);
    }
  }

  @Test
  void brokenLogStopsAllWritesAndNoReads() {
    hot.put(1, 10);
    hot.log.failWith(new IllegalStateException("fsync failed"));
    Attached attached = new Attached();
    Transaction tx = hot.begin();
    tx.update(hot.store, Hot.key(1), Hot.row(11));
    tx.attach(attached);
    TransactionTest.fails(
        SqlState.IO_ERROR,
        "could not write the commit log: the commit's outcome is unknown",
        tx::commit);
    assertThat(attached.discarded).as("it may be in the log").hasValue(0);
    hot.log.failWith(null);
    Transaction late = hot.begin();
    late.update(hot.store, Hot.key(1), Hot.row(12));
    TransactionTest.fails(
        SqlState.IO_ERROR, "writes are refused because the commit log has failed", late::commit);
    try (Transaction reader = hot.begin()) {
      assertThat(hot.get(reader, 1)).isEqualTo(10);
      assertThat(reader.commit()).isEqualTo(1);
    }
    assertThat(hot.log.records()).hasSize(1);
  }

  @Test
  void attachmentCommitsWithTheRowsAtTheSameNumber() {
    Attached attached = new Attached();
    try (Transaction tx = hot.begin()) {
      tx.insert(hot.store, Hot.key(1), Hot.row(10));
      tx.attach(attached);
      assertThat(tx.commit()).isEqualTo(1);
    }
    assertThat(attached.appliedAt).isEqualTo(1);
    assertThat(attached.discarded).hasValue(0);
    assertThat(hot.log.records().getFirst().attachments()).containsExactly(attached);
  }

  @Test
  void attachmentThatRefusesEndsTheCommitWithoutATrace() {
    Attached attached = new Attached();
    attached.refuse = true;
    Transaction tx = hot.begin();
    tx.insert(hot.store, Hot.key(1), Hot.row(10));
    tx.attach(attached);
    TransactionTest.fails(SqlState.UNIQUE_VIOLATION, "refused", tx::commit);
    assertThat(attached.discarded).hasValue(1);
    assertThat(hot.log.records()).isEmpty();
    assertThat(hot.put(1, 11)).isEqualTo(1);
  }

  @Test
  void savepointRollbackDiscardsTheAttachment() {
    Attached attached = new Attached();
    try (Transaction tx = hot.begin()) {
      int savepoint = tx.savepoint();
      tx.attach(attached);
      tx.rollbackTo(savepoint);
      assertThat(attached.discarded).hasValue(1);
      assertThat(tx.commit()).isZero();
    }
    assertThat(attached.discarded).hasValue(1);
  }

  private void bulkLoad(Transaction tx, long id, long value) {
    tx.attach(commit -> {
      hot.cold.add(Hot.key(id), value, 1, commit);
      hot.store.bulkCommitted(commit);
    });
  }

  @Test
  void bulkLoadedKeyBeatsAnInsertThatLockedItBefore() {
    Transaction slow = hot.begin();
    assertThat(slow.insert(hot.store, Hot.key(5), Hot.row(1))).isTrue();
    try (Transaction bulk = hot.begin()) {
      bulkLoad(bulk, 5, 50);
      bulk.commit();
    }
    TransactionTest.fails(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access due to concurrent update",
        slow::commit);
    try (Transaction tx = hot.begin()) {
      assertThat(tx.insert(hot.store, Hot.key(5), Hot.row(1))).isFalse();
      assertThat(hot.cold.get(tx, hot.store, Hot.key(5))).isEqualTo(50);
    }
  }

  @Test
  void updateOfABulkLoadedKeyThatTheSnapshotDoesNotShowIsAConflict() {
    try (Transaction slow = hot.begin()) {
      try (Transaction bulk = hot.begin()) {
        bulkLoad(bulk, 5, 50);
        bulk.commit();
      }
      TransactionTest.fails(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent update",
          () -> slow.update(hot.store, Hot.key(5), Hot.row(1)));
    }
  }

  @Test
  void timestampsAndTransactionIdsAreInTheRecord() {
    hot.put(1, 1);
    CommitRecord record = hot.log.records().getFirst();
    assertThat(record.timestampMicros()).isGreaterThan(1_500_000_000_000_000L);
    assertThat(record.transactionId()).isPositive();
  }

  @Test
  void everyErrorOfAGroupIsItsOwn() {
    hot.put(1, 1);
    try (Transaction tx = hot.begin(Isolation.SERIALIZABLE)) {
      hot.get(tx, 1);
      hot.put(1, 2);
      tx.insert(hot.store, Hot.key(2), Hot.row(2));
      OmenException error =
          org.assertj.core.api.Assertions.catchThrowableOfType(OmenException.class, tx::commit);
      assertThat(error.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
    }
    assertThat(hot.put(3, 3)).isEqualTo(3);
  }
}
