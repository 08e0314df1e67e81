package omendb.storage;

import java.util.List;

/// Where the columns of a table that takes over the rows of another come from.
///
/// @param from for each column its index in the other table, -1 for a new one
/// @param values a row of the new table, of which the new columns count: their value in every row
///   that is taken over
public record ColumnOrigins(List<Integer> from, byte[] values) {
  /// A column that the other table has not.
  public static final int NEW = -1;

  public ColumnOrigins {
    from = List.copyOf(from);
  }
}
