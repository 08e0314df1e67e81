package omendb.mvcc;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import omendb.core.NativeMemory;

/// The bytes of one version of a row, and the rule which of a row's versions a snapshot sees.
///
/// ```
///  0        8        16       20        24       28   32
///  +--------+--------+--------+---------+--------+----+----------------------+
///  | commit | older  | length | slab<<8 | row id |    | row, RowLayout bytes |
///  |        | version|        | | flags |        |    |                      |
///  +--------+--------+--------+---------+--------+----+----------------------+
/// ```
///
/// A version never changes once it is reachable, except that `older` becomes 0 when no snapshot can
/// need what lies behind it. Its commit and its row id are written before it is reachable.
final class Version {
  static final int ROW = 32;
  static final int SLAB = 20;
  private static final int OLDER = 8;
  private static final int LENGTH = 16;
  private static final int ROW_ID = 24;
  private static final int TOMBSTONE = 1;
  private static final long LINE_BYTES = 64;
  private static final long PAGE_BYTES = 4096;
  private static final long NEVER = 0x5e1f_ab1e_0dd5_a11eL;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private Version() {}

  /// A version with this row, or a tombstone when `row` is null; not committed, nothing older.
  static long create(SlabHeap heap, byte @org.jspecify.annotations.Nullable [] row) {
    int length = row == null ? 0 : row.length;
    long version = heap.allocate(ROW + length, SLAB);
    NativeMemory.putLong(version, Long.MAX_VALUE);
    NativeMemory.putLong(version + OLDER, 0);
    NativeMemory.putInt(version + LENGTH, length);
    if (row == null) {
      NativeMemory.putInt(version + SLAB, NativeMemory.getInt(version + SLAB) | TOMBSTONE);
    } else {
      NativeMemory.putBytes(version + ROW, row, 0, length);
    }
    return version;
  }

  /// Makes an allocated block a committed version of a row, with nothing older.
  static void fill(long version, long row, int length, long commit) {
    NativeMemory.putLong(version, commit);
    NativeMemory.putLong(version + OLDER, 0);
    NativeMemory.putInt(version + LENGTH, length);
    NativeMemory.copy(row, version + ROW, length);
  }

  static void free(SlabHeap heap, long version) {
    heap.free(version, ROW + length(version), NativeMemory.getInt(version + SLAB) >>> 8);
  }

  static long commit(long version) {
    return NativeMemory.getLong(version);
  }

  static void setCommit(long version, long commit) {
    NativeMemory.putLong(version, commit);
  }

  static long older(long version) {
    return (long) LONG.getOpaque(NativeMemory.ALL, version + OLDER);
  }

  static void setOlder(long version, long older) {
    LONG.setOpaque(NativeMemory.ALL, version + OLDER, older);
  }

  /// The directory's id of the row that this is a version of.
  static int rowId(long version) {
    return NativeMemory.getInt(version + ROW_ID);
  }

  static void setRowId(long version, int id) {
    NativeMemory.putInt(version + ROW_ID, id);
  }

  static int length(long version) {
    return NativeMemory.getInt(version + LENGTH);
  }

  static boolean tombstone(long version) {
    return (NativeMemory.getInt(version + SLAB) & TOMBSTONE) != 0;
  }

  /// Loads the two cache lines behind a version's first one, so that they come together with it and
  /// not after it: where a row's later columns lie stands at its beginning. Stays within the page
  /// of the version, which is there, whatever lies behind the row.
  static void prefetch(long version) {
    long near = version + LINE_BYTES;
    long far = near + LINE_BYTES;
    if (((version ^ far) & -PAGE_BYTES) == 0
        && NativeMemory.getLong(near & -8) + NativeMemory.getLong(far & -8) == NEVER) {
      // The sum is looked at because a load that nobody needs is left out; its value is no matter.
      Thread.onSpinWait();
    }
  }

  /// The visibility rule: the newest version committed at or before the snapshot, or 0.
  static long visible(long head, long snapshot) {
    long version = head;
    while (version != 0 && commit(version) > snapshot) {
      version = older(version);
    }
    return version;
  }
}
