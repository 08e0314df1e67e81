package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.ZoneFilter;
import omendb.mvcc.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  private static final StorageOptions OPTIONS = StorageOptions.DEFAULTS.withoutBackground();

  @TempDir Path root;

  @Test
  void rowsAndSchemasSurviveARestart() {
    int oid;
    try (Storage storage = Storage.open(root, OPTIONS)) {
      oid = storage.nextOid();
      assertThat(oid).isEqualTo(Catalog.FIRST_OID);
      TableStore table = storage.createTable(Tables.byId(oid));
      Tables.fill(storage, table, 0, 100);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.table(oid);
      assertThat(table.schema()).isEqualTo(Tables.byId(oid));
      assertThat(storage.nextOid()).isGreaterThan(oid);
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx)).hasSize(100);
        assertThat(Tables.get(table, tx, 42)).isEqualTo(Arrays.asList(Tables.values(42, 1)));
        assertThat(Tables.get(table, tx, 100)).isNull();
      }
    }
  }

  @Test
  void migratedRowsAreReadFromSegmentsBeforeAndAfterARestart() {
    int oid = Catalog.FIRST_OID;
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(oid));
      Tables.fill(storage, table, 0, 5000);
      assertThat(storage.migrateAll(oid)).isEqualTo(5000);
      assertThat(table.statistics().hotRows()).isZero();
      assertThat(table.statistics().coldRows()).isEqualTo(5000);
      check(storage, table);
      change(storage, table);
      checkChanged(storage, table);
      assertThat(storage.migrateAll(oid)).isEqualTo(2);
      checkChanged(storage, table);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.table(oid);
      assertThat(table.statistics().segments()).isEqualTo(2);
      assertThat(table.statistics().hotRows()).isZero();
      checkChanged(storage, table);
      assertThat(table.migration().merge()).isTrue();
      assertThat(table.statistics().segments()).isEqualTo(1);
      assertThat(table.statistics().deletedRows()).isZero();
      checkChanged(storage, table);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      checkChanged(storage, storage.table(oid));
      assertThat(root.resolve("segments").toFile().list()).hasSize(1);
    }
  }

  private static void check(Storage storage, TableStore table) {
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.scan(table, tx)).hasSize(5000);
      assertThat(Tables.get(table, tx, 42)).isEqualTo(Arrays.asList(Tables.values(42, 1)));
      assertThat(Tables.get(table, tx, 5000)).isNull();
      assertThat(Tables.insert(table, tx, 42, 2)).isFalse();
    }
  }

  private static void change(Storage storage, TableStore table) {
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.update(table, tx, 10, 2)).isTrue();
      assertThat(Tables.delete(table, tx, 11)).isTrue();
      assertThat(Tables.delete(table, tx, 12)).isTrue();
      assertThat(Tables.insert(table, tx, 12, 3)).isTrue();
      assertThat(Tables.scan(table, tx)).hasSize(4999).doesNotContainKey(11L);
      assertThat(Tables.get(table, tx, 11)).isNull();
      tx.commit();
    }
  }

  private static void checkChanged(Storage storage, TableStore table) {
    try (Transaction tx = Tables.begin(storage)) {
      assertThat(Tables.scan(table, tx)).hasSize(4999).doesNotContainKey(11L);
      assertThat(Tables.get(table, tx, 10)).isEqualTo(Arrays.asList(Tables.values(10, 2)));
      assertThat(Tables.get(table, tx, 11)).isNull();
      assertThat(Tables.get(table, tx, 12)).isEqualTo(Arrays.asList(Tables.values(12, 3)));
      assertThat(Tables.delete(table, tx, 11)).isFalse();
      assertThat(Tables.update(table, tx, 11, 5)).isFalse();
    }
  }

  @Test
  void anOpenScanKeepsItsRowsWhileTheyMove() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byName(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, 3000);
      try (Transaction tx = Tables.begin(storage);
          TableScan scan = table.scan(tx, List.of(), null)) {
        assertThat(storage.migrateAll(table.schema().oid())).isEqualTo(3000);
        Tables.fill(storage, table, 3000, 3100);
        assertThat(scan.morsels().getFirst().load(0, 2048)).isEqualTo(2048);
        assertThat(Tables.scan(table, tx)).hasSize(3000);
      }
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx)).hasSize(3100);
      }
    }
  }

  @Test
  void rowsThatAreLockedOrTooYoungStayHot() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, 100);
      try (Transaction old = Tables.begin(storage);
          Transaction writer = Tables.begin(storage)) {
        Tables.fill(storage, table, 100, 110);
        assertThat(Tables.update(table, writer, 5, 2)).isTrue();
        assertThat(storage.migrateAll(table.schema().oid())).isEqualTo(99);
        assertThat(Tables.scan(table, old)).hasSize(100);
        writer.commit();
      }
      assertThat(storage.migrateAll(table.schema().oid())).isEqualTo(11);
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx)).hasSize(110);
        assertThat(Tables.get(table, tx, 5)).isEqualTo(Arrays.asList(Tables.values(5, 2)));
      }
    }
  }

  @Test
  void zoneMapsAndKeyRangesSpareSegments() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      for (int part = 0; part < 4; part++) {
        Tables.fill(storage, table, part * 1000L, part * 1000L + 1000);
        storage.migrateAll(table.schema().oid());
      }
      Tables.fill(storage, table, 4000, 5000);
      KeyRange range = new KeyRange(Tables.key(table, 1500), Tables.key(table, 2500));
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx, List.of(), range))
            .hasSize(1000)
            .containsKeys(1500L, 2499L);
        List<ZoneFilter> zones = List.of(new ZoneFilter(0, 3500L, null));
        assertThat(Tables.scan(table, tx, zones, null)).hasSize(2000);
        try (TableScan scan = table.scan(tx, zones, range)) {
          assertThat(scan.summary().segmentsPruned()).isEqualTo(4);
          assertThat(scan.summary().hotRows()).isZero();
        }
      }
      ColumnStatistics id = table.columnStatistics(0);
      assertThat(id.min()).isEqualTo(0L);
      assertThat(id.max()).isEqualTo(4999L);
      assertThat(id.exactBounds()).isFalse();
      assertThat(id.distinct()).isBetween(4000.0, 6000.0);
      assertThat(table.columnStatistics(1).distinct()).isBetween(90.0, 110.0);
      assertThat(table.columnStatistics(2).nullFraction()).isZero();
      assertThat(table.rowCountEstimate()).isEqualTo(5000);
    }
  }

  @Test
  void hotRowsAreSampledForThePlanner() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      assertThat(table.columnStatistics(0).distinct()).isEqualTo(1);
      Tables.fill(storage, table, 0, 10_000);
      assertThat(table.columnStatistics(0).distinct()).isEqualTo(10_000);
      assertThat(table.columnStatistics(1).distinct()).isBetween(95.0, 100.0);
      assertThat(table.columnStatistics(3).distinct()).isEqualTo(1);
      assertThat(table.columnStatistics(3).max()).isEqualTo(1L);
      assertThat(table.columnStatistics(3).exactBounds()).isFalse();
      storage.migrateAll(Catalog.FIRST_OID);
      assertThat(table.columnStatistics(3).exactBounds()).isTrue();
    }
  }

  @Test
  void whoFindsNoRowBecauseTheTableWentIsToldSo() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, 100);
      storage.migrateAll(table.schema().oid());
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx)).hasSize(100);
        storage.dropTable(table.schema().oid());
        byte[] key = Tables.key(table, 5);
        RowBuffer scratch = new RowBuffer();
        assertThatThrownBy(() -> table.get(tx, key, scratch)).satisfies(StorageTest::isConflict);
        assertThatThrownBy(() -> Tables.scan(table, tx)).satisfies(StorageTest::isConflict);
      }
    }
  }

  private static void isConflict(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            OmenException.class,
            e -> assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE));
  }

  @Test
  void aDroppedTableLeavesNothingBehind() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      Tables.fill(storage, table, 0, 100);
      storage.migrateAll(table.schema().oid());
      Tables.fill(storage, table, 100, 200);
      storage.dropTable(table.schema().oid());
      assertThat(storage.tables()).isEmpty();
      assertThat(root.resolve("segments").toFile().list()).isEmpty();
      assertThatThrownBy(() -> storage.dropTable(Catalog.FIRST_OID))
          .isInstanceOfSatisfying(
              OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.UNDEFINED_TABLE));
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      assertThat(storage.tables()).isEmpty();
      TableStore again = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(again, tx)).isEmpty();
      }
    }
  }

  @Test
  void aSchemaMayChangeItsNamesButNotItsTypes() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      storage.createTable(Tables.byId(Catalog.FIRST_OID));
      TableSchema old = Tables.byId(Catalog.FIRST_OID);
      TableSchema renamed =
          new TableSchema(old.oid(), "other", "new", old.columns(), old.keyColumns(), "k");
      storage.replaceSchema(old.oid(), renamed);
      TableSchema fewer =
          new TableSchema(
              old.oid(), "other", "new", old.columns().subList(0, 2), old.keyColumns(), "k");
      assertThatThrownBy(() -> storage.replaceSchema(old.oid(), fewer))
          .isInstanceOfSatisfying(
              OmenException.class,
              e -> assertThat(e.state()).isEqualTo(SqlState.FEATURE_NOT_SUPPORTED));
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      assertThat(storage.table(Catalog.FIRST_OID).schema().name()).isEqualTo("new");
    }
  }

  @Test
  void hiddenKeysGoOnAfterARestart() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.createTable(Tables.hidden(Catalog.FIRST_OID));
      insertHidden(storage, table, 0);
      storage.migrateAll(Catalog.FIRST_OID);
      insertHidden(storage, table, 10);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.table(Catalog.FIRST_OID);
      insertHidden(storage, table, 20);
      storage.migrateAll(Catalog.FIRST_OID);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      TableStore table = storage.table(Catalog.FIRST_OID);
      insertHidden(storage, table, 30);
      try (Transaction tx = Tables.begin(storage)) {
        assertThat(Tables.scan(table, tx)).hasSize(40);
      }
    }
  }

  private static void insertHidden(Storage storage, TableStore table, long from) {
    try (Transaction tx = Tables.begin(storage)) {
      for (long id = from; id < from + 10; id++) {
        byte[] row = Tables.row(table, Tables.values(id, 1));
        assertThat(table.insert(tx, table.nextHiddenKeyBytes(), row)).isTrue();
      }
      tx.commit();
    }
  }

  @Test
  void whatTheEngineStoresSurvives() {
    try (Storage storage = Storage.open(root, OPTIONS)) {
      storage.putMeta("user/ann", bytes("a"));
      Map<String, byte[]> more = new HashMap<>();
      more.put("user/bob", bytes("b"));
      more.put("view/v", bytes("v"));
      more.put("user/ann", null);
      storage.putMeta(more);
    }
    try (Storage storage = Storage.open(root, OPTIONS)) {
      assertThat(storage.getMeta("user/ann")).isNull();
      assertThat(storage.scanMeta("user/")).containsOnlyKeys("user/bob");
      assertThat(storage.getMeta("view/v")).isEqualTo(bytes("v"));
      assertThat(storage.statistics().logRecords()).as("two changes and the mark").isEqualTo(3);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
