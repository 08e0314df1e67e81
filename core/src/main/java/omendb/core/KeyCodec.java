package omendb.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Order-preserving bytes of a primary key: unsigned byte-wise order of the encoding is SQL order
/// of the key, column by column.
///
/// | column | bytes |
/// |---|---|
/// | BOOLEAN, SMALLINT, INTEGER, DATE, BIGINT, TIME, TIMESTAMP(TZ), NUMERIC(p ≤ 18) | natural width (1, 2, 4, 8), big-endian, sign flipped |
/// | REAL, DOUBLE | total-order bits, big-endian (-0 equals 0, NaN last) |
/// | NUMERIC(p ≤ 38) | 16 bytes big-endian, sign flipped |
/// | UUID | 16 bytes big-endian |
/// | text, bytea | bytes with 0x00 as 0x00 0xff, closed by 0x00 0x00; char(n) without trailing blanks |
/// | other NUMERIC, INTERVAL, arrays, ranges | see [ObjectKeys] |
///
/// A key of fixed width up to 8 bytes is *exact*: its prefix says it all.
public final class KeyCodec {
  private final ColumnType[] types;
  private final int fixedBytes;
  private final boolean longs;

  public KeyCodec(List<ColumnType> types) {
    this.types = types.toArray(ColumnType[]::new);
    int bytes = 0;
    for (ColumnType type : this.types) {
      int width = width(type);
      bytes = width < 0 || bytes < 0 ? -1 : bytes + width;
    }
    this.fixedBytes = bytes;
    this.longs = Arrays.stream(this.types).allMatch(type -> type.form() == TypeKind.Form.LONG);
  }

  /// The codec of a table's key; a hidden key is one BIGINT.
  public static KeyCodec of(TableSchema schema) {
    if (schema.hiddenKey()) {
      return new KeyCodec(List.of(ColumnType.BIGINT));
    }
    return new KeyCodec(
        schema.keyColumns().stream().map(i -> schema.columns().get(i).type()).toList());
  }

  public int columnCount() {
    return types.length;
  }

  public ColumnType type(int column) {
    return types[column];
  }

  /// True when the whole key fits its 8-byte prefix, so that equal prefixes mean equal keys.
  public boolean exact() {
    return fixedBytes >= 0 && fixedBytes <= 8;
  }

  /// The key's bytes. Key values are never null; the array may be longer than the key when `from`
  /// says where each key column lies.
  public byte[] encode(@Nullable Object[] values, int @Nullable [] from) {
    byte[][] parts = new byte[types.length][];
    int size = 0;
    for (int i = 0; i < types.length; i++) {
      Object value = values[from == null ? i : from[i]];
      if (value == null) {
        throw SqlState.NOT_NULL_VIOLATION.error("a key column is null");
      }
      parts[i] = part(types[i], value);
      size += parts[i].length;
    }
    if (parts.length == 1) {
      return parts[0];
    }
    byte[] key = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, key, at, part.length);
      at += part.length;
    }
    return key;
  }

  /// The key of a row at a native address, none of whose key columns is NULL.
  ///
  /// @param from where each key column lies
  public byte[] encode(RowCodec codec, long row, int[] from) {
    RowLayout layout = codec.layout();
    if (!longs) {
      @Nullable Object[] values = new @Nullable Object[types.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = codec.value(row, from[i]);
      }
      return encode(values, null);
    }
    byte[] key = new byte[fixedBytes];
    int at = 0;
    for (int i = 0; i < types.length; i++) {
      int width = width(types[i]);
      putBigEndian(key, at, layout.getLong(row, from[i]), width);
      at += width;
    }
    return key;
  }

  /// The key of one column in LONG form, without boxing.
  public byte[] encodeLong(long value) {
    return bigEndian(value, width(types[0]));
  }

  /// The prefix ([#prefix]) of a key of one column in LONG form, given as its boxed value.
  public long prefixOf(Object value) {
    ColumnType type = types[0];
    return RowCodec.unscaled(type, value) << (64 - 8 * fixedBytes);
  }

  /// The first 8 bytes as a long whose signed order is the key's order; shorter keys are padded
  /// with zero bytes.
  public static long prefix(byte[] key) {
    long word = 0;
    int count = Math.min(8, key.length);
    for (int i = 0; i < count; i++) {
      word |= (key[i] & 0xffL) << (56 - 8 * i);
    }
    return word ^ Long.MIN_VALUE;
  }

  /// As [#prefix(byte[])] of `bytes` bytes at a native address.
  public static long prefix(long address, int bytes) {
    if (bytes >= 8) {
      return Long.reverseBytes(NativeMemory.getLong(address)) ^ Long.MIN_VALUE;
    }
    long word = 0;
    for (int i = 0; i < bytes; i++) {
      word |= (NativeMemory.getByte(address + i) & 0xffL) << (56 - 8 * i);
    }
    return word ^ Long.MIN_VALUE;
  }

  /// The first `bytes` bytes of the key with this prefix: the inverse of [#prefix] for exact keys.
  public static byte[] ofPrefix(long prefix, int bytes) {
    long word = prefix ^ Long.MIN_VALUE;
    byte[] key = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      key[i] = (byte) (word >>> (56 - 8 * i));
    }
    return key;
  }

  /// Bytes of every key, or -1 when they vary.
  public int fixedBytes() {
    return fixedBytes;
  }

  private static int width(ColumnType type) {
    return switch (type.form()) {
      case WIDE -> 16;
      case BYTES, OBJECT -> -1;
      case DOUBLE -> type.kind() == TypeKind.REAL ? 4 : 8;
      case LONG ->
          switch (type.kind()) {
            case BOOLEAN -> 1;
            case SMALLINT -> 2;
            case INTEGER, DATE -> 4;
            default -> 8;
          };
    };
  }

  /// True when values of the type may be part of a key.
  public static boolean has(ColumnType type) {
    return switch (type.form()) {
      case OBJECT -> ObjectKeys.has(type);
      case BYTES ->
          type.kind() != TypeKind.JSONB
              && type.kind() != TypeKind.JSON
              && !TypeKind.SHAPES.contains(type.kind());
      default -> true;
    };
  }

  /// The bytes of one column's value.
  public static byte[] part(ColumnType type, Object value) {
    return switch (type.form()) {
      case LONG -> bigEndian(RowCodec.unscaled(type, value), width(type));
      case DOUBLE -> floating(type, ((Number) value).doubleValue());
      case WIDE -> wide(type, value);
      case BYTES -> escaped(type, value);
      case OBJECT -> ObjectKeys.encode(type, value);
    };
  }

  private static byte[] bigEndian(long value, int width) {
    byte[] bytes = new byte[width];
    putBigEndian(bytes, 0, value, width);
    return bytes;
  }

  private static void putBigEndian(byte[] bytes, int at, long value, int width) {
    long flipped = value ^ (1L << (8 * width - 1));
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (flipped >>> (8 * (width - 1 - i)));
    }
  }

  private static byte[] floating(ColumnType type, double value) {
    double number = value == 0 ? 0.0 : value;
    if (type.kind() == TypeKind.REAL) {
      int bits = Float.floatToIntBits((float) number);
      return bigEndian(bits < 0 ? bits ^ Integer.MAX_VALUE : bits, 4);
    }
    long bits = Double.doubleToLongBits(number);
    return bigEndian(bits < 0 ? bits ^ Long.MAX_VALUE : bits, 8);
  }

  private static byte[] wide(ColumnType type, Object value) {
    ByteBuffer buffer = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    if (value instanceof UUID uuid) {
      return buffer
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    BigInteger unscaled = ((BigDecimal) value).setScale(type.scale()).unscaledValue();
    return buffer
        .putLong(unscaled.shiftRight(64).longValue() ^ Long.MIN_VALUE)
        .putLong(unscaled.longValue())
        .array();
  }

  private static byte[] escaped(ColumnType type, Object value) {
    byte[] bytes = RowCodec.variableBytes(type, value);
    int length = bytes.length;
    if (type.kind() == TypeKind.CHAR) {
      while (length > 0 && bytes[length - 1] == ' ') {
        length--;
      }
    }
    int zeros = 0;
    for (int i = 0; i < length; i++) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    byte[] part = new byte[length + zeros + 2];
    int at = 0;
    for (int i = 0; i < length; i++) {
      part[at++] = bytes[i];
      if (bytes[i] == 0) {
        part[at++] = (byte) 0xff;
      }
    }
    return part;
  }

  /// The text of a key for messages: values as a person would write them, joined by ", ".
  public String describe(@Nullable Object[] values, int @Nullable [] from) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < types.length; i++) {
      Object value = values[from == null ? i : from[i]];
      text.append(i == 0 ? "" : ", ");
      text.append(
          value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value);
    }
    return text.toString();
  }
}
