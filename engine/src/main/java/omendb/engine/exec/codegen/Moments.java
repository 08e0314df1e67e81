package omendb.engine.exec.codegen;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import omendb.core.SpecialNumeric;
import org.jspecify.annotations.Nullable;

/// Count, sum and sum of squares of exact numbers; for variances without rounding.
public final class Moments {
  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal squares = BigDecimal.ZERO;

  /// Whether a value was NaN or infinite: then the variance is NaN.
  private boolean special;

  void add(BigDecimal value) {
    count++;
    if (SpecialNumeric.is(value)) {
      special = true;
      return;
    }
    sum = sum.add(value);
    squares = squares.add(value.multiply(value));
  }

  void add(Moments other) {
    count += other.count;
    special |= other.special;
    sum = sum.add(other.sum);
    squares = squares.add(other.squares);
  }

  /// The variance, or its root; null when there are too few values.
  public @Nullable BigDecimal result(boolean sample, boolean root) {
    if (count < (sample ? 2 : 1)) {
      return null;
    }
    if (special) {
      return SpecialNumeric.NAN;
    }
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal numerator = n.multiply(squares).subtract(sum.multiply(sum));
    if (numerator.signum() <= 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal variance =
        Decimals.divide(numerator, n.multiply(sample ? n.subtract(BigDecimal.ONE) : n));
    if (!root) {
      return variance;
    }
    MathContext digits =
        new MathContext(variance.precision() + variance.scale() + 2, RoundingMode.HALF_UP);
    return variance.sqrt(digits).setScale(variance.scale(), RoundingMode.HALF_UP);
  }
}
