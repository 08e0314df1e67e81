package omendb.testkit.history;

/// How a transaction ended, as its client knows it.
public enum Outcome {
  /// Its commit was acknowledged.
  OK,

  /// It was rolled back, and the client was told.
  FAIL,

  /// The connection broke or the answer said that the outcome is unknown.
  INFO
}
