package omendb.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.OmenException;
import omendb.core.RowBuilder;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.text.TextContext;
import omendb.core.text.TextStyle;
import omendb.planner.function.CastRules;
import omendb.planner.function.Casts;
import omendb.planner.function.EvalContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VectorPutTest {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.BIGINT,
          ColumnType.DOUBLE,
          ColumnType.REAL,
          ColumnType.numeric(9, 2),
          ColumnType.numeric(15, 2),
          ColumnType.numeric(15, 4),
          ColumnType.numeric(30, 2),
          ColumnType.NUMERIC,
          ColumnType.TEXT,
          ColumnType.VARCHAR,
          ColumnType.varchar(5),
          ColumnType.character(5),
          ColumnType.character(0),
          ColumnType.DATE,
          ColumnType.TIMESTAMP);

  private static final List<String> TEXTS =
      List.of("", "a", "abcde", "abcdef", "abcd    ", "é", "éèéèé", "éèéèéè", "日本", " x ");

  private static final EvalContext CONTEXT =
      (EvalContext)
          Proxy.newProxyInstance(
              EvalContext.class.getClassLoader(),
              new Class<?>[] {EvalContext.class},
              (_, method, _) -> {
                return switch (method.getName()) {
                  case "text" -> TextContext.UTC;
                  case "style" -> TextStyle.UTC;
                  default -> throw new UnsupportedOperationException(method.getName());
                };
              });

  /// Whatever way a value takes, the row holds what the assignment cast makes of it.
  @Test
  void rowsHoldWhatCastsMake() {
    try (Arena arena = Arena.ofConfined()) {
      for (ColumnType from : TYPES) {
        ColumnVector vector = vector(from, arena);
        for (ColumnType to : TYPES) {
          if (CastRules.allowed(from, to, CastRules.Context.ASSIGNMENT)) {
            for (int i = 0; i < vector.capacity(); i++) {
              same(vector, i, to);
            }
          }
        }
      }
    }
  }

  private static void same(ColumnVector vector, int index, ColumnType to) {
    RowLayout layout = RowLayout.of(List.of(ColumnType.TEXT, to));
    RowCodec codec = new RowCodec(layout);
    VectorPut put = new VectorPut(1, vector.type, to);
    Object value = vector.get(index);
    try (RowBuilder row = new RowBuilder(layout)) {
      row.begin();
      Object expected;
      try {
        expected = value == null ? null : cast(value, vector.type, to);
      } catch (OmenException e) {
        assertThatThrownBy(() -> put.put(vector, index, row, CONTEXT)).hasMessage(e.getMessage());
        return;
      }
      put.put(vector, index, row, CONTEXT);
      @Nullable Object[] values = {null, expected};
      assertThat(NativeMemory.bytes(row.address(), row.length()))
          .as("%s as %s: %s", vector.type, to, value)
          .isEqualTo(codec.encode(values));
    }
  }

  private static Object cast(Object value, ColumnType from, ColumnType to) {
    return from.equals(to) ? value : Casts.cast(value, from, to, false, CONTEXT);
  }

  /// Some values of the type, the first NULL.
  private static ColumnVector vector(ColumnType type, Arena arena) {
    long[] numbers = {0, 0, 1, -1, 7, 123, -12_345, 20_000, 31_999};
    ColumnVector vector = new ColumnVector(type, Math.max(numbers.length, TEXTS.size() + 1));
    vector.hasNulls = true;
    vector.nulls[0] = 1;
    for (int i = 1; i < vector.capacity(); i++) {
      long number = numbers[i % numbers.length];
      switch (vector.form) {
        case LONG -> vector.longs[i] = number;
        case DOUBLE -> vector.doubles[i] = number / 4.0;
        case WIDE -> {
          vector.longs[i] = number;
          vector.highs[i] = number < 0 ? -1 : 0;
        }
        case BYTES -> {
          byte[] text = TEXTS.get(i - 1).getBytes(StandardCharsets.UTF_8);
          vector.longs[i] = arena.allocate(text.length + 1L).address();
          vector.lengths[i] = text.length;
          NativeMemory.putBytes(vector.longs[i], text, 0, text.length);
        }
        case OBJECT -> vector.objects[i] = java.math.BigDecimal.valueOf(number, 2);
      }
    }
    return vector;
  }
}
