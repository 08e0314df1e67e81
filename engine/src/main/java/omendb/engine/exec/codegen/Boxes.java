package omendb.engine.exec.codegen;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.TypeKind;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// The border between register forms and boxed values, for generated code and for constants.
final class Boxes {
  private Boxes() {}

  /// The Java expression of a value's box; null for NULL.
  static String box(Value value) {
    String boxed = boxKnown(value);
    return value.neverNull()
        ? boxed
        : "(" + value.isNull() + " ? (Object) null : (Object) " + boxed + ")";
  }

  private static String boxKnown(Value value) {
    TypeKind kind = value.type().kind();
    if (value.isBoolean()) {
      return "Boolean.valueOf(" + value.main() + ")";
    }
    return switch (value.form()) {
      case LONG ->
          kind == TypeKind.NUMERIC
              ? "Decimals.of(" + value.main() + ", " + value.type().scale() + ")"
              : "Long.valueOf(" + value.main() + ")";
      case DOUBLE -> "Double.valueOf(" + value.main() + ")";
      case WIDE ->
          kind == TypeKind.UUID
              ? "new java.util.UUID(" + value.extra() + ", " + value.main() + ")"
              : "Decimals.of(%s, %s, %d)"
                  .formatted(value.extra(), value.main(), value.type().scale());
      case BYTES ->
          (kind == TypeKind.BYTEA ? "NativeMemory.bytes(" : "Boxes.text(")
              + value.main()
              + ", "
              + value.extra()
              + ")";
      case OBJECT -> value.main();
    };
  }

  /// The statement that assigns a boxed value that is not null.
  static String unbox(String boxed, Value target) {
    ColumnType type = target.type();
    TypeKind kind = type.kind();
    if (target.isBoolean()) {
      return target.main() + " = ((Boolean) " + boxed + ").booleanValue();";
    }
    String limits = type.precision() + ", " + type.scale();
    return switch (target.form()) {
      case LONG ->
          kind == TypeKind.NUMERIC
              ? "%s = Decimals.unscaled((java.math.BigDecimal) %s, %s);"
                  .formatted(target.main(), boxed, limits)
              : target.main() + " = ((Number) " + boxed + ").longValue();";
      case DOUBLE -> target.main() + " = ((Number) " + boxed + ").doubleValue();";
      case WIDE ->
          (kind == TypeKind.UUID
                  ? "Boxes.uuid((java.util.UUID) " + boxed + ", wide); "
                  : "Decimals.unscaled((java.math.BigDecimal) "
                      + boxed
                      + ", "
                      + limits
                      + ", wide); ")
              + target.main()
              + " = wide.low; "
              + target.extra()
              + " = wide.high;";
      case BYTES ->
          "%s = Boxes.store(%s, arena); %s = arena.storedLength();"
              .formatted(target.main(), boxed, target.extra());
      case OBJECT -> target.main() + " = " + boxed + ";";
    };
  }

  static String text(long address, int length) {
    return new String(NativeMemory.bytes(address, length), StandardCharsets.UTF_8);
  }

  static void uuid(UUID value, Wide into) {
    into.set(value.getMostSignificantBits(), value.getLeastSignificantBits());
  }

  static long store(Object value, NativeArena arena) {
    return value instanceof byte[] bytes ? arena.store(bytes) : arena.store(value.toString());
  }

  /// What a kernel's `bind` takes for a boxed value: a Long, Boolean, Double, two words, or the
  /// object.
  static @Nullable Object constant(@Nullable Object value, ColumnType type, NativeArena arena) {
    if (value == null || type.kind() == TypeKind.BOOLEAN) {
      return value;
    }
    return switch (type.form()) {
      case LONG ->
          value instanceof BigDecimal number
              ? (Object) Decimals.unscaled(number, 18, type.scale())
              : (Object)
                  (type.kind() == TypeKind.NUMERIC
                      ? Decimals.unscaled(number(value), 18, type.scale())
                      : ((Number) value).longValue());
      case DOUBLE -> ((Number) value).doubleValue();
      case WIDE -> words(value, type);
      case BYTES -> {
        long address = store(value, arena);
        yield new long[] {address, arena.storedLength()};
      }
      case OBJECT -> type.kind() == TypeKind.NUMERIC ? number(value) : value;
    };
  }

  private static long[] words(Object value, ColumnType type) {
    Wide wide = new Wide();
    if (value instanceof UUID uuid) {
      uuid(uuid, wide);
    } else {
      Decimals.unscaled(number(value), ColumnType.PRECISION_MAX, type.scale(), wide);
    }
    return new long[] {wide.low, wide.high};
  }

  private static BigDecimal number(Object value) {
    return value instanceof BigDecimal number
        ? number
        : BigDecimal.valueOf(((Number) value).longValue());
  }
}
