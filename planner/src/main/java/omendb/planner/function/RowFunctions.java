package omendb.planner.function;

import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.RowValue;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Values of type record.
public final class RowFunctions {
  /// Stands between the names of the fields.
  public static final String NAME_SEPARATOR = "\u0001";

  private RowFunctions() {}

  /// Makes a row of its fields; STABLE, since a row is no constant that a plan could hold.
  @SqlFunction(
      value = "row(text, variadic any): record",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static RowValue row(
      @Nullable String tag, @Nullable String names, @Nullable Object[] values) {
    List<ColumnType> types = TypeNames.parseTag(Objects.requireNonNull(tag));
    return new RowValue(
        List.of(Objects.requireNonNull(names).split(NAME_SEPARATOR, -1)),
        types.subList(1, types.size()),
        values);
  }
}
