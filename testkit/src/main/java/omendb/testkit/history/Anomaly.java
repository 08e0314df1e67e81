package omendb.testkit.history;

/// What can be wrong with a history. Names as Adya and Elle have them.
public enum Anomaly {
  /// Dirty write: transactions overwrite one another in a cycle.
  G0,
  /// Aborted read: a value was read that was never committed.
  G1A,
  /// Intermediate read: a value was read that its transaction overwrote itself.
  G1B,
  /// Circular flow of information: a cycle of overwriting and reading.
  G1C,
  /// Observed transaction vanishes: after one of its writes was read, another was missing.
  OTV,
  /// Predicate-many-preceders: rows that were absent from a scan appear in the same transaction.
  PMP,
  /// Lost update: two transactions read the same version and both replace it.
  P4,
  /// A cycle with exactly one anti-dependency: read skew.
  G_SINGLE,
  /// A cycle whose anti-dependencies are never adjacent: long fork.
  G_NONADJACENT,
  /// A cycle with adjacent anti-dependencies on rows that were read: write skew.
  G2_ITEM,
  /// The same where an anti-dependency is on a row that a scan did not find.
  G2,
  /// A transaction contradicts itself: its own write is missing, or a later read is older.
  INTERNAL,
  /// A row was read again and had changed, though the transaction had not written it.
  FUZZY_READ,
  /// A committed write builds on an aborted one.
  DIRTY_UPDATE,
  /// A value was read that nobody wrote.
  GARBAGE,
  /// A row or an element was read twice.
  DUPLICATE,
  /// Two reads of one list, neither of which continues the other.
  INCOMPATIBLE_ORDER,
  /// The versions of one register precede one another in a cycle.
  CYCLIC_VERSION_ORDER,
  /// An acknowledged write is missing from a read that began later.
  LOST_WRITE,
  /// A read is older than what was acknowledged before its transaction began.
  REAL_TIME,
  /// A read is older than what was acknowledged before its statement was sent.
  STALE_STATEMENT,
  /// What the workload knows to be true does not hold, such as a constant sum.
  INVARIANT
}
