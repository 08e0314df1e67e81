package omendb.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which rows of a segment are deleted, and from which commit on.
///
/// One thread at a time adds (the commit order); any number of threads read without locks. A reader
/// sees every entry whose commit was published to it before: the caller publishes the commit number
/// after the entries.
///
/// The positions are divided into pages. A page without deletes costs one null; a page with few
/// holds them sorted and is replaced on each delete; a page with many holds one commit per row, and
/// a delete is one ordered store.
public final class DeleteVector {
  /// The commit of a row that is not deleted.
  public static final long ALIVE = Long.MAX_VALUE;

  private static final int PAGE_BITS = 11;
  private static final int PAGE_ROWS = 1 << PAGE_BITS;
  private static final int SPARSE_MAX = 128;

  private static final VarHandle PAGES = MethodHandles.arrayElementVarHandle(Page[].class);
  private static final VarHandle COMMITS = MethodHandles.arrayElementVarHandle(long[].class);

  private final int rowCount;
  private final @Nullable Page[] pages;
  private volatile int deletedCount;

  public DeleteVector(int rowCount) {
    this.rowCount = rowCount;
    this.pages = new Page[(rowCount + PAGE_ROWS - 1) >> PAGE_BITS];
  }

  /// Rows of the segment, deleted or not.
  public int rowCount() {
    return rowCount;
  }

  /// Rows that some commit has deleted.
  public int deletedCount() {
    return deletedCount;
  }

  /// Marks the row as deleted by this commit; false when an earlier one did so already. For one
  /// thread at a time.
  public boolean add(int position, long commit) {
    if (position < 0 || position >= rowCount || commit == ALIVE) {
      throw new IllegalArgumentException("position " + position + ", commit " + commit);
    }
    int number = position >> PAGE_BITS;
    int row = position & (PAGE_ROWS - 1);
    Page page = page(number);
    switch (page) {
      case null -> PAGES.setRelease(pages, number, Sparse.of(row, commit));
      case Dense dense -> {
        if (dense.commits[row] != ALIVE) {
          return false;
        }
        COMMITS.setRelease(dense.commits, row, commit);
      }
      case Sparse sparse -> {
        int at = Arrays.binarySearch(sparse.rows, (short) row);
        if (at >= 0) {
          return false;
        }
        Page next =
            sparse.rows.length < SPARSE_MAX
                ? sparse.with(-at - 1, row, commit)
                : Dense.of(sparse, row, commit);
        PAGES.setRelease(pages, number, next);
      }
    }
    deletedCount++; // one writer
    return true;
  }

  /// The commit that deleted the row, or [#ALIVE].
  public long deletedAt(int position) {
    int row = position & (PAGE_ROWS - 1);
    return switch (page(position >> PAGE_BITS)) {
      case null -> ALIVE;
      case Dense dense -> (long) COMMITS.getAcquire(dense.commits, row);
      case Sparse sparse -> {
        int at = Arrays.binarySearch(sparse.rows, (short) row);
        yield at < 0 ? ALIVE : sparse.commits[at];
      }
    };
  }

  /// Puts those of the rows `[from, from + count)` that the snapshot sees into `selection`,
  /// relative to `from`, ascending; returns how many, or -1 when all are visible (then `selection`
  /// is not filled).
  public int visible(int from, int count, long snapshot, int[] selection) {
    if (untouched(from, count)) {
      return -1;
    }
    int selected = 0;
    int at = from;
    int end = from + count;
    while (at < end) {
      int number = at >> PAGE_BITS;
      int pageEnd = Math.min(end, (number + 1) << PAGE_BITS);
      int first = at & (PAGE_ROWS - 1);
      int rows = pageEnd - at;
      selected =
          switch (page(number)) {
            case null -> all(at - from, rows, selection, selected);
            case Dense dense -> dense.select(first, rows, snapshot, at - from, selection, selected);
            case Sparse sparse ->
                sparse.select(first, rows, snapshot, at - from, selection, selected);
          };
      at = pageEnd;
    }
    return selected == count ? -1 : selected;
  }

  /// Gives every entry to the consumer, by position.
  public void forEach(EntryConsumer consumer) {
    for (int number = 0; number < pages.length; number++) {
      int base = number << PAGE_BITS;
      switch (page(number)) {
        case null -> {}
        case Dense dense -> {
          for (int i = 0; i < PAGE_ROWS; i++) {
            long commit = (long) COMMITS.getAcquire(dense.commits, i);
            if (commit != ALIVE) {
              consumer.accept(base + i, commit);
            }
          }
        }
        case Sparse sparse -> {
          for (int i = 0; i < sparse.rows.length; i++) {
            consumer.accept(base + sparse.rows[i], sparse.commits[i]);
          }
        }
      }
    }
  }

  /// Takes one entry of the vector.
  @FunctionalInterface
  public interface EntryConsumer {
    void accept(int position, long commit);
  }

  private boolean untouched(int from, int count) {
    if (deletedCount == 0 || count == 0) {
      return true;
    }
    int last = (from + count - 1) >> PAGE_BITS;
    for (int number = from >> PAGE_BITS; number <= last; number++) {
      if (page(number) != null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Page page(int number) {
    return (Page) PAGES.getAcquire(pages, number);
  }

  private static int all(int first, int rows, int[] selection, int selected) {
    for (int i = 0; i < rows; i++) {
      selection[selected + i] = first + i;
    }
    return selected + rows;
  }

  private sealed interface Page {}

  /// One commit per row.
  private record Dense(long[] commits) implements Page {
    static Dense of(Sparse sparse, int row, long commit) {
      long[] commits = new long[PAGE_ROWS];
      Arrays.fill(commits, ALIVE);
      for (int i = 0; i < sparse.rows.length; i++) {
        commits[sparse.rows[i]] = sparse.commits[i];
      }
      commits[row] = commit;
      return new Dense(commits);
    }

    int select(int first, int rows, long snapshot, int base, int[] selection, int selected) {
      int count = selected;
      for (int i = 0; i < rows; i++) {
        selection[count] = base + i;
        count += (long) COMMITS.getAcquire(commits, first + i) > snapshot ? 1 : 0;
      }
      return count;
    }
  }

  /// The deleted rows, ascending, and their commits; never changed.
  private record Sparse(short[] rows, long[] commits) implements Page {
    static Sparse of(int row, long commit) {
      return new Sparse(new short[] {(short) row}, new long[] {commit});
    }

    Sparse with(int at, int row, long commit) {
      short[] newRows = new short[rows.length + 1];
      long[] newCommits = new long[rows.length + 1];
      System.arraycopy(rows, 0, newRows, 0, at);
      System.arraycopy(commits, 0, newCommits, 0, at);
      newRows[at] = (short) row;
      newCommits[at] = commit;
      System.arraycopy(rows, at, newRows, at + 1, rows.length - at);
      System.arraycopy(commits, at, newCommits, at + 1, rows.length - at);
      return new Sparse(newRows, newCommits);
    }

    int select(int first, int count, long snapshot, int base, int[] selection, int selected) {
      int from = first;
      int end = first + count;
      int out = selected;
      for (int i = 0; i < rows.length && rows[i] < end; i++) {
        int row = rows[i];
        if (row < from || commits[i] > snapshot) {
          continue;
        }
        out = all(base + from - first, row - from, selection, out);
        from = row + 1;
      }
      return all(base + from - first, end - from, selection, out);
    }
  }
}
