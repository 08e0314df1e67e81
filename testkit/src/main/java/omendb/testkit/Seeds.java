package omendb.testkit;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Random trials that can be repeated: a failure names its seed, and `-Domendb.seed=N` runs the
/// trial of that seed alone.
public final class Seeds {
  private static final String PROPERTY = "omendb.seed";

  private Seeds() {}

  /// A trial; it draws everything that it needs from the generator.
  @FunctionalInterface
  public interface Trial {
    void run(RandomGenerator random) throws Exception;
  }

  /// Runs a trial with `count` seeds, the same ones each time.
  public static void forEach(int count, Trial trial) {
    Long only = Long.getLong(PROPERTY);
    if (only != null) {
      run(only, trial);
      return;
    }
    for (int seed = 1; seed <= count; seed++) {
      run(seed, trial);
    }
  }

  /// A generator of numbers that depend on the seed only.
  public static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static void run(long seed, Trial trial) {
    try {
      trial.run(generator(seed));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "failed with seed " + seed + " (repeat with -D" + PROPERTY + "=" + seed + "): " + e, e);
    }
  }
}
