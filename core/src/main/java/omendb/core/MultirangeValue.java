package omendb.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A boxed value of a multirange type: ranges in their order, none of them empty, none touching the
/// next.
public record MultirangeValue(List<RangeValue> ranges) implements Comparable<MultirangeValue> {
  public MultirangeValue {
    ranges = List.copyOf(ranges);
  }

  /// All that is in one of the ranges.
  public static MultirangeValue of(Collection<RangeValue> ranges) {
    List<RangeValue> sorted = ranges.stream().filter(range -> !range.empty()).sorted().toList();
    List<RangeValue> merged = new ArrayList<>();
    for (RangeValue range : sorted) {
      RangeValue last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || (last.before(range) && !last.meets(range))) {
        merged.add(range);
      } else if (last.compareUpper(range) < 0) {
        merged.set(
            merged.size() - 1,
            new RangeValue(false, last.lower(), last.lowerInc(), range.upper(), range.upperInc()));
      }
    }
    return new MultirangeValue(merged);
  }

  /// Range by range; one that ends first comes first.
  @Override
  public int compareTo(MultirangeValue other) {
    int common = Math.min(ranges.size(), other.ranges.size());
    for (int i = 0; i < common; i++) {
      int order = ranges.get(i).compareTo(other.ranges.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(ranges.size(), other.ranges.size());
  }
}
