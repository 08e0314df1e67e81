package omendb.flight;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.ValueVectorUtility;

/// Tells vectors that can be read from those that cannot: what comes over the wire may have offsets
/// and lengths that point anywhere, texts that are no UTF-8 and numbers with too many digits.
///
/// Arrow's own validation makes an object of each value. For the two kinds of vectors that most
/// bytes are in, this looks at the words.
final class VectorValidator {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private VectorValidator() {}

  /// Throws an unchecked exception that says why, when the vector is not what its field says.
  static void validate(FieldVector vector) {
    ValueVectorUtility.validate(vector);
    switch (vector) {
      case VarCharVector texts -> {
        requireOffsets(texts.getOffsetBuffer(), Integer.BYTES, texts);
        if (!ascii(texts)) {
          ValueVectorUtility.validateFull(texts);
        }
      }
      case LargeVarCharVector texts -> {
        requireOffsets(texts.getOffsetBuffer(), Long.BYTES, texts);
        ValueVectorUtility.validateFull(texts);
      }
      case DecimalVector decimals -> requireDigits(decimals);
      case ListVector lists -> {
        validate(lists.getDataVector());
        ValueVectorUtility.validateFull(lists);
      }
      default -> ValueVectorUtility.validateFull(vector);
    }
  }

  /// The offsets never fall and stay within the data. Arrow's validation reads the texts between
  /// them first: an offset far away would cost the memory that it asks for.
  private static void requireOffsets(ArrowBuf offsets, int width, FieldVector vector) {
    int count = vector.getValueCount();
    long last = 0;
    for (int i = 0; count > 0 && i <= count; i++) {
      long at = (long) i * width;
      long next = width == Integer.BYTES ? offsets.getInt(at) : offsets.getLong(at);
      if (next < last) {
        throw new IllegalArgumentException(
            "its offset %d is less than the one before".formatted(i));
      }
      last = next;
    }
    if (last > vector.getDataBuffer().capacity()) {
      throw new IllegalArgumentException("its last offset is beyond its data");
    }
  }

  private static boolean ascii(VarCharVector texts) {
    int count = texts.getValueCount();
    if (count == 0) {
      return true;
    }
    int first = texts.getOffsetBuffer().getInt(0);
    int length = texts.getOffsetBuffer().getInt(4L * count) - first;
    MemorySegment bytes =
        MemorySegment.ofAddress(texts.getDataBuffer().memoryAddress() + first).reinterpret(length);
    long high = 0;
    int at = 0;
    int words = length & -Long.BYTES;
    for (; at < words; at += Long.BYTES) {
      high |= bytes.get(WORD, at);
    }
    for (; at < length; at++) {
      high |= bytes.get(ValueLayout.JAVA_BYTE, at);
    }
    return (high & 0x8080_8080_8080_8080L) == 0;
  }

  /// Each number has at most the field's digits. Arrow's validation asks for one less.
  private static void requireDigits(DecimalVector decimals) {
    int precision = ((ArrowType.Decimal) decimals.getField().getType()).getPrecision();
    BigInteger limit = BigInteger.TEN.pow(precision);
    long limitHigh = limit.shiftRight(Long.SIZE).longValueExact();
    long limitLow = limit.longValue();
    ArrowBuf data = decimals.getDataBuffer();
    int count = decimals.getValueCount();
    for (int i = 0; i < count; i++) {
      long low = data.getLong(16L * i);
      long high = data.getLong(16L * i + 8);
      if (high < 0) {
        low = -low;
        high = ~high + (low == 0 ? 1 : 0);
      }
      // The least number of all is its own opposite.
      boolean fits =
          high >= 0
              && (high < limitHigh
                  || (high == limitHigh && Long.compareUnsigned(low, limitLow) < 0));
      if (!fits && !decimals.isNull(i)) {
        throw new IllegalArgumentException(
            "the value of row %d has more than %d digits".formatted(i, precision));
      }
    }
  }
}
