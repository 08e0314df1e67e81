package omendb.pgwire;

import omendb.engine.PreparedStatement;

/// How long a statement might keep the thread that runs it.
enum Duration {
  /// It ends at once.
  SHORT,
  /// COMMIT: as long as the transaction says.
  COMMIT,
  /// ROLLBACK: likewise.
  ROLLBACK,
  /// It might wait for a lock, a disk or a long computation.
  LONG;

  static Duration of(PreparedStatement statement) {
    if (statement.commits()) {
      return COMMIT;
    }
    if (statement.rollsBack()) {
      return ROLLBACK;
    }
    return statement.runsAtOnce() ? SHORT : LONG;
  }
}
