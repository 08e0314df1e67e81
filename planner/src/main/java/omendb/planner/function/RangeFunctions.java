package omendb.planner.function;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.MultirangeValue;
import omendb.core.OmenException;
import omendb.core.RangeValue;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions that make ranges and multiranges, take them apart and put them together. A signature
/// with `anyrange`, `anymultirange` or `rangebound` stands for one of each range type.
public final class RangeFunctions {
  private static final Set<String> FLAGS = Set.of("[]", "[)", "(]", "()");

  private RangeFunctions() {}

  @SqlFunction(value = "anyrange(rangebound, rangebound): anyrange", nulls = true, typed = true)
  public static Object range(@Nullable String tag, @Nullable Object lower, @Nullable Object upper) {
    return made(tag, lower, true, upper, false);
  }

  @SqlFunction(
      value = "anyrange(rangebound, rangebound, text): anyrange",
      nulls = true,
      typed = true)
  public static Object range(
      @Nullable String tag,
      @Nullable Object lower,
      @Nullable Object upper,
      @Nullable String flags) {
    if (flags == null) {
      throw SqlState.DATA_EXCEPTION.error("range constructor flags argument must not be null");
    }
    if (!FLAGS.contains(flags)) {
      throw SqlState.SYNTAX_ERROR
          .error("invalid range bound flags")
          .withHint("Valid values are \"[]\", \"[)\", \"(]\", and \"()\".");
    }
    return made(tag, lower, flags.charAt(0) == '[', upper, flags.charAt(1) == ']');
  }

  private static RangeValue made(
      @Nullable String tag,
      @Nullable Object lower,
      boolean lowerInc,
      @Nullable Object upper,
      boolean upperInc) {
    ColumnType bound = TypeNames.parseTag(Objects.requireNonNull(tag)).getFirst();
    return RangeValue.of(lower, lowerInc, upper, upperInc).canonical(bound);
  }

  @SqlFunction("anymultirange(): anymultirange")
  public static Object multirange() {
    return new MultirangeValue(List.of());
  }

  @SqlFunction("anymultirange(anyrange): anymultirange")
  @SqlFunction("multirange(anyrange): anymultirange")
  public static Object multirange(Object range) {
    return MultirangeValue.of(List.of((RangeValue) range));
  }

  @SqlFunction(value = "anymultirange(anyrange, variadic anyrange): anymultirange", nulls = true)
  public static Object multirange(@Nullable Object first, @Nullable Object[] more) {
    List<RangeValue> ranges = new ArrayList<>();
    ranges.add(member(first));
    for (Object each : more) {
      ranges.add(member(each));
    }
    return MultirangeValue.of(ranges);
  }

  private static RangeValue member(@Nullable Object range) {
    if (range == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("multirange values cannot contain null members");
    }
    return (RangeValue) range;
  }

  /// What range_agg makes of its group.
  @SqlFunction("range_final(anyrange[]): anymultirange")
  @SqlFunction("range_final(anymultirange[]): anymultirange")
  public static @Nullable Object all(@Nullable Object[] group) {
    List<RangeValue> ranges = new ArrayList<>();
    boolean any = false;
    for (Object each : group) {
      any |= each != null;
      if (each != null) {
        ranges.addAll(Ranges.parts(each));
      }
    }
    return any ? MultirangeValue.of(ranges) : null;
  }

  /// What range_intersect_agg makes of its group.
  @SqlFunction("range_intersect_final(anyrange[]): anyrange")
  @SqlFunction("range_intersect_final(anymultirange[]): anymultirange")
  public static @Nullable Object common(@Nullable Object[] group) {
    Object result = null;
    for (Object each : group) {
      if (each != null) {
        result = result == null ? each : intersect(result, each);
      }
    }
    return result;
  }

  @SqlFunction("lower(anyrange): rangebound")
  @SqlFunction("lower(anymultirange): rangebound")
  public static @Nullable Object lower(Object value) {
    return Ranges.hull(value).lower();
  }

  @SqlFunction("upper(anyrange): rangebound")
  @SqlFunction("upper(anymultirange): rangebound")
  public static @Nullable Object upper(Object value) {
    return Ranges.hull(value).upper();
  }

  @SqlFunction("isempty(anyrange): bool")
  @SqlFunction("isempty(anymultirange): bool")
  public static boolean isEmpty(Object value) {
    return Ranges.parts(value).isEmpty();
  }

  @SqlFunction("lower_inc(anyrange): bool")
  @SqlFunction("lower_inc(anymultirange): bool")
  public static boolean lowerInc(Object value) {
    return Ranges.hull(value).lowerInc();
  }

  @SqlFunction("upper_inc(anyrange): bool")
  @SqlFunction("upper_inc(anymultirange): bool")
  public static boolean upperInc(Object value) {
    return Ranges.hull(value).upperInc();
  }

  @SqlFunction("lower_inf(anyrange): bool")
  @SqlFunction("lower_inf(anymultirange): bool")
  public static boolean lowerInf(Object value) {
    RangeValue hull = Ranges.hull(value);
    return !hull.empty() && hull.lower() == null;
  }

  @SqlFunction("upper_inf(anyrange): bool")
  @SqlFunction("upper_inf(anymultirange): bool")
  public static boolean upperInf(Object value) {
    RangeValue hull = Ranges.hull(value);
    return !hull.empty() && hull.upper() == null;
  }

  /// The least range with all of both.
  @SqlFunction("range_merge(anyrange, anyrange): anyrange")
  public static Object merge(Object left, Object right) {
    List<RangeValue> parts = new ArrayList<>(Ranges.parts(left));
    parts.addAll(Ranges.parts(right));
    return Ranges.hull(MultirangeValue.of(parts));
  }

  @SqlFunction("range_merge(anymultirange): anyrange")
  public static Object merge(Object multirange) {
    return Ranges.hull(multirange);
  }

  @SqlFunction("unnest(anymultirange): setof anyrange")
  public static Iterator<@Nullable Object> unnest(Object multirange) {
    return new ArrayList<@Nullable Object>(Ranges.parts(multirange)).iterator();
  }

  @SqlFunction("+(anyrange, anyrange): anyrange")
  @SqlFunction("range_union(anyrange, anyrange): anyrange")
  @SqlFunction("+(anymultirange, anymultirange): anymultirange")
  @SqlFunction("multirange_union(anymultirange, anymultirange): anymultirange")
  public static Object union(Object left, Object right) {
    List<RangeValue> parts = new ArrayList<>(Ranges.parts(left));
    parts.addAll(Ranges.parts(right));
    return like(left, MultirangeValue.of(parts), "union");
  }

  @SqlFunction("-(anyrange, anyrange): anyrange")
  @SqlFunction("range_minus(anyrange, anyrange): anyrange")
  @SqlFunction("-(anymultirange, anymultirange): anymultirange")
  @SqlFunction("multirange_minus(anymultirange, anymultirange): anymultirange")
  public static Object minus(Object left, Object right) {
    List<RangeValue> rest = Ranges.parts(left);
    for (RangeValue taken : Ranges.parts(right)) {
      List<RangeValue> next = new ArrayList<>();
      rest.forEach(part -> Ranges.subtract(part, taken, next));
      rest = next;
    }
    return like(left, MultirangeValue.of(rest), "difference");
  }

  @SqlFunction("*(anyrange, anyrange): anyrange")
  @SqlFunction("range_intersect(anyrange, anyrange): anyrange")
  @SqlFunction("*(anymultirange, anymultirange): anymultirange")
  @SqlFunction("multirange_intersect(anymultirange, anymultirange): anymultirange")
  public static Object intersect(Object left, Object right) {
    List<RangeValue> both = new ArrayList<>();
    for (RangeValue a : Ranges.parts(left)) {
      for (RangeValue b : Ranges.parts(right)) {
        if (!a.before(b) && !b.before(a)) {
          both.add(Ranges.overlap(a, b));
        }
      }
    }
    return like(left, MultirangeValue.of(both), "intersection");
  }

  /// The result as a value of the operands' type.
  private static Object like(Object operand, MultirangeValue result, String operation) {
    if (operand instanceof MultirangeValue) {
      return result;
    }
    return switch (result.ranges().size()) {
      case 0 -> RangeValue.EMPTY;
      case 1 -> result.ranges().getFirst();
      default -> throw torn(operation);
    };
  }

  private static OmenException torn(String operation) {
    return SqlState.DATA_EXCEPTION.error("result of range %s would not be contiguous", operation);
  }
}
