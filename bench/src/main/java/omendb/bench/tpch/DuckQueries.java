package omendb.bench.tpch;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.bench.Progress;
import omendb.clients.tpch.TpchTable;
import org.jspecify.annotations.Nullable;

/// DuckDB with a native database file and the same column types, without key indexes, which its
/// analytical queries do not use.
public final class DuckQueries implements QueryEngine {
  private final Connection connection;
  private final Map<Integer, PreparedStatement> prepared = new HashMap<>();

  public DuckQueries(Path file, int threads) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    execute("SET threads = " + threads);
  }

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public long load(TpchTable table, Path file) throws SQLException {
    Progress progress = new Progress("loading duckdb " + table.sqlName(), 0);
    execute(
        "CREATE TABLE "
            + table.sqlName()
            + " ("
            + String.join(" NOT NULL, ", table.columns())
            + " NOT NULL)");
    execute(
        "COPY " + table.sqlName() + " FROM '" + file + "' (DELIMITER '|', HEADER false, QUOTE '')");
    progress.done();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table.sqlName())) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void settle() throws SQLException {
    execute("CHECKPOINT");
    execute("ANALYZE");
  }

  @Override
  public long first(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(dialect(sql))) {
      return drain(rows);
    }
  }

  @Override
  public long again(int number, String sql) throws SQLException {
    PreparedStatement statement = prepared.get(number);
    if (statement == null) {
      statement = connection.prepareStatement(dialect(sql));
      prepared.put(number, statement);
    }
    try (ResultSet rows = statement.executeQuery()) {
      return drain(rows);
    }
  }

  private static long drain(ResultSet rows) throws SQLException {
    long count = 0;
    while (rows.next()) {
      count++;
    }
    return count;
  }

  @Override
  public List<@Nullable Object[]> answer(String sql) throws SQLException {
    List<@Nullable Object[]> answer = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(dialect(sql))) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        @Nullable Object[] row = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
          Object value = rows.getObject(i + 1);
          row[i] =
              switch (value) {
                case java.time.LocalDate date -> date.toEpochDay();
                case Date date -> date.toLocalDate().toEpochDay();
                case null, default -> value;
              };
        }
        answer.add(row);
      }
    }
    return answer;
  }

  /// DuckDB has no precision in interval literals.
  private static String dialect(String sql) {
    return sql.replace("day (3)", "day");
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    connection.close();
  }
}
