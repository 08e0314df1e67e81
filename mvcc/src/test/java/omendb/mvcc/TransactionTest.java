package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TransactionTest {
  private final Hot hot = new Hot();

  @AfterEach
  void close() {
    hot.close();
  }

  static void fails(SqlState state, String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state))
        .hasMessage(message);
  }

  @Test
  void rowsAreVisibleToTheirWriterAtOnceAndToOthersAfterCommit() {
    try (Transaction writer = hot.begin();
        Transaction before = hot.begin()) {
      assertThat(writer.insert(hot.store, Hot.key(1), Hot.row(10))).isTrue();
      assertThat(hot.get(writer, 1)).isEqualTo(10);
      assertThat(hot.get(before, 1)).isNull();
      assertThat(writer.commit()).isEqualTo(1);
      assertThat(hot.get(before, 1)).isNull();
      try (Transaction after = hot.begin()) {
        assertThat(hot.get(after, 1)).isEqualTo(10);
        assertThat(hot.get(after, 2)).isNull();
      }
    }
  }

  @Test
  void snapshotStaysWhileOthersUpdateAndDelete() {
    hot.put(1, 10);
    hot.put(2, 20);
    try (Transaction reader = hot.begin()) {
      hot.put(1, 11);
      hot.put(1, 12);
      hot.remove(2);
      hot.manager.maintain();
      assertThat(hot.get(reader, 1)).isEqualTo(10);
      assertThat(hot.get(reader, 2)).isEqualTo(20);
    }
    try (Transaction reader = hot.begin()) {
      assertThat(hot.get(reader, 1)).isEqualTo(12);
      assertThat(hot.get(reader, 2)).isNull();
    }
  }

  @Test
  void secondWriterOfTheSameKeyGetsSerializationFailure() {
    hot.put(1, 10);
    hot.put(2, 20);
    try (Transaction late = hot.begin()) {
      hot.put(1, 11);
      fails(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent update",
          () -> late.update(hot.store, Hot.key(1), Hot.row(12)));
      hot.remove(2);
      fails(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent delete",
          () -> late.delete(hot.store, Hot.key(2)));
    }
    assertThat(hot.manager.statistics().conflicts()).isEqualTo(2);
  }

  @Test
  void insertOfAnExistingKeyIsADuplicateEvenIfTheSnapshotDoesNotShowIt() {
    try (Transaction late = hot.begin()) {
      hot.put(1, 10);
      assertThat(hot.get(late, 1)).isNull();
      assertThat(late.insert(hot.store, Hot.key(1), Hot.row(12))).isFalse();
    }
  }

  @Test
  void keyDeletedBeforeTheSnapshotCanBeInsertedAgain() {
    hot.put(1, 10);
    hot.remove(1);
    hot.put(1, 11);
    try (Transaction tx = hot.begin()) {
      assertThat(hot.get(tx, 1)).isEqualTo(11);
    }
  }

  @Test
  void updateAndDeleteOfAMissingRowDoNothing() {
    try (Transaction tx = hot.begin()) {
      assertThat(tx.update(hot.store, Hot.key(1), Hot.row(1))).isFalse();
      assertThat(tx.delete(hot.store, Hot.key(1))).isFalse();
      assertThat(tx.hasWrites()).isFalse();
      assertThat(tx.commit()).isZero();
    }
    assertThat(hot.log.records()).isEmpty();
  }

  @Test
  void transactionsWithoutEffectNeverTouchTheLog() {
    try (Transaction tx = hot.begin()) {
      tx.insert(hot.store, Hot.key(1), Hot.row(1));
      tx.delete(hot.store, Hot.key(1));
      assertThat(tx.commit()).isZero();
    }
    assertThat(hot.log.records()).isEmpty();
    assertThat(hot.manager.lastCommit()).isZero();
  }

  @Test
  void commitRecordHoldsOneChangePerKeyInItsLastState() {
    hot.put(2, 20);
    try (Transaction tx = hot.begin()) {
      tx.insert(hot.store, Hot.key(1), Hot.row(10));
      tx.update(hot.store, Hot.key(1), Hot.row(11));
      tx.delete(hot.store, Hot.key(2));
      tx.commit();
    }
    CommitRecord record = hot.log.records().getLast();
    assertThat(record.commit()).isEqualTo(2);
    assertThat(record.changes()).hasSize(2);
    List<RowChange> changes = record.changes();
    assertThat(changes.get(0).key()).isEqualTo(Hot.key(1));
    assertThat(changes.get(0).row()).isEqualTo(Hot.row(11));
    assertThat(changes.get(1).key()).isEqualTo(Hot.key(2));
    assertThat(changes.get(1).row()).isNull();
  }

  @Test
  void rollbackToSavepointRestoresTheWriteBefore() {
    hot.put(1, 10);
    try (Transaction tx = hot.begin()) {
      tx.update(hot.store, Hot.key(1), Hot.row(11));
      int first = tx.savepoint();
      tx.update(hot.store, Hot.key(1), Hot.row(12));
      tx.insert(hot.store, Hot.key(2), Hot.row(20));
      int second = tx.savepoint();
      tx.delete(hot.store, Hot.key(1));
      assertThat(hot.get(tx, 1)).isNull();
      tx.rollbackTo(second);
      assertThat(hot.get(tx, 1)).isEqualTo(12);
      tx.rollbackTo(first);
      assertThat(hot.get(tx, 1)).isEqualTo(11);
      assertThat(hot.get(tx, 2)).isNull();
      tx.rollbackTo(0);
      assertThat(hot.get(tx, 1)).isEqualTo(10);
      tx.update(hot.store, Hot.key(1), Hot.row(13));
      tx.commit();
    }
    try (Transaction tx = hot.begin()) {
      assertThat(hot.get(tx, 1)).isEqualTo(13);
    }
  }

  @Test
  void readCommittedSeesOthersCommitsAfterItsNextSnapshot() {
    hot.put(1, 10);
    try (Transaction tx = hot.begin(Isolation.READ_COMMITTED);
        Transaction repeatable = hot.begin()) {
      hot.put(1, 11);
      assertThat(hot.get(tx, 1)).isEqualTo(10);
      tx.refreshSnapshot();
      repeatable.refreshSnapshot();
      assertThat(hot.get(tx, 1)).isEqualTo(11);
      assertThat(hot.get(repeatable, 1)).isEqualTo(10);
      assertThat(tx.update(hot.store, Hot.key(1), Hot.row(12))).isTrue();
      tx.commit();
    }
  }

  @Test
  void openScanOfReadCommittedKeepsItsSnapshotAndItsMemory() {
    for (int i = 0; i < 10; i++) {
      hot.put(i, i);
    }
    try (Transaction tx = hot.begin(Isolation.READ_COMMITTED);
        HotScan scan = hot.store.scan(tx, 1)) {
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 10; i++) {
          hot.put(i, 100 + i);
        }
        tx.refreshSnapshot();
        hot.manager.maintain();
      }
      long[] rows = new long[10];
      int[] ids = new int[10];
      assertThat(scan.load(0, 10, rows, ids)).isEqualTo(10);
      for (int i = 0; i < 10; i++) {
        assertThat(omendb.core.NativeMemory.getLong(rows[i])).isLessThan(10);
      }
      assertThat(hot.get(tx, 3)).isEqualTo(103);
    }
  }

  @Test
  void readOnlyTransactionRefusesWrites() {
    try (Transaction tx = hot.manager.begin(Isolation.SERIALIZABLE, true)) {
      fails(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute INSERT in a read-only transaction",
          () -> tx.insert(hot.store, Hot.key(1), Hot.row(1)));
    }
  }

  @Test
  void endedTransactionRefusesEverything() {
    Transaction tx = hot.begin();
    tx.commit();
    fails(SqlState.NO_ACTIVE_SQL_TRANSACTION, "the transaction has ended", tx::commit);
    tx.rollback();
    tx.close();
    assertThat(tx.ended()).isTrue();
  }

  @Test
  void existsNowLooksPastTheSnapshot() {
    try (Transaction tx = hot.begin()) {
      hot.put(1, 10);
      assertThat(hot.store.existsNow(tx, Hot.key(1))).isTrue();
      assertThat(hot.store.existsNow(tx, Hot.key(2))).isFalse();
      tx.insert(hot.store, Hot.key(2), Hot.row(2));
      assertThat(hot.store.existsNow(tx, Hot.key(2))).isTrue();
    }
  }

  @Test
  void hundredThousandRowsCommitAtOnceAndGoAtOnce() {
    int count = 100_000;
    try (Transaction tx = hot.begin()) {
      for (int i = 0; i < count; i++) {
        tx.insert(hot.store, Hot.key(i * 7L), Hot.row(i));
      }
      tx.commit();
    }
    try (Transaction tx = hot.begin()) {
      for (int i = 0; i < count; i++) {
        assertThat(hot.get(tx, i * 7L)).isEqualTo(i);
        tx.delete(hot.store, Hot.key(i * 7L));
      }
      tx.commit();
    }
    hot.manager.maintain();
    assertThat(hot.store.statistics().rows()).isZero();
    assertThat(hot.store.statistics().liveBytes()).isZero();
  }

  @Test
  void droppedStoreGivesItsMemoryBackWhenTheLastReaderHasGone() {
    RowStore other =
        hot.manager.createStore(Hot.schema(20000, omendb.core.ColumnType.BIGINT), ColdLookup.EMPTY);
    try (Transaction tx = hot.begin()) {
      tx.insert(other, Hot.key(1), Hot.row(1));
      tx.commit();
    }
    long held = hot.manager.nativeBytes();
    Transaction writer = hot.begin();
    writer.insert(other, Hot.key(2), Hot.row(2));
    long row = other.get(writer, Hot.key(1));
    hot.manager.dropStore(20000);
    hot.manager.maintain();
    assertThat(hot.manager.nativeBytes()).isEqualTo(held);
    assertThat(omendb.core.NativeMemory.getLong(row)).isEqualTo(1);
    fails(SqlState.UNDEFINED_TABLE, "relation \"t\" does not exist", writer::commit);
    hot.manager.maintain();
    assertThat(hot.manager.nativeBytes()).isZero();
    assertThat(hot.manager.store(20000)).isNull();
  }

  @Test
  void statisticsCountWhatHappened() {
    hot.put(1, 1);
    hot.put(1, 2);
    hot.begin().rollback();
    try (Transaction tx = hot.begin()) {
      assertThat(hot.get(tx, 1)).isEqualTo(2);
      MvccStatistics statistics = hot.manager.statistics();
      assertThat(statistics.commits()).isEqualTo(2);
      assertThat(statistics.groups()).isEqualTo(2);
      assertThat(statistics.rollbacks()).isEqualTo(1);
      assertThat(statistics.activeTransactions()).isEqualTo(1);
      assertThat(statistics.hotRows()).isEqualTo(1);
      assertThat(statistics.watermark()).isEqualTo(2);
    }
  }
}
