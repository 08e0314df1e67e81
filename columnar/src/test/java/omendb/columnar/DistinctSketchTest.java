package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import omendb.core.NativeMemory;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class DistinctSketchTest {
  @Test
  void estimatesAreWithinTenPercent() {
    for (int distinct : new int[] {0, 1, 10, 100, 1_000, 3_000, 10_000, 1_000_000}) {
      DistinctSketch sketch = new DistinctSketch();
      for (int i = 0; i < distinct; i++) {
        sketch.add(Hashes.hash(i));
        sketch.add(Hashes.hash(i / 2));
      }
      assertThat(sketch.estimate())
          .isCloseTo(distinct, Percentage.withPercentage(distinct > 50 ? 10 : 2));
    }
  }

  @Test
  void mergedSketchesCountTheUnion() {
    DistinctSketch left = new DistinctSketch();
    DistinctSketch right = new DistinctSketch();
    DistinctSketch both = new DistinctSketch();
    for (int i = 0; i < 20_000; i++) {
      (i < 12_000 ? left : right).add(Hashes.hash(i));
      right.add(Hashes.hash(i % 5_000));
      both.add(Hashes.hash(i));
    }
    left.merge(right);
    assertThat(left.estimate()).isEqualTo(both.estimate());
  }

  @Test
  void bytesGiveTheSameSketchBack() {
    for (int distinct : new int[] {0, 1, 200, 400, 100_000}) {
      DistinctSketch sketch = new DistinctSketch();
      for (int i = 0; i < distinct; i++) {
        sketch.add(Hashes.hash(i));
      }
      DistinctSketch read = DistinctSketch.fromBytes(sketch.toBytes());
      assertThat(read.estimate()).isEqualTo(sketch.estimate());
      assertThat(read.toBytes()).isEqualTo(sketch.toBytes());
    }
    assertThatThrownBy(() -> DistinctSketch.fromBytes(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hashesOfEqualBytesAreEqualWhereverTheyLie() {
    try (Arena arena = Arena.ofConfined()) {
      for (int length = 0; length < 40; length++) {
        long a = arena.allocate(64, 8).address();
        long b = arena.allocate(64, 8).address() + 3;
        for (int i = 0; i < length; i++) {
          NativeMemory.putByte(a + i, (byte) (i * 7));
          NativeMemory.putByte(b + i, (byte) (i * 7));
        }
        NativeMemory.putByte(a + length, (byte) 1);
        assertThat(Hashes.hash(a, length)).isEqualTo(Hashes.hash(b, length));
      }
    }
    assertThat((double) Long.bitCount(Hashes.hash(1) ^ Hashes.hash(2))).isCloseTo(32, within(16.0));
  }
}
