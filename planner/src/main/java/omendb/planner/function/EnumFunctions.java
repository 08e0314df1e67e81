package omendb.planner.function;

import java.util.List;
import java.util.Objects;
import omendb.core.EnumType;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// What an enumerated type consists of. The arguments' values matter to enum_range alone; for the
/// others NULL of the type will do.
public final class EnumFunctions {
  private EnumFunctions() {}

  private static EnumType type(@Nullable String tag) {
    return TypeNames.parseTag(Objects.requireNonNull(tag)).getFirst().labels();
  }

  @SqlFunction(value = "enum_first(anyenum): anyenum", nulls = true, typed = true)
  public static Object first(@Nullable String tag, @Nullable Object value) {
    return codes(tag).getFirst();
  }

  @SqlFunction(value = "enum_last(anyenum): anyenum", nulls = true, typed = true)
  public static Object last(@Nullable String tag, @Nullable Object value) {
    return codes(tag).getLast();
  }

  private static List<Long> codes(@Nullable String tag) {
    EnumType type = type(tag);
    if (type.codes().isEmpty()) {
      throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(
          "enum %s contains no values", type.shownName());
    }
    return type.codes();
  }

  @SqlFunction(value = "enum_range(anyenum): anyenum[]", nulls = true, typed = true)
  public static Object[] all(@Nullable String tag, @Nullable Object value) {
    return type(tag).codes().toArray();
  }

  /// NULL stands for the type's own bound.
  @SqlFunction(value = "enum_range(anyenum, anyenum): anyenum[]", nulls = true, typed = true)
  public static Object[] range(@Nullable String tag, @Nullable Object from, @Nullable Object to) {
    return type(tag).codes().stream()
        .filter(code -> from == null || code >= (Long) from)
        .filter(code -> to == null || code <= (Long) to)
        .toArray();
  }
}
