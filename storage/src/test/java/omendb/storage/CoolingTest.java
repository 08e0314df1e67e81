package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import omendb.core.Morsel;
import omendb.mvcc.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which segments are compressed and when, and how long what is read of them stays in memory.
class CoolingTest {
  private static final long ROWS = 5000;

  @TempDir Path root;

  private static StorageOptions options(CoolingOptions cooling) {
    return StorageOptions.DEFAULTS
        .withoutBackground()
        .withMigration(1, 1, 1000, 0)
        .withCooling(cooling);
  }

  private static TableStore filled(Storage storage) {
    TableStore table = storage.createTable(Tables.byId(storage.nextOid()));
    Tables.fill(storage, table, 0, ROWS);
    table.migration().moveAll();
    return table;
  }

  @Test
  void compressedRowsAreTheSameBeforeAndAfterARestart() {
    int oid;
    try (Storage storage = Storage.open(root, options(CoolingOptions.DEFAULTS))) {
      TableStore table = filled(storage);
      oid = table.schema().oid();
      long bytes = table.statistics().warm().bytes();
      try (Transaction before = Tables.begin(storage)) {
        assertThat(storage.compressAll(oid)).isEqualTo(5);
        assertThat(Tables.scan(table, before)).hasSize((int) ROWS);
      }
      assertThat(table.statistics().warm().segments()).isZero();
      assertThat(table.statistics().cold().rows()).isEqualTo(ROWS);
      assertThat(table.statistics().cold().bytes()).isLessThan(bytes);
    }
    try (Storage storage = Storage.open(root, options(CoolingOptions.DEFAULTS));
        Transaction tx = Tables.begin(storage)) {
      TableStore table = storage.table(oid);
      assertThat(table.statistics().cold().rows()).isEqualTo(ROWS);
      assertThat(Tables.scan(table, tx)).hasSize((int) ROWS);
      assertThat(Tables.get(table, tx, 4321)).isEqualTo(List.of(Tables.values(4321, 1)));
      assertThat(Tables.update(table, tx, 4321, 2)).isTrue();
      tx.commit();
      assertThat(table.statistics().cold().rows()).isEqualTo(ROWS - 1);
    }
  }

  @Test
  void aSegmentThatIsLeftAloneIsCompressedAndOneThatIsReadIsMadePlain() {
    CoolingOptions rules = new CoolingOptions(3, 1000, 4, 100, 1 << 20);
    Temperature temperature = new Temperature();
    assertThat(temperature.look(false, rules, 400)).isEqualTo(Temperature.Wish.STAY);
    assertThat(temperature.look(false, rules, 400)).isEqualTo(Temperature.Wish.STAY);
    touch(temperature, 4);
    assertThat(temperature.look(false, rules, 400)).isEqualTo(Temperature.Wish.STAY);
    touch(temperature, 3);
    assertThat(temperature.look(false, rules, 600)).isEqualTo(Temperature.Wish.STAY);
    assertThat(temperature.look(false, rules, 600)).isEqualTo(Temperature.Wish.COMPRESS);
    touch(temperature, 100);
    assertThat(temperature.look(true, rules, 600)).isEqualTo(Temperature.Wish.STAY);
    touch(temperature, 101);
    assertThat(temperature.look(true, rules, 600)).isEqualTo(Temperature.Wish.MAKE_PLAIN);
  }

  private static void touch(Temperature temperature, int times) {
    for (int i = 0; i < times; i++) {
      temperature.touch();
    }
  }

  @Test
  void theBackgroundCompressesByItselfAndPointReadsUndoIt() throws Exception {
    StorageOptions options =
        options(new CoolingOptions(3, 20, 10, 20, 1 << 20)).withMigration(1, 1, 10_000, 5);
    try (Storage storage = Storage.open(root, options)) {
      TableStore table = filled(storage);
      await(() -> table.statistics().cold().rows() == ROWS);
      await(() -> {
        try (Transaction tx = Tables.begin(storage)) {
          for (long id = 0; id < ROWS; id++) {
            Tables.get(table, tx, id);
          }
        }
        return table.statistics().warm().rows() > 0;
      });
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(1);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void whatAScanReadsStaysUntilItEnds() {
    try (Storage storage = Storage.open(root, options(new CoolingOptions(1, 0, 1, 1, 1000)))) {
      TableStore table = filled(storage);
      table.migration().compressAll();
      try (Transaction tx = Tables.begin(storage)) {
        var expected = Tables.scan(table, tx);
        try (TableScan scan = table.scan(tx, List.of(), null)) {
          omendb.core.ColumnVector names =
              new omendb.core.ColumnVector(omendb.core.ColumnType.TEXT, Morsel.WINDOW_ROWS);
          Morsel first = scan.morsels().getFirst();
          first.load(0, 1000);
          first.read(1, names);
          Object name = names.get(500);
          for (int i = 0; i < 3; i++) {
            table.evictChunks();
            assertThat(Tables.scan(table, tx)).isEqualTo(expected);
          }
          assertThat(names.get(500)).isEqualTo(name);
        }
        table.evictChunks();
        assertThat(Tables.scan(table, tx)).isEqualTo(expected);
      }
    }
  }
}
