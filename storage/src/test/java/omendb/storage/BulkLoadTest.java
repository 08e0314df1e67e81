package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkLoadTest {
  private static final StorageOptions OPTIONS =
      StorageOptions.DEFAULTS.withoutBackground().withLoad(100, 64 * 1024);
  private static final int ROWS = 5000;

  @TempDir Path root;
  private Storage storage;
  private TableStore table;

  @BeforeEach
  void open() {
    storage = Storage.open(root, OPTIONS);
    table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void manyRowsGoStraightToSegmentsAndAppearWithTheCommit() {
    try (Transaction before = Tables.begin(storage);
        Transaction tx = Tables.begin(storage)) {
      assertThat(load(tx, 0, ROWS, id -> id)).isEqualTo(ROWS);
      assertThat(Tables.scan(table, tx)).hasSize(ROWS);
      assertThat(Tables.get(table, tx, 77)).isEqualTo(Arrays.asList(Tables.values(77, 1)));
      assertThat(Tables.scan(table, before)).isEmpty();
      tx.commit();
      assertThat(Tables.scan(table, before)).isEmpty();
      assertThat(Tables.get(table, before, 77)).isNull();
    }
    assertThat(table.statistics().hotRows()).isZero();
    assertThat(table.statistics().segments()).isGreaterThan(3);
    reopen();
    assertRows(ROWS);
  }

  @Test
  void rowsInAnyOrderAreSorted() {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id * 7919 % ROWS);
      tx.commit();
    }
    assertRows(ROWS);
  }

  @Test
  void fewRowsStayHot() {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, 0, 100, id -> id);
      tx.commit();
    }
    assertThat(table.statistics().segments()).isZero();
    assertRows(100);
  }

  @Test
  void aRollbackLeavesNoFile() {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id);
      assertThat(files()).isPositive();
    }
    assertThat(files()).isZero();
    assertRows(0);
    try (Transaction tx = Tables.begin(storage)) {
      int savepoint = tx.savepoint();
      load(tx, 0, ROWS, id -> id);
      tx.rollbackTo(savepoint);
      assertThat(files()).isZero();
      assertThat(Tables.scan(table, tx)).isEmpty();
      load(tx, 10, 10 + ROWS, id -> id);
      tx.commit();
    }
    assertRows(ROWS);
  }

  @Test
  void aLoadThatIsNotFinishedLeavesNoFile() {
    try (Transaction tx = Tables.begin(storage)) {
      try (BulkLoad load = table.bulkLoad(tx)) {
        for (int id = 0; id < ROWS; id++) {
          add(load, id);
        }
      }
      assertThat(files()).isZero();
      tx.commit();
    }
    assertRows(0);
  }

  @Test
  void aKeyThatComesTwiceIsRefused() {
    assertDuplicate(() -> loadAlone(0, ROWS, id -> id % (ROWS - 1)), 0);
    assertDuplicate(() -> loadAlone(0, 200, id -> id == 150 ? 140 : id), 140);
    assertThat(files()).isZero();
  }

  @Test
  void aKeyThatIsThereIsRefusedWhereverItLies() {
    Tables.fill(storage, table, 100, 110);
    assertDuplicate(() -> loadAlone(0, ROWS, id -> id), 100);
    storage.migrateAll(Catalog.FIRST_OID);
    assertDuplicate(() -> loadAlone(0, ROWS, id -> id), 100);
    loadAlone(200, 200 + ROWS, id -> id);
    assertDuplicate(() -> loadAlone(300, 500, id -> id), 300);
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.insert(table, tx, 300, 1)).isFalse();
    }
    assertRows(ROWS + 10);
  }

  @Test
  void keysOfDeletedRowsMayBeLoadedAgain() {
    Tables.fill(storage, table, 0, 20);
    storage.migrateAll(Catalog.FIRST_OID);
    Tables.fill(storage, table, 20, 40);
    try (Transaction tx = Tables.begin(storage)) {
      for (int id = 0; id < 40; id += 2) {
        assertThat(Tables.delete(table, tx, id)).isTrue();
      }
      tx.commit();
    }
    loadAlone(0, ROWS, id -> 2 * id);
    assertRows(ROWS + 20);
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.delete(table, tx, 4)).isTrue();
      assertThat(Tables.update(table, tx, 30, 9)).isTrue();
      tx.commit();
    }
    reopen();
    assertRows(ROWS + 19);
  }

  @Test
  void theTransactionMayChangeWhatItLoaded() {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id);
      assertThat(Tables.insert(table, tx, 5, 2)).isFalse();
      assertThat(Tables.delete(table, tx, 5)).isTrue();
      assertThat(Tables.delete(table, tx, 5)).isFalse();
      assertThat(Tables.update(table, tx, 6, 2)).isTrue();
      int savepoint = tx.savepoint();
      assertThat(Tables.delete(table, tx, 7)).isTrue();
      assertThat(Tables.update(table, tx, 8, 2)).isTrue();
      tx.rollbackTo(savepoint);
      assertThat(Tables.get(table, tx, 7)).isNotNull();
      assertThat(Tables.scan(table, tx)).hasSize(ROWS - 1);
      tx.commit();
    }
    reopen();
    assertRows(ROWS - 1);
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.get(table, tx, 5)).isNull();
      assertThat(Tables.get(table, tx, 6)).isEqualTo(Arrays.asList(Tables.values(6, 2)));
      assertThat(Tables.get(table, tx, 8)).isEqualTo(Arrays.asList(Tables.values(8, 1)));
    }
  }

  @Test
  void aRowCommittedMeanwhileFailsTheCommitOfTheLoad() {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id);
      Tables.fill(storage, table, 50, 51);
      assertState(tx::commit, SqlState.SERIALIZATION_FAILURE);
    }
    assertThat(files()).isZero();
    assertRows(1);
  }

  @Test
  void aRowInsertedMeanwhileAndCommittedLaterFails() {
    try (Transaction tx = Tables.begin(storage);
        Transaction other = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id);
      assertThat(Tables.insert(table, other, 50, 7)).isTrue();
      tx.commit();
      assertState(other::commit, SqlState.SERIALIZATION_FAILURE);
    }
    assertRows(ROWS);
  }

  @Test
  void ofTwoLoadsWithTheSameKeysOneFails() {
    try (Transaction tx = Tables.begin(storage);
        Transaction other = Tables.begin(storage)) {
      load(tx, 0, ROWS, id -> id);
      load(other, ROWS - 1, 2 * ROWS, id -> id);
      tx.commit();
      assertState(other::commit, SqlState.SERIALIZATION_FAILURE);
    }
    assertRows(ROWS);
  }

  @Test
  void aReadOnlyTransactionMayNotLoad() {
    try (Transaction tx = storage.transactions().begin(Isolation.READ_COMMITTED, true)) {
      assertState(() -> table.bulkLoad(tx), SqlState.READ_ONLY_SQL_TRANSACTION);
    }
  }

  private void reopen() {
    storage.close();
    storage = Storage.open(root, OPTIONS);
    table = storage.table(Catalog.FIRST_OID);
  }

  private long load(Transaction tx, long from, long to, LongUnaryOperator ids) {
    try (BulkLoad load = table.bulkLoad(tx)) {
      for (long i = from; i < to; i++) {
        add(load, ids.applyAsLong(i));
      }
      return load.finish();
    }
  }

  private void loadAlone(long from, long to, LongUnaryOperator ids) {
    try (Transaction tx = Tables.begin(storage)) {
      load(tx, from, to, ids);
      tx.commit();
    }
  }

  private void add(BulkLoad load, long id) {
    load.add(Tables.key(table, id), Tables.row(table, Tables.values(id, 1)));
  }

  private int files() {
    return root.resolve("segments").toFile().list().length
        + root.resolve("tmp").toFile().list().length;
  }

  private void assertRows(int count) {
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.scan(table, tx)).hasSize(count);
    }
  }

  private static void assertDuplicate(ThrowingCallable action, long id) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            OmenException.class,
            e -> {
              assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
              assertThat(e.message()).contains("\"t16384_pkey\"");
              assertThat(e.detail()).isEqualTo("Key (id)=(%s) already exists.", id);
            });
  }

  private static void assertState(ThrowingCallable action, SqlState state) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state));
  }
}
