package omendb.engine;

/// What ReadyForQuery tells of the session's transaction.
public enum TransactionState {
  /// No transaction block.
  IDLE('I'),
  /// Inside a transaction block.
  ACTIVE('T'),
  /// Inside a transaction block that failed: only its end is accepted (25P02).
  FAILED('E');

  private final char indicator;

  TransactionState(char indicator) {
    this.indicator = indicator;
  }

  /// The protocol's status byte.
  public char indicator() {
    return indicator;
  }
}
