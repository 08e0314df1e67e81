package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import omendb.core.KeyRange;
import omendb.core.SqlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SerializableTest {
  private static final String REFUSED =
      "could not serialize access due to read/write dependencies among transactions";

  private final Hot hot = new Hot();

  @BeforeEach
  void fill() {
    hot.put(1, 1);
    hot.put(2, 2);
  }

  @AfterEach
  void close() {
    hot.close();
  }

  private void write(Transaction tx, long id, long value) {
    assertThat(tx.update(hot.store, Hot.key(id), Hot.row(value))).isTrue();
  }

  private static void refused(Transaction tx) {
    TransactionTest.fails(SqlState.SERIALIZATION_FAILURE, REFUSED, tx::commit);
  }

  private void writeSkew(Isolation isolation, boolean expectRefusal) {
    Transaction a = hot.begin(isolation);
    Transaction b = hot.begin(isolation);
    hot.get(a, 1);
    hot.get(a, 2);
    hot.get(b, 1);
    hot.get(b, 2);
    write(a, 1, 10);
    write(b, 2, 20);
    a.commit();
    if (expectRefusal) {
      refused(b);
    } else {
      b.commit();
    }
  }

  @Test
  void writeSkewIsRefused() {
    writeSkew(Isolation.SERIALIZABLE, true);
  }

  @Test
  void writeSkewPassesUnderSnapshotIsolation() {
    writeSkew(Isolation.REPEATABLE_READ, false);
  }

  @Test
  void readOfAKeyThatIsInsertedMeanwhileIsRefused() {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    assertThat(hot.get(a, 7)).isNull();
    write(a, 1, 10);
    hot.put(7, 70);
    refused(a);
  }

  @Test
  void rangeThatGetsARowIsRefusedAndItsNeighbourIsNot() {
    Transaction inside = hot.begin(Isolation.SERIALIZABLE);
    Transaction beside = hot.begin(Isolation.SERIALIZABLE);
    for (Transaction tx : new Transaction[] {inside, beside}) {
      long from = tx == inside ? 5 : 8;
      KeyRange range = new KeyRange(Hot.key(from), Hot.key(from + 3));
      try (HotCursor cursor = hot.store.range(tx, 1, range, false)) {
        assertThat(cursor.next()).isFalse();
      }
      write(tx, tx == inside ? 1 : 2, 10);
    }
    hot.put(7, 70);
    refused(inside);
    beside.commit();
  }

  @Test
  void scanOfATableThatChangesIsRefused() {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    hot.store.scan(a, 1).close();
    write(a, 1, 10);
    hot.remove(2);
    refused(a);
  }

  @Test
  void tableThatGetsABulkLoadIsRefused() {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    assertThat(hot.get(a, 50)).isNull();
    write(a, 1, 10);
    try (Transaction bulk = hot.begin()) {
      bulk.attach(hot.store::bulkCommitted);
      bulk.commit();
    }
    refused(a);
  }

  @Test
  void transactionThatOnlyReadsNeverFails() {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    hot.get(a, 1);
    hot.put(1, 10);
    a.commit();
  }

  @Test
  void ownWritesAreNoConflict() {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    hot.get(a, 1);
    write(a, 1, 10);
    hot.get(a, 1);
    a.commit();
    Transaction b = hot.begin(Isolation.SERIALIZABLE);
    assertThat(hot.get(b, 1)).isEqualTo(10);
    write(b, 1, 11);
    b.commit();
  }

  @Test
  void readersOfOneGroupAreCheckedAgainstItsEarlierMembers() throws Exception {
    Transaction a = hot.begin(Isolation.SERIALIZABLE);
    Transaction b = hot.begin(Isolation.SERIALIZABLE);
    hot.get(a, 2);
    hot.get(b, 1);
    write(a, 1, 10);
    write(b, 2, 20);
    Throwable[] errors = new Throwable[2];
    Thread[] threads = new Thread[2];
    hot.manager.exclusively(() -> {
      for (int i = 0; i < 2; i++) {
        int number = i;
        threads[i] =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    (number == 0 ? a : b).commit();
                  } catch (Throwable e) {
                    errors[number] = e;
                  }
                });
      }
      for (Thread thread : threads) {
        while (thread.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
      }
      return true;
    });
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(errors[0] == null).isNotEqualTo(errors[1] == null);
  }

  @Test
  void changesAreForgottenWhenNobodyNeedsThem() {
    CommitHistory history = new CommitHistory(2);
    ReadSet reads = new ReadSet();
    reads.addKey(hot.store, Hot.key(1));
    history.addTable(5, hot.store);
    history.forgetUpTo(5);
    assertThat(history.size()).isZero();
    history.validate(5, reads);
    history.addTable(6, hot.store);
    history.cutAfter(5);
    history.validate(5, reads);
    for (long commit = 6; commit < 10; commit++) {
      history.addTable(commit, hot.manager.store(16384));
    }
    assertThat(history.size()).isEqualTo(2);
    history.validate(9, reads);
    TransactionTest.fails(
        SqlState.SERIALIZATION_FAILURE, REFUSED, () -> history.validate(8, reads));
    TransactionTest.fails(
        SqlState.SERIALIZATION_FAILURE, REFUSED, () -> history.validate(6, new ReadSet()));
  }
}
