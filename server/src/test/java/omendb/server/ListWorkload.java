package omendb.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import omendb.testkit.history.Anomaly;
import omendb.testkit.history.OpenTransaction;

/// Lists as text, appended to by `INSERT … ON CONFLICT DO UPDATE`, in three tables, and read by
/// key, by key range and by a pass over the columns: the same rows in one transaction by all three.
///
/// Keys come in generations. Most transactions use the newest, some an older one, whose rows have
/// long been cold.
final class ListWorkload implements HistoryWorkload {
  static final int TABLES = 3;
  private static final int GENERATION_KEYS = 24;
  private static final int GENERATION_TRANSACTIONS = 500;
  private static final int PAUSE_MILLIS_MAX = 20;
  private static final int[] NONE = {};

  private volatile int newestGeneration;

  @Override
  public void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TABLES; i++) {
        statement.execute(
            "CREATE TABLE lists" + i + " (k int PRIMARY KEY, generation int, val text)");
      }
    }
  }

  @Override
  public void runAlone(Step step) throws SQLException {
    Clients clients = new Clients(step, step.number() / GENERATION_TRANSACTIONS);
    append(clients, clients.key());
  }

  /// What one transaction knows while it runs.
  private record Clients(Step step, int generation) {
    int key() {
      RandomGenerator random = step.random();
      int chosen =
          generation == 0 || random.nextInt(4) > 0 ? generation : random.nextInt(generation);
      return chosen * GENERATION_KEYS + random.nextInt(GENERATION_KEYS);
    }
  }

  @Override
  public boolean run(Step step) throws SQLException {
    int generation = step.number() / GENERATION_TRANSACTIONS;
    if (generation > newestGeneration) {
      newestGeneration = generation;
    }
    Clients clients = new Clients(step, generation);
    int shape = step.random().nextInt(100);
    if (shape < 50) {
      mixed(clients);
    } else if (shape < 65) {
      allWays(clients);
    } else if (shape < 75) {
      scanThenAppend(clients);
    } else if (shape < 85) {
      savepoint(clients);
    } else if (shape < 92) {
      slowReader(clients);
    } else if (shape < 95) {
      appendToAll(clients);
    } else {
      mixed(clients);
      append(clients, clients.key());
      return false;
    }
    return true;
  }

  private void mixed(Clients clients) throws SQLException {
    int count = 1 + clients.step().random().nextInt(4);
    for (int i = 0; i < count; i++) {
      int key = clients.key();
      switch (clients.step().random().nextInt(8)) {
        case 0, 1, 2 -> append(clients, key);
        case 3 -> replace(clients, key);
        default -> read(clients, key);
      }
    }
  }

  private void allWays(Clients clients) throws SQLException {
    RandomGenerator random = clients.step().random();
    int key = clients.key();
    int writeAt = random.nextInt(5);
    for (int i = 0; i < 4; i++) {
      if (i == writeAt) {
        append(clients, key);
      }
      switch (random.nextInt(3)) {
        case 0 -> read(clients, key);
        case 1 -> range(clients, key);
        default -> scan(clients, key);
      }
    }
  }

  /// What write skew over rows that are not there is made of.
  private void scanThenAppend(Clients clients) throws SQLException {
    int key = clients.key();
    int other = key / GENERATION_KEYS * GENERATION_KEYS + (key + 1) % GENERATION_KEYS;
    if (clients.step().random().nextBoolean()) {
      scan(clients, key);
    } else {
      range(clients, key);
    }
    append(clients, other);
  }

  private void savepoint(Clients clients) throws SQLException {
    Connection connection = clients.step().connection();
    OpenTransaction transaction = clients.step().transaction();
    if (clients.step().random().nextBoolean()) {
      append(clients, clients.key());
    }
    Savepoint savepoint = connection.setSavepoint();
    int mark = transaction.savepoint();
    int key = clients.key();
    append(clients, key);
    read(clients, key);
    connection.rollback(savepoint);
    transaction.rollbackTo(mark);
    read(clients, key);
    append(clients, clients.step().random().nextBoolean() ? key : clients.key());
  }

  /// Holds its snapshot while others write, move rows and collect garbage.
  private void slowReader(Clients clients) throws SQLException {
    int key = clients.key();
    int other = clients.key();
    read(clients, key);
    pause(clients.step().random());
    range(clients, other);
    read(clients, other);
    pause(clients.step().random());
    scan(clients, key);
    read(clients, key);
  }

  private static void pause(RandomGenerator random) {
    try {
      Thread.sleep(1 + random.nextInt(PAUSE_MILLIS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String table(int key) {
    return "lists" + key % TABLES;
  }

  private static void append(Clients clients, int key) throws SQLException {
    Step step = clients.step();
    int value = step.fresh().getAsInt();
    String table = table(key);
    step.transaction().append(key, value);
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement(
                "INSERT INTO %s VALUES (?, ?, ?) ON CONFLICT (k) DO UPDATE SET val = concat(%s.val, ',', excluded.val)"
                    .formatted(table, table))) {
      statement.setInt(1, key);
      statement.setInt(2, key / GENERATION_KEYS);
      statement.setString(3, Integer.toString(value));
      statement.executeUpdate();
    }
  }

  /// Appends by taking the row out and putting a longer one in.
  private static void replace(Clients clients, int key) throws SQLException {
    Step step = clients.step();
    int value = step.fresh().getAsInt();
    step.transaction().append(key, value);
    String before = "";
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement("DELETE FROM " + table(key) + " WHERE k = ? RETURNING val")) {
      statement.setInt(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          before = rows.getString(1) + ",";
        }
      }
    }
    try (PreparedStatement statement =
        step.connection().prepareStatement("INSERT INTO " + table(key) + " VALUES (?, ?, ?)")) {
      statement.setInt(1, key);
      statement.setInt(2, key / GENERATION_KEYS);
      statement.setString(3, before + value);
      statement.executeUpdate();
    }
  }

  /// Appends one value to all lists of a table and generation that there are.
  private static void appendToAll(Clients clients) throws SQLException {
    Step step = clients.step();
    int key = clients.key();
    int value = step.fresh().getAsInt();
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement(
                "UPDATE "
                    + table(key)
                    + " SET val = concat(val, ',', ?::text) WHERE generation = ? RETURNING k")) {
      statement.setString(1, Integer.toString(value));
      statement.setInt(2, key / GENERATION_KEYS);
      try (ResultSet rows = statement.executeQuery()) {
        Set<Integer> appended = new HashSet<>();
        while (rows.next()) {
          int each = rows.getInt(1);
          if (appended.add(each)) {
            step.transaction().append(each, value);
          } else {
            step.transaction().note(Anomaly.DUPLICATE, "two rows of key " + each);
          }
        }
      }
    }
    range(clients, key);
  }

  private static void read(Clients clients, int key) throws SQLException {
    Step step = clients.step();
    step.transaction().statement();
    try (PreparedStatement statement =
        step.connection().prepareStatement("SELECT val FROM " + table(key) + " WHERE k = ?")) {
      statement.setInt(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        int[] values = rows.next() ? values(rows.getString(1)) : NONE;
        step.transaction().readList(key, values, false);
        if (rows.next()) {
          step.transaction().note(Anomaly.DUPLICATE, "two rows of key " + key);
        }
      }
    }
  }

  /// Reads the keys of the key's generation in its table by a range of the primary key.
  private static void range(Clients clients, int key) throws SQLException {
    Step step = clients.step();
    step.transaction().statement();
    int from = key / GENERATION_KEYS * GENERATION_KEYS;
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement(
                "SELECT k, val FROM " + table(key) + " WHERE k >= ? AND k < ? ORDER BY k")) {
      statement.setInt(1, from);
      statement.setInt(2, from + GENERATION_KEYS);
      try (ResultSet rows = statement.executeQuery()) {
        record(step.transaction(), key, rows);
      }
    }
  }

  /// Reads the same by a column without an index.
  private static void scan(Clients clients, int key) throws SQLException {
    Step step = clients.step();
    step.transaction().statement();
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement("SELECT k, val FROM " + table(key) + " WHERE generation = ?")) {
      statement.setInt(1, key / GENERATION_KEYS);
      try (ResultSet rows = statement.executeQuery()) {
        record(step.transaction(), key, rows);
      }
    }
  }

  /// Records the rows of one table and generation, absent ones as well.
  static void record(OpenTransaction transaction, int key, ResultSet rows) throws SQLException {
    Map<Integer, int[]> found = new HashMap<>();
    while (rows.next()) {
      if (found.put(rows.getInt(1), values(rows.getString(2))) != null) {
        transaction.note(Anomaly.DUPLICATE, "two rows of key " + rows.getInt(1));
      }
    }
    int from = key / GENERATION_KEYS * GENERATION_KEYS;
    for (int each = from; each < from + GENERATION_KEYS; each++) {
      if (each % TABLES == key % TABLES) {
        transaction.readList(each, found.getOrDefault(each, NONE), true);
      }
    }
  }

  /// A read of some table and generation for a door that has no transaction blocks.
  String someScan(int key) {
    return "SELECT k, val FROM " + table(key) + " WHERE generation = " + key / GENERATION_KEYS;
  }

  /// A key in use.
  int someKey(RandomGenerator random) {
    return random.nextInt((newestGeneration + 1) * GENERATION_KEYS);
  }

  private static int[] values(String text) {
    String[] parts = text.split(",");
    int[] values = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = Integer.parseInt(parts[i]);
    }
    return values;
  }

  @Override
  public void readAll(Connection connection, OpenTransaction transaction) throws SQLException {
    int end = (newestGeneration + 1) * GENERATION_KEYS;
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TABLES; i++) {
        Map<Integer, int[]> found = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT k, val FROM lists" + i)) {
          while (rows.next()) {
            if (found.put(rows.getInt(1), values(rows.getString(2))) != null) {
              transaction.note(Anomaly.DUPLICATE, "two rows of key " + rows.getInt(1));
            }
          }
        }
        for (int key = i; key < end; key += TABLES) {
          transaction.readList(key, found.getOrDefault(key, NONE), true);
        }
      }
    }
  }
}
