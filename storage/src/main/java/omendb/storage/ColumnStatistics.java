package omendb.storage;

import org.jspecify.annotations.Nullable;

/// What the planner may assume of a column.
///
/// @param min least value known, boxed; null when unknown
/// @param max greatest value known, boxed; null when unknown
/// @param distinct estimated number of different values, at least 1
/// @param nullFraction part of the rows that is NULL, 0 to 1
/// @param exactBounds true when no row can lie outside `[min, max]` because all rows are cold
public record ColumnStatistics(
    @Nullable Object min,
    @Nullable Object max,
    double distinct,
    double nullFraction,
    boolean exactBounds) {}
