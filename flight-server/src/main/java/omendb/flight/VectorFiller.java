package omendb.flight;

import java.math.BigDecimal;
import java.math.RoundingMode;
import omendb.core.Batch;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.NativeMemory;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.TextBuffer;
import omendb.core.text.TypeText;
import omendb.core.text.ValueCodec;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/// Copies batches of the engine into Arrow vectors, column by column, through their buffers.
final class VectorFiller {
  private final @Nullable VectorSchemaRoot root;
  private final TextBuffer text = new TextBuffer();
  private int rows;

  VectorFiller(VectorSchemaRoot root) {
    this.root = root;
  }

  /// Of elements of lists, of which there are so many already.
  private VectorFiller(int rows) {
    this.root = null;
    this.rows = rows;
  }

  private VectorSchemaRoot root() {
    return java.util.Objects.requireNonNull(root);
  }

  int rows() {
    return rows;
  }

  /// Starts the next record batch with new buffers, as the transport keeps the old ones.
  void begin() {
    rows = 0;
    root().clear();
  }

  /// Appends the batch's rows.
  void append(Batch batch) {
    for (int i = 0; i < batch.vectors.length; i++) {
      append(root().getVector(i), batch.vectors[i], batch.rowCount);
    }
    rows += batch.rowCount;
  }

  /// Completes the record batch.
  void end() {
    root().setRowCount(rows);
  }

  private void append(FieldVector target, ColumnVector source, int count) {
    reserve(target, rows + count);
    switch (source.form) {
      case LONG -> {
        if (target instanceof BaseVariableWidthVector) {
          appendTexts((BaseVariableWidthVector) target, source, count);
        } else {
          appendLongs(target, source, count);
        }
      }
      case DOUBLE -> appendDoubles((BaseFixedWidthVector) target, source, count);
      case WIDE -> {
        if (source.type.kind() == TypeKind.UUID) {
          appendTexts((BaseVariableWidthVector) target, source, count);
        } else {
          appendWides((DecimalVector) target, source, count);
        }
      }
      case BYTES -> {
        if (ValueCodec.of(source.type.kind()) == null) {
          appendBytes((BaseVariableWidthVector) target, source, count);
        } else {
          appendTexts((BaseVariableWidthVector) target, source, count);
        }
      }
      case OBJECT -> appendObjects(target, source, count);
    }
  }

  private static void reserve(FieldVector target, int capacity) {
    if (target.getValueCapacity() == 0) {
      target.setInitialCapacity(Math.max(capacity, 1024));
      target.allocateNew();
    }
    while (target.getValueCapacity() < capacity) {
      target.reAlloc();
    }
  }

  private void appendLongs(FieldVector target, ColumnVector source, int count) {
    if (target instanceof BitVector bits) {
      for (int i = 0; i < count; i++) {
        if (source.isNull(i)) {
          bits.setNull(rows + i);
        } else {
          bits.set(rows + i, (int) source.longs[i]);
        }
      }
      return;
    }
    if (target instanceof DecimalVector decimals) {
      ArrowBuf data = decimals.getDataBuffer();
      for (int i = 0; i < count; i++) {
        long at = (long) (rows + i) * 16;
        data.setLong(at, source.longs[i]);
        data.setLong(at + 8, source.longs[i] >> 63);
      }
      markValid(decimals, source, count);
      return;
    }
    BaseFixedWidthVector fixed = (BaseFixedWidthVector) target;
    long address = fixed.getDataBuffer().memoryAddress();
    long[] values = source.longs;
    switch (fixed.getTypeWidth()) {
      case 2 -> {
        for (int i = 0; i < count; i++) {
          NativeMemory.putShort(address + 2L * (rows + i), (short) values[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          NativeMemory.putInt(address + 4L * (rows + i), (int) values[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          NativeMemory.putLong(address + 8L * (rows + i), values[i]);
        }
      }
    }
    markValid(fixed, source, count);
  }

  private void appendDoubles(BaseFixedWidthVector target, ColumnVector source, int count) {
    long address = target.getDataBuffer().memoryAddress();
    if (target.getTypeWidth() == 4) {
      for (int i = 0; i < count; i++) {
        NativeMemory.putFloat(address + 4L * (rows + i), (float) source.doubles[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        NativeMemory.putDouble(address + 8L * (rows + i), source.doubles[i]);
      }
    }
    markValid(target, source, count);
  }

  private void appendWides(DecimalVector target, ColumnVector source, int count) {
    ArrowBuf data = target.getDataBuffer();
    for (int i = 0; i < count; i++) {
      long at = (long) (rows + i) * 16;
      data.setLong(at, source.longs[i]);
      data.setLong(at + 8, source.highs[i]);
    }
    markValid(target, source, count);
  }

  private void markValid(BaseFixedWidthVector target, ColumnVector source, int count) {
    long validity = target.getValidityBuffer().memoryAddress();
    for (int i = 0; i < count; i++) {
      int row = rows + i;
      long at = validity + (row >> 3);
      int bit = 1 << (row & 7);
      int octet = NativeMemory.getByte(at);
      NativeMemory.putByte(at, (byte) (source.isNull(i) ? octet & ~bit : octet | bit));
    }
  }

  private void appendBytes(BaseVariableWidthVector target, ColumnVector source, int count) {
    for (int i = 0; i < count; i++) {
      if (source.isNull(i)) {
        target.setNull(rows + i);
      } else {
        int length = source.lengths[i];
        target.setSafe(
            rows + i, NativeMemory.ALL.asSlice(source.longs[i], length).asByteBuffer(), 0, length);
      }
    }
  }

  private void appendTexts(BaseVariableWidthVector target, ColumnVector source, int count) {
    for (int i = 0; i < count; i++) {
      if (source.isNull(i)) {
        target.setNull(rows + i);
      } else {
        text.clear();
        TypeText.format(source, i, omendb.core.text.TextStyle.UTC, text);
        target.setSafe(rows + i, text.bytes(), 0, text.length());
      }
    }
  }

  private void appendObjects(FieldVector target, ColumnVector source, int count) {
    switch (target) {
      case DecimalVector decimals -> {
        for (int i = 0; i < count; i++) {
          if (source.isNull(i)) {
            decimals.setNull(rows + i);
          } else {
            decimals.set(rows + i, decimal(source.objects[i], decimals.getField()));
          }
        }
      }
      case Decimal256Vector decimals -> {
        for (int i = 0; i < count; i++) {
          if (source.isNull(i)) {
            decimals.setNull(rows + i);
          } else {
            decimals.set(rows + i, decimal(source.objects[i], decimals.getField()));
          }
        }
      }
      case IntervalMonthDayNanoVector intervals -> {
        for (int i = 0; i < count; i++) {
          if (source.isNull(i)) {
            intervals.setNull(rows + i);
          } else if (source.objects[i] instanceof Interval value) {
            long nanos = Math.multiplyExact(value.micros(), 1000);
            intervals.set(rows + i, value.months(), value.days(), nanos);
          }
        }
      }
      case BaseVariableWidthVector texts -> appendTexts(texts, source, count);
      case ListVector lists ->
          new ListFiller(VectorFiller::appendElements).append(lists, source, rows, count);
      default -> throw new AssertionError(target.getField());
    }
  }

  private static void appendElements(
      FieldVector target, ColumnVector source, int start, int count) {
    VectorFiller filler = new VectorFiller(start);
    filler.append(target, source, count);
  }

  private static BigDecimal decimal(@Nullable Object value, Field field) {
    ArrowType.Decimal type = (ArrowType.Decimal) field.getType();
    BigDecimal number = (BigDecimal) java.util.Objects.requireNonNull(value);
    BigDecimal rounded =
        SpecialNumeric.is(number) ? number : number.setScale(type.getScale(), RoundingMode.HALF_UP);
    if (SpecialNumeric.is(number) || rounded.precision() > type.getPrecision()) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE
          .error(
              "numeric value does not fit Decimal%d(%d,%d)",
              type.getBitWidth(), type.getPrecision(), type.getScale())
          .withHint("Cast it to numeric(p,s), to double precision or to text.");
    }
    return rounded;
  }
}
