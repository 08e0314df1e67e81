package omendb.columnar;

import java.util.List;

/// Where the columns of a table lie in a segment that was written when the table had others.
///
/// @param places for each of the table's columns its index in the file, -1 when the file has none
/// @param missing a row of the table (`RowLayout`), of which the columns count that the file lacks:
///   they have these values in every row of the segment
public record SegmentColumns(List<Integer> places, byte[] missing) {
  /// A column that is not in the file.
  public static final int NOWHERE = -1;

  public SegmentColumns {
    places = List.copyOf(places);
  }
}
