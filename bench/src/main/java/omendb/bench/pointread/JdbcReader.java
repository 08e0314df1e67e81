package omendb.bench.pointread;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import omendb.bench.Progress;

/// A store behind JDBC in this process: one prepared statement, autocommit, a cache that holds
/// everything.
final class JdbcReader implements PointReader {
  private static final int CHUNK = 10_000;

  private final String name;
  private final Connection connection;
  private final String optimizeSql;
  private PreparedStatement select;

  private JdbcReader(String name, Connection connection, String createSql, String optimizeSql)
      throws SQLException {
    this.name = name;
    this.connection = connection;
    this.optimizeSql = optimizeSql;
    execute(createSql);
    this.select = connection.prepareStatement("SELECT v FROM kv WHERE k = ?");
  }

  static JdbcReader sqlite(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute("PRAGMA cache_size = -1048576");
    }
    return new JdbcReader(
        "sqlite",
        connection,
        "CREATE TABLE kv (k INTEGER PRIMARY KEY, v BLOB NOT NULL)",
        "PRAGMA wal_checkpoint(TRUNCATE)");
  }

  static JdbcReader h2(Path file) throws SQLException {
    return new JdbcReader(
        "h2",
        DriverManager.getConnection("jdbc:h2:file:" + file + ";CACHE_SIZE=1048576"),
        "CREATE TABLE kv (k BIGINT PRIMARY KEY, v VARBINARY(100) NOT NULL)",
        "ANALYZE");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void load(int count) throws SQLException {
    Progress progress = new Progress("loading " + name, count);
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO kv (k, v) VALUES (?, ?)")) {
      for (int key = 0; key < count; key++) {
        byte[] value = new byte[TestRows.BYTES];
        TestRows.fill(value, key);
        insert.setLong(1, key);
        insert.setBytes(2, value);
        insert.addBatch();
        if (key % CHUNK == CHUNK - 1) {
          insert.executeBatch();
          progress.at(key);
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
    execute(optimizeSql);
    select.close();
    select = connection.prepareStatement("SELECT v FROM kv WHERE k = ?");
    progress.done();
  }

  @Override
  public long read(long key) throws SQLException {
    select.setLong(1, key);
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalStateException(name + ": no row of key " + key);
      }
      return TestRows.checksum(rows.getBytes(1));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
