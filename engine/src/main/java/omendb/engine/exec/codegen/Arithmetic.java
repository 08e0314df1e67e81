package omendb.engine.exec.codegen;

/// Checked arithmetic of integers, dates and floating point numbers, as generated code calls it.
/// Small enough to be inlined.
final class Arithmetic {
  private Arithmetic() {}

  static long toSmallint(long value) {
    if (value != (short) value) {
      throw Errors.smallint();
    }
    return value;
  }

  static long toInteger(long value) {
    if (value != (int) value) {
      throw Errors.integer();
    }
    return value;
  }

  static long toDate(long value) {
    if (value != (int) value) {
      throw Errors.date();
    }
    return value;
  }

  static long add(long a, long b) {
    long r = a + b;
    if (((a ^ r) & (b ^ r)) < 0) {
      throw Errors.bigint();
    }
    return r;
  }

  static long subtract(long a, long b) {
    long r = a - b;
    if (((a ^ b) & (a ^ r)) < 0) {
      throw Errors.bigint();
    }
    return r;
  }

  static long multiply(long a, long b) {
    long r = a * b;
    if (Math.multiplyHigh(a, b) != r >> 63) {
      throw Errors.bigint();
    }
    return r;
  }

  static long negate(long a) {
    if (a == Long.MIN_VALUE) {
      throw Errors.bigint();
    }
    return -a;
  }

  static long divide(long a, long b) {
    if (b == 0) {
      throw Errors.divisionByZero();
    }
    if (b == -1) {
      return negate(a);
    }
    return a / b;
  }

  static long modulo(long a, long b) {
    if (b == 0) {
      throw Errors.divisionByZero();
    }
    return b == -1 ? 0 : a % b;
  }

  static double add(double a, double b) {
    return checked(a + b, a, b);
  }

  static double subtract(double a, double b) {
    return checked(a - b, a, b);
  }

  static double multiply(double a, double b) {
    double r = checked(a * b, a, b);
    if (r == 0 && a != 0 && b != 0) {
      throw Errors.underflow();
    }
    return r;
  }

  static double divide(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw Errors.divisionByZero();
    }
    double r = checked(a / b, a, b);
    if (r == 0 && a != 0 && !Double.isInfinite(b)) {
      throw Errors.underflow();
    }
    return r;
  }

  private static double checked(double result, double a, double b) {
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw Errors.overflow();
    }
    return result;
  }

  /// Rounds to a real and checks that it still is in range.
  static double toReal(double value) {
    float real = (float) value;
    if (Float.isInfinite(real) && !Double.isInfinite(value)) {
      throw Errors.overflow();
    }
    if (real == 0 && value != 0) {
      throw Errors.underflow();
    }
    return real;
  }

  /// Rounds half to even, as PostgreSQL's float to integer casts do.
  static long toBigint(double value) {
    double rounded = Math.rint(value);
    if (!(rounded >= -0x1p63 && rounded < 0x1p63)) {
      throw Errors.bigint();
    }
    return (long) rounded;
  }

  static long toInteger(double value) {
    double rounded = Math.rint(value);
    if (!(rounded >= Integer.MIN_VALUE && rounded <= Integer.MAX_VALUE)) {
      throw Errors.integer();
    }
    return (long) rounded;
  }

  static long toSmallint(double value) {
    double rounded = Math.rint(value);
    if (!(rounded >= Short.MIN_VALUE && rounded <= Short.MAX_VALUE)) {
      throw Errors.smallint();
    }
    return (long) rounded;
  }
}
