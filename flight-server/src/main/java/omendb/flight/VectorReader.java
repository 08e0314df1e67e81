package omendb.flight;

import java.util.List;
import java.util.concurrent.TimeUnit;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.TypeKind.Form;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/// Reads Arrow vectors that a client sent into batches of the engine. Text and bytes stay where
/// they are: the batch is valid as long as the root's current contents.
final class VectorReader {
  private final List<ColumnType> types;

  VectorReader(List<ColumnType> types) {
    this.types = types;
  }

  /// All rows of the root as one batch. What came over the wire is validated first: offsets and
  /// lengths could point anywhere.
  Batch read(VectorSchemaRoot root) {
    for (FieldVector vector : root.getFieldVectors()) {
      try {
        VectorValidator.validate(vector);
      } catch (RuntimeException e) {
        throw Errors.invalid(
            "column \"%s\" is malformed: %s", vector.getName(), String.valueOf(e.getMessage()));
      }
    }
    int count = root.getRowCount();
    ColumnVector[] vectors = new ColumnVector[types.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new ColumnVector(types.get(i), count);
      read(root.getVector(i), vectors[i], count);
    }
    Batch batch = new Batch(vectors);
    batch.rowCount = count;
    return batch;
  }

  private static void read(FieldVector source, ColumnVector target, int count) {
    boolean nothing = source instanceof NullVector;
    if (nothing || source.getNullCount() > 0) {
      for (int i = 0; i < count; i++) {
        if (nothing || source.isNull(i)) {
          target.nulls[i] = 1;
          target.hasNulls = true;
        }
      }
    }
    switch (source) {
      case NullVector none -> {}
      case BitVector bits -> {
        for (int i = 0; i < count; i++) {
          target.longs[i] = bits.isNull(i) ? 0 : bits.get(i);
        }
      }
      case DecimalVector decimals -> readDecimals(decimals, target, count);
      case BaseVariableWidthVector bytes -> readBytes(bytes, target, count);
      case BaseLargeVariableWidthVector bytes -> readLargeBytes(bytes, target, count);
      case FixedSizeBinaryVector bytes -> {
        long data = bytes.getDataBuffer().memoryAddress();
        for (int i = 0; i < count; i++) {
          target.longs[i] = data + (long) i * bytes.getByteWidth();
          target.lengths[i] = bytes.getByteWidth();
        }
      }
      case ListVector lists -> readLists(lists, target, count);
      case BaseFixedWidthVector fixed -> readFixed(fixed, target, count);
      default -> throw ArrowTypes.unsupported(source.getField());
    }
  }

  private static void readLists(ListVector source, ColumnVector target, int count) {
    FieldVector child = source.getDataVector();
    int total = child.getValueCount();
    ColumnVector elements =
        new ColumnVector(java.util.Objects.requireNonNull(target.type.element()), total);
    read(child, elements, total);
    for (int i = 0; i < count; i++) {
      if (!target.isNull(i)) {
        int start = source.getElementStartIndex(i);
        @Nullable Object[] array = new @Nullable Object[source.getElementEndIndex(i) - start];
        for (int j = 0; j < array.length; j++) {
          array[j] = elements.get(start + j);
        }
        target.objects[i] = array;
      }
    }
  }

  private static void readBytes(BaseVariableWidthVector source, ColumnVector target, int count) {
    long data = source.getDataBuffer().memoryAddress();
    ArrowBuf offsets = source.getOffsetBuffer();
    for (int i = 0; i < count; i++) {
      int start = offsets.getInt(4L * i);
      target.longs[i] = data + start;
      target.lengths[i] = offsets.getInt(4L * i + 4) - start;
    }
  }

  private static void readLargeBytes(
      BaseLargeVariableWidthVector source, ColumnVector target, int count) {
    long data = source.getDataBuffer().memoryAddress();
    ArrowBuf offsets = source.getOffsetBuffer();
    for (int i = 0; i < count; i++) {
      long start = offsets.getLong(8L * i);
      target.longs[i] = data + start;
      target.lengths[i] = Math.toIntExact(offsets.getLong(8L * i + 8) - start);
    }
  }

  private static void readDecimals(DecimalVector source, ColumnVector target, int count) {
    ArrowBuf data = source.getDataBuffer();
    for (int i = 0; i < count; i++) {
      target.longs[i] = data.getLong(16L * i);
      if (target.form == Form.WIDE) {
        target.highs[i] = data.getLong(16L * i + 8);
      }
    }
  }

  private static void readFixed(BaseFixedWidthVector source, ColumnVector target, int count) {
    ArrowBuf data = source.getDataBuffer();
    ArrowType type = source.getField().getType();
    int width = source.getTypeWidth();
    boolean unsigned = type instanceof ArrowType.Int integer && !integer.getIsSigned();
    for (int i = 0; i < count; i++) {
      long at = (long) i * width;
      if (target.form == Form.DOUBLE) {
        target.doubles[i] =
            switch (width) {
              case 2 -> Float.float16ToFloat(data.getShort(at));
              case 4 -> data.getFloat(at);
              default -> data.getDouble(at);
            };
        continue;
      }
      long raw =
          switch (width) {
            case 1 -> unsigned ? data.getByte(at) & 0xff : data.getByte(at);
            case 2 -> unsigned ? data.getShort(at) & 0xffff : data.getShort(at);
            case 4 -> unsigned ? data.getInt(at) & 0xffff_ffffL : data.getInt(at);
            default -> data.getLong(at);
          };
      if (target.form == Form.WIDE) {
        target.longs[i] = raw;
        target.highs[i] = 0;
      } else {
        target.longs[i] = target.isNull(i) ? 0 : toOurUnit(type, raw);
      }
    }
  }

  /// Days for dates, µs for times and timestamps.
  private static long toOurUnit(ArrowType type, long raw) {
    return switch (type) {
      case ArrowType.Date date ->
          switch (date.getUnit()) {
            case DAY -> raw;
            case MILLISECOND -> Math.floorDiv(raw, TimeUnit.DAYS.toMillis(1));
          };
      case ArrowType.Time time -> micros(time.getUnit(), raw);
      case ArrowType.Timestamp timestamp -> micros(timestamp.getUnit(), raw);
      default -> raw;
    };
  }

  private static long micros(org.apache.arrow.vector.types.TimeUnit unit, long raw) {
    return switch (unit) {
      case SECOND -> Math.multiplyExact(raw, 1_000_000);
      case MILLISECOND -> Math.multiplyExact(raw, 1_000);
      case MICROSECOND -> raw;
      case NANOSECOND -> Math.floorDiv(raw, 1_000);
    };
  }
}
