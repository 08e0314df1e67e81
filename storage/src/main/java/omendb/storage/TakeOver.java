package omendb.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.columnar.DeleteVector;
import omendb.columnar.Segment;
import omendb.columnar.SegmentColumns;
import omendb.core.FailPoint;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// Gives a new table the segments of another that has other columns, without writing them anew:
/// each file gets a second name, under which the new table's manifest rows have it together with
/// the places of the columns and the values of those that the file lacks. Deletes are copied.
///
/// | step | fail point |
/// |---|---|
/// | link each file | `takeover.link` |
/// | force the folder | `takeover.linked` |
/// | one log record: + table, + segments, + deletes | `takeover.commit` |
/// | write the hot rows anew, in the definition's transaction | `takeover.copy` |
///
/// Until the log record the links are orphans, which the next open removes. After it the table is
/// there, but no catalog of the engine names it before the definition's transaction commits, and a
/// table that is not named goes with its links.
final class TakeOver {
  private final Foundation foundation;
  private final TableSchema schema;
  private final ColumnOrigins origins;
  private final RowLayout layout;
  private final List<ColdSegment> segments = new ArrayList<>();

  TakeOver(Foundation foundation, TableSchema schema, ColumnOrigins origins) {
    this.foundation = foundation;
    this.schema = schema;
    this.origins = origins;
    this.layout = RowLayout.of(schema);
  }

  /// Links the files of these segments, which stay there meanwhile; opens them for the new table.
  List<ColdSegment> link(List<ColdSegment> sources) {
    DataFolder folder = foundation.folder();
    try {
      for (ColdSegment source : sources) {
        FailPoint.hit("takeover.link");
        long id = foundation.manifest().newSegmentId();
        Path file = folder.segmentFile(id);
        Files.createLink(file, source.segment.file());
        segments.add(open(source, file, id));
      }
      FailPoint.hit("takeover.linked");
      DataFolder.sync(folder.segments());
      FailPoint.hit("takeover.commit");
      return segments;
    } catch (IOException e) {
      abandon();
      throw DiskErrors.of(e, "could not link a segment");
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  private ColdSegment open(ColdSegment source, Path file, long id) {
    SegmentColumns columns = columns(source);
    DeleteVector deletes = new DeleteVector(source.rowCount());
    source.deletes.forEach(deletes::add);
    Segment segment = Segment.open(file, schema, columns, id, foundation.chunks());
    return new ColdSegment(segment, deletes, source.visibleFrom, columns);
  }

  /// The places of the new table's columns in the file, and their values where it has none.
  private SegmentColumns columns(ColdSegment source) {
    @Nullable SegmentColumns before = source.columns;
    List<Integer> places = new ArrayList<>();
    @Nullable Object[] values = decode(layout, origins.values());
    @Nullable Object[] older =
        before == null
            ? new @Nullable Object[0]
            : decode(RowLayout.of(source.segment.schema()), before.missing());
    for (int i = 0; i < origins.from().size(); i++) {
      int from = origins.from().get(i);
      int place =
          from == ColumnOrigins.NEW
              ? SegmentColumns.NOWHERE
              : before == null ? from : before.places().get(from);
      places.add(place);
      if (from != ColumnOrigins.NEW) {
        values[i] = place == SegmentColumns.NOWHERE ? older[from] : null;
      }
    }
    return new SegmentColumns(places, new RowCodec(layout).encode(values));
  }

  static @Nullable Object[] decode(RowLayout layout, byte[] row) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.max(1, row.length), 8);
      MemorySegment.copy(row, 0, copy, ValueLayout.JAVA_BYTE, 0, row.length);
      return new RowCodec(layout).decode(copy.address());
    }
  }

  /// Adds what makes the segments the new table's to a log record.
  void write(LogBatch batch) {
    Manifest manifest = foundation.manifest();
    for (ColdSegment segment : segments) {
      SegmentColumns columns = Objects.requireNonNull(segment.columns);
      manifest.add(
          batch,
          schema.oid(),
          SegmentRecord.taken(
              segment.id(), segment.segment.summary(), segment.visibleFrom, columns));
      segment.deletes.forEach(
          (position, commit) -> manifest.delete(batch, segment.id(), position, commit));
    }
  }

  /// Removes the links; for a table that did not come to be.
  void abandon() {
    segments.forEach(SegmentDraft::abandon);
    segments.clear();
  }
}
