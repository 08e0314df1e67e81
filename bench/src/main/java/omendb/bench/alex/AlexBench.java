package omendb.bench.alex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import omendb.alex.AlexOptions;

/// The learned index against a B+-tree: lookups, inserts, memory; hostile keys; threads.
///
/// Flags: `--keys N` (default 10,000,000), `--dist uniform,osm,…`, `--only index|attack|threads`.
public final class AlexBench {
  private static final int LOOKUPS = 2_000_000;

  private AlexBench() {}

  /// Runs the benchmark and prints its `RESULT` lines.
  public static void run(String[] args) {
    int keys = 10_000_000;
    String only = "";
    List<KeySet> sets = Arrays.asList(KeySet.values());
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--keys" -> keys = Integer.parseInt(args[i + 1].replace("_", ""));
        case "--only" -> only = args[i + 1];
        case "--dist" -> sets = parse(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown flag " + args[i]);
      }
    }
    List<String> results = new ArrayList<>();
    if (only.isEmpty() || only.equals("index")) {
      for (KeySet set : sets) {
        warm(set);
        results.add(index(set, keys));
      }
    }
    if (only.isEmpty() || only.equals("attack")) {
      results.addAll(AttackBench.run(Math.min(keys, 2_000_000)));
    }
    if (only.isEmpty() || only.equals("threads")) {
      results.add(ThreadsBench.run(Math.min(keys, 5_000_000)));
    }
    results.forEach(System.out::println);
  }

  private static List<KeySet> parse(String names) {
    List<KeySet> sets = new ArrayList<>();
    for (String name : names.split(",")) {
      sets.add(KeySet.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return sets;
  }

  /// Lets the compiler see every path before anything counts.
  private static void warm(KeySet set) {
    long[] keys = set.sorted(300_000, 41);
    for (int round = 0; round < 3; round++) {
      measure(set, keys, false);
      measure(set, keys, true);
    }
  }

  private static String index(KeySet set, int count) {
    long[] keys = set.sorted(count, 42);
    IndexMeasurement.Figures tree = measure(set, keys, false);
    IndexMeasurement.Figures alex = measure(set, keys, true);
    String name = set.name().toLowerCase(Locale.ROOT);
    System.out.printf(
        Locale.ROOT,
        "%-10s lookup %6.1f ns (B+-tree %6.1f)  insert %6.1f ns, p99.9 %6.0f, max %8.0f"
            + " (B+-tree %6.1f, %6.0f, %8.0f)  bytes/key loaded %5.2f, inserted %5.2f"
            + " (B+-tree %5.2f, %5.2f)%n",
        name,
        alex.lookupNanos(),
        tree.lookupNanos(),
        alex.insertNanos(),
        alex.insertP999Nanos(),
        alex.insertMaxNanos(),
        tree.insertNanos(),
        tree.insertP999Nanos(),
        tree.insertMaxNanos(),
        alex.loadedBytesPerKey(),
        alex.bytesPerKey(),
        tree.loadedBytesPerKey(),
        tree.bytesPerKey());
    return String.format(
        Locale.ROOT,
        "RESULT alex keys=%d dist=%s ratio_btree=%.2f insert_ratio_btree=%.2f"
            + " insert_p999_vs_btree=%.2f bytes_per_key=%.2f lookup_ns=%.1f insert_ns=%.1f"
            + " insert_max_us=%.0f loaded_bytes_per_key=%.2f",
        count,
        name,
        tree.lookupNanos() / alex.lookupNanos(),
        tree.insertNanos() / alex.insertNanos(),
        alex.insertP999Nanos() / tree.insertP999Nanos(),
        alex.bytesPerKey(),
        alex.lookupNanos(),
        alex.insertNanos(),
        alex.insertMaxNanos() / 1000,
        alex.loadedBytesPerKey());
  }

  private static IndexMeasurement.Figures measure(KeySet set, long[] keys, boolean learned) {
    long[] payloads = new long[keys.length];
    Arrays.setAll(payloads, i -> i);
    double[] lookup = measureLookups(keys, payloads, learned);
    long[] loaded = new long[keys.length / 2];
    long[] inserted = new long[keys.length / 2];
    for (int i = 0; i < loaded.length; i++) {
      boolean append = set == KeySet.SEQ;
      loaded[i] = append ? keys[i] : keys[2 * i];
      inserted[i] = append ? keys[loaded.length + i] : keys[2 * i + 1];
    }
    if (set != KeySet.SEQ) {
      IndexMeasurement.shuffle(inserted, 5);
    }
    IndexMeasurement.Index half = build(loaded, payloads, learned);
    double[] insert = IndexMeasurement.insertNanos(half, inserted);
    return new IndexMeasurement.Figures(
        lookup[0],
        insert[0],
        insert[1],
        insert[2],
        (double) half.bytes() / (loaded.length + inserted.length),
        lookup[1]);
  }

  /// Nanoseconds per lookup and bytes per key of an index with all keys.
  private static double[] measureLookups(long[] keys, long[] payloads, boolean learned) {
    IndexMeasurement.Index index = build(keys, payloads, learned);
    double nanos = IndexMeasurement.lookupNanos(index, keys, LOOKUPS, 7);
    return new double[] {nanos, (double) index.bytes() / keys.length};
  }

  private static IndexMeasurement.Index build(long[] keys, long[] payloads, boolean learned) {
    return learned
        ? Indexes.alex(keys, payloads, AlexOptions.DEFAULTS)
        : Indexes.bPlusTree(keys, payloads);
  }

  /// Runs the benchmark alone.
  public static void main(String[] args) {
    run(args);
  }
}
