package omendb.engine.exec.codegen;

/// What an aggregate keeps per group; several aggregates may share one.
public enum AccumulatorKind {
  /// One word: rows, or values that are not NULL.
  COUNT,
  /// Two words: the sum is `second * 2^64 + first`, the first signed.
  SUM_EXACT,
  /// Three words: a sum of products as SUM_EXACT has it, and the number of a sum of those products
  /// that are too large for it, 0 when there were none.
  SUM_PRODUCT,
  /// One word: the bits of a double.
  SUM_DOUBLE,
  /// An object: BigDecimal or Interval; null before the first value.
  SUM_OBJECT,
  /// The value's words and a word that is 1 after the first value; BYTES: address, and capacity and
  /// length in one word; OBJECT: an object.
  MIN,
  /// As MIN.
  MAX,
  /// As MIN, keeping the first value met.
  ANY,
  /// Value and seen word.
  BIT_AND,
  /// Value and seen word.
  BIT_OR,
  /// Three words: count, sum, and sum of squared differences from the mean, as doubles.
  MOMENTS_DOUBLE,
  /// Of pairs (y, x), six words, as doubles: count, sum and squares (as MOMENTS_DOUBLE has them) of
  /// x, the same of y, and the sum of the products of their differences from the means.
  COMOMENTS,
  /// An object: [Moments].
  MOMENTS_EXACT,
  /// An object: [ValueList].
  LIST
}
