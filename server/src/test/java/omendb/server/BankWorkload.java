package omendb.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import omendb.testkit.history.Anomaly;
import omendb.testkit.history.OpenTransaction;

/// Money that moves between accounts, which are closed and opened again: the sum stays.
final class BankWorkload implements HistoryWorkload {
  private static final int ACCOUNTS = 40;
  private static final int EACH = 100;

  @Override
  public void createTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance bigint)");
      for (int i = 0; i < ACCOUNTS; i++) {
        statement.execute("INSERT INTO accounts VALUES (" + i + ", " + EACH + ")");
      }
    }
  }

  @Override
  public boolean run(Step step) throws SQLException {
    RandomGenerator random = step.random();
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        readAll(step.connection(), step.transaction());
        yield true;
      }
      case 3 -> close(step, from, to);
      case 4 -> open(step, from, to);
      default -> {
        int amount = 1 + random.nextInt(20);
        yield change(step, from, -amount) && change(step, to, amount);
      }
    };
  }

  @Override
  public void runAlone(Step step) throws SQLException {
    readAll(step.connection(), step.transaction());
  }

  private static boolean change(Step step, int account, long amount) throws SQLException {
    try (PreparedStatement statement =
        step.connection()
            .prepareStatement("UPDATE accounts SET balance = balance + ? WHERE id = ?")) {
      statement.setLong(1, amount);
      statement.setInt(2, account);
      return statement.executeUpdate() == 1;
    }
  }

  private static boolean close(Step step, int account, int heir) throws SQLException {
    try (PreparedStatement statement =
        step.connection().prepareStatement("DELETE FROM accounts WHERE id = ? RETURNING balance")) {
      statement.setInt(1, account);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && change(step, heir, rows.getLong(1));
      }
    }
  }

  private static boolean open(Step step, int account, int giver) throws SQLException {
    try (PreparedStatement statement =
        step.connection().prepareStatement("INSERT INTO accounts VALUES (?, ?)")) {
      statement.setInt(1, account);
      statement.setLong(2, EACH);
      statement.executeUpdate();
    }
    return change(step, giver, -EACH);
  }

  /// One statement has one snapshot at every level.
  @Override
  public void readAll(Connection connection, OpenTransaction transaction) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, balance FROM accounts")) {
      Set<Integer> ids = new HashSet<>();
      long sum = 0;
      while (rows.next()) {
        sum += rows.getLong(2);
        if (!ids.add(rows.getInt(1))) {
          transaction.note(Anomaly.DUPLICATE, "two rows of account " + rows.getInt(1));
        }
      }
      if (sum != (long) ACCOUNTS * EACH) {
        transaction.note(Anomaly.INVARIANT, "the sum is " + sum);
      }
    }
  }
}
