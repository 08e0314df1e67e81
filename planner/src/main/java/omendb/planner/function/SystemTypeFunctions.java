package omendb.planner.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;

/// Operators of pg_lsn and xid8, whose highest bit is turned over in the arguments.
public final class SystemTypeFunctions {
  private SystemTypeFunctions() {}

  private static BigDecimal number(long lsn) {
    return new BigDecimal(Long.toUnsignedString(lsn ^ Long.MIN_VALUE));
  }

  private static long lsn(BigDecimal value) {
    BigInteger whole = value.setScale(0, RoundingMode.HALF_UP).unscaledValue();
    if (whole.signum() < 0 || whole.bitLength() > Long.SIZE) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("pg_lsn out of range");
    }
    return whole.longValue() ^ Long.MIN_VALUE;
  }

  private static BigDecimal bytes(BigDecimal value, String what) {
    if (SpecialNumeric.is(value)) {
      if (Double.isNaN(SpecialNumeric.toDouble(value))) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot %s pg_lsn", what);
      }
      throw SqlState.FEATURE_NOT_SUPPORTED.error("cannot convert infinity to pg_lsn");
    }
    return value;
  }

  @SqlFunction("-(pg_lsn, pg_lsn): numeric")
  @SqlFunction("pg_wal_lsn_diff(pg_lsn, pg_lsn): numeric")
  public static BigDecimal difference(long left, long right) {
    return number(left).subtract(number(right));
  }

  @SqlFunction("+(pg_lsn, numeric): pg_lsn")
  public static long plus(long left, BigDecimal right) {
    return lsn(number(left).add(bytes(right, "add NaN to")));
  }

  @SqlFunction("+(numeric, pg_lsn): pg_lsn")
  public static long plus(BigDecimal left, long right) {
    return plus(right, left);
  }

  @SqlFunction("-(pg_lsn, numeric): pg_lsn")
  public static long minus(long left, BigDecimal right) {
    return lsn(number(left).subtract(bytes(right, "subtract NaN from")));
  }

  @SqlFunction("xid8cmp(xid8, xid8): int4")
  public static long compare(long left, long right) {
    return Long.compare(left, right);
  }
}
