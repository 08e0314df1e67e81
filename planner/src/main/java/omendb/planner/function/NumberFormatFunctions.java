package omendb.planner.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import omendb.core.ColumnType;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.text.NumberText;
import omendb.planner.function.FunctionSignature.Volatility;
import omendb.planner.function.NumberTemplate.Piece;

/// to_char and to_number.
public final class NumberFormatFunctions {
  private static final int ROMAN_WIDTH = 15;

  private NumberFormatFunctions() {}

  @SqlFunction(value = "to_char(int4, text): text", volatility = Volatility.STABLE)
  @SqlFunction(value = "to_char(int8, text): text", volatility = Volatility.STABLE)
  public static String ofInteger(long value, String template) {
    return ofNumeric(BigDecimal.valueOf(value), template);
  }

  @SqlFunction(value = "to_char(float8, text): text", volatility = Volatility.STABLE)
  public static String ofDouble(double value, String template) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("to_char of %s is not supported", value);
    }
    return print(new BigDecimal(value), template, 15);
  }

  @SqlFunction(value = "to_char(float4, text): text", volatility = Volatility.STABLE)
  public static String ofReal(double value, String template) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("to_char of %s is not supported", value);
    }
    return print(new BigDecimal(value), template, 6);
  }

  @SqlFunction(value = "to_char(numeric, text): text", volatility = Volatility.STABLE)
  public static String ofNumeric(BigDecimal value, String template) {
    return print(value, template, 0);
  }

  /// @param digits the significant digits of a float, 0 for exact numbers
  private static String print(BigDecimal value, String template, int digits) {
    NumberTemplate parsed = new NumberTemplate(template);
    if (parsed.pieces.isEmpty()) {
      return "";
    }
    if (parsed.roman) {
      return roman(value, parsed.fill);
    }
    if (parsed.scientific) {
      return scientific(value, parsed);
    }
    if (SpecialNumeric.is(value)) {
      // What has no digits is printed like what has too many.
      BigDecimal tooLong = BigDecimal.TEN.pow(parsed.pieces.size() + 1);
      return new Printer(parsed, value.signum() < 0 ? tooLong.negate() : tooLong).print();
    }
    BigDecimal shifted = value.movePointRight(parsed.shift);
    int decimals = parsed.decimals;
    if (digits > 0) {
      int whole = Math.max(1, shifted.precision() - shifted.scale());
      decimals = Math.max(0, Math.min(decimals, digits - whole));
    }
    BigDecimal rounded = shifted.setScale(decimals, RoundingMode.HALF_UP);
    BigDecimal padded = rounded.setScale(parsed.decimals, RoundingMode.UNNECESSARY);
    return new Printer(parsed, padded).print();
  }

  private static String scientific(BigDecimal value, NumberTemplate template) {
    if (SpecialNumeric.is(value)) {
      return " #." + "#".repeat(template.decimals + 4);
    }
    String sign = value.signum() < 0 ? "-" : template.fill ? "" : " ";
    BigDecimal rounded =
        value.abs().round(new MathContext(template.decimals + 1, RoundingMode.HALF_UP));
    int exponent = value.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa =
        rounded.movePointLeft(exponent).setScale(template.decimals, RoundingMode.HALF_UP);
    char mark = exponent < 0 ? '-' : '+';
    return sign
        + mantissa.toPlainString()
        + "e"
        + mark
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }

  private static String roman(BigDecimal value, boolean fill) {
    if (SpecialNumeric.is(value)) {
      return "#".repeat(15);
    }
    int number = value.setScale(0, RoundingMode.HALF_UP).intValue();
    if (number < 1 || number > 3999) {
      return "#".repeat(ROMAN_WIDTH);
    }
    String[] letters = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      for (; number >= values[i]; number -= values[i]) {
        out.append(letters[i]);
      }
    }
    return fill ? out.toString() : " ".repeat(ROMAN_WIDTH - out.length()) + out;
  }

  /// One number printed by one template.
  private static final class Printer {
    private final NumberTemplate template;
    private final boolean negative;
    private final String whole;
    private final String decimals;
    private final int blanks;
    private final boolean overflow;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private boolean signed;
    private boolean started;

    Printer(NumberTemplate template, BigDecimal value) {
      this.template = template;
      this.negative = value.signum() < 0;
      String plain = value.abs().toPlainString();
      int point = plain.indexOf('.');
      String digits = point < 0 ? plain : plain.substring(0, point);
      this.decimals = point < 0 ? "" : plain.substring(point + 1);
      boolean hidden = digits.equals("0") && template.point && template.decimals > 0;
      this.whole = hidden ? "" : digits;
      this.overflow = whole.length() > template.whole;
      int missing = Math.max(0, template.whole - whole.length());
      this.blanks = template.zeroFrom < 0 ? missing : Math.min(missing, template.zeroFrom);
    }

    String print() {
      int decimal = 0;
      boolean afterPoint = false;
      for (Piece piece : template.pieces) {
        switch (piece.keyword()) {
          case "9", "0" -> {
            if (afterPoint) {
              decimal(decimal++);
            } else {
              whole();
            }
          }
          case "." -> {
            sign();
            out.append('.');
            afterPoint = true;
          }
          case ",", "G" -> group();
          case "" -> out.append(piece.text());
          case "L" -> out.append(template.fill ? "" : " ");
          default -> signPiece(piece, afterPoint);
        }
      }
      return out.toString();
    }

    private void signPiece(Piece piece, boolean afterPoint) {
      switch (piece.keyword()) {
        case "S" -> {
          if (!template.signFirst) {
            out.append(negative ? '-' : '+');
          }
        }
        case "SG" -> out.append(negative ? '-' : '+');
        case "MI" -> out.append(negative ? "-" : template.fill ? "" : " ");
        case "PL" -> out.append(negative ? (template.fill ? "" : " ") : "+");
        case "PR" -> out.append(negative ? ">" : template.fill ? "" : " ");
        case "TH" -> {
          if (!negative && !afterPoint && !overflow && !whole.isEmpty()) {
            long last = Long.parseLong(whole.substring(Math.max(0, whole.length() - 2)));
            out.append(DateFormatFunctions.ordinal(last, piece.text().equals("TH")));
          }
        }
        default -> throw new IllegalStateException(piece.keyword());
      }
    }

    /// The sign goes right before the first digit.
    private void sign() {
      if (signed) {
        return;
      }
      signed = true;
      if (template.signFirst) {
        out.append(negative ? '-' : '+');
      } else if (!template.placedSign) {
        out.append(negative ? "-" : template.fill ? "" : " ");
      } else if (bracketed()) {
        out.append(negative ? "<" : template.fill ? "" : " ");
      }
    }

    private boolean bracketed() {
      return template.pieces.stream().anyMatch(piece -> piece.keyword().equals("PR"));
    }

    private void whole() {
      int index = position++;
      if (!overflow && index < blanks) {
        out.append(template.fill ? "" : " ");
        return;
      }
      sign();
      started = true;
      int digit = index - (template.whole - whole.length());
      if (overflow) {
        out.append('#');
      } else {
        out.append(digit < 0 ? '0' : whole.charAt(digit));
      }
    }

    private void decimal(int index) {
      boolean zeros = true;
      for (int i = index; i < decimals.length(); i++) {
        zeros &= decimals.charAt(i) == '0';
      }
      if (template.fill && zeros && index >= template.decimalsKept) {
        return;
      }
      out.append(overflow ? '#' : decimals.charAt(index));
    }

    private void group() {
      if (started) {
        out.append(',');
      } else if (!template.fill) {
        out.append(' ');
      }
    }
  }

  @SqlFunction(value = "to_number(text, text): numeric", volatility = Volatility.STABLE)
  public static BigDecimal toNumber(String text, String format) {
    NumberTemplate template = new NumberTemplate(format);
    StringBuilder digits = new StringBuilder();
    boolean negative = text.indexOf('-') >= 0 || text.indexOf('<') >= 0;
    int position = 0;
    for (Piece piece : template.pieces) {
      while (position < text.length() && " +-<>".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      if (position >= text.length()) {
        break;
      }
      char c = text.charAt(position);
      switch (piece.keyword()) {
        case "9", "0" -> {
          if (Character.isDigit(c) || c == '.') {
            digits.append(c);
            position++;
          }
        }
        case "." -> {
          if (c == '.') {
            digits.append(c);
            position++;
          }
        }
        case ",", "G", "L", "" -> position += Character.isDigit(c) || c == '.' ? 0 : 1;
        default -> {}
      }
    }
    String number = digits.isEmpty() ? " " : digits.toString();
    BigDecimal value = NumberText.parseNumeric(ColumnType.NUMERIC, number);
    BigDecimal scaled = value.setScale(template.decimals, RoundingMode.HALF_UP);
    return negative ? scaled.negate() : scaled;
  }
}
