package omendb.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import omendb.core.TypeKind.Form;
import org.jspecify.annotations.Nullable;

/// Up to [#capacity()] values of one column in the form that the engine computes with. The arrays
/// are public for hot loops; which are used depends on [ColumnType#form()]:
///
/// | form | arrays |
/// |---|---|
/// | LONG | `longs` |
/// | DOUBLE | `doubles` |
/// | WIDE | `longs` low word, `highs` high word (two's complement; uuid: high = most significant) |
/// | BYTES | `longs` native address, `lengths` bytes |
/// | OBJECT | `objects` |
///
/// `nulls[i] == 1` marks NULL (the value is then arbitrary); `hasNulls` is false only when no value
/// of the batch is NULL, and then `nulls` may hold anything. Native addresses stay valid as long as
/// the producer's batch does. Not thread-safe.
public final class ColumnVector {
  public final ColumnType type;
  public final Form form;
  public final long[] longs;
  public final long[] highs;
  public final int[] lengths;
  public final double[] doubles;
  public final @Nullable Object[] objects;
  public final byte[] nulls;
  public boolean hasNulls;

  /// Where it is not null, value `i` is also known as the dictionary's `codes[i]`, -1 for NULL. Set
  /// by readers for steps that ask for it only, and kept by none but them.
  public @Nullable ValueDictionary dictionary;

  public int[] codes = NO_INTS;

  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};
  private static final double[] NO_DOUBLES = {};
  private static final @Nullable Object[] NO_OBJECTS = {};

  public ColumnVector(ColumnType type, int capacity) {
    this.type = type;
    this.form = type.form();
    boolean words = form == Form.LONG || form == Form.WIDE || form == Form.BYTES;
    this.longs = words ? new long[capacity] : NO_LONGS;
    this.highs = form == Form.WIDE ? new long[capacity] : NO_LONGS;
    this.lengths = form == Form.BYTES ? new int[capacity] : NO_INTS;
    this.doubles = form == Form.DOUBLE ? new double[capacity] : NO_DOUBLES;
    this.objects = form == Form.OBJECT ? new @Nullable Object[capacity] : NO_OBJECTS;
    this.nulls = new byte[capacity];
  }

  public int capacity() {
    return nulls.length;
  }

  public boolean isNull(int index) {
    return hasNulls && nulls[index] != 0;
  }

  /// The boxed value (see [TypeKind]) or null. For edges and tests, not for loops.
  public @Nullable Object get(int index) {
    if (isNull(index)) {
      return null;
    }
    return switch (form) {
      case LONG ->
          switch (type.kind()) {
            case BOOLEAN -> longs[index] != 0;
            case NUMERIC -> BigDecimal.valueOf(longs[index], type.scale());
            default -> longs[index];
          };
      case DOUBLE -> doubles[index];
      case WIDE ->
          type.kind() == TypeKind.UUID
              ? new UUID(highs[index], longs[index])
              : new BigDecimal(wide(highs[index], longs[index]), type.scale());
      case BYTES -> {
        byte[] bytes = NativeMemory.bytes(longs[index], lengths[index]);
        yield type.kind() == TypeKind.BYTEA ? bytes : new String(bytes, StandardCharsets.UTF_8);
      }
      case OBJECT -> objects[index];
    };
  }

  /// The 128-bit two's complement number of these words.
  public static BigInteger wide(long high, long low) {
    BigInteger lowWord = BigInteger.valueOf(low & Long.MAX_VALUE);
    if (low < 0) {
      lowWord = lowWord.setBit(63);
    }
    return BigInteger.valueOf(high).shiftLeft(64).or(lowWord);
  }
}
