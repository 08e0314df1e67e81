package omendb.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ObjectKeysTest {
  private static final BigDecimal[] NUMBERS = {
    SpecialNumeric.NEGATIVE_INFINITY,
    new BigDecimal("-1e131071"),
    new BigDecimal("-123456789012345678901234567890.5"),
    new BigDecimal("-10"),
    new BigDecimal("-1.01"),
    new BigDecimal("-1"),
    new BigDecimal("-0.099"),
    new BigDecimal("-0.09"),
    new BigDecimal("-1e-57"),
    new BigDecimal("-1e-16383"),
    BigDecimal.ZERO,
    new BigDecimal("1e-16383"),
    new BigDecimal("1e-58"),
    new BigDecimal("1e-57"),
    new BigDecimal("1e-56"),
    new BigDecimal("0.09"),
    new BigDecimal("0.1"),
    new BigDecimal("0.10001"),
    BigDecimal.ONE,
    new BigDecimal("1.01"),
    new BigDecimal("9.99"),
    BigDecimal.TEN,
    new BigDecimal("12345678901234567890123456789.5"),
    new BigDecimal("1e55"),
    new BigDecimal("1e56"),
    new BigDecimal("1e57"),
    new BigDecimal("1e131071"),
    SpecialNumeric.INFINITY,
    SpecialNumeric.NAN,
  };

  @Test
  void numbersKeepTheirOrder() {
    Random random = new Random(1);
    List<Object> values = new ArrayList<>(Arrays.asList((Object[]) NUMBERS));
    for (int i = 0; i < 400; i++) {
      values.add(number(random));
    }
    check(ColumnType.NUMERIC, values, (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b));
  }

  private static BigDecimal number(Random random) {
    return new BigDecimal(
        new BigInteger(1 + random.nextInt(80), random)
            .subtract(new BigInteger(1 + random.nextInt(80), random)),
        random.nextInt(150) - 75);
  }

  @Test
  void scaleDoesNotTellNumbersApart() {
    assertThat(key(ColumnType.NUMERIC, new BigDecimal("10.00")))
        .isEqualTo(key(ColumnType.NUMERIC, new BigDecimal("1e1")));
    assertThat(key(ColumnType.NUMERIC, new BigDecimal("0.000")))
        .isEqualTo(key(ColumnType.NUMERIC, BigDecimal.ZERO));
  }

  @Test
  void shapesHaveNoOrderToKeep() {
    for (TypeKind shape : TypeKind.SHAPES) {
      assertThat(KeyCodec.has(ColumnType.of(shape))).isFalse();
      assertThat(KeyCodec.has(ColumnType.array(ColumnType.of(shape)))).isFalse();
    }
  }

  @Test
  void intervalsKeepTheirOrder() {
    Random random = new Random(2);
    List<Object> values = new ArrayList<>();
    int[] edges = {Integer.MIN_VALUE, -31, -1, 0, 1, 30, Integer.MAX_VALUE};
    for (int edge : edges) {
      values.add(new Interval(edge, edge, Long.MAX_VALUE));
      values.add(new Interval(edge, -1, Long.MIN_VALUE));
    }
    for (int i = 0; i < 400; i++) {
      values.add(
          new Interval(
              random.nextInt(5) - 2,
              random.nextInt(100) - 50,
              (random.nextInt(5) - 2) * Interval.MICROS_PER_DAY + random.nextInt(3)));
    }
    check(
        ColumnType.INTERVAL,
        values,
        Comparator.comparing(value -> {
          Interval interval = (Interval) value;
          return BigInteger.valueOf(interval.months() * 30L + interval.days())
              .multiply(BigInteger.valueOf(Interval.MICROS_PER_DAY))
              .add(BigInteger.valueOf(interval.micros()));
        }));
  }

  @Test
  void arraysKeepTheirOrder() {
    Random random = new Random(3);
    List<Object> values = new ArrayList<>();
    values.add(new Object[0]);
    for (int i = 0; i < 300; i++) {
      Object[] array = new Object[1 + random.nextInt(4)];
      boolean deep = random.nextInt(4) == 0;
      for (int j = 0; j < array.length; j++) {
        array[j] = deep ? new Object[] {text(random), text(random)} : text(random);
      }
      values.add(array);
    }
    check(
        ColumnType.array(ColumnType.TEXT),
        values,
        (a, b) ->
            ArrayShape.compare(
                (Object[]) a, (Object[]) b, (x, y) -> x.toString().compareTo(y.toString())));
  }

  private static String text(Random random) {
    int choice = random.nextInt(6);
    return choice == 0 ? null : choice == 1 ? "" : "a\0b".substring(0, choice - 2);
  }

  @Test
  void rangesKeepTheirOrder() {
    Random random = new Random(4);
    List<Object> ranges = new ArrayList<>();
    List<Object> multiranges = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ranges.add(range(random));
      multiranges.add(MultirangeValue.of(List.of(range(random), range(random))));
    }
    check(
        ColumnType.of(TypeKind.NUMRANGE),
        ranges,
        (a, b) -> ((RangeValue) a).compareTo((RangeValue) b));
    check(
        ColumnType.of(TypeKind.NUMMULTIRANGE),
        multiranges,
        (a, b) -> ((MultirangeValue) a).compareTo((MultirangeValue) b));
  }

  private static RangeValue range(Random random) {
    BigDecimal from = random.nextInt(5) == 0 ? null : new BigDecimal(random.nextInt(4));
    BigDecimal to = random.nextInt(5) == 0 ? null : new BigDecimal(4 + random.nextInt(3));
    boolean empty = random.nextInt(9) == 0;
    return empty
        ? RangeValue.EMPTY
        : RangeValue.of(from, random.nextBoolean(), to, random.nextBoolean());
  }

  /// Every pair: the order of the bytes is that of the values, and no encoding begins another.
  private static void check(ColumnType type, List<Object> values, Comparator<Object> order) {
    List<byte[]> keys = values.stream().map(value -> key(type, value)).toList();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        int expected = Integer.signum(order.compare(values.get(i), values.get(j)));
        byte[] a = keys.get(i);
        byte[] b = keys.get(j);
        assertThat(Integer.signum(Arrays.compareUnsigned(a, b)))
            .as("%s and %s", values.get(i), values.get(j))
            .isEqualTo(expected);
        int mismatch = Arrays.mismatch(a, b);
        assertThat(mismatch < 0 || mismatch < Math.min(a.length, b.length)).isTrue();
      }
    }
  }

  private static byte[] key(ColumnType type, Object value) {
    return new KeyCodec(List.of(type)).encode(new Object[] {value}, null);
  }
}
