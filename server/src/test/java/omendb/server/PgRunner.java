package omendb.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;

/// The way through the PostgreSQL wire, by pgjdbc.
final class PgRunner implements SqlRunner {
  /// How pgjdbc talks.
  enum Mode {
    /// Simple queries, text format.
    SIMPLE("preferQueryMode=simple"),
    /// Parse, Bind, Execute; text format.
    EXTENDED("binaryTransfer=false"),
    /// Named prepared statements, results in binary format where pgjdbc reads it; not points and
    /// boxes, which it then shows in digits of its own.
    BINARY("prepareThreshold=-1&binaryTransfer=true&binaryTransferDisable=600,603");

    private final String options;

    Mode(String options) {
      this.options = options;
    }
  }

  private final Mode mode;
  private final Connection connection;

  PgRunner(String address, Mode mode) throws SQLException {
    this.mode = mode;
    String separator = address.contains("?") ? "&" : "?";
    this.connection =
        DriverManager.getConnection("jdbc:postgresql://" + address + separator + mode.options);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
  }

  @Override
  public SqlAnswer run(String sql) {
    try {
      if (mode == Mode.BINARY) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          return answer(statement, statement.execute());
        }
      }
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        return answer(statement, statement.execute(sql));
      }
    } catch (SQLException e) {
      return SqlAnswer.error(String.valueOf(e.getSQLState()), e.getMessage());
    } catch (RuntimeException e) {
      return SqlAnswer.error("?????", "not an answer that pgjdbc understands: " + e);
    }
  }

  private SqlAnswer answer(Statement statement, boolean hasRows) throws SQLException {
    if (!hasRows) {
      return SqlAnswer.count(statement.getUpdateCount());
    }
    try (ResultSet rows = statement.getResultSet()) {
      int columns = rows.getMetaData().getColumnCount();
      List<List<String>> texts = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(mode == Mode.BINARY ? JdbcText.ofPg(rows, i) : rows.getString(i));
        }
        texts.add(row);
      }
      return SqlAnswer.rows(columns, texts);
    }
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
