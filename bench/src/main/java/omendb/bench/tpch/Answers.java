package omendb.bench.tpch;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the rows of two databases.
///
/// Numbers are equal within a billionth, because an average is a decimal here and a double there;
/// text is equal without trailing blanks, because char(n) is padded here. Rows that tie in the
/// query's order may come in any order.
public final class Answers {
  private static final double TOLERANCE = 1e-9;

  private Answers() {}

  /// What is different, or null.
  public static @Nullable String difference(
      List<@Nullable Object[]> ours, List<@Nullable Object[]> theirs) {
    if (ours.size() != theirs.size()) {
      return ours.size() + " rows instead of " + theirs.size();
    }
    if (matches(ours, theirs) < 0) {
      return null;
    }
    List<@Nullable Object[]> left = new ArrayList<>(ours);
    List<@Nullable Object[]> right = new ArrayList<>(theirs);
    left.sort(Answers::compareRows);
    right.sort(Answers::compareRows);
    int row = matches(left, right);
    return row < 0 ? null : describe(left.get(row)) + " instead of " + describe(right.get(row));
  }

  /// The first row that differs, or -1.
  private static int matches(List<@Nullable Object[]> left, List<@Nullable Object[]> right) {
    for (int i = 0; i < left.size(); i++) {
      if (compareRows(left.get(i), right.get(i)) != 0) {
        return i;
      }
    }
    return -1;
  }

  private static int compareRows(@Nullable Object[] left, @Nullable Object[] right) {
    if (left.length != right.length) {
      return Integer.compare(left.length, right.length);
    }
    for (int i = 0; i < left.length; i++) {
      int order = compare(left[i], right[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left == null, right == null);
    }
    if (left instanceof Number a && right instanceof Number b) {
      double bound = TOLERANCE * Math.max(1, Math.abs(b.doubleValue()));
      BigDecimal gap = decimal(a).subtract(decimal(b));
      return Math.abs(gap.doubleValue()) <= bound ? 0 : gap.signum();
    }
    return left.toString().stripTrailing().compareTo(right.toString().stripTrailing());
  }

  private static BigDecimal decimal(Number number) {
    return switch (number) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Double value -> BigDecimal.valueOf(value);
      case Float value -> BigDecimal.valueOf(value);
      default -> BigDecimal.valueOf(number.longValue());
    };
  }

  private static String describe(@Nullable Object[] row) {
    List<String> values = new ArrayList<>();
    for (Object value : row) {
      values.add(String.valueOf(value));
    }
    return "(" + String.join(", ", values) + ")";
  }
}
