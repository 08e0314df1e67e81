package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.RowCodec;
import omendb.core.SqlState;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers move money between accounts while the background moves the accounts between the tiers:
/// every scan, whatever it meets, must see each account once and the same sum.
class ConcurrentMigrationTest {
  private static final int ACCOUNTS = 2000;
  private static final Duration LENGTH = Duration.ofMillis(Long.getLong("omendb.millis", 3000));

  /// A busy machine may need this long for the first migrations.
  private static final Duration WAIT = Duration.ofSeconds(30);

  @TempDir Path root;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong scans = new AtomicLong();

  @Test
  void theSumOfAllAccountsNeverChanges() throws Exception {
    StorageOptions options =
        StorageOptions.DEFAULTS.withMigration(300, 50, 200, 2).withSegmentsMax(6);
    try (Storage storage = Storage.open(root, options)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      try (Transaction tx = Tables.begin(storage)) {
        for (long id = 0; id < ACCOUNTS; id++) {
          put(table, tx, id, 100, true);
        }
        tx.commit();
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
        List<Future<?>> running = new ArrayList<>();
        running.add(threads.submit(guard(() -> transfer(storage, table, 1))));
        running.add(threads.submit(guard(() -> transfer(storage, table, 2))));
        running.add(threads.submit(guard(() -> recreate(storage, table))));
        running.add(threads.submit(guard(() -> scan(storage, table))));
        running.add(threads.submit(guard(() -> read(storage, table))));
        long end = System.nanoTime() + LENGTH.toNanos();
        long latest = end + WAIT.toNanos();
        while (!stop.get() && System.nanoTime() < latest) {
          if (System.nanoTime() > end && table.migration().count() > 4) {
            break;
          }
          Thread.sleep(20);
        }
        stop.set(true);
        for (Future<?> each : running) {
          each.get();
        }
      }
      assertThat(commits).hasPositiveValue();
      assertThat(scans).hasPositiveValue();
      assertThat(table.statistics().migrations()).isGreaterThan(2);
      assertThat(table.statistics().segments()).isLessThan(30);
    }
    try (Storage storage = Storage.open(root, options.withoutBackground())) {
      checkSum(storage, storage.table(Catalog.FIRST_OID));
    }
  }

  @Test
  void tablesMayBeDroppedWhileTheirRowsMove() {
    StorageOptions options = StorageOptions.DEFAULTS.withMigration(10, 5, 50, 1).withSegmentsMax(2);
    try (Storage storage = Storage.open(root, options)) {
      for (int round = 0; round < 30; round++) {
        TableStore table = storage.createTable(Tables.byId(storage.nextOid()));
        Tables.fill(storage, table, 0, 200);
        try (Transaction tx = Tables.begin(storage);
            TableScan scan = table.scan(tx, List.of(), null)) {
          Tables.fill(storage, table, 200, 200 + round * 10);
          storage.dropTable(table.schema().oid());
          int rows = 0;
          for (Morsel morsel : scan.morsels()) {
            rows += morsel.load(0, Morsel.WINDOW_ROWS);
          }
          assertThat(rows).isEqualTo(200);
        }
      }
    }
    assertThat(root.resolve("segments").toFile().list()).isEmpty();
    try (Storage storage = Storage.open(root, options)) {
      assertThat(storage.tables()).isEmpty();
    }
  }

  private Callable<Boolean> guard(Callable<Boolean> step) {
    return () -> {
      try {
        while (!stop.get()) {
          step.call();
        }
        return true;
      } finally {
        stop.set(true);
      }
    };
  }

  private static void put(TableStore table, Transaction tx, long id, long cents, boolean insert) {
    @Nullable Object[] values = {id, "account", BigDecimal.valueOf(cents, 2), 1L, 0.0};
    byte[] row = Tables.row(table, values);
    boolean done =
        insert
            ? table.insert(tx, Tables.key(table, id), row)
            : table.update(tx, Tables.key(table, id), row);
    assertThat(done).as("account %s", id).isTrue();
  }

  private static long cents(TableStore table, Transaction tx, long id) {
    RowBuffer buffer = new RowBuffer();
    long row = table.get(tx, Tables.key(table, id), buffer);
    assertThat(row).as("account %s", id).isNotZero();
    BigDecimal amount = (BigDecimal) new RowCodec(table.layout()).decode(row)[2];
    Reference.reachabilityFence(buffer); // a cold row is in its memory
    return amount.unscaledValue().longValueExact();
  }

  private boolean transfer(Storage storage, TableStore table, int seed) {
    SplittableRandom random = new SplittableRandom(seed + commits.get());
    long from = random.nextInt(ACCOUNTS);
    long to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    try (Transaction tx = Tables.begin(storage)) {
      long left = cents(table, tx, from);
      long right = cents(table, tx, to);
      put(table, tx, from, left - 1, false);
      put(table, tx, to, right + 1, false);
      tx.commit();
      commits.incrementAndGet();
    } catch (OmenException e) {
      assertThat(e.state()).isIn(SqlState.SERIALIZATION_FAILURE, SqlState.DEADLOCK_DETECTED);
    }
    return true;
  }

  /// Deletes an account and opens it again, in one transaction or in two at once.
  private boolean recreate(Storage storage, TableStore table) {
    SplittableRandom random = new SplittableRandom(commits.get());
    long id = random.nextInt(ACCOUNTS);
    try (Transaction tx = Tables.begin(storage)) {
      long cents = cents(table, tx, id);
      assertThat(Tables.delete(table, tx, id)).isTrue();
      put(table, tx, id, cents, true);
      tx.commit();
      commits.incrementAndGet();
    } catch (OmenException e) {
      assertThat(e.state()).isIn(SqlState.SERIALIZATION_FAILURE, SqlState.DEADLOCK_DETECTED);
    }
    return true;
  }

  private boolean read(Storage storage, TableStore table) {
    try (Transaction tx = storage.transactions().begin(Isolation.REPEATABLE_READ, true)) {
      SplittableRandom random = new SplittableRandom(tx.id());
      for (int i = 0; i < 100; i++) {
        cents(table, tx, random.nextInt(ACCOUNTS));
      }
    }
    return true;
  }

  private boolean scan(Storage storage, TableStore table) {
    checkSum(storage, table);
    scans.incrementAndGet();
    return true;
  }

  private static void checkSum(Storage storage, TableStore table) {
    TreeMap<Long, Long> seen = new TreeMap<>();
    long sum = 0;
    ColumnVector ids = new ColumnVector(table.layout().type(0), Morsel.WINDOW_ROWS);
    ColumnVector amounts = new ColumnVector(table.layout().type(2), Morsel.WINDOW_ROWS);
    try (Transaction tx = storage.transactions().begin(Isolation.REPEATABLE_READ, true);
        TableScan scan = table.scan(tx, List.of(), null)) {
      for (Morsel morsel : scan.morsels()) {
        for (int from = 0; from < morsel.rowCount(); from += Morsel.WINDOW_ROWS) {
          int count = morsel.load(from, Morsel.WINDOW_ROWS);
          morsel.read(0, ids);
          morsel.read(2, amounts);
          for (int i = 0; i < count; i++) {
            assertThat(seen.put(ids.longs[i], amounts.longs[i])).isNull();
            sum += amounts.longs[i];
          }
        }
      }
      assertThat(seen).as("version %s", scan.summary()).hasSize(ACCOUNTS);
      assertThat(sum).isEqualTo(100L * ACCOUNTS);
    }
  }
}
