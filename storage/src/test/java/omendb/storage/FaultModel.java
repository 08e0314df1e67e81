package omendb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the tables of [FaultWorkload] hold, as a function of how many transactions of each worker
/// were committed: every transaction follows from its worker and its number alone.
final class FaultModel {
  static final int WORKERS = 4;
  static final int ACCOUNTS = 40;
  static final int OPENING_BALANCE = 1000;
  static final int LOAD_ROWS = 30;

  /// Ids of worker w begin here, in the tables where each worker has rows of its own.
  private static final long ID_STRIDE = 1_000_000;

  private static final int IDS = 120;
  private static final int LOAD_EACH = 9;
  private static final int LOADS_KEPT = 3;

  /// The tables, by their oid from [Catalog#FIRST_OID] on.
  enum Name {
    /// Rows of each worker by id: put and deleted.
    EVENTS,
    /// The same by a text and an id.
    NAMES,
    /// Balances that all workers change; their sum stays.
    ACCOUNTS,
    /// One row for each worker: the number of its last transaction.
    PROGRESS,
    /// Rows that came by bulk loads, and are deleted after some more.
    LOADS;

    int oid() {
      return Catalog.FIRST_OID + ordinal();
    }
  }

  /// One change of one row; a version below 0 is a delete.
  ///
  /// @param version for ACCOUNTS what is added to the balance, else what the row is made from
  record Change(Name table, long id, long version, boolean delete) {}

  private final long[] last = new long[WORKERS];
  private final List<TreeMap<Long, Long>> tables = new ArrayList<>();

  FaultModel() {
    for (Name ignored : Name.values()) {
      tables.add(new TreeMap<>());
    }
    for (long account = 0; account < ACCOUNTS; account++) {
      rows(Name.ACCOUNTS).put(account, (long) OPENING_BALANCE);
    }
    for (long worker = 0; worker < WORKERS; worker++) {
      rows(Name.PROGRESS).put(worker, 0L);
    }
  }

  /// Id to version of the rows of a table; a balance is its account's version.
  TreeMap<Long, Long> rows(Name table) {
    return tables.get(table.ordinal());
  }

  long last(int worker) {
    return last[worker];
  }

  /// Commits the worker's transactions up to this number.
  void advance(int worker, long number) {
    while (last[worker] < number) {
      last[worker]++;
      for (Change change : changes(worker, last[worker])) {
        TreeMap<Long, Long> rows = rows(change.table());
        if (change.delete()) {
          rows.remove(change.id());
        } else if (change.table() == Name.ACCOUNTS) {
          rows.merge(change.id(), change.version(), Long::sum);
        } else {
          rows.put(change.id(), change.version());
        }
      }
    }
  }

  /// The rows of a table as a scan gives them.
  TreeMap<Long, List<@Nullable Object>> expected(Name table) {
    TreeMap<Long, List<@Nullable Object>> all = new TreeMap<>();
    rows(table).forEach((id, version) -> all.put(id, Arrays.asList(Tables.values(id, version))));
    return all;
  }

  static boolean isLoad(long number) {
    return number % LOAD_EACH == 4;
  }

  /// The ids that the worker's load of this number brings.
  static long loadFrom(int worker, long number) {
    return worker * ID_STRIDE + number * LOAD_ROWS;
  }

  /// What the worker's transaction of this number changes, in this order.
  static List<Change> changes(int worker, long number) {
    List<Change> changes = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(worker * 1_000_003L + number);
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      changes.add(own(Name.EVENTS, worker, number, random));
    }
    changes.add(own(Name.NAMES, worker, number, random));
    long amount = 1 + random.nextInt(50);
    long from = random.nextInt(ACCOUNTS);
    long to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    changes.add(new Change(Name.ACCOUNTS, from, -amount, false));
    changes.add(new Change(Name.ACCOUNTS, to, amount, false));
    changes.add(new Change(Name.PROGRESS, worker, number, false));
    long old = number - LOADS_KEPT * LOAD_EACH;
    for (int i = 0; i < LOAD_ROWS && isLoad(number); i++) {
      changes.add(new Change(Name.LOADS, loadFrom(worker, number) + i, number, false));
    }
    for (int i = 0; i < LOAD_ROWS && isLoad(number - 1) && old > 0; i++) {
      changes.add(new Change(Name.LOADS, loadFrom(worker, old - 1) + i, 0, true));
    }
    return changes;
  }

  private static Change own(Name table, int worker, long number, SplittableRandom random) {
    long id = worker * ID_STRIDE + random.nextInt(IDS);
    return new Change(table, id, number, random.nextInt(3) == 0);
  }
}
