package omendb.engine.exec.spill;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.MultirangeValue;
import omendb.core.RangeValue;
import org.jspecify.annotations.Nullable;

/// Boxed values as bytes: a byte for the class, then the value.
final class ObjectBytes {
  private static final int NULL = 0;
  private static final int NUMBER = 1;
  private static final int INTERVAL = 2;
  private static final int ARRAY = 3;
  private static final int BYTES = 4;
  private static final int DOUBLE = 5;
  private static final int TEXT = 6;
  private static final int LONG = 7;
  private static final int BOOLEAN = 8;
  private static final int UNIQUE_ID = 9;
  private static final int RANGE = 10;
  private static final int MULTIRANGE = 11;

  private ObjectBytes() {}

  static byte[] write(ColumnVector vector, int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int i = 0; i < count; i++) {
        write(vector.isNull(i) ? null : vector.objects[i], out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void read(byte[] bytes, ColumnVector vector, int count) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int i = 0; i < count; i++) {
        vector.objects[i] = read(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case null -> out.writeByte(NULL);
      case BigDecimal number -> {
        out.writeByte(NUMBER);
        out.writeInt(number.scale());
        bytes(number.unscaledValue().toByteArray(), out);
      }
      case Interval interval -> {
        out.writeByte(INTERVAL);
        out.writeInt(interval.months());
        out.writeInt(interval.days());
        out.writeLong(interval.micros());
      }
      case Object[] array -> {
        out.writeByte(ARRAY);
        out.writeInt(array.length);
        for (Object element : array) {
          write(element, out);
        }
      }
      case byte[] raw -> {
        out.writeByte(BYTES);
        bytes(raw, out);
      }
      case Double number -> {
        out.writeByte(DOUBLE);
        out.writeDouble(number);
      }
      case String text -> {
        out.writeByte(TEXT);
        bytes(text.getBytes(StandardCharsets.UTF_8), out);
      }
      case Long number -> {
        out.writeByte(LONG);
        out.writeLong(number);
      }
      case Boolean bool -> {
        out.writeByte(BOOLEAN);
        out.writeBoolean(bool);
      }
      case UUID id -> {
        out.writeByte(UNIQUE_ID);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
      }
      case RangeValue range -> {
        out.writeByte(RANGE);
        out.writeBoolean(range.empty());
        write(range.lower(), out);
        out.writeBoolean(range.lowerInc());
        write(range.upper(), out);
        out.writeBoolean(range.upperInc());
      }
      case MultirangeValue multirange -> {
        out.writeByte(MULTIRANGE);
        write(multirange.ranges().toArray(), out);
      }
      default -> throw new IllegalStateException("no bytes for " + value.getClass());
    }
  }

  private static void bytes(byte[] raw, DataOutputStream out) throws IOException {
    out.writeInt(raw.length);
    out.write(raw);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private static @Nullable Object read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case NULL -> null;
      case NUMBER -> {
        int scale = in.readInt();
        yield new BigDecimal(new BigInteger(bytes(in)), scale);
      }
      case INTERVAL -> new Interval(in.readInt(), in.readInt(), in.readLong());
      case ARRAY -> {
        @Nullable Object[] array = new @Nullable Object[in.readInt()];
        for (int i = 0; i < array.length; i++) {
          array[i] = read(in);
        }
        yield array;
      }
      case BYTES -> bytes(in);
      case DOUBLE -> in.readDouble();
      case TEXT -> new String(bytes(in), StandardCharsets.UTF_8);
      case LONG -> in.readLong();
      case BOOLEAN -> in.readBoolean();
      case UNIQUE_ID -> new UUID(in.readLong(), in.readLong());
      case RANGE ->
          new RangeValue(in.readBoolean(), read(in), in.readBoolean(), read(in), in.readBoolean());
      case MULTIRANGE -> {
        List<RangeValue> ranges = new ArrayList<>();
        for (Object range : (Object[]) Objects.requireNonNull(read(in))) {
          ranges.add((RangeValue) range);
        }
        yield new MultirangeValue(ranges);
      }
      default -> throw new IllegalStateException("no value of class " + kind);
    };
  }
}
