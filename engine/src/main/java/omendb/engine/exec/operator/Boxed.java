package omendb.engine.exec.operator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// Boxed values as elements of vectors.
final class Boxed {
  private Boxed() {}

  /// Sets element `i`, but not its null mark; false when the value is null.
  ///
  /// @param arena takes bytes; may be null when the type has none
  static boolean set(
      ColumnVector into, int i, @Nullable Object value, @Nullable NativeArena arena) {
    if (value == null) {
      return false;
    }
    ColumnType type = into.type;
    switch (into.form) {
      case LONG ->
          into.longs[i] =
              switch (value) {
                case Boolean truth -> truth ? 1 : 0;
                case BigDecimal number -> unscaled(number, type).unscaledValue().longValue();
                default -> ((Number) value).longValue();
              };
      case DOUBLE -> into.doubles[i] = ((Number) value).doubleValue();
      case WIDE -> {
        if (value instanceof UUID uuid) {
          into.highs[i] = uuid.getMostSignificantBits();
          into.longs[i] = uuid.getLeastSignificantBits();
        } else {
          var bits = unscaled((BigDecimal) value, type).unscaledValue();
          into.longs[i] = bits.longValue();
          into.highs[i] = bits.shiftRight(64).longValue();
        }
      }
      case BYTES -> {
        byte[] bytes =
            value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
        into.longs[i] = Objects.requireNonNull(arena).store(bytes);
        into.lengths[i] = bytes.length;
      }
      case OBJECT -> into.objects[i] = value;
    }
    return true;
  }

  private static BigDecimal unscaled(BigDecimal number, ColumnType type) {
    if (type.kind() != TypeKind.NUMERIC) {
      return number;
    }
    if (SpecialNumeric.is(number)) {
      return SpecialNumeric.fit(type.precision(), type.scale(), true, number);
    }
    BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_UP);
    if (scaled.signum() != 0 && scaled.precision() > type.precision()) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("numeric field overflow");
    }
    return scaled;
  }
}
