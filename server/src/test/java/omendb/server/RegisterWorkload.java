package omendb.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import omendb.testkit.history.Anomaly;
import omendb.testkit.history.OpenTransaction;

/// Registers that are read and overwritten, by key and by a pass over all.
final class RegisterWorkload implements HistoryWorkload {
  private static final int GENERATION_KEYS = 10;
  private static final int GENERATION_TRANSACTIONS = 300;

  private volatile int newestGeneration;

  @Override
  public void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE registers (k int PRIMARY KEY, generation int, val int)");
    }
  }

  @Override
  public boolean run(Step step) throws SQLException {
    RandomGenerator random = step.random();
    int generation = step.number() / GENERATION_TRANSACTIONS;
    if (generation > newestGeneration) {
      newestGeneration = generation;
    }
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int chosen =
          generation == 0 || random.nextInt(4) > 0 ? generation : random.nextInt(generation);
      int key = chosen * GENERATION_KEYS + random.nextInt(GENERATION_KEYS);
      if (random.nextInt(4) == 0) {
        scan(step, chosen);
      } else {
        read(step, key);
      }
      if (random.nextBoolean()) {
        write(step, key);
      }
    }
    return random.nextInt(20) > 0;
  }

  @Override
  public void runAlone(Step step) throws SQLException {
    int newest = step.number() / GENERATION_TRANSACTIONS * GENERATION_KEYS;
    write(step, newest + step.random().nextInt(GENERATION_KEYS));
  }

  private static void read(Step step, int key) throws SQLException {
    try (PreparedStatement statement =
        step.connection().prepareStatement("SELECT val FROM registers WHERE k = ?")) {
      statement.setInt(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        step.transaction().readRegister(key, rows.next() ? rows.getInt(1) : 0, false);
      }
    }
  }

  private static void scan(Step step, int generation) throws SQLException {
    try (PreparedStatement statement =
        step.connection().prepareStatement("SELECT k, val FROM registers WHERE generation = ?")) {
      statement.setInt(1, generation);
      try (ResultSet rows = statement.executeQuery()) {
        record(step.transaction(), rows, generation * GENERATION_KEYS, GENERATION_KEYS);
      }
    }
  }

  private static void record(OpenTransaction transaction, ResultSet rows, int from, int count)
      throws SQLException {
    Map<Integer, Integer> found = new HashMap<>();
    while (rows.next()) {
      if (found.put(rows.getInt(1), rows.getInt(2)) != null) {
        transaction.note(Anomaly.DUPLICATE, "two rows of key " + rows.getInt(1));
      }
    }
    for (int key = from; key < from + count; key++) {
      transaction.readRegister(key, found.getOrDefault(key, 0), true);
    }
  }

  private static void write(Step step, int key) throws SQLException {
    int value = step.fresh().getAsInt();
    step.transaction().write(key, value);
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement(
                "INSERT INTO registers VALUES (?, ?, ?)"
                    + " ON CONFLICT (k) DO UPDATE SET val = excluded.val")) {
      statement.setInt(1, key);
      statement.setInt(2, key / GENERATION_KEYS);
      statement.setInt(3, value);
      statement.executeUpdate();
    }
  }

  @Override
  public void readAll(Connection connection, OpenTransaction transaction) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT k, val FROM registers")) {
      record(transaction, rows, 0, (newestGeneration + 1) * GENERATION_KEYS);
    }
  }
}
