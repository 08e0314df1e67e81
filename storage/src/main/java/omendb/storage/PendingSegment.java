package omendb.storage;

/// A segment that a running transaction has loaded, as that transaction sees it.
///
/// @param cold the segment
/// @param hidden positions whose rows the transaction has replaced or deleted since, ascending
record PendingSegment(ColdSegment cold, int[] hidden) {}
