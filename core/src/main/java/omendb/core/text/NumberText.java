package omendb.core.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Numbers as text.
public final class NumberText {
  /// The most digits before the point of an unconstrained numeric.
  public static final int NUMERIC_WHOLE_MAX = 131_072;

  /// The most digits after the point of an unconstrained numeric.
  public static final int NUMERIC_SCALE_MAX = 16_383;

  private NumberText() {}

  /// An integer of the type's range.
  ///
  /// @throws OmenException 22P02 or 22003
  public static long parseInteger(ColumnType type, String text) {
    long min = integerMin(type);
    long max = integerMax(type);
    int end = trimmedEnd(text);
    int i = trimmedStart(text, end);
    boolean negative = i < end && text.charAt(i) == '-';
    if (negative || (i < end && text.charAt(i) == '+')) {
      i++;
    }
    if (i == end) {
      throw invalid(type, text);
    }
    long value = 0;
    for (; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw invalid(type, text);
      }
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw integerRange(type, text);
      }
      value = value * 10 - digit;
      if (value < -max - 1) {
        throw integerRange(type, text);
      }
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw integerRange(type, text);
    }
    value = negative ? value : -value;
    if (value < min || value > max) {
      throw integerRange(type, text);
    }
    return value;
  }

  private static OmenException integerRange(ColumnType type, String text) {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
        "value \"%s\" is out of range for type %s", text, type);
  }

  /// An oid: 0 to 2³²-1; a negative 32-bit number wraps as in PostgreSQL.
  static long parseOid(ColumnType type, String text) {
    long value = parseInteger(type, text);
    return value & 0xffff_ffffL;
  }

  static long integerMin(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT -> Short.MIN_VALUE;
      case INTEGER, OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> Integer.MIN_VALUE;
      default -> Long.MIN_VALUE;
    };
  }

  static long integerMax(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT -> Short.MAX_VALUE;
      case INTEGER -> Integer.MAX_VALUE;
      case OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> 0xffff_ffffL;
      default -> Long.MAX_VALUE;
    };
  }

  /// A numeric, rounded half away from zero to the type's scale.
  ///
  /// @throws OmenException 22P02, 22003; 0A000 for NaN in a type of fixed width
  public static BigDecimal parseNumeric(ColumnType type, String text) {
    String trimmed = text.strip();
    BigDecimal special = SpecialNumeric.parse(trimmed);
    if (special != null) {
      return fit(type, special);
    }
    checkNumericSyntax(trimmed, text);
    int exponent = Math.max(trimmed.indexOf('e'), trimmed.indexOf('E'));
    if (exponent > 0 && trimmed.length() - exponent > 8) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
    }
    BigDecimal value;
    try {
      value = new BigDecimal(trimmed);
    } catch (NumberFormatException e) {
      throw invalid(ColumnType.NUMERIC, text).causedBy(e);
    }
    return fit(type, normal(value));
  }

  private static void checkNumericSyntax(String trimmed, String text) {
    boolean digits = false;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      digits |= c >= '0' && c <= '9';
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        digits = false;
        break;
      }
    }
    if (!digits) {
      throw invalid(ColumnType.NUMERIC, text);
    }
  }

  /// The value with a scale of 0 to [#NUMERIC_SCALE_MAX].
  ///
  /// @throws OmenException 22003 when it has too many digits before the point
  public static BigDecimal normal(BigDecimal value) {
    BigDecimal result = value;
    if (SpecialNumeric.is(value)) {
      return value;
    }
    if (value.signum() != 0 && (long) value.precision() - value.scale() > NUMERIC_WHOLE_MAX) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
    }
    if (value.scale() < 0) {
      result = value.setScale(0, RoundingMode.UNNECESSARY);
    } else if (value.scale() > NUMERIC_SCALE_MAX) {
      result = value.setScale(NUMERIC_SCALE_MAX, RoundingMode.HALF_UP);
    }
    return result;
  }

  /// The value in the type's precision and scale.
  ///
  /// @throws OmenException 22003 when it has too many digits before the point
  public static BigDecimal fit(ColumnType type, BigDecimal value) {
    if (type.precision() == 0) {
      return value;
    }
    if (SpecialNumeric.is(value)) {
      boolean fixedWidth = type.form() != TypeKind.Form.OBJECT;
      return SpecialNumeric.fit(type.precision(), type.scale(), fixedWidth, value);
    }
    BigDecimal scaled =
        value.scale() == type.scale() ? value : value.setScale(type.scale(), RoundingMode.HALF_UP);
    if (scaled.precision() > type.precision() && scaled.signum() != 0) {
      throw overflow(type);
    }
    return scaled.scale() < 0 ? scaled.setScale(0) : scaled;
  }

  /// 22003 with PostgreSQL's detail for a value that does not fit numeric(p,s).
  public static OmenException overflow(ColumnType type) {
    int whole = type.precision() - type.scale();
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE
        .error("numeric field overflow")
        .withDetail(
            "A field with precision %d, scale %d must round to an absolute value less than %s.",
            type.precision(), type.scale(), whole == 0 ? "1" : "10^" + whole);
  }

  /// A double, or for REAL a float widened.
  ///
  /// @throws OmenException 22P02 or 22003
  public static double parseDouble(ColumnType type, String text) {
    String trimmed = text.strip();
    double value;
    switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> {
        return Double.NaN;
      }
      case "infinity", "inf", "+infinity", "+inf" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-infinity", "-inf" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {
        if (trimmed.isEmpty() || !floatSyntax(trimmed)) {
          throw invalid(type, text);
        }
        try {
          value =
              type.kind() == ColumnType.REAL.kind()
                  ? Float.parseFloat(trimmed)
                  : Double.parseDouble(trimmed);
        } catch (NumberFormatException e) {
          throw invalid(type, text).causedBy(e);
        }
      }
    }
    if (Double.isInfinite(value) || (value == 0 && hasNonZeroDigit(trimmed))) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
          "\"%s\" is out of range for type %s", trimmed, type);
    }
    return value;
  }

  private static boolean floatSyntax(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private static boolean hasNonZeroDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        return false;
      }
      if (c >= '1' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  /// The shortest digits that read back as the same double, in PostgreSQL's notation.
  static void format(double value, TextBuffer out) {
    if (special(value, out)) {
      return;
    }
    double size = Math.abs(value);
    String text;
    if (size < 1e-322 && value != 0) {
      text = tiny(value);
    } else {
      text = Double.toString(value);
      if (size > 1e16 && size < 1e25) {
        text = inside(text, value, Math.ulp(value));
      }
    }
    notation(text, 15, out);
  }

  /// The shortest digits that read back as the same float.
  static void formatReal(double value, TextBuffer out) {
    if (special(value, out)) {
      return;
    }
    float real = (float) value;
    float size = Math.abs(real);
    String text;
    if (size < 1e-44f && real != 0) {
      text = tinyReal(real);
    } else {
      text = Float.toString(real);
      if (size > 1e7f && size < 1e12f) {
        text = inside(text, real, Math.ulp(real));
      }
    }
    notation(text, 6, out);
  }

  /// A float in so many digits at most, as extra_float_digits wants it; special values too.
  static void formatRounded(double value, int digits, TextBuffer out) {
    if (special(value, out)) {
      return;
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    String text = value == 0 ? Double.toString(value) : rounded.stripTrailingZeros().toString();
    notation(text, digits, out);
  }

  /// The shortest digits strictly nearer to the value than to its neighbours: Java also takes a
  /// decimal that lies exactly between two numbers (1e23), PostgreSQL does not.
  private static String inside(String text, double value, double ulp) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal half = new BigDecimal(ulp / 2);
    String result = text;
    for (int digits = 1;
        new BigDecimal(result).subtract(exact).abs().compareTo(half) >= 0;
        digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      result = String.format(Locale.ROOT, "%." + (digits - 1) + "E", rounded);
    }
    return result;
  }

  private static boolean special(double value, TextBuffer out) {
    if (Double.isNaN(value)) {
      out.put("NaN");
      return true;
    }
    if (Double.isInfinite(value)) {
      out.put(value > 0 ? "Infinity" : "-Infinity");
      return true;
    }
    return false;
  }

  /// Java prints two digits at least; near the smallest number one digit can be enough.
  private static String tiny(double value) {
    String text = String.format(Locale.ROOT, "%.0E", new BigDecimal(value));
    return Double.parseDouble(text) == value ? text : Double.toString(value);
  }

  private static String tinyReal(float value) {
    String text = String.format(Locale.ROOT, "%.0E", new BigDecimal(value));
    return Float.parseFloat(text) == value ? text : Float.toString(value);
  }

  /// Rewrites Java's digits: fixed notation for decimal exponents -4 to below `fixedMax`.
  private static void notation(String text, int fixedMax, TextBuffer out) {
    int end = text.length();
    int mark = text.indexOf('E');
    if (mark < 0 && text.indexOf('.') <= fixedMax) {
      boolean whole = text.charAt(end - 1) == '0' && text.charAt(end - 2) == '.';
      out.put(text, whole ? end - 2 : end);
      return;
    }
    int exponent = mark < 0 ? 0 : Integer.parseInt(text.substring(mark + 1));
    int start = 0;
    if (text.charAt(0) == '-') {
      out.put('-');
      start = 1;
    }
    int point = text.indexOf('.');
    int mantissaEnd = mark < 0 ? end : mark;
    String whole = text.substring(start, point < 0 ? mantissaEnd : point);
    String fraction = point < 0 ? "" : text.substring(point + 1, mantissaEnd);
    String digits = whole + fraction;
    exponent += whole.length() - 1;
    int leading = 0;
    while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
      leading++;
      exponent--;
    }
    int trailing = digits.length();
    while (trailing > leading + 1 && digits.charAt(trailing - 1) == '0') {
      trailing--;
    }
    digits = digits.substring(leading, trailing);
    if (digits.equals("0")) {
      out.put('0');
    } else if (exponent >= -4 && exponent < fixedMax) {
      fixed(digits, exponent, out);
    } else {
      scientific(digits, exponent, out);
    }
  }

  private static void fixed(String digits, int exponent, TextBuffer out) {
    if (exponent < 0) {
      out.put("0.").put("0".repeat(-exponent - 1)).put(digits);
      return;
    }
    int whole = exponent + 1;
    if (digits.length() <= whole) {
      out.put(digits).put("0".repeat(whole - digits.length()));
      return;
    }
    out.put(digits.substring(0, whole)).put('.').put(digits.substring(whole));
  }

  private static void scientific(String digits, int exponent, TextBuffer out) {
    out.put(digits.charAt(0));
    if (digits.length() > 1) {
      out.put('.').put(digits.substring(1));
    }
    out.put('e').put(exponent < 0 ? '-' : '+').putPadded(Math.abs(exponent), 2);
  }

  /// A decimal without exponent.
  static String format(BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      return SpecialNumeric.text(value);
    }
    BigInteger unscaled = value.unscaledValue();
    if (value.scale() == 0) {
      return unscaled.toString();
    }
    return value.toPlainString();
  }

  private static int trimmedEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static int trimmedStart(String text, int end) {
    int start = 0;
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    return start;
  }

  /// C's isspace.
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static OmenException invalid(ColumnType type, String text) {
    return SqlState.INVALID_TEXT_REPRESENTATION.error(
        "invalid input syntax for type %s: \"%s\"", type, text);
  }
}
