package omendb.planner.function;

import java.util.List;
import omendb.core.RangeValue;

/// How ranges, multiranges and elements lie to each other.
public final class RangePredicates {
  private RangePredicates() {}

  @SqlFunction("@>(anyrange, anyrange): bool")
  @SqlFunction("@>(anyrange, anymultirange): bool")
  @SqlFunction("@>(anymultirange, anyrange): bool")
  @SqlFunction("@>(anymultirange, anymultirange): bool")
  @SqlFunction("range_contains(anyrange, anyrange): bool")
  @SqlFunction("range_contains_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_contains_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_contains_multirange(anymultirange, anymultirange): bool")
  public static boolean contains(Object left, Object right) {
    List<RangeValue> all = Ranges.parts(left);
    for (RangeValue part : Ranges.parts(right)) {
      if (!Ranges.contains(all, part)) {
        return false;
      }
    }
    return true;
  }

  @SqlFunction("<@(anyrange, anyrange): bool")
  @SqlFunction("<@(anyrange, anymultirange): bool")
  @SqlFunction("<@(anymultirange, anyrange): bool")
  @SqlFunction("<@(anymultirange, anymultirange): bool")
  @SqlFunction("range_contained_by(anyrange, anyrange): bool")
  @SqlFunction("range_contained_by_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_contained_by_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_contained_by_multirange(anymultirange, anymultirange): bool")
  public static boolean contained(Object left, Object right) {
    return contains(right, left);
  }

  @SqlFunction("@>(anyrange, rangebound): bool")
  @SqlFunction("@>(anymultirange, rangebound): bool")
  @SqlFunction("range_contains_elem(anyrange, rangebound): bool")
  @SqlFunction("multirange_contains_elem(anymultirange, rangebound): bool")
  public static boolean containsElement(Object set, Object element) {
    return Ranges.contains(Ranges.parts(set), RangeValue.of(element, true, element, true));
  }

  @SqlFunction("<@(rangebound, anyrange): bool")
  @SqlFunction("<@(rangebound, anymultirange): bool")
  @SqlFunction("elem_contained_by_range(rangebound, anyrange): bool")
  @SqlFunction("elem_contained_by_multirange(rangebound, anymultirange): bool")
  public static boolean elementContained(Object element, Object set) {
    return containsElement(set, element);
  }

  @SqlFunction("&&(anyrange, anyrange): bool")
  @SqlFunction("&&(anyrange, anymultirange): bool")
  @SqlFunction("&&(anymultirange, anyrange): bool")
  @SqlFunction("&&(anymultirange, anymultirange): bool")
  @SqlFunction("range_overlaps(anyrange, anyrange): bool")
  @SqlFunction("range_overlaps_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_overlaps_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_overlaps_multirange(anymultirange, anymultirange): bool")
  public static boolean overlaps(Object left, Object right) {
    for (RangeValue a : Ranges.parts(left)) {
      for (RangeValue b : Ranges.parts(right)) {
        if (!a.before(b) && !b.before(a)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean oneIsEmpty(Object left, Object right) {
    return Ranges.parts(left).isEmpty() || Ranges.parts(right).isEmpty();
  }

  @SqlFunction("<<(anyrange, anyrange): bool")
  @SqlFunction("<<(anyrange, anymultirange): bool")
  @SqlFunction("<<(anymultirange, anyrange): bool")
  @SqlFunction("<<(anymultirange, anymultirange): bool")
  @SqlFunction("range_before(anyrange, anyrange): bool")
  @SqlFunction("range_before_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_before_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_before_multirange(anymultirange, anymultirange): bool")
  public static boolean before(Object left, Object right) {
    return !oneIsEmpty(left, right) && Ranges.hull(left).before(Ranges.hull(right));
  }

  @SqlFunction(">>(anyrange, anyrange): bool")
  @SqlFunction(">>(anyrange, anymultirange): bool")
  @SqlFunction(">>(anymultirange, anyrange): bool")
  @SqlFunction(">>(anymultirange, anymultirange): bool")
  @SqlFunction("range_after(anyrange, anyrange): bool")
  @SqlFunction("range_after_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_after_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_after_multirange(anymultirange, anymultirange): bool")
  public static boolean after(Object left, Object right) {
    return before(right, left);
  }

  @SqlFunction("&<(anyrange, anyrange): bool")
  @SqlFunction("&<(anyrange, anymultirange): bool")
  @SqlFunction("&<(anymultirange, anyrange): bool")
  @SqlFunction("&<(anymultirange, anymultirange): bool")
  @SqlFunction("range_overleft(anyrange, anyrange): bool")
  @SqlFunction("range_overleft_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_overleft_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_overleft_multirange(anymultirange, anymultirange): bool")
  public static boolean overLeft(Object left, Object right) {
    return !oneIsEmpty(left, right) && Ranges.hull(left).compareUpper(Ranges.hull(right)) <= 0;
  }

  @SqlFunction("&>(anyrange, anyrange): bool")
  @SqlFunction("&>(anyrange, anymultirange): bool")
  @SqlFunction("&>(anymultirange, anyrange): bool")
  @SqlFunction("&>(anymultirange, anymultirange): bool")
  @SqlFunction("range_overright(anyrange, anyrange): bool")
  @SqlFunction("range_overright_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_overright_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_overright_multirange(anymultirange, anymultirange): bool")
  public static boolean overRight(Object left, Object right) {
    return !oneIsEmpty(left, right) && Ranges.hull(left).compareLower(Ranges.hull(right)) >= 0;
  }

  @SqlFunction("-|-(anyrange, anyrange): bool")
  @SqlFunction("-|-(anyrange, anymultirange): bool")
  @SqlFunction("-|-(anymultirange, anyrange): bool")
  @SqlFunction("-|-(anymultirange, anymultirange): bool")
  @SqlFunction("range_adjacent(anyrange, anyrange): bool")
  @SqlFunction("range_adjacent_multirange(anyrange, anymultirange): bool")
  @SqlFunction("multirange_adjacent_range(anymultirange, anyrange): bool")
  @SqlFunction("multirange_adjacent_multirange(anymultirange, anymultirange): bool")
  public static boolean adjacent(Object left, Object right) {
    if (oneIsEmpty(left, right)) {
      return false;
    }
    RangeValue a = Ranges.hull(left);
    RangeValue b = Ranges.hull(right);
    return a.meets(b) || b.meets(a);
  }

  @SqlFunction("range_eq(anyrange, anyrange): bool")
  @SqlFunction("multirange_eq(anymultirange, anymultirange): bool")
  public static boolean equal(Object left, Object right) {
    return compare(left, right) == 0;
  }

  @SqlFunction("range_ne(anyrange, anyrange): bool")
  @SqlFunction("multirange_ne(anymultirange, anymultirange): bool")
  public static boolean notEqual(Object left, Object right) {
    return compare(left, right) != 0;
  }

  @SqlFunction("range_lt(anyrange, anyrange): bool")
  @SqlFunction("multirange_lt(anymultirange, anymultirange): bool")
  public static boolean less(Object left, Object right) {
    return compare(left, right) < 0;
  }

  @SqlFunction("range_le(anyrange, anyrange): bool")
  @SqlFunction("multirange_le(anymultirange, anymultirange): bool")
  public static boolean lessOrEqual(Object left, Object right) {
    return compare(left, right) <= 0;
  }

  @SqlFunction("range_gt(anyrange, anyrange): bool")
  @SqlFunction("multirange_gt(anymultirange, anymultirange): bool")
  public static boolean greater(Object left, Object right) {
    return compare(left, right) > 0;
  }

  @SqlFunction("range_ge(anyrange, anyrange): bool")
  @SqlFunction("multirange_ge(anymultirange, anymultirange): bool")
  public static boolean greaterOrEqual(Object left, Object right) {
    return compare(left, right) >= 0;
  }

  @SqlFunction("range_cmp(anyrange, anyrange): int4")
  @SqlFunction("multirange_cmp(anymultirange, anymultirange): int4")
  public static long order(Object left, Object right) {
    return compare(left, right);
  }

  @SuppressWarnings("unchecked")
  static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }
}
