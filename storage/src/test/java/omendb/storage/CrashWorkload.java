package omendb.storage;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;

/// Transactions that follow from their number alone, so that whoever knows how many were committed
/// knows what the table must hold. Runs as a program of its own that is made to die.
final class CrashWorkload {
  private static final int IDS = 300;
  private static final int LOAD_ROWS = 60;
  private static final int PADDING_BYTES = 300_000;

  private CrashWorkload() {}

  static StorageOptions options() {
    return StorageOptions.DEFAULTS
        .withoutBackground()
        .withLoad(10, 2048)
        .withMigration(1, 1, 100, 0)
        .withLog(4 << 20);
  }

  /// Does what transaction `number` does to the map of id to version.
  static void apply(long number, TreeMap<Long, Long> model) {
    if (isLoad(number)) {
      for (long id = loadFrom(number); id < loadFrom(number) + LOAD_ROWS; id++) {
        model.put(id, number);
      }
      return;
    }
    SplittableRandom random = new SplittableRandom(number);
    for (int i = 0; i < 5; i++) {
      long id = random.nextInt(IDS);
      if (random.nextInt(3) == 0) {
        model.remove(id);
      } else {
        model.put(id, number);
      }
    }
  }

  static TreeMap<Long, Long> modelAfter(long transactions) {
    TreeMap<Long, Long> model = new TreeMap<>();
    for (long number = 1; number <= transactions; number++) {
      apply(number, model);
    }
    return model;
  }

  private static boolean isLoad(long number) {
    return number % 9 == 4;
  }

  private static long loadFrom(long number) {
    return 10_000 + number * 100;
  }

  static void run(TableStore table, Transaction tx, long number) {
    if (isLoad(number)) {
      try (BulkLoad load = table.bulkLoad(tx)) {
        for (long id = loadFrom(number); id < loadFrom(number) + LOAD_ROWS; id++) {
          load.add(Tables.key(table, id), Tables.row(table, Tables.values(id, number)));
        }
        load.finish();
      }
      return;
    }
    SplittableRandom random = new SplittableRandom(number);
    for (int i = 0; i < 5; i++) {
      long id = random.nextInt(IDS);
      if (random.nextInt(3) == 0) {
        Tables.delete(table, tx, id);
      } else if (!Tables.update(table, tx, id, number)) {
        Tables.insert(table, tx, id, number);
      }
    }
  }

  /// Arguments: folder, number of the first transaction, how many. Prints the number of each
  /// transaction when it is acknowledged.
  public static void main(String[] args) {
    run(Path.of(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]), System.out::println);
  }

  /// Runs transactions from `first` on and says what became of them.
  static void run(Path folder, long first, long count, Consumer<String> out) {
    long last = first + count;
    try (Storage storage = Storage.open(folder, options())) {
      TableStore table = storage.table(Catalog.FIRST_OID);
      if (table == null) {
        table = storage.createTable(Tables.byId(Catalog.FIRST_OID));
      }
      out.accept("open");
      for (long number = first; number < last; number++) {
        try (Transaction tx = Tables.begin(storage)) {
          run(table, tx, number);
          tx.commit();
          out.accept(String.valueOf(number));
        } catch (OmenException e) {
          out.accept("failed " + e.state());
          if (e.state() != SqlState.DISK_FULL && e.state() != SqlState.IO_ERROR) {
            throw e;
          }
          if (e.message().contains("outcome")) {
            return;
          }
          number--; // it left no trace: once more
          continue;
        }
        upkeep(storage, table, number, out);
      }
    }
  }

  private static void makeOnePlain(TableStore table) {
    for (ColdSegment segment : table.read(TableVersion::segments)) {
      if (segment.segment.compressed()) {
        table.migration().rewrite(segment, false);
        return;
      }
    }
  }

  /// Migrates, merges, compresses, fills the log's file and makes a checkpoint, each now and then.
  static void upkeep(Storage storage, TableStore table, long number, Consumer<String> out) {
    try {
      if (number % 4 == 0) {
        table.migration().moveAll();
      }
      if (number % 7 == 0) {
        table.migration().merge();
      }
      if (number % 5 == 0) {
        table.migration().compressAll();
      }
      if (number % 10 == 6) {
        makeOnePlain(table);
      }
      if (number % 3 == 0) {
        storage.putMeta("padding", new byte[PADDING_BYTES]);
      }
      if (number % 8 == 0) {
        storage.checkpoint();
      }
    } catch (OmenException e) {
      out.accept("failed " + e.state());
    }
  }
}
