package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.KeyCodec;
import omendb.core.Morsel;
import omendb.core.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many threads and row groups of the default size.
final class SegmentSharingTest {
  private static final int ROWS = 150_000;

  @TempDir Path folder;

  @Test
  void threadsThatMapTheSameRowGroupsFirstReadTheSame() throws Exception {
    TableSchema schema = SegmentFixture.table(1, ColumnType.BIGINT, ColumnType.TEXT);
    List<Object[]> rows = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < ROWS; i++) {
      rows.add(new Object[] {i * 31L, "text " + i % 50});
      sum += i * 31L;
    }
    SegmentFixture fixture = new SegmentFixture(schema, rows);
    Path file = folder.resolve("shared.arrow");
    fixture.write(file, SegmentOptions.DEFAULTS);
    int threads = 4;
    CountDownLatch start = new CountDownLatch(1);
    try (Segment segment = Segment.open(file, schema, new ChunkCache(Long.MAX_VALUE));
        ExecutorService readers = Executors.newFixedThreadPool(threads)) {
      assertThat(segment.rowGroupCount()).isEqualTo(3);
      assertThat(segment.dictionary(1)).isNotNull();
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        sums.add(
            readers.submit(() -> {
              start.await();
              return scan(segment) + misses(fixture, segment);
            }));
      }
      start.countDown();
      for (Future<Long> result : sums) {
        assertThat(result.get()).isEqualTo(sum);
      }
    }
  }

  private static long scan(Segment segment) {
    ColumnVector keys = new ColumnVector(ColumnType.BIGINT, Morsel.WINDOW_ROWS);
    ColumnVector texts = new ColumnVector(ColumnType.TEXT, Morsel.WINDOW_ROWS);
    long sum = 0;
    for (int from = 0; from < ROWS; from += Morsel.WINDOW_ROWS) {
      int count = Math.min(Morsel.WINDOW_ROWS, ROWS - from);
      segment.read(0, from, count, keys);
      segment.read(1, from, count, texts);
      for (int i = 0; i < count; i++) {
        sum += keys.longs[i];
      }
      assertThat(texts.get(count - 1)).isEqualTo("text " + (from + count - 1) % 50);
    }
    return sum;
  }

  private static long misses(SegmentFixture fixture, Segment segment) {
    long misses = 0;
    for (int i = 0; i < ROWS; i += 37) {
      byte[] key = fixture.keys.get(i);
      misses += segment.findKey(key) == i ? 0 : 1;
      misses += segment.findPrefix(KeyCodec.prefix(key) + 1) == -1 ? 0 : 1;
    }
    return misses;
  }
}
