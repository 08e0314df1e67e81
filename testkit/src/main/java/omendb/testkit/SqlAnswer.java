package omendb.testkit;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a text answered: rows, a count of changed rows, or an error.
///
/// @param columnCount columns of the rows, 0 for a statement without rows
/// @param rows text of each value, null for NULL
/// @param count rows changed, -1 when the way does not say
/// @param roundedColumns indexes of columns whose numbers come in another scale than PostgreSQL
///   writes; they are compared as numbers rounded to [#ROUNDED_SCALE] digits after the point
/// @param sqlState the error's SQLSTATE, null when there was none
/// @param message the error's message, empty when there was none
public record SqlAnswer(
    int columnCount,
    List<List<@Nullable String>> rows,
    long count,
    Set<Integer> roundedColumns,
    @Nullable String sqlState,
    String message) {
  /// Digits after the point that every way keeps of a numeric without a declared scale.
  public static final int ROUNDED_SCALE = 16;

  /// The column count of a way that cannot tell.
  public static final int UNKNOWN_COLUMNS = -1;

  public static SqlAnswer rows(int columnCount, List<List<@Nullable String>> rows) {
    return new SqlAnswer(columnCount, rows, -1, Set.of(), null, "");
  }

  public static SqlAnswer count(long count) {
    return new SqlAnswer(0, List.of(), count, Set.of(), null, "");
  }

  public static SqlAnswer error(String sqlState, @Nullable String message) {
    return new SqlAnswer(0, List.of(), -1, Set.of(), sqlState, message == null ? "" : message);
  }

  public SqlAnswer withRoundedColumns(Set<Integer> columns) {
    return new SqlAnswer(columnCount, rows, count, Set.copyOf(columns), sqlState, message);
  }

  public boolean failed() {
    return sqlState != null;
  }
}
