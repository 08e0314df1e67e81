package omendb.engine.exec.hash;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.SqlState;
import omendb.core.ValueDictionary;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// Numbers distinct keys from 0 on in the order they are met. NULL is a key like others.
///
/// While all keys fit in one long they are compared as that long, their code ([KeyPacker]). As long
/// as these ascend, as those of a table's own key do, the last one is all that a row is compared
/// with, and nothing is hashed; from the first one on that does not, keys are found by open
/// addressing. Keys that do not fit have their hash as their code and are compared by the kept key
/// columns.
///
/// A window of rows is looked up in passes over all of them, so that the loads of many rows are
/// under way at once: the slot where each row's search begins, then the group that stands there;
/// rows whose group that is not, few in most windows, are then searched one by one.
///
/// One thread at a time.
public final class GroupTable implements AutoCloseable {
  private static final int SLOTS_MIN = 1 << 11;
  private static final int SLOTS_MAX = 1 << 30;

  /// Groups from whose number on a table that may repeat keys asks whether its index pays.
  private static final int LOCAL_GROUPS = 1 << 15;

  private final ColumnBuffer[] keys;
  private final int[] identifying;
  private final ColumnBuffer[] compared;
  private final MemoryBudget budget;
  private long[] codes = new long[Morsel.WINDOW_ROWS];
  private int[] others = new int[Morsel.WINDOW_ROWS];

  /// The rows of the window that have got new groups whose keys are not kept yet.
  private int[] newRows = new int[Morsel.WINDOW_ROWS];

  private int added;
  private @Nullable KeyPacker packer;

  /// Per slot the upper half of the hash and, in the lower half, the group's number plus 1.
  private long[] slots = {};

  /// The codes of the groups.
  private long[] groupCodes = {};

  private boolean ascending;
  private int groups;
  private int nullGroup = -1;
  private long reserved;

  private @Nullable CodeGroups codeGroups;

  private boolean mayRepeat;
  private @Nullable DistinctEstimate estimate;

  /// The first group that can be found, and the rows looked up since.
  private int indexed;

  private long rowsSince;

  public GroupTable(List<ColumnType> types, NativeArena arena, MemoryBudget budget) {
    this(types, IntStream.range(0, types.size()).toArray(), arena, budget);
  }

  /// @param identifying the keys that are compared; the others are kept along with them
  public GroupTable(
      List<ColumnType> types, int[] identifying, NativeArena arena, MemoryBudget budget) {
    this.keys = Vectors.buffers(types, arena, budget);
    this.identifying = identifying;
    this.compared = new ColumnBuffer[identifying.length];
    Arrays.setAll(compared, k -> keys[identifying[k]]);
    this.budget = budget;
    List<ColumnType> packed = Arrays.stream(identifying).mapToObj(types::get).toList();
    this.packer = types.isEmpty() ? null : KeyPacker.of(packed);
    this.ascending = packer != null;
  }

  /// Lets a key get several numbers where most rows bring new keys: a large index that finds little
  /// costs more than to put the same keys together later. Not many more numbers are given than
  /// about twice as many as there are keys.
  public GroupTable repeating() {
    mayRepeat = true;
    return this;
  }

  /// True when keys may have got several numbers.
  public boolean repeats() {
    return indexed > 0 || estimate != null;
  }

  public int groups() {
    return groups;
  }

  /// Bytes of the arrays; texts are in the arena.
  public long bytes() {
    long bytes = reserved;
    for (ColumnBuffer key : keys) {
      bytes += key.bytes();
    }
    return bytes;
  }

  /// The keys by group.
  public ColumnBuffer[] keys() {
    return keys;
  }

  /// Writes the group of each row, new or known.
  public void lookup(ColumnVector[] rows, int count, int[] into) {
    if (keys.length == 0) {
      groups = 1;
      Arrays.fill(into, 0, count, 0);
      return;
    }
    ColumnVector[] picked = picked(rows);
    ValueDictionary dictionary = picked.length == 1 ? picked[0].dictionary : null;
    if (dictionary == null) {
      lookupValues(rows, count, into);
      return;
    }
    CodeGroups known = codeGroups;
    if (known == null) {
      known = new CodeGroups(rows, budget);
      codeGroups = known;
    }
    known.lookup(new CodeGroups.Coded(picked[0], dictionary), rows, count, into, this);
  }

  /// As [#lookup], without regard to codes of dictionaries.
  void lookupValues(ColumnVector[] rows, int count, int[] into) {
    ColumnVector[] picked = picked(rows);
    KeyPacker current = packer;
    if (current != null) {
      if (current.pack(picked, count, codes)) {
        lookupPacked(current, rows, count, into);
        return;
      }
      unpack();
    }
    RowHash.hash(picked, count, codes);
    lookupHashed(rows, picked, count, into);
  }

  /// As [#lookup], for rows that are groups of another table of the same keys, whose hashes that
  /// knows if it has gone over to hashes.
  public void lookupGroups(
      GroupTable of, int[] numbers, ColumnVector[] rows, int count, int[] into) {
    if (keys.length == 0 || of.packer != null) {
      lookup(rows, count, into);
      return;
    }
    if (packer != null) {
      unpack();
    }
    for (int i = 0; i < count; i++) {
      codes[i] = of.groupCodes[numbers[i]];
    }
    lookupHashed(rows, picked(rows), count, into);
  }

  private void lookupPacked(KeyPacker current, ColumnVector[] rows, int count, int[] into) {
    ColumnVector first = rows[identifying[0]];
    boolean apart = current.nullsApart() && first.hasNulls;
    int start = 0;
    if (ascending && count > 0) {
      start = apart ? 0 : lookupAscending(rows, count, into);
      if (start == count) {
        return;
      }
      ascending = false;
      index(0);
    }
    makeRoom(count);
    int left = apart ? all(count) : guessPacked(start, count, into);
    long[] slotAt = slots;
    int mask = slotAt.length - 1;
    for (int m = 0; m < left; m++) {
      int i = others[m];
      if (apart && first.nulls[i] != 0) {
        if (nullGroup < 0) {
          nullGroup = add(i, 0);
        }
        into[i] = nullGroup;
        continue;
      }
      long code = codes[i];
      long hash = KeyPacker.hash(code);
      int slot = (int) hash & mask;
      int group = (int) slotAt[slot] - 1;
      while (group >= 0 && groupCodes[group] != code) {
        slot = (slot + 1) & mask;
        group = (int) slotAt[slot] - 1;
      }
      if (group < 0) {
        group = add(i, code);
        slotAt[slot] = word(hash, group);
      }
      into[i] = group;
    }
    keepAdded(rows);
  }

  private int all(int count) {
    for (int i = 0; i < count; i++) {
      others[i] = i;
    }
    return count;
  }

  /// Writes the groups of rows that stand at their first slots; the other rows go to `others`.
  private int guessPacked(int start, int count, int[] into) {
    long[] slotAt = slots;
    long[] codeOf = groupCodes;
    int mask = slotAt.length - 1;
    for (int i = start; i < count; i++) {
      into[i] = (int) slotAt[(int) KeyPacker.hash(codes[i]) & mask] - 1;
    }
    int left = 0;
    for (int i = start; i < count; i++) {
      int group = into[i];
      others[left] = i;
      left += group < 0 || codeOf[group] != codes[i] ? 1 : 0;
    }
    return left;
  }

  /// Goes on as long as the codes ascend; returns the first row whose code does not, or `count`.
  private int lookupAscending(ColumnVector[] rows, int count, int[] into) {
    reserveGroups(count);
    int group = groups - 1;
    int i = 0;
    long last = group < 0 ? Long.MIN_VALUE : groupCodes[group];
    while (i < count && codes[i] >= last) {
      long code = codes[i];
      if (code != last || group < 0) {
        group = add(i, code);
      }
      into[i++] = group;
      last = code;
    }
    keepAdded(rows);
    return i;
  }

  /// True while the keys have come in the order of [#code].
  public boolean ascending() {
    return ascending;
  }

  /// The code of a group; equal in all tables of the same types that are [#ascending] if and only
  /// if the keys are.
  public long code(int group) {
    return groupCodes[group];
  }

  /// Takes groups out, given ascending: each gets the key of the last group instead, which loses
  /// its number. Nothing can be looked up any more.
  public void remove(int[] removed, int count) {
    for (int r = count - 1; r >= 0; r--) {
      for (ColumnBuffer key : keys) {
        key.replaceByLast(removed[r]);
      }
      groups--;
    }
    ascending = false;
  }

  private static long word(long hash, int group) {
    return (hash & 0xFFFFFFFF_00000000L) | (group + 1);
  }

  /// The vectors of the keys that are compared.
  public ColumnVector[] picked(ColumnVector[] rows) {
    if (identifying.length == rows.length) {
      return rows;
    }
    ColumnVector[] picked = new ColumnVector[identifying.length];
    for (int k = 0; k < picked.length; k++) {
      picked[k] = rows[identifying[k]];
    }
    return picked;
  }

  private void lookupHashed(ColumnVector[] rows, ColumnVector[] picked, int count, int[] into) {
    makeRoom(count);
    int left = groups == 0 ? all(count) : guessHashed(picked, count, into);
    long[] slotAt = slots;
    int mask = slotAt.length - 1;
    for (int m = 0; m < left; m++) {
      int i = others[m];
      long hash = codes[i];
      int slot = (int) hash & mask;
      long word = slotAt[slot];
      while (word != 0 && ((word ^ hash) >>> 32 != 0 || !equal(picked, i, (int) word - 1))) {
        slot = (slot + 1) & mask;
        word = slotAt[slot];
      }
      int group = (int) word - 1;
      if (group < 0) {
        group = add(i, hash);
        slotAt[slot] = word(hash, group);
      }
      into[i] = group;
    }
    keepAdded(rows);
  }

  /// Whether a row has the key of a group, which may be one of this window that is not kept yet.
  private boolean equal(ColumnVector[] picked, int row, int group) {
    int kept = groups - added;
    return group < kept
        ? RowHash.equal(picked, row, compared, group)
        : RowHash.equal(picked, row, picked, newRows[group - kept]);
  }

  /// Writes the groups of rows that stand at their first slots; the other rows go to `others`.
  private int guessHashed(ColumnVector[] picked, int count, int[] into) {
    long[] slotAt = slots;
    int mask = slotAt.length - 1;
    for (int i = 0; i < count; i++) {
      long hash = codes[i];
      long word = slotAt[(int) hash & mask];
      into[i] = (word ^ hash) >>> 32 == 0 ? (int) word - 1 : -1;
    }
    for (int k = 0; k < picked.length; k++) {
      RowHash.keepEqual(picked[k], count, compared[k], into);
    }
    int left = 0;
    for (int i = 0; i < count; i++) {
      others[left] = i;
      left += into[i] < 0 ? 1 : 0;
    }
    return left;
  }

  private int add(int row, long code) {
    newRows[added++] = row;
    groupCodes[groups] = code;
    return groups++;
  }

  /// Keeps the keys of the window's new groups.
  private void keepAdded(ColumnVector[] rows) {
    for (int k = 0; k < keys.length; k++) {
      keys[k].appendRows(rows[k], newRows, added);
    }
    added = 0;
  }

  /// Makes room for as many new groups as rows come.
  private void makeRoom(int rows) {
    reserveGroups(rows);
    int live = groups - indexed;
    if (live + rows > slots.length / 4 * 3) {
      if (mayRepeat && live >= LOCAL_GROUPS && rowsSince < 2L * live) {
        forget();
      } else {
        growTo(live + rows);
      }
    }
    rowsSince += rows;
  }

  /// Begins an empty index, unless it was begun so often that keys have come again.
  private void forget() {
    DistinctEstimate distinct = estimate == null ? new DistinctEstimate(budget) : estimate;
    estimate = distinct;
    distinct.addAll(groupCodes, indexed, groups);
    rowsSince = 0;
    if (groups <= 2 * distinct.count()) {
      indexed = groups;
      Arrays.fill(slots, 0);
      return;
    }
    mayRepeat = false;
    indexed = 0;
    growTo(groups + Morsel.WINDOW_ROWS);
  }

  private void reserveGroups(int more) {
    long wanted = (long) groups + more;
    if (wanted > groupCodes.length) {
      requireAtMost(wanted);
      int grown = (int) Math.max(wanted, Math.min(2L * groupCodes.length, SLOTS_MAX));
      reserve(slots.length, grown);
      groupCodes = Arrays.copyOf(groupCodes, grown);
    }
  }

  private static void requireAtMost(long slots) {
    if (slots > SLOTS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many groups in an aggregation");
    }
  }

  /// Makes room in the index for so many groups.
  private void growTo(int wanted) {
    long size = Math.max(SLOTS_MIN, slots.length);
    while (wanted > size / 4 * 3) {
      size *= size < (1 << 18) ? 4 : 2;
    }
    requireAtMost(size);
    if (size > slots.length) {
      reserve((int) size, groupCodes.length);
      slots = new long[(int) size];
    }
    index(indexed);
  }

  /// Indexes the groups from this one on; of groups with equal codes, in a table that repeats keys,
  /// the first.
  private void index(int from) {
    if (slots.length == 0 || groups - from > slots.length / 4 * 3) {
      growTo(groups - from);
      return;
    }
    Arrays.fill(slots, 0);
    boolean repeats = repeats();
    int mask = slots.length - 1;
    for (int group = from; group < groups; group++) {
      if (group == nullGroup) {
        continue;
      }
      long code = groupCodes[group];
      long hash = packer != null ? KeyPacker.hash(code) : code;
      int slot = (int) hash & mask;
      while (slots[slot] != 0 && !(repeats && groupCodes[(int) slots[slot] - 1] == code)) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] == 0) {
        slots[slot] = word(hash, group);
      }
    }
  }

  /// Goes over to hashes, because a key does not fit in a long.
  private void unpack() {
    packer = null;
    ascending = false;
    nullGroup = -1;
    long[] hashes = new long[Morsel.WINDOW_ROWS];
    ColumnVector[] scratch = Vectors.allocate(Arrays.stream(keys).map(key -> key.type).toList());
    for (int from = 0; from < groups; from += Morsel.WINDOW_ROWS) {
      int count = read(from, scratch);
      RowHash.hash(picked(scratch), count, hashes);
      System.arraycopy(hashes, 0, groupCodes, from, count);
    }
    index(indexed);
  }

  /// Reads the keys of up to a window of groups; returns how many.
  public int read(int from, ColumnVector[] into) {
    int count = Math.min(Morsel.WINDOW_ROWS, groups - from);
    for (int k = 0; k < keys.length; k++) {
      keys[k].read(from, count, into[k]);
    }
    return count;
  }

  private void reserve(int slots, int groups) {
    long bytes = 8L * slots + 8L * groups;
    budget.reserve(bytes);
    budget.release(reserved);
    reserved = bytes;
  }

  @Override
  public void close() {
    for (ColumnBuffer key : keys) {
      key.close();
    }
    budget.release(reserved);
    if (estimate != null) {
      estimate.close();
      estimate = null;
    }
    if (codeGroups != null) {
      codeGroups.close();
      codeGroups = null;
    }
    reserved = 0;
    slots = new long[0];
    groupCodes = new long[0];
    codes = new long[0];
    others = new int[0];
    newRows = new int[0];
  }
}
