package omendb.clients.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import omendb.clients.tpch.TpchQueries;
import org.jspecify.annotations.Nullable;

/// Asks the 22 queries in turn over the Flight SQL JDBC driver, and after each one which commit it
/// has seen: a commit that was visible before the query began must be in it.
final class QueryWorker implements Runnable {
  private final String flightUrl;
  private final String pgUrl;
  private volatile int answered;
  private volatile int rounds;
  private volatile long lagMax;
  private volatile long snapshot;
  private volatile long newest;
  private volatile String last = "";
  private volatile boolean stopping;
  private volatile @Nullable String failure;

  QueryWorker(String flightUrl, String pgUrl) {
    this.flightUrl = flightUrl;
    this.pgUrl = pgUrl;
  }

  int answered() {
    return answered;
  }

  /// Times that all 22 have been answered.
  int rounds() {
    return rounds;
  }

  /// The most commits that any answer was behind.
  long lagMax() {
    return lagMax;
  }

  /// The last answer: the query, the commit that it has seen, the newest when it began.
  String last() {
    return last;
  }

  long snapshot() {
    return snapshot;
  }

  long newest() {
    return newest;
  }

  @Nullable String failure() {
    return failure;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    Properties properties = new Properties();
    properties.setProperty("user", "omendb");
    properties.setProperty("password", "");
    int query = 1;
    try (Connection flight = DriverManager.getConnection(flightUrl, properties);
        Connection pg = DriverManager.getConnection(pgUrl);
        Statement ask = flight.createStatement();
        Statement commits = pg.createStatement()) {
      while (!stopping) {
        long before = number(commits, "SELECT omendb_last_commit()");
        long begun = System.nanoTime();
        long rows = 0;
        try (ResultSet result = ask.executeQuery(TpchQueries.text(query))) {
          while (result.next()) {
            rows++;
          }
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        long seen = number(ask, "SELECT omendb_last_snapshot()");
        newest = before;
        snapshot = seen;
        lagMax = Math.max(lagMax, before - seen);
        last = "Q" + query + " " + rows + " rows " + millis + " ms";
        answered++;
        query = query == TpchQueries.COUNT ? 1 : query + 1;
        rounds += query == 1 ? 1 : 0;
      }
    } catch (SQLException e) {
      if (!stopping) {
        failure = "Q" + query + ": " + e.getMessage();
      }
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
