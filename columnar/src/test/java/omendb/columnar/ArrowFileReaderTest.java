package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.RowCodec;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A segment is an Arrow IPC file: Arrow's own reader finds the same values in it.
final class ArrowFileReaderTest {
  @TempDir Path folder;

  @Test
  void arrowReadsTheValuesOfEveryType() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      TableSchema schema = SegmentFixture.table(0, RandomRows.ALL_TYPES);
      List<Object[]> rows = new RandomRows(new Random(seed)).rows(schema, 333);
      check(seed, new SegmentFixture(schema, rows), 64, 3 * (int) (seed % 2));
    }
  }

  @Test
  void arrowReadsASegmentWithoutRows() throws Exception {
    check(0, new SegmentFixture(SegmentFixture.table(1, RandomRows.ALL_TYPES), List.of()), 64, 0);
  }

  private void check(long seed, SegmentFixture fixture, int groupRows, int zstdLevel)
      throws Exception {
    Path file = folder.resolve("s" + seed + ".arrow");
    fixture.write(file, SegmentOptions.DEFAULTS.withRowGroupRows(groupRows).withZstd(zstdLevel));
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Segment segment = Segment.open(file);
          FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          ArrowFileReader reader =
              new ArrowFileReader(channel, allocator, CommonsCompressionFactory.INSTANCE)) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        int hidden = fixture.schema.hiddenKey() ? 1 : 0;
        assertThat(root.getSchema().getFields()).hasSize(fixture.schema.columns().size() + hidden);
        int group = 0;
        for (ArrowBlock block : reader.getRecordBlocks()) {
          assertThat(reader.loadRecordBatch(block)).isTrue();
          assertThat(root.getRowCount()).isEqualTo(segment.rowGroupRows(group));
          checkBatch(fixture, segment, group, reader);
          group++;
        }
        assertThat(group).isEqualTo(segment.rowGroupCount());
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  private static void checkBatch(
      SegmentFixture fixture, Segment segment, int group, ArrowFileReader reader) throws Exception {
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    int start = segment.rowGroupStart(group);
    for (int column = 0; column < fixture.schema.columns().size(); column++) {
      ColumnType type = fixture.schema.columns().get(column).type();
      long base = segment.chunk(column, group).base();
      FieldVector vector = root.getVector(column);
      assertThat(vector.getField().getMetadata())
          .containsEntry(ArrowMessages.TYPE_KEY, type.toString());
      List<String> expected = new ArrayList<>();
      List<String> actual = new ArrayList<>();
      for (int i = 0; i < root.getRowCount(); i++) {
        expected.add(expected(type, fixture.rows.get(start + i)[column]));
        actual.add(vector.isNull(i) ? "null" : actual(reader, type, vector, i, base));
      }
      assertThat(actual).as("%s", vector.getField()).isEqualTo(expected);
    }
    if (fixture.schema.hiddenKey()) {
      FieldVector keys = root.getVector(SegmentDescriptor.HIDDEN_KEY);
      long base = segment.chunk(fixture.schema.columns().size(), group).base();
      for (int i = 0; i < root.getRowCount(); i++) {
        assertThat(base + ((BaseIntVector) keys).getValueAsLong(i)).isEqualTo(3L * (start + i));
      }
    }
  }

  private static String expected(ColumnType type, Object value) {
    if (value == null) {
      return "null";
    }
    return switch (type.form()) {
      case LONG -> Long.toString(RowCodec.unscaled(type, value));
      case BYTES, OBJECT -> Arrays.toString(RowCodec.variableBytes(type, value));
      case DOUBLE, WIDE -> value.toString();
    };
  }

  private static String actual(
      ArrowFileReader reader, ColumnType type, FieldVector vector, int row, long base)
      throws Exception {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding != null) {
      Dictionary dictionary = reader.getDictionaryVectors().get(encoding.getId());
      int code = (int) ((BaseIntVector) vector).getValueAsLong(row);
      return actual(reader, type, dictionary.getVector(), code, 0);
    }
    return switch (vector) {
      case BaseIntVector integers when type.form() == TypeKind.Form.WIDE ->
          BigDecimal.valueOf(base + integers.getValueAsLong(row), type.scale()).toString();
      case BaseIntVector integers -> Long.toString(base + integers.getValueAsLong(row));
      case Float4Vector floats -> Double.toString(floats.get(row));
      case Float8Vector doubles -> Double.toString(doubles.get(row));
      case DecimalVector decimals -> decimals.getObject(row).toString();
      case VarCharVector texts -> Arrays.toString(texts.get(row));
      case VarBinaryVector bytes -> Arrays.toString(bytes.get(row));
      case FixedSizeBinaryVector bytes when type.kind() == TypeKind.UUID -> {
        ByteBuffer halves = ByteBuffer.wrap(bytes.get(row));
        yield new UUID(halves.getLong(), halves.getLong()).toString();
      }
      default -> throw new AssertionError(vector.getField());
    };
  }
}
