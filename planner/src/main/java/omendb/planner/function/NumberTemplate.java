package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A template of to_char and to_number for numbers, cut into pieces.
final class NumberTemplate {
  /// Longest first where one begins like another.
  private static final String[] KEYWORDS = {
    "EEEE", "FM", "MI", "PL", "PR", "RN", "SG", "TH", "9", "0", ".", "D", ",", "G", "L", "S", "V"
  };

  /// One piece: an upper-case keyword, or empty with literal text.
  record Piece(String keyword, String text) {}

  final List<Piece> pieces = new ArrayList<>();

  /// Digits before and after the point.
  int whole;

  int decimals;

  /// Digits after V.
  int shift;

  /// The first whole digit that is printed as 0 when there is none; -1 without.
  int zeroFrom = -1;

  /// How many decimals are printed with FM even when they are zeros.
  int decimalsKept;

  boolean fill;
  boolean point;
  boolean scientific;
  boolean roman;

  /// S, SG, MI or PR place the sign, so that it has no column of its own.
  boolean placedSign;

  boolean signFirst;

  NumberTemplate(String template) {
    int i = 0;
    boolean shifted = false;
    while (i < template.length()) {
      if (template.charAt(i) == '"') {
        int end = template.indexOf('"', i + 1);
        int to = end < 0 ? template.length() : end;
        pieces.add(new Piece("", template.substring(i + 1, to)));
        i = to + 1;
        continue;
      }
      String keyword = keywordAt(template, i);
      int length = keyword.isEmpty() ? 1 : keyword.length();
      String text = template.substring(i, i + length);
      i += length;
      switch (keyword) {
        case "FM" -> fill = true;
        case "V" -> shifted = true;
        case "EEEE" -> scientific = true;
        case "RN" -> {
          roman = true;
          pieces.add(new Piece(keyword, text));
        }
        default -> {
          count(keyword, shifted);
          pieces.add(new Piece(keyword.equals("D") ? "." : keyword, text));
        }
      }
    }
  }

  private void count(String keyword, boolean shifted) {
    switch (keyword) {
      case "9", "0" -> {
        if (point) {
          decimals++;
          decimalsKept = keyword.equals("0") ? decimals : decimalsKept;
        } else {
          if (keyword.equals("0") && zeroFrom < 0) {
            zeroFrom = whole;
          }
          whole++;
          shift += shifted ? 1 : 0;
        }
      }
      case ".", "D" -> point = true;
      case "S" -> {
        placedSign = true;
        signFirst |= whole == 0 && !point;
      }
      case "SG", "MI", "PR" -> placedSign = true;
      default -> {}
    }
  }

  private static String keywordAt(String template, int at) {
    for (String keyword : KEYWORDS) {
      if (template.regionMatches(true, at, keyword, 0, keyword.length())) {
        boolean mixed =
            keyword.equals("TH")
                && !template.substring(at, at + 2).equals("TH")
                && !template.substring(at, at + 2).equals("th");
        return mixed ? "" : keyword.toUpperCase(Locale.ROOT);
      }
    }
    return "";
  }
}
