package omendb.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorValidatorTest {
  private final RootAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  private VarCharVector texts(String... values) {
    VarCharVector vector = new VarCharVector("t", allocator);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private DecimalVector decimals(int precision, long... unscaled) {
    DecimalVector vector = new DecimalVector("d", allocator, precision, 2);
    vector.allocateNew(unscaled.length);
    for (int i = 0; i < unscaled.length; i++) {
      vector.set(i, unscaled[i]);
    }
    vector.setValueCount(unscaled.length);
    return vector;
  }

  @Test
  void textsOfEveryLengthAndAlphabetAreTaken() {
    try (VarCharVector ascii = texts("", "a", null, "longer than one word of eight bytes");
        VarCharVector others = texts("ä", "plain", "漢字", null, "😀");
        VarCharVector none = texts()) {
      assertThatCode(() -> VectorValidator.validate(ascii)).doesNotThrowAnyException();
      assertThatCode(() -> VectorValidator.validate(others)).doesNotThrowAnyException();
      assertThatCode(() -> VectorValidator.validate(none)).doesNotThrowAnyException();
    }
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWhereverTheyLie() {
    for (int at = 0; at < 19; at++) {
      try (VarCharVector vector = texts("0123456789", "abcdefghi")) {
        vector.getDataBuffer().setByte(at, 0xff);
        assertThatThrownBy(() -> VectorValidator.validate(vector)).as("byte %d", at).isNotNull();
      }
    }
  }

  @Test
  void offsetsThatFallOrLeaveTheDataAreRefused() {
    for (int offset : new int[] {-1, Integer.MIN_VALUE, 1 << 30, Integer.MAX_VALUE}) {
      for (int at = 0; at < 3; at++) {
        try (VarCharVector vector = texts("0123456789", "ü")) {
          vector.getOffsetBuffer().setInt(4L * at, offset);
          assertThatThrownBy(() -> VectorValidator.validate(vector))
              .as("offset %d is %d", at, offset)
              .isInstanceOf(RuntimeException.class);
        }
      }
    }
  }

  @Test
  void offsetsOfLargeTextsAreRefusedInAListAsWell() {
    try (LargeVarCharVector vector = new LargeVarCharVector("t", allocator)) {
      vector.allocateNew();
      vector.setSafe(0, new byte[] {'a'});
      vector.setSafe(1, new byte[] {'b'});
      vector.setValueCount(2);
      assertThatCode(() -> VectorValidator.validate(vector)).doesNotThrowAnyException();
      vector.getOffsetBuffer().setLong(8, 1L << 40);
      assertThatThrownBy(() -> VectorValidator.validate(vector))
          .isInstanceOf(RuntimeException.class);
    }
    try (ListVector lists = ListVector.empty("l", allocator)) {
      UnionListWriter writer = lists.getWriter();
      writer.startList();
      writer.varChar().writeVarChar("a");
      writer.varChar().writeVarChar("b");
      writer.endList();
      writer.setValueCount(1);
      assertThatCode(() -> VectorValidator.validate(lists)).doesNotThrowAnyException();
      lists.getDataVector().getOffsetBuffer().setInt(4, Integer.MAX_VALUE);
      assertThatThrownBy(() -> VectorValidator.validate(lists))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void numbersWithTooManyDigitsAreRefused() {
    try (DecimalVector most = decimals(3, 999, -999, 0);
        DecimalVector more = decimals(3, 1, 1000);
        DecimalVector less = decimals(3, 1, -1000);
        DecimalVector all = decimals(18, 999_999_999_999_999_999L);
        DecimalVector wide = decimals(38, Long.MAX_VALUE, Long.MIN_VALUE)) {
      assertThatCode(() -> VectorValidator.validate(most)).doesNotThrowAnyException();
      assertThatThrownBy(() -> VectorValidator.validate(more)).isNotNull();
      assertThatThrownBy(() -> VectorValidator.validate(less)).isNotNull();
      assertThatCode(() -> VectorValidator.validate(all)).doesNotThrowAnyException();
      assertThatCode(() -> VectorValidator.validate(wide)).doesNotThrowAnyException();
      wide.setSafe(0, new BigDecimal("1234567890123456789012345678901234.56"));
      assertThatCode(() -> VectorValidator.validate(wide)).doesNotThrowAnyException();
      most.getDataBuffer().setLong(8, 1);
      assertThatThrownBy(() -> VectorValidator.validate(most)).isNotNull();
    }
  }

  @Test
  void textsAreRefusedAsArrowRefusesThemWhenBytesAreChangedAtRandom() {
    Random random = new Random(20_261);
    for (int round = 0; round < 300; round++) {
      try (VarCharVector vector = texts("ab", null, "ü", "")) {
        ArrowBuf buffer =
            random.nextBoolean() ? vector.getDataBuffer() : vector.getValidityBuffer();
        buffer.setByte(random.nextInt(4), random.nextInt(256));
        assertSame(vector);
      }
    }
  }

  @Test
  void numbersAreRefusedByTheirDigitsAtEveryPrecision() {
    Random random = new Random(20_262);
    for (int round = 0; round < 300; round++) {
      int precision = 1 + random.nextInt(38);
      try (DecimalVector vector = new DecimalVector("d", allocator, precision, 0)) {
        vector.allocateNew(1);
        vector.setValueCount(1);
        vector.setIndexDefined(0);
        BigInteger power = BigInteger.TEN.pow(random.nextInt(39));
        BigInteger value =
            random.nextInt(10) == 0
                ? BigInteger.ONE.shiftLeft(127).negate()
                : power.add(BigInteger.valueOf(random.nextInt(3) - 1));
        value = random.nextBoolean() && value.bitLength() < 127 ? value.negate() : value;
        vector.getDataBuffer().setLong(0, value.longValue());
        vector.getDataBuffer().setLong(8, value.shiftRight(64).longValue());
        assertThat(refuses(() -> VectorValidator.validate(vector)))
            .as("%s with %d digits", value, precision)
            .isEqualTo(new BigDecimal(value).precision() > precision);
        vector.setNull(0);
        assertThatCode(() -> VectorValidator.validate(vector)).doesNotThrowAnyException();
      }
    }
  }

  /// Refuses what Arrow refuses, and takes what Arrow takes.
  private static void assertSame(VarCharVector vector) {
    assertThat(refuses(() -> VectorValidator.validate(vector)))
        .isEqualTo(refuses(() -> ValueVectorUtility.validateFull(vector)));
  }

  private static boolean refuses(Runnable validation) {
    try {
      validation.run();
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }
}
