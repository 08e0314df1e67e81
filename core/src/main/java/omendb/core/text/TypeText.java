package omendb.core.text;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.MultirangeValue;
import omendb.core.NativeMemory;
import omendb.core.RangeValue;
import omendb.core.RowValue;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// The text input and output of every type, as PostgreSQL's `…in` and `…out` functions do it in the
/// session's styles. Values are boxed as [TypeKind] says.
public final class TypeText {
  private TypeText() {}

  private static ValueCodec codec(TypeKind kind) {
    return Objects.requireNonNull(ValueCodec.of(kind));
  }

  /// [#parse(ColumnType, String, TextContext)] in UTC without a clock.
  public static Object parse(ColumnType type, String text) {
    return parse(type, text, TextContext.UTC);
  }

  /// The value that a text stands for, checked against the type's modifier: numerics are rounded,
  /// character types padded or refused when too long.
  ///
  /// @throws OmenException 22P02, 22003, 22001, 22007, 22008, 22015 as PostgreSQL words them
  public static Object parse(ColumnType type, String text, TextContext context) {
    return switch (type.kind()) {
      case BOOLEAN -> parseBoolean(text);
      case SMALLINT, INTEGER, BIGINT -> NumberText.parseInteger(type, text);
      case OID -> NumberText.parseOid(type, text);
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          text.equals("-") ? 0L : NumberText.parseOid(type, text);
      case REAL, DOUBLE -> NumberText.parseDouble(type, text);
      case NUMERIC -> NumberText.parseNumeric(type, text);
      case TEXT, UNKNOWN, VOID -> checked(text);
      case VARCHAR -> fitVarchar(type, checked(text), false);
      case CHAR -> fitChar(type, checked(text), false);
      case NAME -> name(checked(text));
      case INTERNAL_CHAR -> internalChar(checked(text));
      case BYTEA -> BytesText.parse(text);
      case DATE -> new DateTimeParser(text, "date", context.style()).date(context);
      case TIME -> new DateTimeParser(text, "time", context.style()).time(context);
      case TIMETZ -> ZonedTime.parse(text, context);
      case TIMESTAMP ->
          new DateTimeParser(text, "timestamp", context.style()).timestamp(context, false);
      case TIMESTAMPTZ ->
          new DateTimeParser(text, "timestamp with time zone", context.style())
              .timestamp(context, true);
      case UUID -> BytesText.parseUuid(text);
      case ENUM -> type.labels().code(text);
      case INTERVAL -> IntervalText.parse(text, context.style());
      case JSON -> JsonText.check(text);
      case JSONB -> JsonText.normalize(text);
      case JSONPATH -> JsonPath.parse(text).toString();
      case XID, XID8, PG_LSN, TID, MONEY, INET, CIDR, MACADDR, MACADDR8 ->
          codec(type.kind()).parse(text);
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> codec(type.kind()).parse(text);
      case BIT, VARBIT -> BitText.parse(type, checked(text));
      case INT2VECTOR, OIDVECTOR ->
          ArrayText.parseVector(Objects.requireNonNull(type.element()), text, context);
      case INT4RANGE, INT8RANGE, NUMRANGE, DATERANGE, TSRANGE, TSTZRANGE ->
          RangeText.parse(Objects.requireNonNull(type.bound()), text, context);
      case INT4MULTIRANGE,
          INT8MULTIRANGE,
          NUMMULTIRANGE,
          DATEMULTIRANGE,
          TSMULTIRANGE,
          TSTZMULTIRANGE ->
          RangeText.parseMany(Objects.requireNonNull(type.bound()), text, context);
      case ARRAY -> ArrayText.parse(Objects.requireNonNull(type.element()), text, context);
      case RECORD ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error(
              "input of anonymous composite types is not implemented");
    };
  }

  /// The text of a value; timestamptz in UTC.
  public static String format(ColumnType type, Object value) {
    return format(type, value, TextStyle.UTC);
  }

  /// The text of a value in ISO style; timestamptz in the zone.
  public static String format(ColumnType type, Object value, ZoneId zone) {
    return format(type, value, TextStyle.in(zone));
  }

  /// The text of a value in a style.
  public static String format(ColumnType type, Object value, TextStyle style) {
    return switch (type.kind()) {
      case BOOLEAN -> (Boolean) value ? "t" : "f";
      case SMALLINT, INTEGER, BIGINT, OID -> Long.toString((Long) value);
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          (Long) value == 0 ? "-" : Long.toString((Long) value);
      case NUMERIC -> NumberText.format((BigDecimal) value);
      case TEXT,
          VARCHAR,
          CHAR,
          NAME,
          INTERNAL_CHAR,
          JSON,
          JSONB,
          JSONPATH,
          UNKNOWN,
          VOID,
          BIT,
          VARBIT ->
          (String) value;
      case UUID -> ((UUID) value).toString();
      case ENUM -> type.labels().label((Long) value);
      default -> {
        TextBuffer out = new TextBuffer(32);
        format(type, value, style, out);
        yield out.toString();
      }
    };
  }

  private static void format(ColumnType type, Object value, TextStyle style, TextBuffer out) {
    switch (type.kind()) {
      case REAL, DOUBLE -> formatFloat(type.kind(), (Double) value, style, out);
      case BYTEA -> formatBytes((byte[]) value, style, out);
      case DATE -> DateTimeFormat.date((Long) value, style, out);
      case TIME -> DateTimeFormat.time((Long) value, out);
      case TIMESTAMP -> DateTimeFormat.timestamp((Long) value, style, out);
      case TIMESTAMPTZ -> DateTimeFormat.timestamptz((Long) value, style, out);
      case INTERVAL -> IntervalFormat.format((Interval) value, style, out);
      case INT2VECTOR, OIDVECTOR -> ArrayText.formatVector((@Nullable Object[]) value, out);
      case ARRAY -> {
        ColumnType element = Objects.requireNonNull(type.element());
        ArrayText.format(element, (@Nullable Object[]) value, style, out);
      }
      case RECORD -> RowText.format((RowValue) value, style, out);
      case TIMETZ, XID, XID8, PG_LSN, TID, MONEY, INET, CIDR, MACADDR, MACADDR8 ->
          codec(type.kind()).format(value, style, out);
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE ->
          codec(type.kind()).format(value, style, out);
      default -> formatOther(type, value, style, out);
    }
  }

  private static void formatOther(ColumnType type, Object value, TextStyle style, TextBuffer out) {
    ColumnType bound = type.bound();
    if (bound == null) {
      out.put(format(type, value, style));
    } else if (value instanceof RangeValue range) {
      RangeText.format(bound, range, style, out);
    } else {
      RangeText.format(bound, (MultirangeValue) value, style, out);
    }
  }

  /// Appends the text of a vector's value, which must not be NULL, without boxing it.
  public static void format(ColumnVector vector, int index, TextStyle style, TextBuffer out) {
    ColumnType type = vector.type;
    switch (vector.form) {
      case LONG -> formatLong(type, vector.longs[index], style, out);
      case DOUBLE -> formatFloat(type.kind(), vector.doubles[index], style, out);
      case WIDE -> {
        if (type.kind() == TypeKind.UUID) {
          BytesText.formatUuid(vector.highs[index], vector.longs[index], out);
        } else {
          out.putDecimal(vector.highs[index], vector.longs[index], type.scale());
        }
      }
      case BYTES -> {
        if (type.kind() == TypeKind.BYTEA) {
          formatBytes(NativeMemory.bytes(vector.longs[index], vector.lengths[index]), style, out);
        } else {
          formatBytes(vector, index, style, out);
        }
      }
      case OBJECT -> {
        Object value = Objects.requireNonNull(vector.objects[index]);
        if (type.kind() == TypeKind.NUMERIC) {
          out.put(NumberText.format((BigDecimal) value));
        } else {
          format(type, value, style, out);
        }
      }
    }
  }

  private static void formatBytes(ColumnVector vector, int index, TextStyle style, TextBuffer out) {
    ValueCodec codec = ValueCodec.of(vector.type.kind());
    if (codec == null) {
      out.putNative(vector.longs[index], vector.lengths[index]);
    } else {
      codec.format(Objects.requireNonNull(vector.get(index)), style, out);
    }
  }

  /// Appends the text of a value of a type of the LONG form.
  public static void formatLong(ColumnType type, long value, TextStyle style, TextBuffer out) {
    switch (type.kind()) {
      case BOOLEAN -> out.put(value != 0 ? 't' : 'f');
      case NUMERIC -> out.putDecimal(value, type.scale());
      case DATE -> DateTimeFormat.date(value, style, out);
      case TIME -> DateTimeFormat.time(value, out);
      case TIMESTAMP -> DateTimeFormat.timestamp(value, style, out);
      case TIMESTAMPTZ -> DateTimeFormat.timestamptz(value, style, out);
      case ENUM -> out.put(type.labels().label(value));
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> {
        if (value == 0) {
          out.put('-');
        } else {
          out.putLong(value);
        }
      }
      case TIMETZ, XID, XID8, PG_LSN, TID, MONEY, MACADDR, MACADDR8 ->
          codec(type.kind()).format(value, style, out);
      default -> out.putLong(value);
    }
  }

  static void formatFloat(TypeKind kind, double value, TextStyle style, TextBuffer out) {
    boolean real = kind == TypeKind.REAL;
    if (style.floatDigits() <= 0) {
      NumberText.formatRounded(value, Math.max(1, (real ? 6 : 15) + style.floatDigits()), out);
    } else if (real) {
      NumberText.formatReal(value, out);
    } else {
      NumberText.format(value, out);
    }
  }

  private static void formatBytes(byte[] value, TextStyle style, TextBuffer out) {
    if (style.bytesEscaped()) {
      BytesText.escape(value, out);
    } else {
      out.putHex(value);
    }
  }

  private static Boolean parseBoolean(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (!word.isEmpty()) {
      if ("true".startsWith(word)
          || "yes".startsWith(word)
          || word.equals("on")
          || word.equals("1")) {
        return true;
      }
      if ("false".startsWith(word)
          || "no".startsWith(word)
          || word.equals("0")
          || ("off".startsWith(word) && word.length() > 1)) {
        return false;
      }
    }
    throw NumberText.invalid(ColumnType.BOOLEAN, text);
  }

  private static String checked(String text) {
    if (text.indexOf('\0') >= 0) {
      throw SqlState.CHARACTER_NOT_IN_REPERTOIRE.error(
          "invalid byte sequence for encoding \"UTF8\": 0x00");
    }
    return text;
  }

  /// A text within varchar(n): what is too long is cut when `cut` or when only blanks go.
  ///
  /// @throws OmenException 22001
  public static String fitVarchar(ColumnType type, String text, boolean cut) {
    int limit = type.precision();
    if (limit == 0 || text.length() <= limit || text.codePointCount(0, text.length()) <= limit) {
      return text;
    }
    return cutTo(type, text, limit, cut);
  }

  /// A text padded with blanks or cut to char(n).
  ///
  /// @throws OmenException 22001
  public static String fitChar(ColumnType type, String text, boolean cut) {
    int limit = type.precision();
    int length = limit == 0 ? 0 : text.codePointCount(0, text.length());
    if (limit == 0 || length == limit) {
      return text;
    }
    return length < limit ? text + " ".repeat(limit - length) : cutTo(type, text, limit, cut);
  }

  private static String cutTo(ColumnType type, String text, int limit, boolean cut) {
    int end = text.offsetByCodePoints(0, limit);
    for (int i = end; i < text.length() && !cut; i++) {
      if (text.charAt(i) != ' ') {
        throw SqlState.STRING_DATA_RIGHT_TRUNCATION.error("value too long for type %s", type);
      }
    }
    return text.substring(0, end);
  }

  /// A text cut to the 63 bytes of a name.
  public static String name(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < TypeKind.NAME.length()) {
      return text;
    }
    int end = TypeKind.NAME.length() - 1;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static String internalChar(String text) {
    return text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1));
  }
}
