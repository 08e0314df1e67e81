package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.TableSchema;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// The DEFAULT expressions of the columns that a load does not give.
final class DefaultValues {
  private final List<Default> defaults = new ArrayList<>();
  private final RowPath rowPath;

  private record Default(int column, Plan plan) {}

  /// @param given the columns that the load fills
  DefaultValues(Session session, TableSchema table, int[] given) {
    this.rowPath = new RowPath(session);
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i).plain();
      int index = i;
      boolean missing = java.util.Arrays.stream(given).noneMatch(g -> g == index);
      if (missing && column.defaultSql() != null) {
        String sql = "SELECT CAST((" + column.defaultSql() + ") AS " + column.type() + ")";
        PreparedStatement statement =
            new PreparedStatement(session, SqlParser.parseOne(sql), sql, List.of());
        defaults.add(new Default(i, statement.plan().plan()));
      }
    }
  }

  /// True when columns that are not given are NULL.
  boolean isEmpty() {
    return defaults.isEmpty();
  }

  /// Puts the values of a new row.
  void fill(@Nullable Object[] row) {
    for (Default value : defaults) {
      row[value.column()] = rowPath.rows(value.plan()).getFirst()[0];
    }
  }
}
