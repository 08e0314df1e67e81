package omendb.planner.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.text.InetValue;
import org.jspecify.annotations.Nullable;

/// Conversions between types whose values a codec keeps, and to them from others than text.
final class CodedCasts {
  private CodedCasts() {}

  /// The value as one of type `to`; null where it is to be read from a text.
  static @Nullable Object cast(Object value, ColumnType from, ColumnType to) {
    return switch (to.kind()) {
      case XID -> value instanceof Long number ? (Object) (number & 0xffff_ffffL) : null;
      case MONEY -> money(value, from);
      case INET -> from.kind() == TypeKind.CIDR ? value : null;
      case CIDR ->
          from.kind() == TypeKind.INET ? InetValue.of((String) value).network().kept() : null;
      case MACADDR ->
          from.kind() == TypeKind.MACADDR8 ? (Object) MacFunctions.narrowed((Long) value) : null;
      case MACADDR8 ->
          from.kind() == TypeKind.MACADDR ? (Object) MacFunctions.widened((Long) value) : null;
      case POINT, LSEG, PATH, BOX, POLYGON, CIRCLE -> shape(value, from, to);
      default -> null;
    };
  }

  /// A shape as one of another type.
  private static @Nullable Object shape(Object value, ColumnType from, ColumnType to) {
    if (from.kind() == to.kind() || !TypeKind.SHAPES.contains(from.kind())) {
      return from.kind() == to.kind() ? value : null;
    }
    String kept = (String) value;
    return switch (to.kind()) {
      case POINT ->
          switch (from.kind()) {
            case LSEG -> SegmentFunctions.center(kept);
            case BOX -> BoxFunctions.center(kept);
            case POLYGON -> PolygonFunctions.center(kept);
            default -> CircleFunctions.center(kept);
          };
      case LSEG -> BoxFunctions.diagonal(kept);
      case PATH -> PolygonFunctions.path(kept);
      case BOX ->
          switch (from.kind()) {
            case POINT -> PointFunctions.box(kept);
            case POLYGON -> PolygonFunctions.box(kept);
            default -> CircleFunctions.box(kept);
          };
      case POLYGON ->
          switch (from.kind()) {
            case PATH -> PathFunctions.polygon(kept);
            case BOX -> BoxFunctions.polygon(kept);
            default -> PolygonFunctions.around(kept);
          };
      default ->
          from.kind() == TypeKind.BOX ? BoxFunctions.circle(kept) : PolygonFunctions.circle(kept);
    };
  }

  private static @Nullable Object money(Object value, ColumnType from) {
    return switch (value) {
      case BigDecimal number -> MoneyFunctions.cents(number);
      case Long number when from.isInteger() -> {
        BigInteger cents = BigInteger.valueOf(number).multiply(BigInteger.valueOf(100));
        if (cents.bitLength() >= Long.SIZE) {
          throw Arithmetic.outOfRange(ColumnType.BIGINT);
        }
        yield cents.longValueExact();
      }
      default -> null;
    };
  }
}
