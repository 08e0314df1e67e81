package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.mvcc.MvccStatistics;
import omendb.mvcc.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The row stores' memory budget, with a background migration that frees it.
@Timeout(120)
class HotMemoryTest {
  private static final long BUDGET = 1 << 20;
  private static final int ROWS_EACH = 50;

  @TempDir Path root;

  private static StorageOptions options(int pauseMillis) {
    return StorageOptions.DEFAULTS
        .withMigration(1_000_000, 500_000, 2000, pauseMillis)
        .withHotMemory(BUDGET, 0);
  }

  private static void insert(TableStore table, Transaction tx, long id) {
    Object[] values = Tables.values(id, id);
    assertThat(table.insert(tx, Tables.key(table, values), table.codec().encode(values))).isTrue();
  }

  @Test
  void aSteadyWriterStaysWithinTheBudgetAndLosesNothing() {
    try (Storage storage = Storage.open(root, options(5))) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      long most = 0;
      long rows = 0;
      while (rows < 40_000) {
        try (Transaction tx = Tables.begin(storage)) {
          tx.awaitMemory(() -> {});
          for (int i = 0; i < ROWS_EACH; i++) {
            insert(table, tx, rows++);
          }
          tx.commit();
        }
        most = Math.max(most, storage.transactions().statistics().hotBytes());
      }
      assertThat(most).isLessThan(BUDGET + BUDGET / 4);
      assertThat(table.statistics().rowsMoved()).isPositive();
      try (Transaction tx = Tables.begin(storage)) {
        RowBuffer scratch = new RowBuffer();
        for (long id = 0; id < rows; id++) {
          assertThat(table.get(tx, Tables.key(table, Tables.values(id, id)), scratch))
              .as("row %d", id)
              .isNotZero();
        }
      }
    }
  }

  @Test
  void aTransactionThatOutgrowsTheMemoryFailsAndGivesItBack() {
    try (Storage storage = Storage.open(root, options(5))) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      try (Transaction tx = Tables.begin(storage)) {
        assertThatThrownBy(
                () -> {
                  for (long id = 0; id < 100_000; id++) {
                    insert(table, tx, id);
                  }
                })
            .isInstanceOfSatisfying(
                OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.OUT_OF_MEMORY));
      }
      MvccStatistics after = storage.transactions().statistics();
      assertThat(after.hotBytes()).isLessThan(BUDGET / 4);
      try (Transaction tx = Tables.begin(storage)) {
        tx.awaitMemory(() -> {});
        insert(table, tx, 1);
        tx.commit();
      }
    }
  }

  @Test
  void whoWaitsForMemoryThatNobodyCanFreeIsToldSo() {
    try (Storage storage = Storage.open(root, options(5))) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      try (Transaction hoarder = Tables.begin(storage)) {
        for (long id = 0; storage.transactions().statistics().hotBytes() < BUDGET; id++) {
          insert(table, hoarder, id);
        }
        try (Transaction tx = Tables.begin(storage)) {
          OmenException error = null;
          try {
            tx.awaitMemory(() -> {});
          } catch (OmenException e) {
            error = e;
          }
          assertThat(Objects.requireNonNull(error).state()).isEqualTo(SqlState.OUT_OF_MEMORY);
        }
        assertThat(storage.transactions().statistics().memoryWaits()).isEqualTo(1);
      }
      try (Transaction tx = Tables.begin(storage)) {
        tx.awaitMemory(() -> {});
      }
    }
  }
}
