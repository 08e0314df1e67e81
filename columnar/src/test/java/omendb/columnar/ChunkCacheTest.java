package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.TableSchema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a compressed segment keeps decompressed, and how it is taken out.
final class ChunkCacheTest {
  private static final int ROWS = 20_000;
  private static final int GROUP_ROWS = 2048;

  private final TableSchema schema =
      SegmentFixture.table(1, ColumnType.BIGINT, ColumnType.TEXT, ColumnType.INTEGER);

  @TempDir Path folder;
  private Path file;
  private long plainBytes;

  @BeforeEach
  void writeSegment() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new Object[] {(long) i, "a text that repeats, with " + i, i % 10});
    }
    SegmentOptions options =
        new SegmentOptions(GROUP_ROWS, 1 << 20, 100, 32, 0); // texts have no dictionary
    Path plain = folder.resolve("plain.arrow");
    file = folder.resolve("compressed.arrow");
    SegmentFixture fixture = new SegmentFixture(schema, rows);
    fixture.write(plain, options);
    fixture.write(file, options.withZstd(3));
    plainBytes = Files.size(plain);
  }

  @Test
  void theFileIsSmallAndEveryPieceIsDecompressedOnce() throws Exception {
    assertThat(Files.size(file)).isLessThan(plainBytes / 2);
    ChunkCache cache = new ChunkCache(Long.MAX_VALUE);
    try (Segment segment = Segment.open(file, schema, cache)) {
      assertThat(segment.compressed()).isTrue();
      assertThat(cache.bytes()).isZero();
      sum(segment);
      long pieces = cache.inflated();
      assertThat(pieces).isEqualTo(segment.rowGroupCount());
      assertThat(sum(segment)).isEqualTo(9L * ROWS / 2);
      assertThat(cache.inflated()).isEqualTo(pieces);
      assertThat(cache.bytes()).isPositive();
    }
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void whatDoesNotFitIsTakenOutAndReadAnew() {
    ChunkCache cache = new ChunkCache(GROUP_ROWS);
    try (Segment segment = Segment.open(file, schema, cache)) {
      long expected = sum(segment);
      assertThat(cache.overfull()).isTrue();
      assertThat(cache.evict(Set.of())).isEmpty();
      List<NativeBlock> blocks = cache.evict(Set.of(segment));
      assertThat(blocks).isNotEmpty();
      assertThat(cache.overfull()).isFalse();
      blocks.forEach(NativeBlock::free);
      assertThat(sum(segment)).isEqualTo(expected);
      assertThat(segment.findKey(new SegmentFixture(schema, List.of()).keyCodec.encodeLong(777)))
          .isEqualTo(777);
    }
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void whatWasNotReadSinceGoesFirst() {
    ChunkCache cache = new ChunkCache(3 * GROUP_ROWS);
    try (Segment segment = Segment.open(file, schema, cache)) {
      sum(segment);
      cache.evict(Set.of(segment)).forEach(NativeBlock::free);
      long before = cache.inflated();
      ColumnVector vector = new ColumnVector(ColumnType.INTEGER, GROUP_ROWS);
      int kept = segment.rowGroupCount() - 1;
      segment.read(2, segment.rowGroupStart(kept), segment.rowGroupRows(kept), vector);
      assertThat(cache.inflated()).isEqualTo(before);
    }
  }

  private static long sum(Segment segment) {
    ColumnVector vector = new ColumnVector(ColumnType.INTEGER, GROUP_ROWS);
    long sum = 0;
    for (int group = 0; group < segment.rowGroupCount(); group++) {
      int rows = segment.rowGroupRows(group);
      segment.read(2, segment.rowGroupStart(group), rows, vector);
      for (int i = 0; i < rows; i++) {
        sum += vector.longs[i];
      }
    }
    return sum;
  }
}
