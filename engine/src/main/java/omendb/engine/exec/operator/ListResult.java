package omendb.engine.exec.operator;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import omendb.core.SqlState;
import omendb.engine.exec.codegen.ValueList;
import omendb.engine.exec.vector.ObjectOrder;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// string_agg and array_agg of a group's rows: the arguments, then the columns of ORDER BY.
final class ListResult {
  private ListResult() {}

  static @Nullable Object of(Plan.AggregateCall call, @Nullable Object kept) {
    if (kept == null) {
      return null;
    }
    List<@Nullable Object[]> rows = new ArrayList<>(((ValueList) kept).rows());
    if (!call.order().isEmpty()) {
      rows.sort(order(call));
    }
    if (call.function() == AggregateFunction.ARRAY_AGG) {
      if (rows.stream().anyMatch(row -> row[0] instanceof Object[])) {
        requireSameShape(rows);
      }
      return rows.stream().map(row -> row[0]).toArray();
    }
    rows.removeIf(row -> row[0] == null);
    if (rows.isEmpty()) {
      return null;
    }
    return rows.getFirst()[0] instanceof byte[] ? joinedBytes(rows) : joinedText(rows);
  }

  /// Arrays become one of a dimension more.
  private static void requireSameShape(List<@Nullable Object[]> rows) {
    int[] shape = null;
    for (@Nullable Object[] row : rows) {
      if (!(row[0] instanceof @Nullable Object[] array)) {
        throw SqlState.NULL_VALUE_NOT_ALLOWED.error("cannot accumulate null arrays");
      }
      if (array.length == 0) {
        throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("cannot accumulate empty arrays");
      }
      int[] own = shape(array);
      if (shape != null && !Arrays.equals(shape, own)) {
        throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
            "cannot accumulate arrays of different dimensionality");
      }
      shape = own;
    }
  }

  private static int[] shape(@Nullable Object[] array) {
    List<Integer> lengths = new ArrayList<>();
    @Nullable Object[] level = array;
    while (true) {
      lengths.add(level.length);
      if (level.length == 0 || !(level[0] instanceof @Nullable Object[] inner)) {
        return lengths.stream().mapToInt(length -> length).toArray();
      }
      level = inner;
    }
  }

  private static String joinedText(List<@Nullable Object[]> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      @Nullable Object[] row = rows.get(i);
      if (i > 0 && row.length > 1 && row[1] != null) {
        text.append(row[1]);
      }
      text.append(row[0]);
    }
    return text.toString();
  }

  private static byte[] joinedBytes(List<@Nullable Object[]> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < rows.size(); i++) {
      @Nullable Object[] row = rows.get(i);
      if (i > 0 && row[1] instanceof byte[] delimiter) {
        bytes.writeBytes(delimiter);
      }
      bytes.writeBytes((byte[]) Objects.requireNonNull(row[0]));
    }
    return bytes.toByteArray();
  }

  /// The rows' order by the call's keys.
  static Comparator<@Nullable Object[]> order(Plan.AggregateCall call) {
    int first = call.arguments().size();
    return (a, b) -> {
      for (int k = 0; k < call.order().size(); k++) {
        int order = compare(call.order().get(k), a[first + k], b[first + k]);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  private static int compare(Plan.SortKey key, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b ? 0 : (a == null) == key.nullsFirst() ? -1 : 1;
    }
    int order = ObjectOrder.compare(a, b);
    return key.descending() ? -order : order;
  }
}
