package omendb.storage;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Which segments a table consists of, beside its row store, between two swaps. Immutable. A reader
/// leases it, so that its segments stay mapped and the rows that later moves took out of the row
/// store stay readable for it.
final class TableVersion {
  /// Ascends with each swap of a table, from 1.
  final long number;

  private final ColdSegment[] segments;
  private final AtomicInteger leases = new AtomicInteger(1);

  TableVersion(long number, List<ColdSegment> segments) {
    this.number = number;
    this.segments = segments.toArray(ColdSegment[]::new);
    for (ColdSegment segment : this.segments) {
      segment.hold();
    }
  }

  int segmentCount() {
    return segments.length;
  }

  ColdSegment segment(int index) {
    return segments[index];
  }

  List<ColdSegment> segments() {
    return List.of(segments);
  }

  @Nullable ColdSegment byId(long segmentId) {
    for (ColdSegment segment : segments) {
      if (segment.id() == segmentId) {
        return segment;
      }
    }
    return null;
  }

  /// False when the version was swapped out and its last reader has gone.
  boolean tryLease() {
    int count = leases.get();
    while (count > 0) {
      if (leases.compareAndSet(count, count + 1)) {
        return true;
      }
      count = leases.get();
    }
    return false;
  }

  /// Ends a lease; true when it was the last.
  boolean release() {
    if (leases.decrementAndGet() > 0) {
      return false;
    }
    for (ColdSegment segment : segments) {
      segment.letGo();
    }
    return true;
  }
}
