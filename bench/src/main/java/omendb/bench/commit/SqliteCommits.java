package omendb.bench.commit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// SQLite with a write-ahead log and synchronous=FULL. It has one writer at a time: either each
/// client has a connection and waits by the busy timeout, or all share one behind a lock.
final class SqliteCommits implements CommitStore {
  private final Path file;
  private final boolean shared;
  private final ReentrantLock lock = new ReentrantLock(true);
  private @Nullable Connection writer;

  /// @param shared whether clients share one connection
  SqliteCommits(Path file, boolean shared) {
    this.file = file;
    this.shared = shared;
  }

  @Override
  public String name() {
    return shared ? "sqlite (lock)" : "sqlite";
  }

  private Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 60000");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA cache_size = -262144");
    }
    return connection;
  }

  @Override
  public void load(int count) throws SQLException {
    Connection connection = open();
    writer = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kv (k INTEGER PRIMARY KEY, n INTEGER, v TEXT NOT NULL)");
      statement.execute(
          "WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < "
              + (count - 1)
              + ") INSERT INTO kv SELECT i, 0, '"
              + "x".repeat(84)
              + "' FROM s");
    }
  }

  private Connection writer() {
    Connection connection = writer;
    if (connection == null) {
      throw new IllegalStateException("not loaded");
    }
    return connection;
  }

  @Override
  public Client connect() throws SQLException {
    Connection connection = shared ? writer() : open();
    PreparedStatement update = connection.prepareStatement("UPDATE kv SET n = n + 1 WHERE k = ?");
    return new Client() {
      @Override
      public void increment(long key) throws SQLException {
        if (shared) {
          lock.lock();
        }
        try {
          update.setLong(1, key);
          update.executeUpdate();
        } finally {
          if (shared) {
            lock.unlock();
          }
        }
      }

      @Override
      public void close() throws SQLException {
        update.close();
        if (!shared) {
          connection.close();
        }
      }
    };
  }

  @Override
  public long total() throws SQLException {
    try (Statement statement = writer().createStatement();
        ResultSet rows = statement.executeQuery("SELECT sum(n) FROM kv")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    if (writer != null) {
      writer.close();
    }
  }
}
