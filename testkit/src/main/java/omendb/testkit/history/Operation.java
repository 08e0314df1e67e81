package omendb.testkit.history;

/// One thing that a transaction did.
public sealed interface Operation {
  int key();

  /// Put a value at the end of a list.
  ///
  /// @param undone true when the transaction rolled back to a savepoint before it
  record Append(int key, int value, boolean undone) implements Operation {}

  /// Read a list: all values so far, none when there is no row.
  ///
  /// @param scanned true when the row was looked for by a predicate, so that its absence was read
  /// @param since when the statement was sent, 0 when that is not known
  record ReadList(int key, int[] values, boolean scanned, long since) implements Operation {}

  /// Put a value into a register.
  ///
  /// @param undone true when the transaction rolled back to a savepoint before it
  record Write(int key, int value, boolean undone) implements Operation {}

  /// Read a register: its value, 0 when there is no row.
  ///
  /// @param scanned true when the row was looked for by a predicate, so that its absence was read
  record ReadRegister(int key, int value, boolean scanned) implements Operation {}

  /// Something that the workload itself saw to be wrong.
  record Noted(int key, Anomaly anomaly, String what) implements Operation {}
}
