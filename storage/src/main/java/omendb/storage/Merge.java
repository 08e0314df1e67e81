package omendb.storage;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import omendb.columnar.DeleteVector;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Writes several small segments of a table as one and leaves out rows that every snapshot knows to
/// be deleted. The protocol is that of [Migration]: draft, sync, rename, one log record that takes
/// the old segments out of the manifest and puts the new one in, publish. The old files go with
/// their last reader. Fail points: `merge.write`, `.sync`, `.rename`, `.renamed`, `.commit`,
/// `.swap`, `.drop`.
///
/// In the same way [#rewrite] writes one segment compressed (`cool.…`) or plain again (`warm.…`).
final class Merge {
  /// Rows that a merged segment has at most.
  private static final int ROWS_MAX = 4_000_000;

  /// Segments merged in one go.
  private static final int SEGMENTS_MAX = 16;

  /// Rows after which a merge asks whether something else is more urgent.
  private static final int LOOK_ROWS = 4096;

  private final Foundation foundation;
  private final TableStore table;

  private final BooleanSupplier stopped;

  /// What is done: the first part of the fail points' names, and how hard ZSTD tries.
  private record Purpose(String name, int zstdLevel) {
    String point(String step) {
      return name + "." + step;
    }
  }

  /// @param stopped true when the table is being dropped
  Merge(Foundation foundation, TableStore table, BooleanSupplier stopped) {
    this.foundation = foundation;
    this.table = table;
    this.stopped = stopped;
  }

  /// Merges some of the smallest segments; false when there is nothing to merge. Not while a
  /// migration of the table runs: the caller sees to it.
  boolean run() {
    TableVersion version = table.cold().lease();
    try {
      long watermark = foundation.transactions().watermark();
      List<ColdSegment> sources = choose(version, watermark);
      boolean allCompressed = sources.stream().allMatch(each -> each.segment.compressed());
      Purpose purpose = new Purpose("merge", allCompressed ? zstdLevel() : 0);
      return sources.size() > 1 && merge(purpose, sources, watermark);
    } finally {
      table.cold().release(version);
    }
  }

  private int zstdLevel() {
    return foundation.options().cooling().zstdLevel();
  }

  /// Writes one segment compressed or plain; false when it must not be now, or is no longer there.
  boolean rewrite(ColdSegment segment, boolean compress) {
    TableVersion version = table.cold().lease();
    try {
      long watermark = foundation.transactions().watermark();
      Purpose purpose = new Purpose(compress ? "cool" : "warm", compress ? zstdLevel() : 0);
      return version.segments().contains(segment)
          && segment.visibleFrom <= watermark
          && merge(purpose, List.of(segment), watermark);
    } finally {
      table.cold().release(version);
    }
  }

  /// The smallest segments that all snapshots see in full.
  private static List<ColdSegment> choose(TableVersion version, long watermark) {
    List<ColdSegment> candidates = new ArrayList<>();
    for (ColdSegment segment : version.segments()) {
      if (segment.visibleFrom <= watermark && segment.aliveRows() < ROWS_MAX / 2) {
        candidates.add(segment);
      }
    }
    candidates.sort(Comparator.comparingInt(ColdSegment::aliveRows));
    List<ColdSegment> chosen = new ArrayList<>();
    int rows = 0;
    for (ColdSegment segment : candidates) {
      rows += segment.aliveRows();
      if (rows > ROWS_MAX || chosen.size() == SEGMENTS_MAX) {
        break;
      }
      chosen.add(segment);
    }
    return chosen;
  }

  /// One source with the place that the merge has reached.
  private static final class Source {
    final ColdSegment segment;
    final int[] newPositions;
    int at = -1;
    byte[] key = {};

    Source(ColdSegment segment) {
      this.segment = segment;
      this.newPositions = new int[segment.rowCount()];
      Arrays.fill(newPositions, -1);
    }

    /// Moves to the next row that some snapshot may see.
    boolean next(long watermark) {
      while (++at < segment.rowCount()) {
        if (segment.deletes.deletedAt(at) > watermark) {
          key = segment.segment.keyAt(at);
          return true;
        }
      }
      return false;
    }
  }

  private boolean merge(Purpose purpose, List<ColdSegment> segments, long watermark) {
    List<Source> sources = segments.stream().map(Source::new).toList();
    @Nullable ColdSegment merged = null;
    long id = foundation.manifest().newSegmentId();
    try (SegmentDraft draft =
        new SegmentDraft(purpose.name, foundation, table.schema(), id, purpose.zstdLevel)) {
      if (!copy(sources, draft, watermark)) {
        return false;
      }
      if (draft.rowCount() > 0) {
        merged = draft.finish(0);
      }
    }
    ColdSegment target = merged;
    @Nullable TableVersion before =
        foundation.transactions().exclusively(() -> swapInOrder(purpose, sources, target));
    if (before == null) {
      return false;
    }
    FailPoint.pass(purpose.point("drop"));
    table.cold().release(before);
    return true;
  }

  /// False when two rows of one key must both be kept: some snapshot still sees the older one; or
  /// when memory for hot rows has become short meanwhile, which comes first.
  private boolean copy(List<Source> sources, SegmentDraft draft, long watermark) {
    RowBuffer buffer = new RowBuffer();
    List<Source> open = new ArrayList<>();
    for (Source source : sources) {
      if (source.next(watermark)) {
        open.add(source);
      }
    }
    byte @Nullable [] last = null;
    while (!open.isEmpty()) {
      Source least = open.getFirst();
      for (Source source : open) {
        least = Arrays.compareUnsigned(source.key, least.key) < 0 ? source : least;
      }
      boolean interrupted =
          draft.rowCount() % LOOK_ROWS == 0
              && (stopped.getAsBoolean() || foundation.transactions().memoryPressed());
      if (interrupted || last != null && Arrays.equals(last, least.key)) {
        return false;
      }
      last = least.key;
      least.newPositions[least.at] = draft.rowCount();
      draft.add(least.segment.segment.writeRow(least.at, buffer), least.key);
      if (!least.next(watermark)) {
        open.remove(least);
      }
    }
    Reference.reachabilityFence(buffer); // the draft read rows from its memory
    return true;
  }

  /// Returns the version before, or null when the table is being dropped.
  private @Nullable TableVersion swapInOrder(
      Purpose purpose, List<Source> sources, @Nullable ColdSegment merged) {
    if (stopped.getAsBoolean()) {
      if (merged != null) {
        SegmentDraft.abandon(merged);
      }
      return null;
    }
    DeleteVector deletes = new DeleteVector(merged == null ? 0 : merged.rowCount());
    for (Source source : sources) {
      source.segment.deletes.forEach((position, commit) -> {
        if (source.newPositions[position] >= 0) {
          deletes.add(source.newPositions[position], commit);
        }
      });
    }
    try {
      FailPoint.hit(purpose.point("commit"));
      appendRecord(sources, merged, deletes);
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not merge segments");
    } catch (OmenException e) {
      if (merged != null && e.state() == SqlState.DISK_FULL) {
        SegmentDraft.abandon(merged);
      }
      throw e;
    }
    FailPoint.pass(purpose.point("swap"));
    return table.cold().publish(segmentsAfter(sources, merged, deletes));
  }

  private void appendRecord(
      List<Source> sources, @Nullable ColdSegment merged, DeleteVector deletes) {
    Manifest manifest = foundation.manifest();
    int oid = table.schema().oid();
    foundation.appendMaintenance(batch -> {
      for (Source source : sources) {
        manifest.remove(batch, oid, source.segment.id());
      }
      if (merged == null) {
        return;
      }
      manifest.add(batch, oid, SegmentRecord.of(merged.segment.summary(), 0));
      List<long[]> entries = new ArrayList<>();
      deletes.forEach((position, commit) -> entries.add(new long[] {position, commit}));
      for (long[] entry : entries) {
        manifest.delete(batch, merged.id(), (int) entry[0], entry[1]);
      }
    });
  }

  private List<ColdSegment> segmentsAfter(
      List<Source> sources, @Nullable ColdSegment merged, DeleteVector deletes) {
    List<ColdSegment> after = table.read(version -> new ArrayList<>(version.segments()));
    for (Source source : sources) {
      after.remove(source.segment);
      source.segment.retire();
    }
    if (merged != null) {
      after.add(new ColdSegment(merged.segment, deletes, 0));
    }
    return after;
  }
}
