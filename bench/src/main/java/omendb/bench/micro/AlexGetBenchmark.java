package omendb.bench.micro;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.alex.BPlusTreeMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Random lookups in the learned index and in a B+-tree of the same uniform keys.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AlexGetBenchmark {
  private static final int PROBES = 1 << 20;

  @Param("1000000")
  private int keys;

  private AlexMap alex = new AlexMap();
  private BPlusTreeMap tree = BPlusTreeMap.bulkLoad(new long[0], new long[0], 0);
  private final long[] probes = new long[PROBES];
  private int next;

  /// Builds both indexes over the same keys.
  @Setup
  public void load() {
    SplittableRandom random = new SplittableRandom(42);
    long[] sorted = random.longs().limit(keys).distinct().sorted().toArray();
    long[] payloads = new long[sorted.length];
    Arrays.setAll(payloads, i -> i);
    alex = AlexMap.bulkLoad(sorted, payloads, sorted.length, AlexOptions.DEFAULTS);
    tree = BPlusTreeMap.bulkLoad(sorted, payloads, sorted.length);
    Arrays.setAll(probes, i -> sorted[random.nextInt(sorted.length)]);
  }

  @Benchmark
  public long alex() {
    return alex.get(probe());
  }

  @Benchmark
  public long bPlusTree() {
    return tree.get(probe());
  }

  private long probe() {
    return probes[next++ & (PROBES - 1)];
  }
}
