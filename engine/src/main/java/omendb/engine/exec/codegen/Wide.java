package omendb.engine.exec.codegen;

import java.math.BigInteger;
import omendb.core.ColumnVector;

/// A register for 128-bit two's complement results, which Java cannot return as two longs.
public final class Wide {
  /// 10^38 as two words; numeric(38, s) values are smaller in magnitude.
  private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

  private static final long LIMIT_HIGH = LIMIT.shiftRight(64).longValue();
  private static final long LIMIT_LOW = LIMIT.longValue();
  private static final BigInteger[] POWERS = powers();

  public long high;
  public long low;

  public void set(long newHigh, long newLow) {
    high = newHigh;
    low = newLow;
  }

  /// Sets the number or throws 22003 when it has more than 128 bits.
  public void set(BigInteger value) {
    if (value.bitLength() > 127) {
      throw Errors.numeric();
    }
    low = value.longValue();
    high = value.shiftRight(64).longValue();
  }

  public static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    return aHigh != bHigh ? Long.compare(aHigh, bHigh) : Long.compareUnsigned(aLow, bLow);
  }

  /// The order of uuids: unsigned bytes.
  public static int compareUuid(long aHigh, long aLow, long bHigh, long bLow) {
    return aHigh != bHigh ? Long.compareUnsigned(aHigh, bHigh) : Long.compareUnsigned(aLow, bLow);
  }

  public void add(long aHigh, long aLow, long bHigh, long bLow) {
    low = aLow + bLow;
    high = aHigh + bHigh + (Long.compareUnsigned(low, aLow) < 0 ? 1 : 0);
    if (((aHigh ^ high) & (bHigh ^ high)) < 0) {
      throw Errors.numeric();
    }
  }

  public void subtract(long aHigh, long aLow, long bHigh, long bLow) {
    low = aLow - bLow;
    high = aHigh - bHigh - (Long.compareUnsigned(aLow, bLow) < 0 ? 1 : 0);
    if (((aHigh ^ bHigh) & (aHigh ^ high)) < 0) {
      throw Errors.numeric();
    }
  }

  public void multiply(long aHigh, long aLow, long bHigh, long bLow) {
    if (aHigh == aLow >> 63 && bHigh == bLow >> 63) {
      high = Math.multiplyHigh(aLow, bLow);
      low = aLow * bLow;
    } else {
      set(ColumnVector.wide(aHigh, aLow).multiply(ColumnVector.wide(bHigh, bLow)));
    }
  }

  /// Multiplies; false when the product has more than 96 bits.
  public boolean tryMultiply(long aHigh, long aLow, long bHigh, long bLow) {
    if (bHigh != bLow >> 63) {
      return false;
    }
    long carry = Math.multiplyHigh(aLow, bLow) + (aLow < 0 ? bLow : 0);
    if (aHigh != (int) aHigh || bLow != (int) bLow) {
      if (aHigh != aLow >> 63) {
        return false;
      }
      carry = Math.multiplyHigh(aLow, bLow);
      low = aLow * bLow;
      high = carry;
    } else {
      low = aLow * bLow;
      high = aHigh * bLow + carry;
    }
    return high == (int) high;
  }

  /// Multiplies by 10^digits.
  public void scaleUp(long aHigh, long aLow, int digits) {
    BigInteger power = power(digits);
    if (digits <= 18) {
      multiply(aHigh, aLow, 0, power.longValue());
    } else {
      set(ColumnVector.wide(aHigh, aLow).multiply(power));
    }
  }

  /// Divides by 10^digits, rounding half away from zero.
  public void scaleDown(long aHigh, long aLow, int digits) {
    if (digits <= 18 && aHigh == aLow >> 63) {
      low = Decimals.scaleDown(aLow, power(digits).longValue());
      high = low >> 63;
      return;
    }
    BigInteger power = power(digits);
    BigInteger[] parts = ColumnVector.wide(aHigh, aLow).divideAndRemainder(power);
    boolean up = parts[1].abs().shiftLeft(1).compareTo(power) >= 0;
    set(up ? parts[0].add(BigInteger.valueOf(parts[1].signum())) : parts[0]);
  }

  /// Throws 22003 unless the magnitude is below 10^precision.
  public void check(int precision, int scale) {
    if (precision == 38) {
      boolean negative = high < 0;
      long magnitudeLow = negative ? -low : low;
      long magnitudeHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
      if (magnitudeHigh < 0 || compare(magnitudeHigh, magnitudeLow, LIMIT_HIGH, LIMIT_LOW) >= 0) {
        throw Errors.numericField(precision, scale);
      }
    } else if (ColumnVector.wide(high, low).abs().compareTo(power(precision)) >= 0) {
      throw Errors.numericField(precision, scale);
    }
  }

  /// The low word, or 22003 when the number does not fit in it.
  public long toLong() {
    if (high != low >> 63) {
      throw Errors.bigint();
    }
    return low;
  }

  public static double toDouble(long high, long low) {
    return high == low >> 63 ? low : ColumnVector.wide(high, low).doubleValue();
  }

  static BigInteger power(int digits) {
    return digits < POWERS.length ? POWERS[digits] : BigInteger.TEN.pow(digits);
  }

  private static BigInteger[] powers() {
    BigInteger[] powers = new BigInteger[78];
    powers[0] = BigInteger.ONE;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1].multiply(BigInteger.TEN);
    }
    return powers;
  }
}
