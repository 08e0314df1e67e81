package omendb.bench.overhead;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntToDoubleFunction;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.bench.Figures;
import omendb.bench.WorkFolder;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TableSchema;
import omendb.mvcc.ColdLookup;
import omendb.mvcc.Isolation;
import omendb.mvcc.MvccOptions;
import omendb.mvcc.RowSource;
import omendb.mvcc.RowStore;
import omendb.mvcc.Transaction;
import omendb.mvcc.TransactionManager;
import omendb.mvcc.TransactionSeat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A read and an update of the row store, each a transaction, against the same on the bare store:
/// an index of the same kind, built from the same keys, that leads to the same rows in slabs of the
/// same heap, read and overwritten in place.
///
/// Reads are measured in two ways. In `read` their keys are known beforehand: the processor begins
/// the next ones while a row is still on its way, as many as fit its window of instructions, and a
/// few more instructions per read leave room for one read less. In `read_chained` each key follows
/// from the row before, as for a client that waits for its answer: that is what a read takes by
/// itself.
///
/// An update is durable on both sides, with the same write and flush; `update_unlogged` leaves the
/// log away on both sides.
@Command(
    name = "mvcc-overhead",
    mixinStandardHelpOptions = true,
    description = "What versions and snapshots add to a read and an update.")
public final class OverheadBench implements Callable<Integer> {
  private static final int WARM_ROUNDS = 3;
  private static final int READS = 200_000;

  @Option(names = "--rows", description = "rows in the store (default: ${DEFAULT-VALUE})")
  private int rows = 1_000_000;

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 9;

  @Option(names = "--folder", description = "where to put the log")
  private Path folder = WorkFolder.defaultParent();

  private final TableSchema schema = schema(16384);
  private final RowLayout layout = RowLayout.of(schema);
  private final RowCodec codec = new RowCodec(layout);
  private final KeyCodec keys = KeyCodec.of(schema);
  private int round;

  private static TableSchema schema(int oid) {
    return new TableSchema(
        oid,
        "public",
        "kv" + oid,
        List.of(
            new Column("k", ColumnType.BIGINT, false, null),
            new Column("v", ColumnType.BYTEA, false, null)),
        List.of(0),
        "kv_pkey");
  }

  /// One operation on the row of a key; returns something of the row.
  private interface Operation {
    long on(long key);
  }

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder)) {
      double[] memory = measure(work.resolve("none"), false, 200_000);
      double[] durable = measure(work.resolve("log"), true, 2_000);
      System.out.printf(
          Locale.ROOT,
          "RESULT mvcc-overhead rows=%d read=%.3f update=%.3f update_unlogged=%.3f"
              + " read_chained=%.3f%n",
          rows,
          memory[0],
          durable[1],
          memory[1],
          memory[2]);
    }
    return 0;
  }

  /// The overheads of reads, updates and chained reads as fractions.
  private double[] measure(Path file, boolean logged, int updates) throws Exception {
    Path bareFile = file.resolveSibling(file.getFileName() + "-bare");
    try (FlushedLog bareLog = new FlushedLog(bareFile, logged);
        TransactionManager manager =
            new TransactionManager(new FlushedLog(file, logged), 1, MvccOptions.DEFAULTS);
        TransactionSeat seat = manager.seat()) {
      RowStore store = manager.createStore(schema, ColdLookup.EMPTY);
      store.bulkLoad(source());
      // Its versions are never replaced, so that its rows stay where the bare index finds them.
      RowStore still = manager.createStore(schema(16385), ColdLookup.EMPTY);
      still.bulkLoad(source());
      AlexMap bare = bareIndex(manager, still);
      manager.maintain(); // as a server does now and then
      double read =
          overhead(
              "read",
              reads(key -> readBare(bare, key)),
              reads(key -> readVersioned(seat, store, key)));
      double chained =
          overhead(
              "read, chained",
              chained(key -> readBare(bare, key)),
              chained(key -> readVersioned(seat, store, key)));
      double update =
          overhead(
              logged ? "update, durable" : "update, no log",
              round -> nanosEach(updates, round, key -> updateBare(bare, bareLog, key)),
              round -> nanosEach(updates, round, key -> updateVersioned(manager, store, key)));
      return new double[] {read, update, chained};
    }
  }

  private AlexMap bareIndex(TransactionManager manager, RowStore store) {
    long[] all = new long[rows];
    long[] addresses = new long[rows];
    try (Transaction tx = manager.begin(Isolation.REPEATABLE_READ, true)) {
      for (int i = 0; i < rows; i++) {
        all[i] = i;
        addresses[i] = store.getByPrefix(tx, i);
      }
    }
    return AlexMap.bulkLoad(all, addresses, rows, AlexOptions.DEFAULTS);
  }

  private IntToDoubleFunction reads(Operation read) {
    return round -> nanosEach(READS, round, read);
  }

  private IntToDoubleFunction chained(Operation read) {
    return round -> nanosEachChained(READS, round, read);
  }

  /// @param bare given the round's number, does its operations and returns the time of one, ns
  /// @param versioned the same
  private double overhead(String name, IntToDoubleFunction bare, IntToDoubleFunction versioned) {
    double[] bareNanos = new double[rounds];
    double[] ourNanos = new double[rounds];
    for (int i = -WARM_ROUNDS; i < rounds; i++) {
      round = i;
      // In turn, so that neither always runs on what the other has warmed.
      boolean bareFirst = (i & 1) == 0;
      double first = (bareFirst ? bare : versioned).applyAsDouble(i);
      double second = (bareFirst ? versioned : bare).applyAsDouble(i);
      if (i >= 0) {
        bareNanos[i] = bareFirst ? first : second;
        ourNanos[i] = bareFirst ? second : first;
      }
    }
    double was = Figures.median(bareNanos);
    double is = Figures.median(ourNanos);
    System.out.printf(Locale.ROOT, "%-18s bare %9.0f ns, versioned %9.0f ns%n", name, was, is);
    return is / was - 1;
  }

  private double nanosEach(int count, int seed, Operation operation) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] wanted = random.longs(count, 0, rows).toArray();
    long sum = 0;
    long began = System.nanoTime();
    for (long key : wanted) {
      sum += operation.on(key);
    }
    long nanos = System.nanoTime() - began;
    if (sum == 0) {
      throw new IllegalStateException("nothing was read");
    }
    return (double) nanos / count;
  }

  /// As [#nanosEach], but each key is known only when the row before has been read.
  private double nanosEachChained(int count, int seed, Operation operation) {
    long[] wanted = new SplittableRandom(seed).longs(count, 0, rows).toArray();
    long last = 0;
    long began = System.nanoTime();
    for (long key : wanted) {
      last = operation.on(Long.remainderUnsigned(key + last, rows));
    }
    long nanos = System.nanoTime() - began;
    if (last == 0) {
      throw new IllegalStateException("nothing was read");
    }
    return (double) nanos / count;
  }

  private long readBare(AlexMap index, long key) {
    return content(key, index.get(key));
  }

  /// A transaction as a session has it for a statement that reads a row.
  private long readVersioned(TransactionSeat seat, RowStore store, long key) {
    Transaction tx = seat.begin(Isolation.REPEATABLE_READ, false);
    long content = content(key, store.getByPrefix(tx, key));
    tx.commit();
    tx.forget();
    return content;
  }

  /// A word of the row's value; the row must be that of the key.
  private long content(long key, long row) {
    if (row <= 0 || layout.getLong(row, 0) != key) {
      throw new IllegalStateException("wrong row of key " + key);
    }
    return NativeMemory.getLong(layout.bytesAddress(row, 1)) | 1;
  }

  private long updateBare(AlexMap index, FlushedLog log, long key) {
    byte[] row = row(key, round);
    byte[] encoded = keys.encodeLong(key);
    long address = index.get(KeyCodec.prefix(encoded));
    log.append(encoded, row);
    NativeMemory.putBytes(address, row, 0, row.length);
    return 1;
  }

  private long updateVersioned(TransactionManager manager, RowStore store, long key) {
    Transaction tx = manager.begin(Isolation.REPEATABLE_READ, false);
    if (!tx.update(store, keys.encodeLong(key), row(key, round))) {
      throw new IllegalStateException("no row of key " + key);
    }
    return tx.commit();
  }

  private byte[] row(long key, int version) {
    byte[] value = new byte[100];
    value[0] = (byte) version;
    value[8] = (byte) key;
    return codec.encode(new Object[] {key, value});
  }

  private RowSource source() {
    return new RowSource() {
      private long at = -1;

      @Override
      public boolean next() {
        return ++at < rows;
      }

      @Override
      public byte[] key() {
        return keys.encodeLong(at);
      }

      @Override
      public byte[] row() {
        return OverheadBench.this.row(at, 0);
      }

      @Override
      public long commit() {
        return 1;
      }
    };
  }
}
