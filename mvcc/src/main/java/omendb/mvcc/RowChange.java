package omendb.mvcc;

import org.jspecify.annotations.Nullable;

/// One key's new state.
///
/// @param tableOid the table
/// @param key encoded key
/// @param row the new row in the table's layout, null when the row is deleted
/// @param coldPosition the copy in a segment that this change hides (see [ColdLookup]), or
///   [ColdLookup#NONE]
public record RowChange(int tableOid, byte[] key, byte @Nullable [] row, long coldPosition) {}
