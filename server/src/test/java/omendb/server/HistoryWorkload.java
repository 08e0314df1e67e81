package omendb.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import omendb.testkit.history.OpenTransaction;

/// What the clients of a [HistoryRun] do. Called by many threads, each with a connection of its
/// own.
interface HistoryWorkload {
  /// One transaction on its way.
  ///
  /// @param connection in a transaction block
  /// @param number how many transactions of the history began before it
  /// @param fresh gives values that nobody else writes
  record Step(
      Connection connection,
      RandomGenerator random,
      OpenTransaction transaction,
      int number,
      java.util.function.IntSupplier fresh) {}

  /// Makes the tables, in autocommit mode.
  void createTables(Connection connection) throws SQLException;

  /// Runs a transaction and records what it does; false when it is to be rolled back.
  boolean run(Step step) throws SQLException;

  /// Runs one statement that is a transaction of its own, and records it before it is sent.
  void runAlone(Step step) throws SQLException;

  /// Reads everything that there is and records it.
  void readAll(Connection connection, OpenTransaction transaction) throws SQLException;
}
