package omendb.server;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;

/// The way through Arrow Flight SQL, by its JDBC driver. What differs from PostgreSQL's text is put
/// right here:
///
/// - values are Java objects and are written as PostgreSQL writes their type ([JdbcText]);
/// - a numeric without a declared scale travels as Decimal128(38,16): its column is compared as a
///   number rounded to 16 digits ([SqlAnswer#roundedColumns()]);
/// - of a result without rows the driver tells each column twice, so they are not counted;
/// - the driver has no SQLSTATE of its own: ours stands in the message, before the first colon.
final class FlightRunner implements SqlRunner {
  private static final Pattern STATE = Pattern.compile("\\b([0-9A-Z]{5}): (.*)", Pattern.DOTALL);

  private final Connection connection;

  FlightRunner(int port) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "omendb");
    properties.setProperty("password", "");
    connection =
        DriverManager.getConnection(
            "jdbc:arrow-flight-sql://127.0.0.1:" + port + "/?useEncryption=false", properties);
  }

  @Override
  public SqlAnswer run(String sql) {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return SqlAnswer.count(Math.max(0, statement.getLargeUpdateCount()));
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows(rows);
      }
    } catch (SQLException | RuntimeException e) {
      return error(e);
    }
  }

  private static SqlAnswer rows(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    Set<Integer> rounded = new HashSet<>();
    List<List<String>> texts = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        Object value = JdbcText.flightValue(rows, i);
        if (value instanceof BigDecimal number && number.scale() == SqlAnswer.ROUNDED_SCALE) {
          rounded.add(i - 1);
        }
        row.add(JdbcText.text(value));
      }
      texts.add(row);
    }
    int told = texts.isEmpty() ? SqlAnswer.UNKNOWN_COLUMNS : columns;
    return SqlAnswer.rows(told, texts).withRoundedColumns(rounded);
  }

  private static SqlAnswer error(Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      Matcher matcher = STATE.matcher(String.valueOf(at.getMessage()));
      if (matcher.find()) {
        return SqlAnswer.error(matcher.group(1), matcher.group(2));
      }
    }
    return SqlAnswer.error("?????", error.toString());
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
