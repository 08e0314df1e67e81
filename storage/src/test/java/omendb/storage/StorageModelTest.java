package omendb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random transactions, loads, migrations, merges and restarts against a map of id to version. The
/// system properties `omendb.seed` and `omendb.seeds` choose the first seed and how many.
class StorageModelTest {
  private static final int IDS = 400;
  private static final int STEPS = 600;

  @TempDir Path root;

  private final List<Reader> readers = new ArrayList<>();
  private TreeMap<Long, Long> model = new TreeMap<>();
  private SplittableRandom random = new SplittableRandom();
  private Storage storage;
  private TableStore table;
  private long nextVersion = 1;

  /// A transaction that is kept open, and what it must see.
  private record Reader(Transaction tx, TreeMap<Long, Long> expected) {}

  static LongStream seeds() {
    long first = Long.getLong("omendb.seed", 1);
    return LongStream.range(first, first + Long.getLong("omendb.seeds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomHistoriesAgreeWithAMap(long seed) {
    boolean byName = seed % 2 == 0;
    random = new SplittableRandom(seed);
    open();
    table =
        storage.createTable(
            byName ? Tables.byName(Catalog.FIRST_OID) : Tables.byId(Catalog.FIRST_OID));
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      checkAll();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      readers.forEach(reader -> reader.tx.close());
      storage.close();
    }
  }

  private void open() {
    StorageOptions options =
        StorageOptions.DEFAULTS
            .withoutBackground()
            .withLoad(3, 4096)
            .withMigration(1, 1, 100, 0)
            .withCooling(new CoolingOptions(1, 0, 1, 1, 4096));
    storage = Storage.open(root, options);
    table = storage.table(Catalog.FIRST_OID);
  }

  private void step() {
    int kind = random.nextInt(100);
    if (kind < 45) {
      transaction();
    } else if (kind < 55) {
      load();
    } else if (kind < 67) {
      storage.migrateAll(Catalog.FIRST_OID);
    } else if (kind < 72) {
      table.migration().moveSome(Long.MAX_VALUE, 1 + random.nextInt(40));
    } else if (kind < 76) {
      table.migration().merge();
    } else if (kind < 77) {
      table.migration().compressAll();
    } else if (kind < 78) {
      changeState();
    } else if (kind < 84) {
      readers.add(new Reader(Tables.begin(storage), new TreeMap<>(model)));
    } else if (kind < 88 && !readers.isEmpty()) {
      readers.remove(random.nextInt(readers.size())).tx.close();
    } else if (kind < 98) {
      checkOne();
    } else {
      restart();
    }
  }

  /// Compresses a segment or makes it plain again, and drops what is kept decompressed.
  private void changeState() {
    List<ColdSegment> segments = table.read(TableVersion::segments);
    if (!segments.isEmpty()) {
      ColdSegment segment = segments.get(random.nextInt(segments.size()));
      table.migration().rewrite(segment, !segment.segment.compressed());
    }
    table.evictChunks();
  }

  private void restart() {
    checkAll();
    readers.forEach(reader -> reader.tx.close());
    readers.clear();
    storage.close();
    open();
    try (Transaction tx = Tables.begin(storage)) {
      check(tx, model);
    }
  }

  /// Some writes, some of them undone by a savepoint, then commit or rollback.
  private void transaction() {
    TreeMap<Long, Long> after = new TreeMap<>(model);
    try (Transaction tx = Tables.begin(storage)) {
      writes(tx, after);
      if (random.nextInt(4) == 0) {
        TreeMap<Long, Long> kept = new TreeMap<>(after);
        int savepoint = tx.savepoint();
        writes(tx, after);
        tx.rollbackTo(savepoint);
        after = kept;
      }
      if (random.nextInt(3) == 0) {
        check(tx, after);
      }
      if (random.nextInt(5) > 0) {
        tx.commit();
        model = after;
      }
    }
  }

  private void writes(Transaction tx, TreeMap<Long, Long> after) {
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      long id = random.nextInt(IDS);
      long version = nextVersion++;
      boolean there = after.containsKey(id);
      switch (random.nextInt(3)) {
        case 0 -> {
          assertThat(Tables.insert(table, tx, id, version)).isEqualTo(!there);
          after.putIfAbsent(id, version);
        }
        case 1 -> {
          assertThat(Tables.update(table, tx, id, version)).isEqualTo(there);
          after.computeIfPresent(id, (_, _) -> version);
        }
        default -> {
          assertThat(Tables.delete(table, tx, id)).isEqualTo(there);
          after.remove(id);
        }
      }
    }
  }

  /// A bulk load between other writes; a key that is there already must refuse all of it.
  private void load() {
    TreeMap<Long, Long> after = new TreeMap<>(model);
    try (Transaction tx = Tables.begin(storage)) {
      if (random.nextBoolean()) {
        writes(tx, after);
      }
      int savepoint = tx.savepoint();
      TreeMap<Long, Long> before = new TreeMap<>(after);
      if (!load(tx, after)) {
        tx.rollbackTo(savepoint);
        after = before;
      } else if (random.nextInt(4) == 0) {
        check(tx, after);
        tx.rollbackTo(savepoint);
        after = before;
      }
      check(tx, after);
      if (random.nextBoolean()) {
        writes(tx, after);
        check(tx, after);
      }
      if (random.nextInt(4) > 0) {
        tx.commit();
        model = after;
      }
    }
  }

  private boolean load(Transaction tx, TreeMap<Long, Long> after) {
    boolean duplicate = false;
    try (BulkLoad load = table.bulkLoad(tx)) {
      long id = random.nextInt(IDS);
      boolean unsorted = random.nextInt(3) == 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        id = unsorted ? random.nextInt(IDS) : id + 1 + random.nextInt(3);
        if (after.containsKey(id) && random.nextInt(60) > 0) {
          continue;
        }
        long version = nextVersion++;
        duplicate |= after.put(id, version) != null;
        load.add(Tables.key(table, id), Tables.row(table, Tables.values(id, version)));
      }
      load.finish();
      assertThat(duplicate).isFalse();
      return true;
    } catch (OmenException e) {
      assertThat(e.state()).isEqualTo(SqlState.UNIQUE_VIOLATION);
      assertThat(duplicate).isTrue();
      return false;
    }
  }

  private void checkAll() {
    for (Reader reader : readers) {
      check(reader.tx, reader.expected);
    }
    try (Transaction tx = Tables.begin(storage)) {
      check(tx, model);
    }
  }

  private void checkOne() {
    if (readers.isEmpty()) {
      checkAll();
    } else {
      Reader reader = readers.get(random.nextInt(readers.size()));
      check(reader.tx, reader.expected);
    }
  }

  private void check(Transaction tx, TreeMap<Long, Long> expected) {
    TreeMap<Long, List<@Nullable Object>> rows = new TreeMap<>();
    for (Map.Entry<Long, Long> entry : expected.entrySet()) {
      rows.put(entry.getKey(), Arrays.asList(Tables.values(entry.getKey(), entry.getValue())));
    }
    assertThat(Tables.scan(table, tx)).isEqualTo(rows);
    for (int i = 0; i < 20; i++) {
      long id = random.nextInt(IDS + 20);
      assertThat(Tables.get(table, tx, id)).as("row %s", id).isEqualTo(rows.get(id));
    }
    byte[] from = Tables.key(table, random.nextInt(IDS));
    byte[] to = Tables.key(table, random.nextInt(IDS));
    TreeMap<Long, List<@Nullable Object>> inside = new TreeMap<>();
    rows.forEach((id, row) -> {
      byte[] key = Tables.key(table, id);
      if (Arrays.compareUnsigned(key, from) >= 0 && Arrays.compareUnsigned(key, to) < 0) {
        inside.put(id, row);
      }
    });
    assertThat(Tables.scan(table, tx, List.of(), new KeyRange(from, to)))
        .containsAllEntriesOf(inside);
  }
}
