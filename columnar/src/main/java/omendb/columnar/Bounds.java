package omendb.columnar;

/// The least and the greatest value of a column's piece, in the column's form. Both are inclusive;
/// bytes may be cut and are then still bounds.
public sealed interface Bounds {
  /// LONG form.
  record Longs(long min, long max) implements Bounds {}

  /// DOUBLE form: NaN is greatest, -0 counts as 0.
  record Doubles(double min, double max) implements Bounds {}

  /// WIDE form: two's complement 128 bits; a uuid's two halves, unsigned.
  record Wides(long minHigh, long minLow, long maxHigh, long maxLow) implements Bounds {}

  /// BYTES form: at most [#BYTES_MAX] bytes of each; char(n) without trailing blanks.
  ///
  /// @param maxCut true when `max` is only the beginning of the greatest value
  record Bytes(byte[] min, byte[] max, boolean maxCut) implements Bounds {}

  /// Bytes kept of a bound in BYTES form.
  int BYTES_MAX = 64;
}
