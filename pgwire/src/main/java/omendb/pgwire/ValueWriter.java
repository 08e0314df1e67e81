package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.function.BiFunction;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.MultirangeValue;
import omendb.core.NativeMemory;
import omendb.core.RangeValue;
import omendb.core.RowValue;
import omendb.core.TypeKind;
import omendb.core.text.TextBuffer;
import omendb.core.text.TextStyle;
import omendb.core.text.TypeText;
import omendb.core.text.ValueCodec;
import org.jspecify.annotations.Nullable;

/// Writes values of a result in text or binary format, each with its length before it.
final class ValueWriter {
  private final TextBuffer text = new TextBuffer();
  private final BiFunction<ColumnType, Object, String> names;
  private TextStyle style;

  /// @param names the text of a value that stands for a catalog object
  ValueWriter(TextStyle style, BiFunction<ColumnType, Object, String> names) {
    this.style = style;
    this.names = names;
  }

  void style(TextStyle newStyle) {
    style = newStyle;
  }

  /// Appends the value at `index`; NULL is length -1.
  void write(ByteBuf out, ColumnVector vector, int index, boolean binary) {
    if (vector.isNull(index)) {
      out.writeInt(-1);
      return;
    }
    if (binary) {
      writeBinary(out, vector, index);
    } else {
      writeText(out, vector, index);
    }
  }

  private void writeText(ByteBuf out, ColumnVector vector, int index) {
    text.clear();
    switch (vector.type.kind()) {
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          text.put(names.apply(vector.type, vector.longs[index]));
      default -> TypeText.format(vector, index, style, text);
    }
    out.writeInt(text.length());
    out.writeBytes(text.bytes(), 0, text.length());
  }

  private void writeBinary(ByteBuf out, ColumnVector vector, int index) {
    ValueCodec codec = ValueCodec.of(vector.type.kind());
    if (codec != null) {
      writeCoded(out, codec, Objects.requireNonNull(vector.get(index)));
      return;
    }
    switch (vector.form) {
      case LONG -> writeLong(out, vector.type, vector.longs[index]);
      case DOUBLE -> writeDouble(out, vector.type, vector.doubles[index]);
      case WIDE -> {
        if (vector.type.kind() == TypeKind.UUID) {
          out.writeInt(16);
          out.writeLong(vector.highs[index]);
          out.writeLong(vector.longs[index]);
        } else {
          writeBoxed(out, vector.type, vector.get(index));
        }
      }
      case BYTES -> writeBytes(out, vector, index);
      case OBJECT -> writeBoxed(out, vector.type, vector.objects[index]);
    }
  }

  private static void writeLong(ByteBuf out, ColumnType type, long value) {
    switch (type.kind()) {
      case ENUM -> {
        byte[] label = type.labels().label(value).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(label.length);
        out.writeBytes(label);
      }
      case BOOLEAN -> {
        out.writeInt(1);
        out.writeByte((int) value);
      }
      case SMALLINT -> {
        out.writeInt(2);
        out.writeShort((int) value);
      }
      case DATE -> {
        out.writeInt(4);
        out.writeInt(Epoch.toPostgresDay(value));
      }
      case TIMESTAMP, TIMESTAMPTZ -> {
        out.writeInt(8);
        out.writeLong(Epoch.toPostgresMicros(value));
      }
      case NUMERIC -> NumericBinary.write(out, BigDecimal.valueOf(value, type.scale()));
      case BIGINT, TIME -> {
        out.writeInt(8);
        out.writeLong(value);
      }
      default -> {
        out.writeInt(4);
        out.writeInt((int) value);
      }
    }
  }

  private static void writeDouble(ByteBuf out, ColumnType type, double value) {
    if (type.kind() == TypeKind.REAL) {
      out.writeInt(4);
      out.writeFloat((float) value);
    } else {
      out.writeInt(8);
      out.writeDouble(value);
    }
  }

  /// True for the types whose binary form is a version and the text.
  private static boolean isVersioned(TypeKind kind) {
    return kind == TypeKind.JSONB || kind == TypeKind.JSONPATH;
  }

  private static void writeBytes(ByteBuf out, ColumnVector vector, int index) {
    int length = vector.lengths[index];
    if (BitBinary.isBits(vector.type)) {
      BitBinary.write(out, NativeMemory.bytes(vector.longs[index], length));
      return;
    }
    boolean versioned = isVersioned(vector.type.kind());
    out.writeInt(length + (versioned ? 1 : 0));
    if (versioned) {
      out.writeByte(1);
    }
    out.writeBytes(NativeMemory.ALL.asSlice(vector.longs[index], length).asByteBuffer());
  }

  /// Writes a boxed value with its length.
  private static void writeBoxed(ByteBuf out, ColumnType type, @Nullable Object value) {
    switch (Objects.requireNonNull(value)) {
      case BigDecimal decimal -> NumericBinary.write(out, decimal);
      case Interval interval -> {
        out.writeInt(16);
        out.writeLong(interval.micros());
        out.writeInt(interval.days());
        out.writeInt(interval.months());
      }
      case RowValue row -> writeRow(out, row);
      case RangeValue range -> RangeBinary.write(out, Objects.requireNonNull(type.bound()), range);
      case MultirangeValue many ->
          RangeBinary.write(out, Objects.requireNonNull(type.bound()), many);
      case Object[] array -> ArrayBinary.write(out, type, array);
      case Object other -> writeScalar(out, type, other);
    }
  }

  /// Fields with their types, and their count before them.
  private static void writeRow(ByteBuf out, RowValue row) {
    int start = out.writerIndex();
    out.writeInt(0);
    out.writeInt(row.values().length);
    for (int i = 0; i < row.values().length; i++) {
      out.writeInt(row.types().get(i).oid());
      writeElement(out, row.types().get(i), row.values()[i]);
    }
    out.setInt(start, out.writerIndex() - start - 4);
  }

  /// Writes an element of an array.
  static void writeElement(ByteBuf out, ColumnType type, @Nullable Object value) {
    if (value == null) {
      out.writeInt(-1);
    } else {
      writeBoxed(out, type, value);
    }
  }

  private static void writeCoded(ByteBuf out, ValueCodec codec, Object value) {
    byte[] bytes = codec.send(value);
    out.writeInt(bytes.length);
    out.writeBytes(bytes);
  }

  private static void writeScalar(ByteBuf out, ColumnType type, Object value) {
    ValueCodec codec = ValueCodec.of(type.kind());
    if (codec != null) {
      writeCoded(out, codec, value);
      return;
    }
    switch (type.form()) {
      case LONG -> writeLong(out, type, omendb.core.RowCodec.unscaled(type, value));
      case DOUBLE -> writeDouble(out, type, (Double) value);
      default -> {
        if (value instanceof java.util.UUID uuid) {
          out.writeInt(16);
          out.writeLong(uuid.getMostSignificantBits());
          out.writeLong(uuid.getLeastSignificantBits());
          return;
        }
        byte[] bytes =
            value instanceof byte[] raw
                ? raw
                : value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (BitBinary.isBits(type)) {
          BitBinary.write(out, bytes);
          return;
        }
        boolean versioned = isVersioned(type.kind());
        out.writeInt(bytes.length + (versioned ? 1 : 0));
        if (versioned) {
          out.writeByte(1);
        }
        out.writeBytes(bytes);
      }
    }
  }
}
