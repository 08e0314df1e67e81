package omendb.mvcc;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The hot rows of one table and everything that changes them: installing commits, cutting off
/// garbage, migration's marks, loading.
///
/// All changes are made by the holder of the commit order, one at a time; readers go on meanwhile.
/// What a change makes unreachable is *retired*: it is reused when every reader that might stand on
/// it has gone ([Readers]).
final class VersionTable implements AutoCloseable {
  private static final int TAG_SHIFT = 60;
  private static final long WORD = (1L << TAG_SHIFT) - 1;
  private static final long CHAIN = 0;
  private static final long ROW_ID = 1;
  private static final long GROUP = 2;

  final SlabHeap heap;
  final RowDirectory rows;
  final KeyIndex index;
  private final ColdLookup cold;
  private final Readers readers;

  /// Entries that are neither moved nor forgotten. Changed under the commit order.
  private volatile int hotEntries;

  /// Rows with something behind their newest version, by the commit that put it there.
  private final WordQueue garbage = new WordQueue();

  /// Unreachable memory and row ids, by the epoch in which they became so.
  private final WordQueue retired = new WordQueue();

  private volatile int bulkCommits;

  /// Rows that were moved, by the table version that has them cold.
  private final WordQueue moved = new WordQueue();

  /// @param bytes counter of the native memory held, shared with other tables
  VersionTable(
      KeyCodec keys,
      ColdLookup cold,
      Readers readers,
      int slabBytes,
      AtomicLong bytes,
      HotMemory memory) {
    this.cold = cold;
    this.readers = readers;
    this.heap = new SlabHeap(slabBytes, bytes, memory.used);
    this.rows = new RowDirectory(heap, keys, bytes);
    this.index = new KeyIndex(rows, heap, keys.exact(), group -> retire(GROUP, group));
  }

  /// What is committed for the key now.
  void newest(byte[] key, KeyState into) {
    int id = index.find(key);
    long head = id == KeyIndex.NO_ROW ? 0 : rows.head(id);
    if (head != 0) {
      into.set(!Version.tombstone(head), Version.commit(head));
      return;
    }
    long position = cold.find(key);
    if (position == ColdLookup.NONE) {
      into.set(false, 0);
      return;
    }
    long deletedAt = cold.deletedAt(position);
    boolean alive = deletedAt == Long.MAX_VALUE;
    into.set(alive, alive ? cold.insertedAt(position) : deletedAt);
  }

  /// Changes when keys that nobody had locked may have got a cold copy.
  int bulkCommits() {
    return bulkCommits;
  }

  void bulkCommitted() {
    bulkCommits++;
  }

  /// Finds what the write meets, under the commit order: the row's entry, the cold copy.
  void prepare(Write write) {
    int id = index.find(write.key);
    boolean exists;
    long position = ColdLookup.NONE;
    boolean absent = write.fresh && write.bulkCommits == bulkCommits;
    if (!absent && (id == KeyIndex.NO_ROW || rows.movedAt(id) != 0)) {
      position = cold.find(write.key);
      if (position != ColdLookup.NONE && cold.deletedAt(position) != Long.MAX_VALUE) {
        position = ColdLookup.NONE;
      }
    }
    if (id == KeyIndex.NO_ROW) {
      exists = position != ColdLookup.NONE;
    } else {
      exists = !Version.tombstone(rows.head(id));
    }
    if (write.fresh && exists) {
      // Only a bulk load can have put it there since this transaction locked the key.
      throw SqlState.SERIALIZATION_FAILURE.error(
          "could not serialize access due to concurrent update");
    }
    write.rowId = id;
    write.coldPosition = position;
    write.needed = exists || write.row != null;
  }

  /// Makes a prepared write part of the table. Snapshots before `commit` do not see it.
  void install(Write write, long commit) {
    Version.setCommit(write.version, commit);
    int id = write.rowId;
    if (id != KeyIndex.NO_ROW && (write.row == null || rows.movedAt(id) == 0)) {
      Version.setOlder(write.version, rows.head(id));
      rows.setHead(id, write.version);
      index.headChanged(write.key, write.version);
      garbage.add(id, commit);
      write.installed = true;
    } else if (write.row != null) {
      index.put(write.key, rows.add(write.key, write.version, id));
      hotEntries++;
      write.installed = true;
    }
    if (write.coldPosition != ColdLookup.NONE && !PlantedBug.FORGET_COLD_DELETE.on()) {
      cold.delete(write.coldPosition, commit);
    }
  }

  /// Puts in a committed row, or takes it out, without a transaction: for a restart.
  void load(byte[] key, byte @Nullable [] row, long commit) {
    int id = index.find(key);
    if (id == KeyIndex.NO_ROW && row == null) {
      return;
    }
    long version = Version.create(heap, row);
    Version.setCommit(version, commit);
    if (id == KeyIndex.NO_ROW) {
      index.put(key, rows.add(key, version, KeyIndex.NO_ROW));
      hotEntries++;
      return;
    }
    Version.setOlder(version, rows.head(id));
    rows.setHead(id, version);
    index.headChanged(key, version);
    garbage.add(id, commit);
  }

  /// Loads ascending rows; returns how many.
  long bulkLoad(RowSource source) {
    if (!index.exact() || !index.isEmpty()) {
      long count = 0;
      for (; source.next(); count++) {
        load(source.key(), source.row(), source.commit());
      }
      return count;
    }
    long[] prefixes = new long[1024];
    long[] heads = new long[1024];
    int count = 0;
    for (; source.next(); count++) {
      if (count == prefixes.length) {
        prefixes = Arrays.copyOf(prefixes, 2 * count);
        heads = Arrays.copyOf(heads, 2 * count);
      }
      long version = Version.create(heap, source.row());
      Version.setCommit(version, source.commit());
      prefixes[count] = KeyCodec.prefix(source.key());
      heads[count] = version;
      rows.add(source.key(), version, KeyIndex.NO_ROW);
    }
    index.bulkLoad(prefixes, heads, count);
    hotEntries += count;
    return count;
  }

  /// As the other; with several threads if the table is empty and its keys are exact.
  long bulkLoad(RowPieces pieces) {
    if (index.exact() && index.isEmpty() && rows.limit() == 0) {
      int count = new PieceLoad(this, pieces).run();
      hotEntries += count;
      return count;
    }
    RowPieces.Reader reader = pieces.reader();
    for (int piece = 0; piece < pieces.pieces(); piece++) {
      reader.read(
          piece,
          (key, keyBytes, row, rowBytes, commit) ->
              load(NativeMemory.bytes(key, keyBytes), NativeMemory.bytes(row, rowBytes), commit));
    }
    return pieces.rowsBefore(pieces.pieces());
  }

  /// Cuts off versions that no snapshot from the watermark on sees, for at most `budget` rows, and
  /// reuses retired memory; `true` when there is more to do at once.
  boolean collect(long watermark, int budget) {
    int left = budget;
    long needed = PlantedBug.COLLECT_TOO_FAR.on() ? Long.MAX_VALUE : watermark;
    while (left > 0 && !garbage.isEmpty() && garbage.right() <= needed) {
      trim((int) garbage.left(), needed);
      garbage.remove();
      left--;
    }
    boolean more = left == 0;
    if (!retired.isEmpty()) {
      readers.closeEpoch();
      more |= reuse(budget);
    }
    return more;
  }

  private void trim(int id, long watermark) {
    long head = rows.head(id);
    long version = Version.visible(head, watermark);
    if (version == 0) { // nothing to cut, or forgotten already
      return;
    }
    long older = Version.older(version);
    if (older != 0) {
      Version.setOlder(version, 0);
      retire(CHAIN, older);
    }
    // Whoever may still read a table version that keeps the older entries hot has a snapshot from
    // before this version. They go first: taking this entry away would show them again.
    int link = rows.link(id);
    while (link != KeyIndex.NO_ROW) {
      forget(link);
      link = rows.link(id);
    }
    if (version == head && Version.tombstone(head)) {
      forget(id);
    }
  }

  /// Makes an entry unreachable. Whoever still knows its id finds no version there and looks in the
  /// segments, which have taken over or never had the row.
  private void forget(int id) {
    if (rows.movedAt(id) == 0) {
      hotEntries--;
    }
    long head = rows.head(id);
    unlink(id);
    rows.setHead(id, 0);
    retire(CHAIN, head);
    retire(ROW_ID, id);
  }

  /// Takes an entry out of its key's list of entries, or the key out of the index.
  private void unlink(int id) {
    byte[] key = rows.key(id);
    int first = index.find(key);
    int next = rows.link(id);
    if (first == id) {
      if (next == KeyIndex.NO_ROW) {
        index.remove(key, id);
      } else {
        index.put(key, next);
      }
      return;
    }
    for (int each = first; each != KeyIndex.NO_ROW; each = rows.link(each)) {
      if (rows.link(each) == id) {
        rows.setLink(each, next);
        return;
      }
    }
  }

  private void retire(long tag, long word) {
    retired.add(tag << TAG_SHIFT | word, readers.epoch());
  }

  private boolean reuse(int budget) {
    long safe = readers.safeEpoch();
    for (int left = budget; left > 0; left--) {
      if (retired.isEmpty() || retired.right() >= safe) {
        return false;
      }
      long word = retired.left() & WORD;
      switch ((int) (retired.left() >>> TAG_SHIFT)) {
        case (int) CHAIN -> freeChain(word);
        case (int) ROW_ID -> rows.free((int) word);
        default -> KeyIndex.freeGroup(heap, word);
      }
      retired.remove();
    }
    return true;
  }

  private void freeChain(long version) {
    long each = version;
    while (each != 0) {
      long older = Version.older(each);
      Version.free(heap, each);
      each = older;
    }
  }

  /// Notes that a segment has the row from this table version on.
  void mark(int id, long tableVersion) {
    rows.setMovedAt(id, tableVersion);
    moved.add(id, tableVersion);
    hotEntries--;
  }

  void unmark(int id) {
    rows.setMovedAt(id, 0);
    hotEntries++;
  }

  /// Forgets rows that moved at or before this table version, for at most `budget` rows; `true`
  /// when there is more to do.
  boolean reclaim(long tableVersion, int budget) {
    for (int left = budget; !moved.isEmpty() && moved.right() <= tableVersion; left--) {
      if (left == 0) {
        return true;
      }
      int id = (int) moved.left();
      if (rows.movedAt(id) == moved.right() && rows.head(id) != 0) {
        forget(id);
      }
      moved.remove();
    }
    return false;
  }

  /// Counts taken beside running writers, so approximate. Entries that are neither moved nor
  /// forgotten.
  int hotEntries() {
    return hotEntries;
  }

  /// Rows that have versions behind the newest, about.
  long deadVersionRows() {
    return garbage.size();
  }

  HotStatistics statistics() {
    return new HotStatistics(
        rows.rows(),
        moved.size(),
        heap.liveBytes(),
        heap.heldBytes(),
        garbage.size(),
        retired.size(),
        index.statistics());
  }

  @Override
  public void close() {
    rows.close();
    heap.close();
  }
}
