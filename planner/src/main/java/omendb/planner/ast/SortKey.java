package omendb.planner.ast;

import org.jspecify.annotations.Nullable;

/// One item of an ORDER BY.
///
/// @param using the operator of `ORDER BY x USING <`, otherwise null
public record SortKey(
    Node expression, boolean descending, @Nullable Operator using, Nulls nulls, int pos) {

  /// Where nulls go; `DEFAULT` is last when ascending and first when descending.
  public enum Nulls {
    DEFAULT,
    FIRST,
    LAST
  }
}
