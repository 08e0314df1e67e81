package omendb.planner.function;

import java.util.List;
import omendb.core.MultirangeValue;
import omendb.core.RangeValue;

/// Ranges and multiranges as sets of elements.
final class Ranges {
  private Ranges() {}

  /// The ranges that a value consists of, none of them empty.
  static List<RangeValue> parts(Object value) {
    if (value instanceof MultirangeValue multirange) {
      return multirange.ranges();
    }
    RangeValue range = (RangeValue) value;
    return range.empty() ? List.of() : List.of(range);
  }

  /// The least range with all of the value.
  static RangeValue hull(Object value) {
    List<RangeValue> parts = parts(value);
    if (parts.isEmpty()) {
      return RangeValue.EMPTY;
    }
    RangeValue first = parts.getFirst();
    RangeValue last = parts.getLast();
    return new RangeValue(false, first.lower(), first.lowerInc(), last.upper(), last.upperInc());
  }

  /// What is in both of two ranges that overlap.
  static RangeValue overlap(RangeValue a, RangeValue b) {
    RangeValue from = a.compareLower(b) >= 0 ? a : b;
    RangeValue to = a.compareUpper(b) <= 0 ? a : b;
    return new RangeValue(false, from.lower(), from.lowerInc(), to.upper(), to.upperInc());
  }

  /// Adds what is in `range` and not in `taken`; neither is empty.
  static void subtract(RangeValue range, RangeValue taken, List<RangeValue> into) {
    if (range.before(taken) || taken.before(range)) {
      into.add(range);
      return;
    }
    Object from = taken.lower();
    if (from != null && range.compareLower(taken) < 0) {
      into.add(RangeValue.of(range.lower(), range.lowerInc(), from, !taken.lowerInc()));
    }
    Object to = taken.upper();
    if (to != null && range.compareUpper(taken) > 0) {
      into.add(RangeValue.of(to, !taken.upperInc(), range.upper(), range.upperInc()));
    }
  }

  /// True when one range of `parts` has all of `range`.
  static boolean contains(List<RangeValue> parts, RangeValue range) {
    for (RangeValue part : parts) {
      if (part.compareLower(range) <= 0 && part.compareUpper(range) >= 0) {
        return true;
      }
    }
    return false;
  }
}
