package omendb.core;

import org.jspecify.annotations.Nullable;

/// A bound on one column by which row groups are skipped unread. It may only spare rows that the
/// plan's own filter rejects; the filter itself is still evaluated.
///
/// @param column index into the table's columns
/// @param min least value wanted (inclusive, boxed), null when unbounded
/// @param max greatest value wanted (inclusive, boxed), null when unbounded
public record ZoneFilter(int column, @Nullable Object min, @Nullable Object max) {}
