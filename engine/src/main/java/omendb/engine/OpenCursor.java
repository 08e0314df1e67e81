package omendb.engine;

import java.util.List;
import java.util.function.Consumer;
import omendb.core.Batch;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import org.jspecify.annotations.Nullable;

/// A query's rows and a place among them: 0 before the first row, n on the n-th, one more than
/// there are rows after the last.
///
/// A cursor that can go back keeps the rows that it has passed; one that cannot reads each once.
final class OpenCursor implements AutoCloseable {
  private final List<ResultColumn> columns;
  private final long snapshot;

  /// Where rows come from; null when all have been read.
  private Result.@Nullable Rows source;

  private final @Nullable RowSpool kept;
  private @Nullable Batch batch;
  private int batchRow;
  private long position;

  /// @param kept where rows that were read stay; null for a cursor that only goes forward
  OpenCursor(Result.Rows source, @Nullable RowSpool kept) {
    this.columns = source.columns();
    this.snapshot = source.snapshot();
    this.source = source;
    this.kept = kept;
  }

  List<ResultColumn> columns() {
    return columns;
  }

  long snapshot() {
    return snapshot;
  }

  /// Reads all rows now, so that they outlive their transaction.
  void detach() {
    while (source != null) {
      keepOne();
    }
  }

  /// Moves as FETCH says, which is PostgreSQL's `DoPortalRunFetch`; each row that it lands on or,
  /// with a count, passes goes to `rows`. Returns how many these were. 55000 when it would have to
  /// go back and cannot.
  long fetch(Control.Fetch fetch, Consumer<@Nullable Object[]> rows) {
    long count = fetch.count();
    return switch (fetch.direction()) {
      case FORWARD -> count == 0 ? again(rows) : count > 0 ? on(count, rows) : back(-count, rows);
      case BACKWARD -> count == 0 ? again(rows) : count > 0 ? back(count, rows) : on(-count, rows);
      case ABSOLUTE -> to(count < 0 ? Math.max(0, all() + 1 + count) : count, rows);
      case RELATIVE -> count == 0 ? again(rows) : to(Math.max(0, position + count), rows);
    };
  }

  private long on(long count, Consumer<@Nullable Object[]> rows) {
    for (long done = 0; done < count; done++) {
      @Nullable Object[] row = step();
      if (row == null) {
        return done;
      }
      rows.accept(row);
    }
    return count;
  }

  private long back(long count, Consumer<@Nullable Object[]> rows) {
    RowSpool passed = requireKept();
    for (long done = 0; done < count; done++) {
      if (position <= 1) {
        position = 0;
        return done;
      }
      position--;
      rows.accept(passed.get(position - 1));
    }
    return count;
  }

  private long again(Consumer<@Nullable Object[]> rows) {
    RowSpool passed = requireKept();
    if (position == 0 || position > passed.size()) {
      return 0;
    }
    rows.accept(passed.get(position - 1));
    return 1;
  }

  private long to(long target, Consumer<@Nullable Object[]> rows) {
    if (target == 0 && position == 0) {
      return 0;
    }
    if (target <= position) {
      requireKept();
      position = Math.max(0, target - 1);
    }
    if (target == 0) {
      return 0;
    }
    while (position < target - 1) {
      if (step() == null) {
        return 0;
      }
    }
    return on(1, rows);
  }

  /// How many rows there are.
  private long all() {
    RowSpool passed = requireKept();
    detach();
    return passed.size();
  }

  /// The next row; null when there is none, and the cursor is after the last then.
  private @Nullable Object @Nullable [] step() {
    RowSpool passed = kept;
    if (passed == null) {
      position += source != null ? 1 : 0;
      return read();
    }
    if (position == passed.size()) {
      keepOne();
    }
    boolean there = position < passed.size();
    position = Math.min(position + 1, passed.size() + 1);
    return there ? passed.get(position - 1) : null;
  }

  private void keepOne() {
    @Nullable Object[] row = read();
    if (row != null) {
      requireKept().add(row);
    }
  }

  private @Nullable Object @Nullable [] read() {
    Result.Rows open = source;
    if (open == null) {
      return null;
    }
    Batch current = batch;
    while (current == null || batchRow == current.rowCount) {
      current = open.next();
      batch = current;
      batchRow = 0;
      if (current == null) {
        source = null;
        open.close();
        return null;
      }
    }
    return QueryRunner.boxed(current, batchRow++);
  }

  private RowSpool requireKept() {
    if (kept == null) {
      throw forwardOnly();
    }
    return kept;
  }

  private static OmenException forwardOnly() {
    return SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE
        .error("cursor can only scan forward")
        .withHint("Declare it with SCROLL option to enable backward scan.");
  }

  @Override
  public void close() {
    Result.Rows open = source;
    source = null;
    batch = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      if (kept != null) {
        kept.close();
      }
    }
  }
}
