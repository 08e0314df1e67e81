package omendb.clients.demo;

import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/// Takes orders over the PostgreSQL wire: each transaction inserts one, changes one, reads one by
/// key, and now and then deletes one. Remembers what the server has acknowledged.
///
/// Keys are the worker's own, so that its memory is the whole truth about them. The transaction
/// that is on its way when the server dies may have happened or not: it is kept apart.
final class OrderWorker implements Runnable {
  private final String url;
  private final long firstKey;
  private final SplittableRandom random;
  private final ConcurrentHistogram latencies;
  private final Map<Long, Long> acknowledged = new HashMap<>();
  private final List<Long> keys = new ArrayList<>();
  private Map<Long, @Nullable Long> uncertain = new HashMap<>();
  private long nextKey;
  private volatile long transactions;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean dying;
  private volatile @Nullable String failure;

  /// @param latencies of whole transactions, in µs
  OrderWorker(String url, long firstKey, long seed, ConcurrentHistogram latencies) {
    this.url = url;
    this.firstKey = firstKey;
    this.nextKey = firstKey;
    this.random = new SplittableRandom(seed);
    this.latencies = latencies;
  }

  long transactions() {
    return transactions;
  }

  @Nullable String failure() {
    return failure;
  }

  /// From now on an error is the expected end: the server is about to die.
  void stopAtError() {
    dying = true;
  }

  /// Waits until the worker has noticed that the server is gone.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void run() {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO orders VALUES (?, ?, 'O', ?::bigint / 100.0, ?, '1-URGENT',"
                    + " 'Clerk#000000001', 0, 'from the demo')");
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE orders SET o_totalprice = ?::bigint / 100.0 WHERE o_orderkey = ?");
        PreparedStatement read =
            connection.prepareStatement("SELECT o_totalprice FROM orders WHERE o_orderkey = ?");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM orders WHERE o_orderkey = ?")) {
      connection.setAutoCommit(false);
      while (true) {
        long begun = System.nanoTime();
        one(connection, insert, update, read, delete);
        latencies.recordValue(Math.max(1, (System.nanoTime() - begun) / 1000));
        transactions++;
      }
    } catch (SQLException e) {
      if (!dying) {
        failure = e.getMessage();
      }
    } finally {
      ended.countDown();
    }
  }

  private void one(
      Connection connection,
      PreparedStatement insert,
      PreparedStatement update,
      PreparedStatement read,
      PreparedStatement delete)
      throws SQLException {
    Map<Long, @Nullable Long> changes = new HashMap<>();
    long key = nextKey++;
    long cents = random.nextLong(100, 10_000_000);
    insert.setLong(1, key);
    insert.setInt(2, random.nextInt(1, 1000));
    insert.setLong(3, cents);
    insert.setDate(4, Date.valueOf(LocalDate.of(1995, 1, 1).plusDays(random.nextInt(700))));
    insert.executeUpdate();
    changes.put(key, cents);
    if (!keys.isEmpty()) {
      long other = keys.get(random.nextInt(keys.size()));
      long price = random.nextLong(100, 10_000_000);
      update.setLong(1, price);
      update.setLong(2, other);
      expect(update.executeUpdate(), other);
      changes.put(other, price);
      check(read, other, price);
      if (random.nextInt(10) == 0) {
        delete.setLong(1, other);
        expect(delete.executeUpdate(), other);
        changes.put(other, null);
      }
    }
    uncertain = changes;
    connection.commit();
    changes.forEach(this::acknowledge);
    uncertain = new HashMap<>();
  }

  private void acknowledge(long key, @Nullable Long cents) {
    if (cents == null) {
      acknowledged.remove(key);
      int index = keys.indexOf(key);
      keys.set(index, keys.getLast());
      keys.removeLast();
    } else if (acknowledged.put(key, cents) == null) {
      keys.add(key);
    }
  }

  private void expect(int rows, long key) throws SQLException {
    if (rows != 1) {
      throw new SQLException("order " + key + " was acknowledged and is not there");
    }
  }

  private void check(PreparedStatement read, long key, long cents) throws SQLException {
    read.setLong(1, key);
    try (ResultSet row = read.executeQuery()) {
      if (!row.next() || row.getBigDecimal(1).movePointRight(2).longValueExact() != cents) {
        throw new SQLException("order " + key + " does not read as it was written");
      }
    }
  }

  /// Compares the server's orders with what it acknowledged: count and checksum, with the last
  /// transaction either wholly there or wholly not.
  ///
  /// @return what is wrong, or null
  @Nullable String verify(Connection connection) throws SQLException {
    Totals found;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT count(*), coalesce(sum(o_orderkey), 0), coalesce(sum(o_totalprice), 0)"
                + " FROM orders WHERE o_orderkey >= ? AND o_orderkey < ?")) {
      query.setLong(1, firstKey);
      query.setLong(2, nextKey + 1);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        found =
            new Totals(
                row.getLong(1),
                row.getBigDecimal(2).longValueExact(),
                row.getBigDecimal(3).movePointRight(2).longValueExact());
      }
    }
    Totals before = totals(acknowledged);
    Map<Long, Long> with = new HashMap<>(acknowledged);
    uncertain.forEach((key, cents) -> {
      if (cents == null) {
        with.remove(key);
      } else {
        with.put(key, cents);
      }
    });
    Totals after = totals(with);
    return found.equals(before) || found.equals(after)
        ? null
        : "found " + found + ", acknowledged " + before + " (or with the last one " + after + ")";
  }

  long acknowledgedOrders() {
    return acknowledged.size();
  }

  private static Totals totals(Map<Long, Long> orders) {
    long keySum = 0;
    long centSum = 0;
    for (Map.Entry<Long, Long> order : orders.entrySet()) {
      keySum += order.getKey();
      centSum += order.getValue();
    }
    return new Totals(orders.size(), keySum, centSum);
  }

  /// Count and checksums of a set of orders.
  private record Totals(long count, long keySum, long centSum) {}
}
