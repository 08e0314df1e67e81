package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import omendb.core.SqlState;
import omendb.engine.exec.codegen.ValueList;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Aggregates WITHIN GROUP of a group's rows: the direct arguments, then the columns of ORDER BY.
/// NULLs are no values of a percentile or of mode.
final class OrderedSetResult {
  private final Plan.AggregateCall call;
  private final List<@Nullable Object[]> rows;
  private final Comparator<@Nullable Object[]> order;

  private OrderedSetResult(Plan.AggregateCall call, List<@Nullable Object[]> rows) {
    this.call = call;
    this.rows = rows;
    this.order = ListResult.order(call);
  }

  static @Nullable Object of(Plan.AggregateCall call, @Nullable Object kept) {
    List<@Nullable Object[]> rows =
        kept == null ? new ArrayList<>() : new ArrayList<>(((ValueList) kept).rows());
    OrderedSetResult result = new OrderedSetResult(call, rows);
    return switch (call.function()) {
      case MODE -> result.mode();
      case PERCENTILE_CONT, PERCENTILE_DISC -> result.percentiles();
      default -> result.hypothetical();
    };
  }

  private void sortValues() {
    int value = call.arguments().size();
    rows.removeIf(row -> row[value] == null);
    rows.sort(order);
  }

  private @Nullable Object mode() {
    if (rows.isEmpty()) {
      return null;
    }
    sortValues();
    @Nullable Object best = null;
    int longest = 0;
    int start = 0;
    for (int at = 1; at <= rows.size(); at++) {
      if (at == rows.size() || order.compare(rows.get(start), rows.get(at)) != 0) {
        if (at - start > longest) {
          longest = at - start;
          best = rows.get(start)[0];
        }
        start = at;
      }
    }
    return best;
  }

  private @Nullable Object percentiles() {
    if (rows.isEmpty()) {
      return null;
    }
    @Nullable Object wanted = rows.getFirst()[0];
    sortValues();
    if (rows.isEmpty() || wanted == null) {
      return null;
    }
    return percentiles(wanted);
  }

  /// Of one fraction, or of each in an array of any number of dimensions.
  private @Nullable Object percentiles(Object wanted) {
    if (!(wanted instanceof Object[])) {
      return percentile(fraction(wanted));
    }
    @Nullable Object[] fractions = (@Nullable Object[]) wanted;
    @Nullable Object[] results = new @Nullable Object[fractions.length];
    for (int i = 0; i < results.length; i++) {
      @Nullable Object fraction = fractions[i];
      results[i] = fraction == null ? null : percentiles(fraction);
    }
    return results;
  }

  private static double fraction(Object value) {
    double fraction = ((Number) value).doubleValue();
    if (!(fraction >= 0 && fraction <= 1)) {
      String shown =
          omendb.core.text.TypeText.format(omendb.core.ColumnType.DOUBLE, (Object) fraction);
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
          "percentile value %s is not between 0 and 1", shown);
    }
    return fraction;
  }

  private @Nullable Object percentile(double fraction) {
    if (call.function() == AggregateFunction.PERCENTILE_DISC) {
      return value(Math.max(0, (int) Math.ceil(fraction * rows.size()) - 1));
    }
    double place = fraction * (rows.size() - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    double low = (Double) value(below);
    return below == above ? low : low + (place - below) * ((Double) value(above) - low);
  }

  private Object value(int row) {
    return java.util.Objects.requireNonNull(rows.get(row)[1]);
  }

  /// Counts the rows before the row of the direct arguments, and those equal to it.
  private Object hypothetical() {
    rows.sort(order);
    int columns = call.order().size();
    if (columns != call.arguments().size()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "a hypothetical row with a column that is ordered by twice is not supported");
    }
    @Nullable Object[] asked = new @Nullable Object[2 * columns];
    if (!rows.isEmpty()) {
      System.arraycopy(rows.getFirst(), 0, asked, columns, columns);
    }
    long before = 0;
    long groups = 0;
    long notAfter = 0;
    for (int at = 0; at < rows.size(); at++) {
      int compared = order.compare(rows.get(at), asked);
      notAfter += compared <= 0 ? 1 : 0;
      before += compared < 0 ? 1 : 0;
      boolean first = at == 0 || order.compare(rows.get(at - 1), rows.get(at)) != 0;
      groups += compared < 0 && first ? 1 : 0;
    }
    return switch (call.function()) {
      case HYPOTHETICAL_RANK -> before + 1;
      case HYPOTHETICAL_DENSE_RANK -> groups + 1;
      case HYPOTHETICAL_PERCENT_RANK -> rows.isEmpty() ? 0.0 : (double) before / rows.size();
      default -> (notAfter + 1.0) / (rows.size() + 1);
    };
  }
}
