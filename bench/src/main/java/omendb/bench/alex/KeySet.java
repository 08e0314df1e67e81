package omendb.bench.alex;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Distinct ascending keys of the distributions that learned indexes are usually measured on. The
/// last two imitate the hard sets of the SOSD benchmark, which cannot be shipped.
enum KeySet {
  /// 62 random bits.
  UNIFORM {
    @Override
    long[] candidates(int count, SplittableRandom random) {
      long[] keys = new long[count];
      Arrays.setAll(keys, i -> random.nextLong() >>> 2);
      return keys;
    }
  },
  /// Lognormal with sigma 2, scaled to integers.
  LOGNORMAL {
    @Override
    long[] candidates(int count, SplittableRandom random) {
      long[] keys = new long[count];
      Arrays.setAll(keys, i -> (long) (Math.exp(2 * random.nextGaussian()) * 1e9));
      return keys;
    }
  },
  /// 0, 1, 2, …
  SEQ {
    @Override
    long[] candidates(int count, SplittableRandom random) {
      long[] keys = new long[count];
      Arrays.setAll(keys, i -> i);
      return keys;
    }
  },
  /// Points of a map in Z-order: cities of very different sizes with street grids, roads between
  /// them, and some countryside.
  OSM {
    @Override
    long[] candidates(int count, SplittableRandom random) {
      return new MapPoints(random).sample(count);
    }
  },
  /// Identifiers with irregular gaps, whose scale changes from stretch to stretch, and 21 extreme
  /// outliers up to 2^61.
  FB {
    @Override
    long[] candidates(int count, SplittableRandom random) {
      long[] keys = new long[count];
      long key = 1L << 20;
      double scale = 1;
      for (int i = 0; i < count - 21; i++) {
        if (random.nextInt(1500) == 0) {
          scale = Math.exp(6 * random.nextDouble());
        }
        key += 1 + (long) (scale * Math.exp(1.5 * random.nextGaussian()));
        keys[i] = key;
      }
      for (int i = 0; i < 21; i++) {
        keys[count - 21 + i] = (1L << (41 + i)) + i;
      }
      return keys;
    }
  };

  abstract long[] candidates(int count, SplittableRandom random);

  /// Exactly `count` distinct keys, ascending; the same for the same seed.
  long[] sorted(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] keys = distinct(candidates(count, random));
    while (keys.length < count) {
      long[] more = candidates(Math.max(1000, 2 * (count - keys.length)), random);
      int missing = count - keys.length;
      long[] joined = Arrays.copyOf(keys, keys.length + Math.min(more.length, missing));
      System.arraycopy(more, 0, joined, keys.length, joined.length - keys.length);
      keys = distinct(joined);
    }
    return keys;
  }

  private static long[] distinct(long[] keys) {
    Arrays.sort(keys);
    int kept = 0;
    for (int i = 0; i < keys.length; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        keys[kept++] = keys[i];
      }
    }
    return Arrays.copyOf(keys, kept);
  }

  /// Clustered points in the plane, interleaved to one number.
  private static final class MapPoints {
    private static final int CITIES = 20_000;
    private static final double WORLD = 1L << 31;

    private final SplittableRandom random;
    private final double[] x = new double[CITIES];
    private final double[] y = new double[CITIES];
    private final double[] cumulated = new double[CITIES];

    MapPoints(SplittableRandom random) {
      this.random = random;
      double sum = 0;
      for (int i = 0; i < CITIES; i++) {
        x[i] = random.nextDouble() * WORLD;
        y[i] = random.nextDouble() * WORLD;
        sum += 1.0 / (i + 1);
        cumulated[i] = sum;
      }
    }

    long[] sample(int count) {
      long[] keys = new long[count];
      for (int i = 0; i < count; i++) {
        double kind = random.nextDouble();
        keys[i] = kind < 0.75 ? inCity() : kind < 0.95 ? onRoad() : anywhere();
      }
      return keys;
    }

    private int city() {
      double wanted = random.nextDouble() * cumulated[CITIES - 1];
      int found = Arrays.binarySearch(cumulated, wanted);
      return Math.min(CITIES - 1, found < 0 ? -found - 1 : found);
    }

    private long inCity() {
      int city = city();
      double radius = WORLD / 4000 / Math.sqrt(1 + city / 50.0);
      double street = radius / 64;
      double dx = radius * random.nextGaussian();
      double dy = radius * random.nextGaussian();
      if (random.nextBoolean()) {
        dx = Math.rint(dx / street) * street + random.nextDouble() * street / 50;
      } else {
        dy = Math.rint(dy / street) * street + random.nextDouble() * street / 50;
      }
      return zOrder(x[city] + dx, y[city] + dy);
    }

    private long onRoad() {
      int from = city();
      int to = (from + 1 + random.nextInt(20)) % CITIES;
      double along = random.nextDouble();
      double jitter = WORLD / 1e6 * random.nextGaussian();
      return zOrder(
          x[from] + along * (x[to] - x[from]) + jitter, y[from] + along * (y[to] - y[from]));
    }

    private long anywhere() {
      return zOrder(random.nextDouble() * WORLD, random.nextDouble() * WORLD);
    }

    private static long zOrder(double px, double py) {
      long a = (long) Math.max(0, Math.min(px, WORLD - 1));
      long b = (long) Math.max(0, Math.min(py, WORLD - 1));
      return Long.expand(a, 0x5555555555555555L) | Long.expand(b, 0xAAAAAAAAAAAAAAAAL);
    }
  }
}
