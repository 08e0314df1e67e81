package omendb.alex;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Key sets that are known to be easy, hard or hostile for learned indexes, each in the order in
/// which a test inserts it.
enum KeyShape {
  ASCENDING {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return 1000L + i;
    }
  },
  DESCENDING {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return -3L * i;
    }
  },
  ZIGZAG {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (i & 1) == 0 ? i : -i;
    }
  },
  BIT_REVERSED {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return Long.reverse(i);
    }
  },
  SAWTOOTH {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (i % 16) * 1_000_000L + i / 16;
    }
  },
  ORGAN_PIPE {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return i < count / 2 ? 2L * i : 2L * (count - i) + 1;
    }
  },
  UNIFORM {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return random.nextLong();
    }
  },
  CLUSTERED {
    @Override
    long key(int i, int count, SplittableRandom random) {
      if (random.nextInt(1000) == 0) {
        return random.nextLong();
      }
      return (long) random.nextInt(20) * 1_000_000_007L + random.nextInt(4 * count);
    }
  },
  EXPONENTIAL {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (1L << random.nextInt(63)) + random.nextInt(count);
    }
  },
  DENSE_AT_2_53 {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (1L << 53) - count + random.nextInt(2 * count);
    }
  },
  DENSE_AT_2_61 {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (1L << 61) + random.nextInt(2 * count);
    }
  },
  BOTH_ENDS {
    @Override
    long key(int i, int count, SplittableRandom random) {
      long offset = random.nextInt(2 * count);
      return (i & 1) == 0 ? Long.MIN_VALUE + offset : Long.MAX_VALUE - offset;
    }
  },
  LOGNORMAL {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return (long) (Math.exp(2 * random.nextGaussian()) * 1e9);
    }
  },
  ONE_SLOT {
    @Override
    long key(int i, int count, SplittableRandom random) {
      return i < 100 ? i * (1L << 50) : (1L << 51) + random.nextInt(4 * count);
    }
  };

  abstract long key(int i, int count, SplittableRandom random);

  /// `count` keys in insertion order; some shapes repeat keys.
  long[] keys(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] = key(i, count, random);
    }
    return result;
  }

  /// At most `count` keys, ascending.
  long[] sortedDistinct(int count, long seed) {
    long[] keys = keys(count, seed);
    Arrays.sort(keys);
    return LongStream.of(keys).distinct().toArray();
  }
}
