package omendb.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.Batch;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import org.jspecify.annotations.Nullable;

/// SQL cursors: DECLARE, FETCH and MOVE forward, CLOSE. They live as long as their transaction.
final class Cursors {
  private final Session session;
  private final Map<String, Cursor> cursors = new HashMap<>();

  /// Rows under way and what is left of the current batch.
  private static final class Cursor {
    final Result.Rows rows;
    final long transactionId;
    private @Nullable Batch batch;
    private int position;

    Cursor(Result.Rows rows, long transactionId) {
      this.rows = rows;
      this.transactionId = transactionId;
    }

    @Nullable Object @Nullable [] next() {
      Batch current = batch;
      while (current == null || position == current.rowCount) {
        current = rows.next();
        batch = current;
        position = 0;
        if (current == null) {
          return null;
        }
      }
      return QueryRunner.boxed(current, position++);
    }
  }

  Cursors(Session session) {
    this.session = session;
  }

  Result declare(Control.DeclareCursor declare) {
    closeStale();
    if (declare.hold()) {
      throw DdlCommands.unsupported("DECLARE CURSOR … WITH HOLD", declare.pos());
    }
    if (Boolean.TRUE.equals(declare.scroll())) {
      throw DdlCommands.unsupported("a SCROLL cursor", declare.pos());
    }
    session.transaction().requireBlock("DECLARE CURSOR");
    if (cursors.containsKey(declare.name())) {
      throw SqlState.DUPLICATE_CURSOR.error("cursor \"%s\" already exists", declare.name());
    }
    PreparedStatement source =
        new PreparedStatement(session, declare.query(), session.context().sql(), List.of());
    if (!source.plan().changes().isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "DECLARE CURSOR must not contain data-modifying statements in WITH");
    }
    Result.Rows rows = (Result.Rows) new QueryRunner(session).query(source.plan());
    cursors.put(declare.name(), new Cursor(rows, session.transaction().current().id()));
    return new Result.Command("DECLARE CURSOR");
  }

  Result fetch(Control.Fetch fetch) {
    closeStale();
    if (fetch.direction() != Control.Direction.FORWARD || fetch.count() < 0) {
      throw DdlCommands.unsupported("FETCH other than FORWARD", fetch.pos());
    }
    Cursor cursor = find(fetch.cursor());
    MemoryRows rows =
        new MemoryRows(
            cursor.rows.columns(), fetch.move() ? "MOVE" : "FETCH", true, cursor.rows.snapshot());
    long count = 0;
    for (@Nullable Object[] row = null; count < fetch.count(); count++) {
      row = cursor.next();
      if (row == null) {
        break;
      }
      rows.add(row);
    }
    return fetch.move() ? new Result.Command("MOVE " + count) : rows;
  }

  Result close(Control.CloseCursor close) {
    closeStale();
    if (close.name() == null) {
      closeAll();
      return new Result.Command("CLOSE CURSOR ALL");
    }
    find(close.name()).rows.close();
    cursors.remove(close.name());
    return new Result.Command("CLOSE CURSOR");
  }

  List<ResultColumn> columns(String name) {
    return find(name).rows.columns();
  }

  void closeAll() {
    cursors.values().forEach(cursor -> cursor.rows.close());
    cursors.clear();
  }

  /// Forgets the cursors of transactions that have ended.
  private void closeStale() {
    long current = session.transaction().current().id();
    cursors
        .values()
        .removeIf(cursor -> {
          boolean stale = cursor.transactionId != current;
          if (stale) {
            cursor.rows.close();
          }
          return stale;
        });
  }

  private Cursor find(String name) {
    Cursor cursor = cursors.get(name);
    if (cursor == null) {
      throw SqlState.INVALID_CURSOR_NAME.error("cursor \"%s\" does not exist", name);
    }
    return cursor;
  }
}
