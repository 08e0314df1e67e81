package omendb.engine.exec.hash;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.SqlState;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// Numbers distinct keys from 0 on in the order they are met. NULL is a key like others.
///
/// While all keys fit in one long they are compared as that long ([KeyPacker]). As long as these
/// ascend, as those of a table's own key do, the last one is all that a row is compared with, and
/// nothing is hashed; from the first one on that does not, keys are found by open addressing. Keys
/// that do not fit are found by hash and then by the kept key columns. One thread at a time.
public final class GroupTable implements AutoCloseable {
  private static final int SLOTS_MIN = 1 << 8;
  private static final int SLOTS_MAX = 1 << 30;

  private final ColumnBuffer[] keys;
  private final int[] identifying;
  private final ColumnBuffer[] compared;
  private final MemoryBudget budget;
  private final long[] codes = new long[Morsel.WINDOW_ROWS];
  private final long[] newCodes = new long[Morsel.WINDOW_ROWS];
  private final int[] newRows = new int[Morsel.WINDOW_ROWS];
  private final ColumnVector[] scratch;
  private @Nullable KeyPacker packer;
  private int[] slotGroups = new int[SLOTS_MIN];

  /// The codes of the slots; while the keys ascend, of the groups.
  private long[] slotCodes = new long[SLOTS_MIN];

  private boolean ascending;
  private int groups;
  private int nullGroup = -1;
  private long reserved;

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
    this.scratch = Vectors.allocate(types);
    List<ColumnType> packed = Arrays.stream(identifying).mapToObj(types::get).toList();
    this.packer = types.isEmpty() ? null : KeyPacker.of(packed);
    this.ascending = packer != null;
    reserve(SLOTS_MIN);
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

  private void lookupPacked(KeyPacker current, ColumnVector[] rows, int count, int[] into) {
    ColumnVector first = rows[identifying[0]];
    boolean apart = current.nullsApart() && first.hasNulls;
    byte[] nulls = first.nulls;
    int start = 0;
    if (ascending && count > 0) {
      start = apart ? 0 : lookupAscending(rows, count, into);
      if (start < count) {
        hashAscended();
      }
    }
    for (int from = start; from < count; ) {
      int end = roomFor(from, count);
      int[] groupAt = slotGroups;
      long[] codeAt = slotCodes;
      int mask = groupAt.length - 1;
      for (int i = from; i < end; i++) {
        if (apart && nulls[i] != 0) {
          into[i] = nullGroup(rows, i);
          continue;
        }
        long code = codes[i];
        int slot = spread(code) & mask;
        int group = groupAt[slot];
        while (group != 0 && codeAt[slot] != code) {
          slot = (slot + 1) & mask;
          group = groupAt[slot];
        }
        if (group == 0) {
          group = add(rows, i) + 1;
          groupAt[slot] = group;
          codeAt[slot] = code;
        }
        into[i] = group - 1;
      }
      from = end;
    }
  }

  /// Goes on as long as the codes ascend; returns the first row whose code does not, or `count`.
  private int lookupAscending(ColumnVector[] rows, int count, int[] into) {
    int known = groups;
    int added = 0;
    int i = 0;
    if (known == 0) {
      newCodes[0] = codes[0];
      newRows[0] = 0;
      into[0] = 0;
      added = 1;
      i = 1;
    }
    long last = added > 0 ? codes[0] : slotCodes[known - 1];
    while (i < count && codes[i] >= last) {
      long code = codes[i];
      newRows[added] = i;
      newCodes[added] = code;
      added += code == last ? 0 : 1;
      into[i++] = known + added - 1;
      last = code;
    }
    keepAscended(rows, added);
    return i;
  }

  private void keepAscended(ColumnVector[] rows, int added) {
    int size = groups + added;
    if (size > slotCodes.length) {
      int grown = Math.clamp(2L * slotCodes.length, size, SLOTS_MAX);
      reserve(grown);
      slotCodes = Arrays.copyOf(slotCodes, grown);
    }
    System.arraycopy(newCodes, 0, slotCodes, groups, added);
    for (int k = 0; k < keys.length; k++) {
      keys[k].appendRows(rows[k], newRows, added);
    }
    groups = size;
  }

  /// Goes over to open addressing.
  private void hashAscended() {
    ascending = false;
    int size = SLOTS_MIN;
    while (size < 2L * groups) {
      size *= 2;
    }
    if (size > SLOTS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many groups in an aggregation");
    }
    int[] numbers = new int[groups];
    Arrays.setAll(numbers, g -> g + 1);
    rehash(size, numbers, slotCodes, true);
  }

  /// True while the keys have come in the order of [#code].
  public boolean ascending() {
    return ascending;
  }

  /// The code of a group; equal in all tables of the same types that are [#ascending] if and only
  /// if the keys are.
  public long code(int group) {
    return slotCodes[group];
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

  /// Neighbouring keys share a cache line.
  private static int spread(long code) {
    return (int) ((RowHash.mix(code >>> 3) << 3) | (code & 7));
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
    for (int from = 0; from < count; ) {
      int end = roomFor(from, count);
      int mask = slotGroups.length - 1;
      for (int i = from; i < end; i++) {
        long hash = codes[i];
        int slot = (int) hash & mask;
        int group = slotGroups[slot];
        while (group != 0
            && (slotCodes[slot] != hash || !RowHash.equal(picked, i, compared, group - 1))) {
          slot = (slot + 1) & mask;
          group = slotGroups[slot];
        }
        if (group == 0) {
          group = add(rows, i) + 1;
          slotGroups[slot] = group;
          slotCodes[slot] = hash;
        }
        into[i] = group - 1;
      }
      from = end;
    }
  }

  /// Grows if need be; returns up to which row no further growth is needed.
  private int roomFor(int from, int count) {
    if (groups + (count - from) > slotGroups.length / 2 && groups > slotGroups.length / 4) {
      grow();
    }
    int room = slotGroups.length / 2 + slotGroups.length / 4 - groups;
    return Math.min(count, from + Math.max(1, room));
  }

  private int add(ColumnVector[] rows, int row) {
    for (int k = 0; k < keys.length; k++) {
      keys[k].appendRow(rows[k], row);
    }
    return groups++;
  }

  private int nullGroup(ColumnVector[] rows, int row) {
    if (nullGroup < 0) {
      nullGroup = add(rows, row);
    }
    return nullGroup;
  }

  private void grow() {
    if (slotGroups.length >= SLOTS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many groups in an aggregation");
    }
    int size = slotGroups.length * (slotGroups.length < (1 << 20) ? 4 : 2);
    rehash(size, slotGroups, slotCodes, packer != null);
  }

  private void rehash(int size, int[] oldGroups, long[] oldCodes, boolean packed) {
    reserve(size);
    int[] newGroups = new int[size];
    long[] newCodes = new long[size];
    int mask = size - 1;
    for (int s = 0; s < oldGroups.length; s++) {
      int group = oldGroups[s];
      if (group != 0) {
        long code = oldCodes[s];
        int slot = (packed ? spread(code) : (int) code) & mask;
        while (newGroups[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        newGroups[slot] = group;
        newCodes[slot] = code;
      }
    }
    slotGroups = newGroups;
    slotCodes = newCodes;
  }

  /// Goes over to hashes, because a key does not fit in a long.
  private void unpack() {
    packer = null;
    if (ascending) {
      hashAscended();
    }
    Arrays.fill(slotGroups, 0);
    int mask = slotGroups.length - 1;
    long[] hashes = new long[Morsel.WINDOW_ROWS];
    for (int from = 0; from < groups; from += Morsel.WINDOW_ROWS) {
      int count = read(from, scratch);
      RowHash.hash(picked(scratch), count, hashes);
      for (int i = 0; i < count; i++) {
        int slot = (int) hashes[i] & mask;
        while (slotGroups[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slotGroups[slot] = from + i + 1;
        slotCodes[slot] = hashes[i];
      }
    }
  }

  /// Reads the keys of up to a window of groups; returns how many.
  public int read(int from, ColumnVector[] into) {
    int count = Math.min(Morsel.WINDOW_ROWS, groups - from);
    for (int k = 0; k < keys.length; k++) {
      keys[k].read(from, count, into[k]);
    }
    return count;
  }

  private void reserve(int slots) {
    long bytes = slots * 12L;
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
    reserved = 0;
    slotGroups = new int[0];
    slotCodes = new long[0];
  }
}
