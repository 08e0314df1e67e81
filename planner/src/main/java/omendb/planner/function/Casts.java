package omendb.planner.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.MultirangeValue;
import omendb.core.OmenException;
import omendb.core.RangeValue;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.BitText;
import omendb.core.text.Calendar;
import omendb.core.text.JsonText;
import omendb.core.text.NumberText;
import omendb.core.text.TypeText;
import omendb.core.text.ZonedTime;
import org.jspecify.annotations.Nullable;

/// Conversions between types, checked: 22003, 22P02, 22001 and what else parsing raises.
public final class Casts {
  private Casts() {}

  /// The value as one of type `to`. [CastRules] has said that the conversion exists.
  ///
  /// @param explicit text that is too long for char(n) or varchar(n) is cut instead of refused
  public static Object cast(
      Object value, ColumnType from, ColumnType to, boolean explicit, EvalContext context) {
    ColumnType element = to.element();
    if (element != null && value instanceof @Nullable Object[] array) {
      ColumnType fromElement = Objects.requireNonNull(from.element());
      if (fromElement.equals(element)) {
        return array;
      }
      return castArray(array, fromElement, element, explicit, context);
    }
    return switch (to.kind()) {
      case TEXT, UNKNOWN, NAME, INTERNAL_CHAR, VARCHAR, CHAR ->
          toText(value, from, to, explicit, context);
      case SMALLINT, INTEGER, BIGINT -> toInteger(value, from, to, context);
      case REAL, DOUBLE -> toFloat(value, from, to, context);
      case NUMERIC -> toNumeric(value, from, to, context);
      case BOOLEAN -> toBoolean(value, from, to, context);
      case DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> toTime(value, from, to, context);
      case OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          toOid(value, from, to, context);
      case INTERVAL ->
          from.kind() == TypeKind.TIME
              ? new Interval(0, 0, (Long) value)
              : parsed(value, from, to, context);
      case JSON -> from.kind() == TypeKind.JSONB ? value : parsed(value, from, to, context);
      case JSONPATH -> parsed(value, from, to, context);
      case JSONB ->
          from.kind() == TypeKind.JSON
              ? JsonText.normalize((String) value)
              : parsed(value, from, to, context);
      case INT4MULTIRANGE,
          INT8MULTIRANGE,
          NUMMULTIRANGE,
          DATEMULTIRANGE,
          TSMULTIRANGE,
          TSTZMULTIRANGE ->
          value instanceof RangeValue range
              ? MultirangeValue.of(List.of(range))
              : parsed(value, from, to, context);
      case INT4RANGE, INT8RANGE, NUMRANGE, DATERANGE, TSRANGE, TSTZRANGE ->
          parsed(value, from, to, context);
      case BIT, VARBIT -> toBits(value, from, to, explicit, context);
      case BYTEA, UUID, ENUM, ARRAY, INT2VECTOR, OIDVECTOR -> parsed(value, from, to, context);
      case XID, XID8, PG_LSN, TID, MONEY, INET, CIDR, MACADDR, MACADDR8 ->
          toCoded(value, from, to, context);
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> toCoded(value, from, to, context);
      case VOID, RECORD -> value;
    };
  }

  /// To a type that has a codec of its own.
  private static Object toCoded(Object value, ColumnType from, ColumnType to, EvalContext context) {
    Object converted = CodedCasts.cast(value, from, to);
    return converted == null ? parsed(value, from, to, context) : converted;
  }

  private static Object castArray(
      @Nullable Object[] array,
      ColumnType from,
      ColumnType to,
      boolean explicit,
      EvalContext context) {
    @Nullable Object[] result = new @Nullable Object[array.length];
    for (int i = 0; i < array.length; i++) {
      Object item = array[i];
      if (item instanceof @Nullable Object[] inner) {
        result[i] = castArray(inner, from, to, explicit, context);
      } else if (item != null) {
        result[i] = cast(item, from, to, explicit, context);
      }
    }
    return result;
  }

  private static Object parsed(Object value, ColumnType from, ColumnType to, EvalContext context) {
    if (from.kind() == to.kind()) {
      return value;
    }
    if (from.kind() == TypeKind.CHAR || from.isText()) {
      String text = (String) value;
      String trimmed = from.kind() == TypeKind.CHAR ? Comparison.trimmed(text) : text;
      return TypeText.parse(to, trimmed, context.text());
    }
    throw SqlState.CANNOT_COERCE.error("cannot cast type %s to %s", from, to);
  }

  /// The value's text as its output function prints it, which for names of catalog objects asks the
  /// session.
  public static String output(Object value, ColumnType type, EvalContext context) {
    switch (type.kind()) {
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> {
        String id = "text(" + type.kind().internalName() + ")";
        Object name = (Long) value == 0 ? "-" : context.catalog(id, new Object[] {value});
        return name == null ? value.toString() : (String) name;
      }
      default -> {
        return TypeText.format(type, value, context.style());
      }
    }
  }

  private static String toText(
      Object value, ColumnType from, ColumnType to, boolean explicit, EvalContext context) {
    String text =
        switch (from.kind()) {
          case BOOLEAN -> (Boolean) value ? "true" : "false";
          case CHAR ->
              to.kind() == TypeKind.CHAR ? (String) value : Comparison.trimmed((String) value);
          case INTEGER ->
              to.kind() == TypeKind.INTERNAL_CHAR ? internalChar((Long) value) : value.toString();
          case INET -> NetworkFunctions.text((String) value);
          default -> output(value, from, context);
        };
    return switch (to.kind()) {
      case VARCHAR -> TypeText.fitVarchar(to, text, explicit);
      case CHAR -> TypeText.fitChar(to, text, explicit);
      case NAME -> TypeText.name(text);
      case INTERNAL_CHAR -> (String) TypeText.parse(to, text);
      default -> text;
    };
  }

  private static String internalChar(long code) {
    if (code < -128 || code > 127) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("\"char\" out of range");
    }
    return code == 0 ? "" : Character.toString((int) code & 0xff);
  }

  private static String toBits(
      Object value, ColumnType from, ColumnType to, boolean explicit, EvalContext context) {
    return switch (from.kind()) {
      case BIT, VARBIT -> BitText.fit(to, (String) value, explicit);
      case INTEGER, BIGINT -> BitText.ofInteger(to, (Long) value);
      default -> {
        ColumnType any = ColumnType.of(to.kind());
        yield BitText.fit(to, (String) parsed(value, from, explicit ? any : to, context), explicit);
      }
    };
  }

  private static long fromBits(String bits, ColumnType to) {
    int width = to.kind() == TypeKind.INTEGER ? Integer.SIZE : Long.SIZE;
    if (bits.length() > width) {
      throw Arithmetic.outOfRange(to);
    }
    long value = bits.isEmpty() ? 0 : Long.parseUnsignedLong(bits, 2);
    return width == Integer.SIZE ? (int) value : value;
  }

  private static long toInteger(Object value, ColumnType from, ColumnType to, EvalContext context) {
    return switch (from.kind()) {
      case SMALLINT, INTEGER, BIGINT -> Arithmetic.fit(to, (Long) value);
      case OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          to.kind() == TypeKind.INTEGER ? (int) (long) (Long) value : (Long) value;
      case REAL, DOUBLE -> roundToInteger((Double) value, to);
      case NUMERIC -> roundToInteger((BigDecimal) value, to);
      case BOOLEAN -> (Boolean) value ? 1L : 0L;
      case BIT -> fromBits((String) value, to);
      case INTERNAL_CHAR -> {
        byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
        yield bytes.length == 0 ? 0 : bytes[0];
      }
      case JSONB -> roundToInteger(jsonNumber((String) value, to), to);
      default -> (Long) parsed(value, from, to, context);
    };
  }

  /// Rounds a double half to even, as PostgreSQL's casts do.
  static long roundToInteger(double value, ColumnType to) {
    double rounded = Math.rint(value);
    if (Double.isNaN(value) || rounded < -0x1p63 || rounded >= 0x1p63) {
      throw Arithmetic.outOfRange(to);
    }
    return Arithmetic.fit(to, (long) rounded);
  }

  /// Rounds a decimal half away from zero.
  static long roundToInteger(BigDecimal value, ColumnType to) {
    if (SpecialNumeric.is(value)) {
      throw SpecialNumeric.notAnInteger(value, to);
    }
    try {
      return Arithmetic.fit(to, value.setScale(0, RoundingMode.HALF_UP).longValueExact());
    } catch (ArithmeticException e) {
      throw Arithmetic.outOfRange(to).causedBy(e);
    }
  }

  private static double toFloat(Object value, ColumnType from, ColumnType to, EvalContext context) {
    boolean real = to.kind() == TypeKind.REAL;
    return switch (from.kind()) {
      case SMALLINT, INTEGER, BIGINT -> real ? (float) (long) (Long) value : (Long) value;
      case REAL -> (Double) value;
      case DOUBLE -> real ? narrowed((Double) value) : (Double) value;
      case NUMERIC -> fromDecimal((BigDecimal) value, to);
      case JSONB -> fromDecimal(jsonNumber((String) value, to), to);
      default -> (Double) parsed(value, from, to, context);
    };
  }

  private static double fromDecimal(BigDecimal value, ColumnType to) {
    if (SpecialNumeric.is(value)) {
      return SpecialNumeric.toDouble(value);
    }
    double result = to.kind() == TypeKind.REAL ? value.floatValue() : value.doubleValue();
    if (Double.isInfinite(result) || (result == 0 && value.signum() != 0)) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
          "\"%s\" is out of range for type %s", value.toPlainString(), to);
    }
    return result;
  }

  private static double narrowed(double value) {
    float result = (float) value;
    if (Float.isInfinite(result) && !Double.isInfinite(value)) {
      throw Arithmetic.overflow();
    }
    if (result == 0 && value != 0) {
      throw Arithmetic.underflow();
    }
    return result;
  }

  private static BigDecimal toNumeric(
      Object value, ColumnType from, ColumnType to, EvalContext context) {
    return switch (from.kind()) {
      case SMALLINT, INTEGER, BIGINT -> NumberText.fit(to, BigDecimal.valueOf((Long) value));
      case NUMERIC -> NumberText.fit(to, (BigDecimal) value);
      case MONEY -> NumberText.fit(to, MoneyFunctions.decimal((Long) value));
      case REAL -> fromDouble((Double) value, 6, to);
      case DOUBLE -> fromDouble((Double) value, 15, to);
      case JSONB -> NumberText.fit(to, NumberText.normal(jsonNumber((String) value, to)));
      default -> (BigDecimal) parsed(value, from, to, context);
    };
  }

  /// A float keeps the digits that its type guarantees: 6 or 15.
  private static BigDecimal fromDouble(double value, int digits, ColumnType to) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return NumberText.fit(to, SpecialNumeric.of(value));
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new java.math.MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return NumberText.fit(to, NumberText.normal(rounded));
  }

  private static boolean toBoolean(
      Object value, ColumnType from, ColumnType to, EvalContext context) {
    return switch (from.kind()) {
      case BOOLEAN -> (Boolean) value;
      case INTEGER -> (Long) value != 0;
      case JSONB -> {
        if (JsonText.parse((String) value) instanceof Boolean result) {
          yield result;
        }
        throw jsonMismatch((String) value, to);
      }
      default -> (Boolean) parsed(value, from, to, context);
    };
  }

  private static BigDecimal jsonNumber(String json, ColumnType to) {
    if (JsonText.parse(json) instanceof BigDecimal number) {
      return number;
    }
    throw jsonMismatch(json, to);
  }

  private static OmenException jsonMismatch(String json, ColumnType to) {
    Object value = JsonText.parse(json);
    String kind =
        switch (value) {
          case null -> "null";
          case String _ -> "string";
          case Boolean _ -> "boolean";
          case BigDecimal _ -> "numeric";
          case List<?> _ -> "array";
          default -> "object";
        };
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "cannot cast jsonb %s to type %s", kind, CastRules.plain(to));
  }

  private static long toTime(Object value, ColumnType from, ColumnType to, EvalContext context) {
    if (from.kind() == to.kind()) {
      return (Long) value;
    }
    return switch (from.kind()) {
      case DATE -> fromDate((Long) value, to, context);
      case TIME -> ZonedTimeFunctions.ofTime(context, (Long) value);
      case TIMETZ -> ZonedTime.micros((Long) value);
      case TIMESTAMP -> fromTimestamp((Long) value, to, context);
      case TIMESTAMPTZ ->
          to.kind() == TypeKind.TIMETZ
              ? ZonedTimeFunctions.ofInstant(context, (Long) value)
              : fromTimestamp(Calendar.toLocal((Long) value, context.zone()), to, context);
      case INTERVAL -> Math.floorMod(((Interval) value).micros(), Calendar.MICROS_PER_DAY);
      default -> (Long) parsed(value, from, to, context);
    };
  }

  private static long fromDate(long day, ColumnType to, EvalContext context) {
    long micros = dateToTimestamp(day);
    return to.kind() == TypeKind.TIMESTAMPTZ ? Calendar.toInstant(micros, context.zone()) : micros;
  }

  /// Midnight of a date; infinities stay.
  static long dateToTimestamp(long day) {
    if (!Calendar.isFiniteDate(day)) {
      return day > 0 ? Calendar.INFINITY : Calendar.MINUS_INFINITY;
    }
    if (day >= Calendar.MICROS_END / Calendar.MICROS_PER_DAY) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("date out of range for timestamp");
    }
    return day * Calendar.MICROS_PER_DAY;
  }

  private static long fromTimestamp(long micros, ColumnType to, EvalContext context) {
    boolean finite = Calendar.isFinite(micros);
    return switch (to.kind()) {
      case DATE ->
          finite
              ? Math.floorDiv(micros, Calendar.MICROS_PER_DAY)
              : micros > 0 ? Calendar.DATE_INFINITY : Calendar.DATE_MINUS_INFINITY;
      case TIME -> {
        if (!finite) {
          throw SqlState.DATETIME_FIELD_OVERFLOW.error("timestamp out of range");
        }
        yield Math.floorMod(micros, Calendar.MICROS_PER_DAY);
      }
      case TIMESTAMPTZ -> Calendar.toInstant(micros, context.zone());
      default -> micros;
    };
  }

  private static Object toOid(Object value, ColumnType from, ColumnType to, EvalContext context) {
    return switch (from.kind()) {
      case SMALLINT, INTEGER -> (Long) value & 0xffff_ffffL;
      case BIGINT -> {
        long number = (Long) value;
        if (number < 0 || number > 0xffff_ffffL) {
          throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("OID out of range");
        }
        yield number;
      }
      case OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> value;
      default -> named((String) value, from, to, context);
    };
  }

  /// The oid of a catalog object by its name or by its number.
  private static Object named(String text, ColumnType from, ColumnType to, EvalContext context) {
    boolean number = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    if (to.kind() == TypeKind.OID || number || text.equals("-")) {
      return parsed(text, from, to, context);
    }
    String id = to.kind().internalName() + "(text)";
    Object oid = context.catalog(id, new Object[] {text});
    return Objects.requireNonNull(oid, id);
  }
}
