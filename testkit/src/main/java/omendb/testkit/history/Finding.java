package omendb.testkit.history;

import org.jspecify.annotations.Nullable;

/// One anomaly that a history holds.
///
/// @param order the order between transactions without which it would be none: null when the data
///   alone show it, else `session` or `real time`
/// @param text what was seen, for a person
public record Finding(Anomaly anomaly, @Nullable String order, String text) {
  @Override
  public String toString() {
    return anomaly + (order == null ? "" : " (by " + order + ")") + ": " + text;
  }
}
