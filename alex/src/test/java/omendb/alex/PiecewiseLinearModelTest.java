package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiecewiseLinearModelTest {
  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void everyKeyIsWithinTheBoundOfItsGuess(KeyShape shape) {
    for (int maxError : new int[] {2, 8, 32}) {
      for (long seed = 1; seed <= 3; seed++) {
        long[] keys = shape.sortedDistinct(5_000, seed);
        check(keys, PiecewiseLinearModel.build(keys, keys.length, maxError), shape + " " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40, 1_000})
  void theBoundHoldsForTheFirstOfEqualKeys(int repeatsMax) {
    SplittableRandom random = new SplittableRandom(7);
    long[] keys = new long[20_000];
    long key = Long.MIN_VALUE;
    for (int i = 0; i < keys.length; ) {
      key += random.nextLong(1, 1L << random.nextInt(1, 48));
      int end = Math.min(keys.length, i + random.nextInt(1, repeatsMax + 1));
      Arrays.fill(keys, i, end, key);
      i = end;
    }
    check(keys, PiecewiseLinearModel.build(keys, keys.length, 32), "repeats " + repeatsMax);
  }

  @Test
  void aStraightLineNeedsOneSegment() {
    long[] keys = new long[1_000_000];
    Arrays.setAll(keys, i -> (1L << 61) + 3L * i);
    PiecewiseLinearModel model = PiecewiseLinearModel.build(keys, keys.length, 32);
    assertThat(model.segments()).isEqualTo(1);
    check(keys, model, "line");
  }

  @Test
  void randomKeysCostLessThanATenthOfAByteEach() {
    long[] keys = KeyShape.UNIFORM.sortedDistinct(500_000, 3);
    PiecewiseLinearModel model = PiecewiseLinearModel.build(keys, keys.length, 32);
    assertThat((double) model.toBytes().length / keys.length).isLessThan(0.02);
    assertThat((double) model.heapBytes() / keys.length).isLessThan(0.02);
  }

  @Test
  void bytesGiveTheSameModelBack() {
    for (int count : new int[] {0, 1, 2, 1_000, 50_000}) {
      long[] keys = KeyShape.CLUSTERED.sortedDistinct(count, 11);
      PiecewiseLinearModel model = PiecewiseLinearModel.build(keys, keys.length, 4);
      PiecewiseLinearModel read = PiecewiseLinearModel.fromBytes(model.toBytes());
      assertThat(read).isEqualTo(model);
      check(keys, read, "read " + count);
    }
  }

  @Test
  void damagedBytesAreRefused() {
    long[] keys = KeyShape.CLUSTERED.sortedDistinct(1_000, 11);
    byte[] bytes = PiecewiseLinearModel.build(keys, keys.length, 4).toBytes();
    assertThatThrownBy(() -> PiecewiseLinearModel.fromBytes(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PiecewiseLinearModel.fromBytes(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] descending = bytes.clone();
    descending[12 + 7] = 0x7f;
    assertThatThrownBy(() -> PiecewiseLinearModel.fromBytes(descending))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void runsOfEqualKeysMayLieMoreThanHalfTheKeySpaceApart() {
    long[] keys = {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, 5, 5, 5, 7, Long.MAX_VALUE};
    PiecewiseLinearModel model = PiecewiseLinearModel.build(keys, keys.length, 2);
    assertThat(model.count()).isEqualTo(keys.length);
    for (int i = 0; i < keys.length; i++) {
      int first = i;
      while (first > 0 && keys[first - 1] == keys[i]) {
        first--;
      }
      assertThat(model.floorGuess(keys[i])).isBetween(first - 2, first + 2);
    }
  }

  /// Rounding breaks lines over such gaps, which are then tried shorter: a run that reaches back
  /// over the middle must not make them as long again.
  @Test
  void linesOverLongRunsAreShortenedToTheirEnd() {
    for (long seed = 1; seed <= 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int maxError = random.nextInt(2, 20);
      long[] keys = new long[random.nextInt(2, 400)];
      long key = Long.MIN_VALUE + random.nextLong(1, 1L << random.nextInt(1, 62));
      for (int i = 0; i < keys.length; ) {
        int end = Math.min(keys.length, i + random.nextInt(1, 2 * maxError));
        Arrays.fill(keys, i, end, key);
        long gap = random.nextLong(1, 1L << random.nextInt(54, 60));
        key = key + gap < key ? key : key + gap;
        i = end;
      }
      PiecewiseLinearModel model =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () -> PiecewiseLinearModel.build(keys, keys.length, maxError));
      check(keys, model, "seed " + seed);
    }
  }

  @Test
  void descendingKeysAreRefused() {
    assertThatThrownBy(() -> PiecewiseLinearModel.build(new long[] {3, 2, 1}, 3, 32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void check(long[] keys, PiecewiseLinearModel model, String what) {
    int error = model.maxError();
    for (int i = 0; i < keys.length; i++) {
      if (i > 0 && keys[i] == keys[i - 1]) {
        continue;
      }
      assertGuess(model, keys[i], i, error, what);
      if (keys[i] > Long.MIN_VALUE && (i == 0 || keys[i - 1] < keys[i] - 1)) {
        assertGuess(model, keys[i] - 1, i, error + 1, what);
        long between = i == 0 ? Long.MIN_VALUE : keys[i - 1] + (keys[i] - keys[i - 1] >>> 1);
        assertGuess(model, between, lowerBound(keys, between), error + 1, what);
      }
    }
    if (keys.length > 0 && keys[keys.length - 1] < Long.MAX_VALUE) {
      int distinctEnd = keys.length;
      if (keys.length == 1 || keys[keys.length - 2] < keys[keys.length - 1]) {
        assertGuess(model, Long.MAX_VALUE, distinctEnd, error + 1, what);
      }
    }
  }

  private static int lowerBound(long[] keys, long key) {
    int found = Arrays.binarySearch(keys, key);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && keys[found - 1] == key) {
      found--;
    }
    return found;
  }

  private static void assertGuess(
      PiecewiseLinearModel model, long key, int position, int error, String what) {
    int guess = model.floorGuess(key);
    if (Math.abs((long) guess - position) > error) {
      throw new AssertionError(
          "%s: key %d at %d guessed %d, bound %d".formatted(what, key, position, guess, error));
    }
  }
}
