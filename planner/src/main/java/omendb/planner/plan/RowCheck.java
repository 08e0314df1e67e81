package omendb.planner.plan;

import org.jspecify.annotations.Nullable;

/// What a row must satisfy for a statement to write it, or to touch it.
///
/// @param name the view's, or a restrictive policy's; empty for a table's permissive policies
/// @param condition over the table's columns; false and null are errors
/// @param query in the place of the condition when it has queries inside: one row of one value, the
///   table's columns as its parameters
public record RowCheck(Rule rule, String name, Expr condition, @Nullable Plan query) {
  /// Whose condition it is, as errors tell.
  public enum Rule {
    /// A view's CHECK OPTION, for rows written.
    VIEW,
    /// Row security's, for rows written.
    POLICY,
    /// Row security's, for rows that ON CONFLICT DO UPDATE meets.
    CONFLICT,
    /// Row security's, for rows that MERGE changes.
    TARGET
  }
}
