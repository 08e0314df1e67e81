package omendb.clients.sql;

import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/// A result as an aligned table.
final class TextTable {
  private static final int ROWS_PRINTED_MAX = 10_000;

  private TextTable() {}

  static void print(ResultSet result, PrintStream out) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    int columns = meta.getColumnCount();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    String[] names = new String[columns];
    for (int i = 0; i < columns; i++) {
      names[i] = meta.getColumnLabel(i + 1);
      widths[i] = names[i].length();
      numbers[i] =
          switch (meta.getColumnType(i + 1)) {
            case Types.SMALLINT,
                Types.INTEGER,
                Types.BIGINT,
                Types.NUMERIC,
                Types.DOUBLE,
                Types.REAL ->
                true;
            default -> false;
          };
    }
    List<String[]> rows = new ArrayList<>();
    long count = 0;
    while (result.next()) {
      if (++count <= ROWS_PRINTED_MAX) {
        String[] row = new String[columns];
        for (int i = 0; i < columns; i++) {
          String value = result.getString(i + 1);
          row[i] = value == null ? "" : value;
          widths[i] = Math.max(widths[i], row[i].length());
        }
        rows.add(row);
      }
    }
    line(out, names, widths, new boolean[columns]);
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      rule.append(i == 0 ? "-" : "+-").append("-".repeat(widths[i])).append('-');
    }
    out.println(rule);
    rows.forEach(row -> line(out, row, widths, numbers));
    if (count > ROWS_PRINTED_MAX) {
      out.println("… " + (count - ROWS_PRINTED_MAX) + " more");
    }
    out.println("(" + count + (count == 1 ? " row)" : " rows)"));
  }

  private static void line(PrintStream out, String[] values, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      String padding = " ".repeat(widths[i] - values[i].length());
      line.append(i == 0 ? " " : "| ");
      line.append(right[i] ? padding + values[i] : values[i] + padding).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }
}
