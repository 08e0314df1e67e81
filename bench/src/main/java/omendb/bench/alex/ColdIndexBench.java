package omendb.bench.alex;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.alex.PiecewiseLinearModel;
import omendb.bench.Progress;
import omendb.columnar.SegmentOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the index of a whole table costs in memory: its cold rows in segments of a million keys,
/// each with the model that a segment carries, and its hot rows in a map.
@Command(
    name = "cold-index",
    mixinStandardHelpOptions = true,
    description = "Bytes per row of the key models of cold segments and of a whole table's index.")
public final class ColdIndexBench implements Callable<Integer> {
  private static final int SEGMENT_ROWS = 1_000_000;
  private static final int LOOKUPS = 1_000_000;

  @Option(names = "--rows", description = "rows of the table (default: ${DEFAULT-VALUE})")
  private int rows = 100_000_000;

  @Option(names = "--hot", description = "one row in so many is hot (default: ${DEFAULT-VALUE})")
  private int hotEvery = 20;

  @Option(names = "--dist", split = ",", description = "key sets (default: ${DEFAULT-VALUE})")
  private List<String> sets = List.of("uniform", "osm", "fb");

  @Override
  public Integer call() throws Exception {
    if (Fork.isInside()) {
      measure(KeySet.valueOf(sets.getFirst().toUpperCase(Locale.ROOT)));
      return 0;
    }
    for (String set : sets) {
      int exit =
          Fork.run(4096, "cold-index", "--rows", "" + rows, "--hot", "" + hotEvery, "--dist", set);
      if (exit != 0) {
        return exit;
      }
    }
    return 0;
  }

  private void measure(KeySet set) {
    String name = set.name().toLowerCase(Locale.ROOT);
    Progress progress = new Progress(name + " keys", 0);
    long[] keys = set.sorted(rows, 42);
    long[] hot = new long[(rows + hotEvery - 1) / hotEvery];
    int cold = 0;
    for (int i = 0; i < rows; i++) {
      if (i % hotEvery == 0) {
        hot[i / hotEvery] = keys[i];
      } else {
        keys[cold++] = keys[i];
      }
    }
    AlexMap map = AlexMap.bulkLoad(hot, hot, hot.length, AlexOptions.DEFAULTS);
    long hotBytes = map.statistics().totalBytes();
    int segments = (cold + SEGMENT_ROWS - 1) / SEGMENT_ROWS;
    PiecewiseLinearModel[] models = new PiecewiseLinearModel[segments];
    long modelBytes = 0;
    for (int i = 0; i < segments; i++) {
      int from = i * SEGMENT_ROWS;
      long[] part = Arrays.copyOfRange(keys, from, Math.min(cold, from + SEGMENT_ROWS));
      int error = SegmentOptions.DEFAULTS.modelErrorMax();
      models[i] = PiecewiseLinearModel.build(part, part.length, error);
      modelBytes += models[i].heapBytes();
      for (int rank = 0; rank < part.length; rank++) {
        if (Math.abs(models[i].floorGuess(part[rank]) - rank) > error) {
          throw new IllegalStateException("the guess for key " + part[rank] + " is too far away");
        }
      }
    }
    progress.done();
    System.out.printf(
        Locale.ROOT,
        "RESULT cold-index rows=%d dist=%s hot_fraction=%.3f bytes_per_row=%.3f"
            + " model_bytes_per_row=%.4f hot_bytes_per_row=%.2f find_ns=%.0f%n",
        rows,
        name,
        (double) hot.length / rows,
        (double) (hotBytes + modelBytes) / rows,
        (double) modelBytes / cold,
        (double) hotBytes / hot.length,
        findNanos(keys, cold, models));
  }

  /// Nanoseconds to find a random cold key's exact position by its segment's model.
  private static double findNanos(long[] keys, int cold, PiecewiseLinearModel[] models) {
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < 3; pass++) {
      SplittableRandom random = new SplittableRandom(1);
      long start = System.nanoTime();
      for (int i = 0; i < LOOKUPS; i++) {
        int rank = random.nextInt(cold);
        PiecewiseLinearModel model = models[rank / SEGMENT_ROWS];
        int first = rank / SEGMENT_ROWS * SEGMENT_ROWS;
        int guess = first + model.floorGuess(keys[rank]);
        int from = Math.max(first, guess - model.maxError());
        int to = Math.min(first + model.count(), guess + model.maxError() + 1);
        if (Arrays.binarySearch(keys, from, to, keys[rank]) != rank) {
          throw new IllegalStateException("key " + keys[rank] + " not found");
        }
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / LOOKUPS);
    }
    return best;
  }
}
