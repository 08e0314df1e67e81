package omendb.columnar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.TableSchema;

/// Random boxed rows in which extremes, repeats and NULLs are common.
final class RandomRows {
  static final ColumnType[] ALL_TYPES = {
    ColumnType.BOOLEAN,
    ColumnType.SMALLINT,
    ColumnType.INTEGER,
    ColumnType.BIGINT,
    ColumnType.REAL,
    ColumnType.DOUBLE,
    ColumnType.numeric(15, 2),
    ColumnType.numeric(38, 10),
    ColumnType.NUMERIC,
    ColumnType.TEXT,
    ColumnType.varchar(20),
    ColumnType.character(5),
    ColumnType.BYTEA,
    ColumnType.DATE,
    ColumnType.TIME,
    ColumnType.TIMESTAMP,
    ColumnType.TIMESTAMPTZ,
    ColumnType.UUID,
    ColumnType.INTERVAL,
    ColumnType.JSONB,
  };

  private static final String[] TEXTS = {
    "", "a", "ab", "b", "zebra", "Ünïcödé", "日本語", "🙂🙃", "a\u0000b", "a\u0000", " ", "\uffff"
  };

  private final RandomGenerator random;

  RandomRows(RandomGenerator random) {
    this.random = random;
  }

  /// Rows of a table; each column gets a manner of its own (constant, narrow, wild, sparse…).
  List<Object[]> rows(TableSchema schema, int count) {
    int columns = schema.columns().size();
    int[] manners = new int[columns];
    int[] nullPercents = new int[columns];
    for (int i = 0; i < columns; i++) {
      manners[i] = random.nextInt(4);
      nullPercents[i] = random.nextInt(4) == 0 ? 100 : random.nextInt(3) * 30;
    }
    List<Object[]> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Object[] row = new Object[columns];
      for (int i = 0; i < columns; i++) {
        Column column = schema.columns().get(i);
        boolean isNull = column.nullable() && random.nextInt(100) < nullPercents[i];
        row[i] = isNull ? null : value(column.type(), manners[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  /// A value that is not NULL.
  ///
  /// @param manner 0 few values, 1 a small range far from zero, 2 extremes, 3 anything
  Object value(ColumnType type, int manner) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case SMALLINT -> integer(manner, 16);
      case INTEGER, DATE -> integer(manner, 32);
      case TIME -> Math.floorMod(integer(manner, 64), 86_400_000_000L);
      case BIGINT, TIMESTAMP, TIMESTAMPTZ -> integer(manner, 64);
      case REAL -> (double) (float) floating(manner);
      case DOUBLE -> floating(manner);
      case NUMERIC -> decimal(type, manner);
      case UUID -> new UUID(integer(manner, 64), integer(manner, 64));
      case INTERVAL ->
          new Interval((int) integer(manner, 32), (int) integer(manner, 8), integer(manner, 64));
      case BYTEA -> bytes(manner);
      case CHAR -> padded(manner);
      default -> text(manner);
    };
  }

  private long integer(int manner, int bits) {
    long min = -1L << (bits - 1);
    return switch (manner) {
      case 0 -> random.nextInt(3);
      case 1 -> ((~min) / 5 * 4) + random.nextInt(bits == 8 ? 3 : 300);
      case 2 -> new long[] {min, ~min, 0, -1, 1, min + 1, ~min - 1}[random.nextInt(7)];
      default -> random.nextLong() >> (Long.SIZE - bits);
    };
  }

  private double floating(int manner) {
    double[] extremes = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -0.0,
      0.0,
      Double.MIN_VALUE,
      Double.MAX_VALUE
    };
    return switch (manner) {
      case 0 -> random.nextInt(3);
      case 2 -> extremes[random.nextInt(extremes.length)];
      default -> random.nextGaussian() * 1e6;
    };
  }

  private BigDecimal decimal(ColumnType type, int manner) {
    if (type.precision() == 0) {
      return new BigDecimal(BigInteger.valueOf(integer(manner, 64)), random.nextInt(5));
    }
    BigInteger limit = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    BigInteger unscaled =
        switch (manner) {
          case 0 -> BigInteger.valueOf(random.nextInt(3));
          case 1 -> limit.subtract(BigInteger.valueOf(random.nextInt(200)));
          case 2 -> random.nextBoolean() ? limit : limit.negate();
          default ->
              new BigInteger(127, new Random(random.nextLong()))
                  .mod(limit)
                  .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
        };
    return new BigDecimal(unscaled, type.scale());
  }

  private String text(int manner) {
    return switch (manner) {
      case 0 -> TEXTS[random.nextInt(3)];
      case 1 -> "customer#" + (100_000 + random.nextInt(500));
      case 2 -> TEXTS[random.nextInt(TEXTS.length)].repeat(random.nextInt(40));
      default -> TEXTS[random.nextInt(TEXTS.length)] + random.nextInt();
    };
  }

  private String padded(int manner) {
    String text = text(manner == 2 ? 0 : manner).replaceAll("[^a-z0-9]", "");
    return String.format("%-5s", text.substring(0, Math.min(5, text.length())));
  }

  private byte[] bytes(int manner) {
    byte[] bytes = new byte[manner == 0 ? random.nextInt(2) : random.nextInt(manner * 50 + 2)];
    random.nextBytes(bytes);
    return bytes;
  }
}
