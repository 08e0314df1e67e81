package omendb.planner.function;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import omendb.core.ArrayShape;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.RowValue;
import omendb.core.SqlState;
import omendb.core.text.JsonOrder;
import omendb.core.text.TextOrder;
import org.jspecify.annotations.Nullable;

/// The order of values, as ORDER BY and the comparison operators see it: text by its UTF-8 bytes,
/// char(n) without trailing blanks, NaN above all numbers, intervals with months of 30 days.
public final class Comparison {
  private Comparison() {}

  /// Compares two boxed values of one type, neither of them NULL.
  public static int compare(ColumnType type, Object left, Object right) {
    return switch (type.kind()) {
      case BOOLEAN -> Boolean.compare((Boolean) left, (Boolean) right);
      case SMALLINT,
          INTEGER,
          BIGINT,
          DATE,
          TIME,
          TIMETZ,
          TIMESTAMP,
          TIMESTAMPTZ,
          OID,
          REGCLASS,
          REGTYPE,
          REGPROC,
          REGNAMESPACE,
          REGROLE,
          ENUM,
          XID,
          XID8,
          PG_LSN,
          TID,
          MONEY,
          MACADDR,
          MACADDR8 ->
          Long.compare((Long) left, (Long) right);
      case REAL, DOUBLE -> compare((double) (Double) left, (double) (Double) right);
      case NUMERIC -> ((BigDecimal) left).compareTo((BigDecimal) right);
      case TEXT, VARCHAR, NAME, INTERNAL_CHAR, UNKNOWN, BIT, VARBIT, INET, CIDR ->
          compare((String) left, (String) right);
      case CHAR -> compare(trimmed((String) left), trimmed((String) right));
      case BYTEA -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
      case UUID -> compare((UUID) left, (UUID) right);
      case INTERVAL -> compare((Interval) left, (Interval) right);
      case JSONB -> JsonOrder.compare((String) left, (String) right);
      case ARRAY, INT2VECTOR, OIDVECTOR ->
          compare(
              Objects.requireNonNull(type.element()),
              (@Nullable Object[]) left,
              (@Nullable Object[]) right);
      case INT4RANGE,
          INT8RANGE,
          NUMRANGE,
          DATERANGE,
          TSRANGE,
          TSTZRANGE,
          INT4MULTIRANGE,
          INT8MULTIRANGE,
          NUMMULTIRANGE,
          DATEMULTIRANGE,
          TSMULTIRANGE,
          TSTZMULTIRANGE ->
          RangePredicates.compare(left, right);
      case RECORD -> compare((RowValue) left, (RowValue) right);
      case JSON, JSONPATH, VOID, POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE ->
          throw SqlState.UNDEFINED_FUNCTION.error(
              "could not identify a comparison function for type %s", type);
    };
  }

  /// Field by field, NULL last.
  private static int compare(RowValue left, RowValue right) {
    if (left.values().length != right.values().length) {
      throw SqlState.DATATYPE_MISMATCH.error(
          "cannot compare record types with different numbers of columns");
    }
    for (int i = 0; i < left.values().length; i++) {
      if (left.types().get(i).kind() != right.types().get(i).kind()) {
        throw SqlState.DATATYPE_MISMATCH.error(
            "cannot compare dissimilar column types %s and %s at record column %d",
            CastRules.plain(left.types().get(i)), CastRules.plain(right.types().get(i)), i + 1);
      }
      Object a = left.values()[i];
      Object b = right.values()[i];
      int order =
          a == null || b == null
              ? Boolean.compare(a == null, b == null)
              : compare(left.types().get(i), a, b);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /// Numbers by value, -0 equal to 0, NaN equal to itself and above all others.
  public static int compare(double left, double right) {
    if (left < right) {
      return -1;
    }
    if (left > right) {
      return 1;
    }
    return left == right ? 0 : Boolean.compare(Double.isNaN(left), Double.isNaN(right));
  }

  /// Text in the order of its UTF-8 bytes, which is that of its code points.
  public static int compare(String left, String right) {
    return TextOrder.compare(left, right);
  }

  /// The text without trailing blanks, as char(n) is compared.
  public static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  public static int compare(UUID left, UUID right) {
    int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
  }

  public static int compare(Interval left, Interval right) {
    int days = Long.compare(days(left), days(right));
    return days != 0 ? days : Long.compare(rest(left), rest(right));
  }

  /// Equal for intervals that compare as equal, for hashing.
  public static long hash(Interval value) {
    return days(value) * 31 + rest(value);
  }

  private static long days(Interval value) {
    return value.months() * 30L
        + value.days()
        + Math.floorDiv(value.micros(), Interval.MICROS_PER_DAY);
  }

  private static long rest(Interval value) {
    return Math.floorMod(value.micros(), Interval.MICROS_PER_DAY);
  }

  private static int compare(
      ColumnType element, @Nullable Object[] left, @Nullable Object[] right) {
    return ArrayShape.compare(left, right, (a, b) -> compare(element, a, b));
  }
}
