package omendb.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowBuilderTest {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BOOLEAN,
          ColumnType.TEXT,
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.NUMERIC,
          ColumnType.BIGINT,
          ColumnType.DOUBLE,
          ColumnType.REAL,
          ColumnType.UUID,
          ColumnType.numeric(30, 4),
          ColumnType.numeric(9, 2),
          ColumnType.BYTEA,
          ColumnType.INTERVAL,
          ColumnType.REGCLASS,
          ColumnType.OID);

  /// Random rows, some longer than the place, have the bytes that the codec gives them.
  @Test
  void rowsAreThoseOfTheCodec() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RowLayout layout = RowLayout.of(TYPES);
    RowCodec codec = new RowCodec(layout);
    try (RowBuilder builder = new RowBuilder(layout)) {
      for (int round = 0; round < 500; round++) {
        @Nullable Object[] values = values(random);
        builder.begin();
        for (int i = 0; i < values.length; i++) {
          builder.put(i, values[i]);
        }
        assertThat(NativeMemory.bytes(builder.address(), builder.length()))
            .as("seed %d round %d", seed, round)
            .isEqualTo(codec.encode(values));
        assertThat(layout.rowBytes(builder.address())).isEqualTo(builder.length());
      }
    }
  }

  /// Keys read from a row are those made of its values.
  @Test
  void keysAreThoseOfTheValues() {
    Random random = new Random(7);
    RowLayout layout = RowLayout.of(TYPES);
    RowCodec codec = new RowCodec(layout);
    int[][] keys = {{5}, {3, 2}, {10, 5, 0}, {1}, {8, 1, 3}, {6, 9}, {2}, {13, 14}};
    try (RowBuilder builder = new RowBuilder(layout)) {
      for (int round = 0; round < 200; round++) {
        @Nullable Object[] values = values(random);
        builder.begin();
        for (int i = 0; i < values.length; i++) {
          builder.put(i, values[i]);
        }
        for (int[] from : keys) {
          List<ColumnType> types = new ArrayList<>();
          boolean nulls = false;
          for (int column : from) {
            types.add(TYPES.get(column));
            nulls |= values[column] == null;
          }
          if (!nulls) {
            KeyCodec key = new KeyCodec(types);
            assertThat(key.encode(codec, builder.address(), from))
                .isEqualTo(key.encode(values, from));
          }
        }
      }
    }
  }

  private static @Nullable Object[] values(Random random) {
    @Nullable Object[] values = {
      random.nextBoolean(),
      "é" + "x".repeat(random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(9)),
      (long) (short) random.nextInt(),
      (long) random.nextInt(),
      BigDecimal.valueOf(random.nextLong(), 3),
      random.nextLong(),
      random.nextGaussian(),
      (double) random.nextFloat(),
      new UUID(random.nextLong(), random.nextLong()),
      new BigDecimal(new java.math.BigInteger(90, random).negate(), 4),
      BigDecimal.valueOf(random.nextInt(), 2),
      new byte[random.nextInt(5)],
      new Interval(random.nextInt(), random.nextInt(), random.nextLong()),
      (long) random.nextInt(Integer.MAX_VALUE),
      (long) random.nextInt(Integer.MAX_VALUE)
    };
    for (int i = 0; i < values.length; i++) {
      if (random.nextInt(5) == 0) {
        values[i] = null;
      }
    }
    return values;
  }
}
