package omendb.bench.alex;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.alex.AlexOptions;
import omendb.bench.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The learned index against a B+-tree on one set of keys after the other, each in a Java process
/// of its own: random lookups in an index with all keys, then inserts of one half into an index
/// with the other half. At last lookups among very many keys in a heap of 4 GB.
@Command(
    name = "alex",
    mixinStandardHelpOptions = true,
    description = "The learned index against a B+-tree: lookups, inserts, memory.")
public final class AlexBench implements Callable<Integer> {
  private static final int LOOKUPS = 2_000_000;
  private static final int HEAP_MEGABYTES = 4096;

  @Option(names = "--keys", description = "keys (default: ${DEFAULT-VALUE})")
  private int keys = 10_000_000;

  @Option(
      names = "--dist",
      split = ",",
      description = "uniform, lognormal, seq, osm, fb (default: all)")
  private List<String> sets = List.of("uniform", "lognormal", "seq", "osm", "fb");

  @Option(
      names = "--large",
      description = "uniform keys of the last part, 0 for none (default: ${DEFAULT-VALUE})")
  private int large = 100_000_000;

  @Override
  public Integer call() throws Exception {
    if (Fork.isInside()) {
      KeySet set = KeySet.valueOf(sets.getFirst().toUpperCase(Locale.ROOT));
      if (large > 0) {
        measureLarge(set);
      } else {
        warm(set);
        measureBoth(set);
      }
      return 0;
    }
    for (String set : sets) {
      int exit = fork(set, 0);
      if (exit != 0) {
        return exit;
      }
    }
    return large > 0 ? fork(sets.getFirst(), large) : 0;
  }

  private int fork(String set, int largeKeys) throws Exception {
    return Fork.run(
        HEAP_MEGABYTES, "alex", "--dist", set, "--keys", "" + keys, "--large", "" + largeKeys);
  }

  /// Lets the compiler see every path before anything counts.
  private static void warm(KeySet set) {
    long[] some = set.sorted(300_000, 41);
    for (int round = 0; round < 3; round++) {
      measure(set, some, false);
      measure(set, some, true);
    }
  }

  private void measureBoth(KeySet set) {
    String name = set.name().toLowerCase(Locale.ROOT);
    Progress progress = new Progress(name + " keys", 0);
    long[] sorted = set.sorted(keys, 42);
    IndexMeasurement.Figures tree = measure(set, sorted, false);
    IndexMeasurement.Figures alex = measure(set, sorted, true);
    progress.done();
    show(name + " B+-tree", tree);
    show(name + " ALEX", alex);
    System.out.printf(
        Locale.ROOT,
        "RESULT alex keys=%d dist=%s ratio_btree=%.2f insert_ratio_btree=%.2f"
            + " insert_p999_vs_btree=%.2f bytes_per_key=%.2f lookup_ns=%.1f insert_ns=%.1f"
            + " insert_max_us=%.0f loaded_bytes_per_key=%.2f%n",
        keys,
        name,
        tree.lookupNanos() / alex.lookupNanos(),
        tree.insertNanos() / alex.insertNanos(),
        alex.insertTail().p999() / tree.insertTail().p999(),
        alex.bytesPerKey(),
        alex.lookupNanos(),
        alex.insertNanos(),
        alex.insertTail().max() / 1000,
        alex.loadedBytesPerKey());
  }

  private static void show(String name, IndexMeasurement.Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "%-18s lookup %6.1f ns, one by one %s%n%-18s insert %6.1f ns, one by one %s%n"
            + "%-18s bytes per key: loaded %.2f, after inserts %.2f%n",
        name,
        figures.lookupNanos(),
        figures.lookupTail(),
        "",
        figures.insertNanos(),
        figures.insertTail(),
        "",
        figures.loadedBytesPerKey(),
        figures.bytesPerKey());
  }

  private static IndexMeasurement.Figures measure(KeySet set, long[] sorted, boolean learned) {
    long[] payloads = new long[sorted.length];
    Arrays.setAll(payloads, i -> i);
    IndexMeasurement.Index all = build(sorted, payloads, sorted.length, learned);
    double lookup = IndexMeasurement.lookupNanos(all, sorted, payloads, LOOKUPS);
    IndexMeasurement.Tail lookups = IndexMeasurement.lookupTail(all, sorted);
    double loadedBytes = (double) all.bytes() / sorted.length;
    long[] loaded = new long[sorted.length / 2];
    long[] inserted = new long[sorted.length / 2];
    for (int i = 0; i < loaded.length; i++) {
      boolean append = set == KeySet.SEQ;
      loaded[i] = append ? sorted[i] : sorted[2 * i];
      inserted[i] = append ? sorted[loaded.length + i] : sorted[2 * i + 1];
    }
    if (set != KeySet.SEQ) {
      IndexMeasurement.shuffle(inserted, 5);
    }
    IndexMeasurement.Index half = build(loaded, payloads, loaded.length, learned);
    double insert = IndexMeasurement.insertNanos(half, inserted);
    IndexMeasurement.Tail inserts = IndexMeasurement.insertTail(half, inserted);
    IndexMeasurement.checkInserted(half, inserted);
    double bytes = (double) half.bytes() / (loaded.length + inserted.length);
    return new IndexMeasurement.Figures(lookup, lookups, insert, inserts, bytes, loadedBytes);
  }

  /// Lookups among very many keys against lookups among `keys` in the same process. The payload of
  /// a key is the key, so that the heap has room for them.
  private void measureLarge(KeySet set) {
    String name = set.name().toLowerCase(Locale.ROOT);
    Progress progress = new Progress(large + " keys", 0);
    double few = lookupNanos(set, keys)[0];
    double[] many = lookupNanos(set, large);
    progress.done();
    System.out.printf(
        Locale.ROOT,
        "RESULT alex keys=%d dist=%s lookup_ns=%.1f bytes_per_key=%.2f lookup_vs_%d=%.2f"
            + " heap_megabytes=%d%n",
        large,
        name,
        many[0],
        many[1],
        keys,
        many[0] / few,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static double[] lookupNanos(KeySet set, int count) {
    long[] sorted = set.sorted(count, 42);
    IndexMeasurement.Index index = build(sorted, sorted, count, true);
    double nanos = IndexMeasurement.lookupNanos(index, sorted, sorted, LOOKUPS);
    return new double[] {nanos, (double) index.bytes() / count};
  }

  private static IndexMeasurement.Index build(
      long[] sorted, long[] payloads, int count, boolean learned) {
    return learned
        ? Indexes.alex(sorted, payloads, count, AlexOptions.DEFAULTS)
        : Indexes.bPlusTree(sorted, payloads, count);
  }
}
