package omendb.server;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import omendb.server.QueryGenerator.Kind;

/// DuckDB or SQLite in memory.
final class JdbcPeer implements AutoCloseable {
  private final Connection connection;

  JdbcPeer(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
  }

  PeerAnswer run(String sql, List<Kind> kinds) {
    try (Statement statement = connection.createStatement()) {
      List<List<String>> rows = new ArrayList<>();
      if (statement.execute(sql) && !kinds.isEmpty()) {
        ResultSet result = statement.getResultSet();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 0; i < kinds.size(); i++) {
            row.add(text(result.getObject(i + 1), kinds.get(i)));
          }
          rows.add(row);
        }
      }
      return new PeerAnswer("", "", rows);
    } catch (SQLException e) {
      return PeerAnswer.failed(String.valueOf(e.getMessage()));
    }
  }

  private static String text(Object value, Kind kind) {
    if (value == null) {
      return null;
    }
    return switch (kind) {
      case INT, NUM -> new BigDecimal(value.toString()).toPlainString();
      case BOOL -> value.equals(true) || value.toString().equals("1") ? "t" : "f";
      case DATE -> value.toString().substring(0, "2000-01-01".length());
      case STAMP -> value.toString().replace('T', ' ').replaceFirst("(:\\d\\d:\\d\\d)\\.0$", "$1");
      default -> value.toString();
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
