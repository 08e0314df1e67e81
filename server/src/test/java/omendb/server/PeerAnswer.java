package omendb.server;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import omendb.server.QueryGenerator.Kind;

/// What a server answered, in a form that answers of other servers can be compared with.
///
/// @param error a SQLSTATE, or a message where the server knows none; empty without error
/// @param shape names and types of columns, or the command's tag; empty where they do not count
/// @param rows values by the texts of PostgreSQL, null for NULL
record PeerAnswer(String error, String shape, List<List<String>> rows) {
  private static final double TOLERANCE = 1e-9;

  static PeerAnswer failed(String error) {
    return new PeerAnswer(error, "", List.of());
  }

  /// What is different in another answer; null when nothing is.
  ///
  /// @param exact whether texts of numbers must be the same, not just the numbers
  String difference(PeerAnswer other, List<Kind> kinds, boolean ordered, boolean exact) {
    if (error.isEmpty() != other.error.isEmpty() || exact && !error.equals(other.error)) {
      return "error '" + error + "' and '" + other.error + "'";
    }
    if (!error.isEmpty()) {
      return null;
    }
    if (exact && !shape.equals(other.shape)) {
      return "shape " + shape + " and " + other.shape;
    }
    if (rows.size() != other.rows.size()) {
      return rows.size() + " and " + other.rows.size() + " rows: " + rows + " and " + other.rows;
    }
    List<List<String>> mine = ordered ? rows : sorted(rows, kinds);
    List<List<String>> theirs = ordered ? other.rows : sorted(other.rows, kinds);
    for (int i = 0; i < mine.size(); i++) {
      for (int j = 0; j < kinds.size(); j++) {
        if (!same(mine.get(i).get(j), theirs.get(i).get(j), kinds.get(j), exact)) {
          return "row " + i + ": " + mine.get(i) + " and " + theirs.get(i);
        }
      }
    }
    return null;
  }

  /// Rounded numbers come first, so that what differs in its last digits stands in one place.
  private static List<List<String>> sorted(List<List<String>> rows, List<Kind> kinds) {
    List<List<String>> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(row -> key(row, kinds)));
    return sorted;
  }

  private static String key(List<String> row, List<Kind> kinds) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < kinds.size(); i++) {
      String value = row.get(i);
      key.append(
              value == null
                  ? "\1"
                  : switch (kinds.get(i)) {
                    case DBL -> "%.4e".formatted(Double.parseDouble(value) + 0.0);
                    case INT, NUM -> new BigDecimal(value).stripTrailingZeros().toPlainString();
                    default -> value;
                  })
          .append('\0');
    }
    return key.toString();
  }

  private static boolean same(String a, String b, Kind kind, boolean exact) {
    if (a == null || b == null) {
      return a == b;
    }
    return switch (kind) {
      case DBL -> close(Double.parseDouble(a), Double.parseDouble(b));
      case INT, NUM -> exact ? a.equals(b) : new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
      default -> a.equals(b);
    };
  }

  private static boolean close(double a, double b) {
    return a == b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }
}
