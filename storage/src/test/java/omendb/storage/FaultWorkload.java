package omendb.storage;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.MvccOptions;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// A program that writes to a data folder with several workers until it is made to die: inserts,
/// updates, deletes, bulk loads and transfers over five tables, while rows migrate and segments
/// merge all the time, and a reader looks whether what it sees is whole.
///
/// | line | meaning |
/// |---|---|
/// | `open` | recovery is done, the workers begin |
/// | `a W N` | transaction N of worker W is acknowledged |
/// | `full W` | the disk was full; tried again |
/// | `stop W STATE` | the worker ends because of this error; the outcome is unknown |
/// | `read N` | the reader has seen N whole snapshots |
/// | `bad TEXT` | something that must not happen |
final class FaultWorkload {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int READS_A_LINE = 5;

  private final Storage storage;
  private final Mode mode;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  /// How honest the program is; with anything but HONEST its acknowledgements do not hold.
  enum Mode {
    HONEST,
    /// Acknowledges before it commits.
    EARLY,
    /// Does not wait for the disk: synchronous_commit is off.
    LATE,
    /// Acknowledges also what failed.
    DEAF
  }

  private FaultWorkload(Storage storage, Mode mode) {
    this.storage = storage;
    this.mode = mode;
  }

  /// Small limits, so that everything happens often.
  static StorageOptions options() {
    return new StorageOptions(120, 20, 60, 5, 6, 1 << 20, 10, 1 << 20, 512 << 10, 0);
  }

  /// Arguments: folder, mode.
  public static void main(String[] args) throws InterruptedException {
    try (Storage storage =
        Storage.open(Path.of(args[0]), options(), MvccOptions.DEFAULTS, _ -> {})) {
      new FaultWorkload(storage, Mode.valueOf(args[1])).run();
    }
  }

  static TableSchema schema(FaultModel.Name name) {
    return name == FaultModel.Name.NAMES ? Tables.byName(name.oid()) : Tables.byId(name.oid());
  }

  private void run() throws InterruptedException {
    prepare(storage);
    long[] last = progress(storage);
    say("open");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < FaultModel.WORKERS; i++) {
      int worker = i;
      threads.add(Thread.ofPlatform().start(() -> guarded(() -> work(worker, last[worker]))));
    }
    Thread.ofPlatform().daemon().start(() -> guarded(this::read));
    for (Thread thread : threads) {
      thread.join();
    }
    Thread.currentThread().join(); // to be killed
  }

  /// Makes the tables that are not there yet and the rows that they begin with.
  static void prepare(Storage storage) {
    for (FaultModel.Name name : FaultModel.Name.values()) {
      if (storage.table(name.oid()) == null) {
        storage.createTable(schema(name));
      }
    }
    try (Transaction tx = Tables.begin(storage)) {
      if (!scan(storage, tx, FaultModel.Name.PROGRESS).isEmpty()) {
        return;
      }
      FaultModel model = new FaultModel();
      for (FaultModel.Name name : FaultModel.Name.values()) {
        model
            .rows(name)
            .forEach((id, version) -> Tables.insert(table(storage, name), tx, id, version));
      }
      tx.commit();
    }
  }

  private TableStore table(FaultModel.Name name) {
    return table(storage, name);
  }

  static TableStore table(Storage storage, FaultModel.Name name) {
    TableStore table = storage.table(name.oid());
    if (table == null) {
      throw new AssertionError("table " + name + " is missing");
    }
    return table;
  }

  static TreeMap<Long, List<@Nullable Object>> scan(
      Storage storage, Transaction tx, FaultModel.Name name) {
    return Tables.scan(table(storage, name), tx);
  }

  /// The number of each worker's last transaction; all -1 before the first rows are there.
  static long[] progress(Storage storage) {
    long[] last = new long[FaultModel.WORKERS];
    Arrays.fill(last, -1);
    if (storage.table(FaultModel.Name.PROGRESS.oid()) == null) {
      return last;
    }
    try (Transaction tx = Tables.begin(storage)) {
      scan(storage, tx, FaultModel.Name.PROGRESS)
          .forEach((worker, row) -> last[worker.intValue()] = version(row));
    }
    return last;
  }

  /// The version from which the values of a row were made.
  static long version(List<@Nullable Object> row) {
    return ((Number) row.get(3)).longValue();
  }

  private void work(int worker, long done) {
    long number = done + 1;
    while (true) {
      Transaction tx = Tables.begin(storage);
      try (tx) {
        tx.setSynchronousCommit(mode != Mode.LATE);
        change(storage, tx, worker, number);
        if (mode == Mode.EARLY) {
          say("a " + worker + " " + number);
        }
        tx.commit();
      } catch (OmenException e) {
        if (mode == Mode.DEAF && e.state() != SqlState.SERIALIZATION_FAILURE) {
          say("a " + worker + " " + number);
        }
        if (!mayTryAgain(worker, e)) {
          return;
        }
        continue;
      }
      if (mode != Mode.EARLY) {
        say("a " + worker + " " + number);
      }
      number++;
    }
  }

  private boolean mayTryAgain(int worker, OmenException e) {
    if (e.state() == SqlState.SERIALIZATION_FAILURE || e.state() == SqlState.DEADLOCK_DETECTED) {
      return true;
    }
    if (e.state() == SqlState.DISK_FULL) {
      say("full " + worker);
      LockSupport.parkNanos(PAUSE_NANOS);
      return true;
    }
    if (e.state() != SqlState.IO_ERROR) {
      say("bad worker " + worker + ": " + e.state() + " " + e.message());
    }
    say("stop " + worker + " " + e.state() + " " + e.message());
    return false;
  }

  /// Does what the worker's transaction of this number does.
  static void change(Storage storage, Transaction tx, int worker, long number) {
    BulkLoad load = null;
    try {
      for (FaultModel.Change change : FaultModel.changes(worker, number)) {
        TableStore table = table(storage, change.table());
        if (change.delete()) {
          Tables.delete(table, tx, change.id());
        } else if (change.table() == FaultModel.Name.LOADS) {
          load = load == null ? table.bulkLoad(tx) : load;
          load.add(
              Tables.key(table, change.id()),
              Tables.row(table, Tables.values(change.id(), change.version())));
        } else {
          put(tx, table, change);
        }
      }
      if (load != null) {
        load.finish();
      }
    } finally {
      if (load != null) {
        load.close();
      }
    }
  }

  private static void put(Transaction tx, TableStore table, FaultModel.Change change) {
    long version = change.version();
    if (change.table() == FaultModel.Name.ACCOUNTS) {
      List<@Nullable Object> row = Tables.get(table, tx, change.id());
      if (row == null) {
        throw new AssertionError("account " + change.id() + " is missing");
      }
      version += version(row);
    }
    if (!Tables.update(table, tx, change.id(), version)) {
      Tables.insert(table, tx, change.id(), version);
    }
  }

  /// Sums the balances in one snapshot after the other, by scan and by key.
  private void read() {
    for (long reads = 1; ; reads++) {
      try (Transaction tx = Tables.begin(storage)) {
        TreeMap<Long, List<@Nullable Object>> rows = scan(storage, tx, FaultModel.Name.ACCOUNTS);
        long sum = 0;
        for (long account = 0; account < FaultModel.ACCOUNTS; account++) {
          List<@Nullable Object> row = Tables.get(table(FaultModel.Name.ACCOUNTS), tx, account);
          if (row == null || !row.equals(rows.get(account))) {
            say("bad account " + account + ": " + row + " by key, " + rows.get(account));
            return;
          }
          sum += version(row);
        }
        if (sum != FaultModel.ACCOUNTS * FaultModel.OPENING_BALANCE) {
          say("bad sum of the balances: " + sum);
        }
      }
      if (reads % READS_A_LINE == 0) {
        say("read " + reads);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      say("bad " + e);
      e.printStackTrace();
    }
  }

  /// One write for a whole line: what was said is in the pipe even when the program dies now.
  private void say(String line) {
    try {
      synchronized (out) {
        out.write((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
