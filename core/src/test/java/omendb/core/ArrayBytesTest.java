package omendb.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ArrayBytesTest {
  private static final List<ColumnType> ELEMENTS =
      List.of(
          ColumnType.BOOLEAN,
          ColumnType.SMALLINT,
          ColumnType.BIGINT,
          ColumnType.DOUBLE,
          ColumnType.NUMERIC,
          ColumnType.numeric(10, 2),
          ColumnType.numeric(30, 5),
          ColumnType.TEXT,
          ColumnType.BYTEA,
          ColumnType.DATE,
          ColumnType.UUID,
          ColumnType.INTERVAL,
          ColumnType.JSONB,
          ColumnType.of(TypeKind.INT8RANGE),
          ColumnType.of(TypeKind.NUMRANGE),
          ColumnType.of(TypeKind.DATEMULTIRANGE),
          ColumnType.of(TypeKind.NUMMULTIRANGE));

  @Test
  void whatIsStoredIsReadAgain() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      ColumnType element = ELEMENTS.get(random.nextInt(ELEMENTS.size()));
      Object[] array = array(element, random, random.nextInt(4));
      Object[] read = stored(ColumnType.array(element), array);
      assertThat((Object) read).as("seed %d, round %d, %s", seed, round, element).isEqualTo(array);
    }
  }

  private static Object[] stored(ColumnType type, Object[] array) {
    RowCodec codec = new RowCodec(RowLayout.of(List.of(ColumnType.INTEGER, type)));
    byte[] row = codec.encode(new Object[] {7L, array});
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(row.length);
      MemorySegment.copy(MemorySegment.ofArray(row), 0, copy, 0, row.length);
      return (Object[]) codec.value(copy.address(), 1);
    }
  }

  private static Object[] array(ColumnType element, Random random, int dimensions) {
    if (dimensions == 0) {
      return new Object[0];
    }
    int[] lengths = random.ints(dimensions, 1, 5).toArray();
    return level(element, random, lengths, 0);
  }

  private static Object[] level(ColumnType element, Random random, int[] lengths, int dimension) {
    Object[] items = new Object[lengths[dimension]];
    for (int i = 0; i < items.length; i++) {
      if (dimension + 1 < lengths.length) {
        items[i] = level(element, random, lengths, dimension + 1);
      } else if (random.nextInt(4) > 0) {
        items[i] = value(element, random);
      }
    }
    return items;
  }

  private static Object value(ColumnType element, Random random) {
    return switch (element.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      case NUMERIC -> BigDecimal.valueOf(random.nextLong() >> 30, element.scale());
      case TEXT -> "é" + "x".repeat(random.nextInt(20));
      case BYTEA -> {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case INTERVAL -> new Interval(random.nextInt(), random.nextInt(), random.nextLong());
      case JSONB -> "{\"a\": " + random.nextInt() + "}";
      case INT8RANGE, NUMRANGE -> range(element, random);
      case DATEMULTIRANGE, NUMMULTIRANGE ->
          MultirangeValue.of(List.of(range(element, random), range(element, random)));
      default -> (long) (short) random.nextInt();
    };
  }

  private static RangeValue range(ColumnType type, Random random) {
    ColumnType bound = Objects.requireNonNull(type.bound());
    Object lower = random.nextInt(4) == 0 ? null : value(bound, random);
    Object upper = random.nextInt(4) == 0 ? null : value(bound, random);
    boolean swap = lower != null && upper != null && RangeValue.compareElements(lower, upper) > 0;
    return RangeValue.of(
            swap ? upper : lower, random.nextBoolean(), swap ? lower : upper, random.nextBoolean())
        .canonical(bound);
  }
}
