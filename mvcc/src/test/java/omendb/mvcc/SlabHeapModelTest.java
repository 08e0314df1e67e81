package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.NativeMemory;
import org.junit.jupiter.api.Test;

class SlabHeapModelTest {
  private record Block(long address, int bytes, long stamp) {}

  @Test
  void blocksNeverOverlapAndAllSlabsGoBack() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      AtomicLong nativeBytes = new AtomicLong();
      List<Block> blocks = new ArrayList<>();
      try (SlabHeap heap = new SlabHeap(16 << 10, nativeBytes)) {
        for (int step = 0; step < 4000; step++) {
          boolean grow = step / 500 % 2 == 0 || blocks.isEmpty();
          if (random.nextInt(10) < (grow ? 8 : 2)) {
            int bytes = 20 + random.nextInt(random.nextInt(50) == 0 ? 9000 : 300);
            long address = heap.allocate(bytes, 16);
            assertThat(address % 16).isZero();
            Block block = new Block(address, bytes, random.nextLong());
            stamp(block);
            blocks.add(block);
          } else if (!blocks.isEmpty()) {
            Block block = blocks.remove(random.nextInt(blocks.size()));
            check(block, seed);
            heap.free(block.address, block.bytes, NativeMemory.getInt(block.address + 16) >>> 8);
          }
        }
        for (Block block : blocks) {
          check(block, seed);
          heap.free(block.address, block.bytes, NativeMemory.getInt(block.address + 16) >>> 8);
        }
        assertThat(heap.liveBytes()).isZero();
        assertThat(heap.heldBytes()).as("the current slab stays").isLessThanOrEqualTo(16 << 10);
        assertThat(nativeBytes).hasValue(heap.heldBytes());
      }
      assertThat(nativeBytes).hasValue(0);
    }
  }

  private static void stamp(Block block) {
    NativeMemory.putLong(block.address, block.stamp);
    NativeMemory.putLong(block.address + 8, ~block.stamp);
    if (block.bytes >= 28) {
      NativeMemory.putLong(block.address + block.bytes - 8, block.stamp);
    }
  }

  private static void check(Block block, int seed) {
    assertThat(NativeMemory.getLong(block.address)).as("seed %d", seed).isEqualTo(block.stamp);
    assertThat(NativeMemory.getLong(block.address + 8)).isEqualTo(~block.stamp);
    if (block.bytes >= 28) {
      assertThat(NativeMemory.getLong(block.address + block.bytes - 8)).isEqualTo(block.stamp);
    }
  }

  @Test
  void sizeClassesWasteAtMostAnEighth() {
    for (int bytes = 1; bytes < 1 << 20; bytes = bytes + 1 + bytes / 100) {
      int rounded = SlabHeap.rounded(bytes);
      assertThat(rounded).isGreaterThanOrEqualTo(bytes);
      assertThat(rounded % 16).isZero();
      assertThat(rounded).isEqualTo(SlabHeap.rounded(rounded));
      if (bytes >= 128) {
        assertThat(rounded - bytes).isLessThanOrEqualTo(bytes / 8);
      }
    }
  }
}
