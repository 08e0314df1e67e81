package omendb.planner.function;

import java.util.Arrays;
import omendb.core.SqlState;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// What TABLESAMPLE computes per row.
public final class SampleFunctions {
  private SampleFunctions() {}

  /// The share of the rows that a percentage means; STABLE, so that a wrong one is an error of the
  /// statement that runs.
  @SqlFunction(
      value = "tablesample_share(float8): float8",
      nulls = true,
      volatility = Volatility.STABLE)
  public static double share(@Nullable Double percent) {
    if (percent == null) {
      throw SqlState.INVALID_TABLESAMPLE_ARGUMENT.error("TABLESAMPLE parameter cannot be null");
    }
    if (!(percent >= 0 && percent <= 100)) {
      throw SqlState.INVALID_TABLESAMPLE_ARGUMENT.error(
          "sample percentage must be between 0 and 100");
    }
    return percent / 100;
  }

  /// Where a row stands in [0, 1), by the seed and its values.
  @SqlFunction(
      value = "tablesample_place(float8, variadic any): float8",
      nulls = true,
      volatility = Volatility.STABLE)
  public static double place(@Nullable Double seed, @Nullable Object[] values) {
    if (seed == null) {
      throw SqlState.INVALID_TABLESAMPLE_REPEAT.error(
          "TABLESAMPLE REPEATABLE parameter cannot be null");
    }
    long bits = Double.doubleToLongBits(seed) * 0x9E3779B97F4A7C15L + Arrays.deepHashCode(values);
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return ((bits ^ (bits >>> 31)) >>> 11) * 0x1p-53;
  }
}
