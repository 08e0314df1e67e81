package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the map costs, and that every kind of structure change really happens.
class AlexStatisticsTest {
  private static final int COUNT = 200_000;

  private static AlexMap loaded(long[] keys) {
    long[] payloads = new long[keys.length];
    Arrays.setAll(payloads, i -> i);
    return AlexMap.bulkLoad(keys, payloads, keys.length, AlexOptions.DEFAULTS);
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void noShapeNeedsMuchMoreThanAPlainTree(KeyShape shape) {
    AlexMap map = new AlexMap();
    BPlusTreeMap tree = new BPlusTreeMap();
    for (long key : shape.keys(COUNT, 4)) {
      map.put(key, 1);
      tree.put(key, 1);
    }
    AlexStatistics statistics = map.statistics();
    assertThat(statistics.keys()).isEqualTo(tree.size());
    assertThat(statistics.totalBytes()).isLessThan(2 * tree.totalBytes());
    assertThat(statistics.depth()).isLessThanOrEqualTo(16);
  }

  @Test
  void appendedKeysArePacked() {
    AlexMap map = new AlexMap();
    long key = 0;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      key += 1 + random.nextInt(3);
      map.put(key, i);
    }
    AlexStatistics statistics = map.statistics();
    assertThat(statistics.bytesPerKey()).isLessThan(18.5);
    assertThat(statistics.rootGrowths()).isPositive();
    assertThat(statistics.splitsSideways()).isPositive();
  }

  @Test
  void loadedRandomKeysKeepGapsAndSmallErrors() {
    AlexStatistics statistics = loaded(KeyShape.UNIFORM.sortedDistinct(COUNT, 1)).statistics();
    assertThat(statistics.density()).isBetween(0.68, 0.72);
    assertThat(statistics.bytesPerKey()).isLessThan(24);
    assertThat(statistics.modelErrorMean()).isLessThan(4);
    assertThat(statistics.fallbackNodes()).isZero();
    assertThat(statistics.depth()).isEqualTo(2);
  }

  @Test
  void removingMostKeysGivesTheirMemoryBack() {
    for (KeyShape shape : new KeyShape[] {KeyShape.UNIFORM, KeyShape.CLUSTERED}) {
      long[] keys = shape.sortedDistinct(COUNT, 1);
      AlexMap map = loaded(keys);
      for (int i = 0; i < keys.length; i++) {
        if (i % 10 != 0) {
          map.remove(keys[i]);
        }
      }
      AlexStatistics statistics = map.statistics();
      assertThat(statistics.bytesPerKey()).as(shape.name()).isLessThan(2 * 24);
      assertThat(statistics.contracts()).isPositive();
      for (long key : keys) {
        map.remove(key);
      }
      assertThat(map.size()).isZero();
      assertThat(map.statistics().totalBytes()).isLessThan(200_000);
    }
  }

  @Test
  void hostileKeysEndInThePlainLayout() {
    AlexMap map = new AlexMap(AlexOptions.DEFAULTS.withLeafSlotsMax(64).withFanoutMax(16));
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50_000; i++) {
      map.put((1L << random.nextInt(62)) + random.nextInt(1 << 18), i);
    }
    AlexStatistics statistics = map.statistics();
    assertThat(statistics.fallbacks()).isPositive();
    assertThat(statistics.fallbackNodes()).isPositive();
    assertThat(statistics.splitsDown()).isPositive();
    assertThat(statistics.expands()).isPositive();
  }

  @Test
  void arraysStayBelowTheBound() {
    AlexMap map = loaded(KeyShape.ASCENDING.sortedDistinct(COUNT, 1));
    map.put(-1, 1);
    assertThat(largestLeaf(map.rootNode())).isLessThanOrEqualTo(16 * 1024);
  }

  private static int largestLeaf(Node node) {
    int largest = 0;
    if (node instanceof Leaf leaf) {
      return leaf.slots();
    }
    if (node instanceof Inner inner) {
      for (int slot = 0; slot < inner.fanout(); slot++) {
        largest = Math.max(largest, largestLeaf(inner.childAt(slot)));
      }
    }
    if (node instanceof SortedInner sorted) {
      for (int i = 0; i < sorted.childCount(); i++) {
        largest = Math.max(largest, largestLeaf(sorted.childAt(i)));
      }
    }
    return largest;
  }
}
