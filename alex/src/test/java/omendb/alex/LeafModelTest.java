package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeafModelTest {
  /// Clusters of very different densities, which no single line follows.
  private static long[] clustered(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] keys = new long[count];
    long key = 1L << 60;
    long gap = 1;
    for (int i = 0; i < count; i++) {
      if (i % 200 == 0) {
        gap = 1L << (2 * random.nextInt(5));
      }
      key += 1 + random.nextLong(2 * gap);
      keys[i] = key;
    }
    return keys;
  }

  @Test
  void putsKeysOfClustersNearTheirShareOfTheSlots() {
    int count = 8000;
    long[] keys = clustered(count, 11);
    int slots = 2 * count;
    LeafModel histogram = LeafModel.histogram(new Run(keys, keys, 0, count), slots);
    long distance = 0;
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int slot = histogram.slot(keys[i]);
      assertThat(slot).isBetween(previous, slots);
      previous = slot;
      distance += Math.abs(slot - 2L * i);
    }
    assertThat(distance / count).isLessThan(16);
  }

  @Test
  void keepsKeysOutsideItsDomainAtTheEnds() {
    long[] keys = clustered(1000, 12);
    LeafModel histogram = LeafModel.histogram(new Run(keys, keys, 0, 1000), 1400);
    assertThat(histogram.slot(keys[0] - 1)).isEqualTo(-1);
    assertThat(histogram.slot(0)).isEqualTo(-1);
    assertThat(histogram.slot(keys[999] + (1L << 40))).isEqualTo(1400);
  }

  @Test
  void givesSomeSlotForEveryKeyOfTheWidestDomain() {
    long[] keys = new long[256];
    Arrays.setAll(keys, i -> Long.MIN_VALUE + i * (Long.MAX_VALUE / 128 + 1));
    keys[255] = Long.MAX_VALUE;
    LeafModel histogram = LeafModel.histogram(new Run(keys, keys, 0, 256), 400);
    for (long key : keys) {
      assertThat(histogram.slot(key)).isBetween(-1, 400);
    }
  }

  @Test
  void modelsLeavesOverClustersByHistograms() {
    int count = 100_000;
    long[] keys = clustered(2 * count, 13);
    long[] even = new long[count];
    Arrays.setAll(even, i -> keys[2 * i]);
    AlexMap map = AlexMap.bulkLoad(even, even, count, AlexOptions.DEFAULTS);
    assertThat(leafOf(map, even[count / 2]).stretches()).isGreaterThan(1);
    for (int i = 1; i < 2 * count; i += 2) {
      assertThat(map.put(keys[i], keys[i])).isEqualTo(AlexMap.ABSENT);
    }
    for (long key : keys) {
      assertThat(map.get(key)).isEqualTo(key);
      assertThat(map.get(key + 1) == key + 1).isEqualTo(Arrays.binarySearch(keys, key + 1) >= 0);
    }
    assertThat(map.statistics().bytesPerKey()).isLessThan(30);
  }

  private static Leaf leafOf(AlexMap map, long key) {
    return new Root(map.rootNode()).leafOf(key);
  }
}
