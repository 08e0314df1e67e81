package omendb.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Control;

/// SQL cursors: DECLARE, FETCH, MOVE and CLOSE. They live as long as their transaction; one WITH
/// HOLD lives on when that commits, because it reads all its rows when it is declared.
///
/// A cursor goes back only when it is declared with SCROLL or WITH HOLD.
final class Cursors implements AutoCloseable {
  private final Session session;
  private final Map<String, Declared> cursors = new HashMap<>();
  private final OpenTransaction.Ending ending = this::transactionEnded;

  /// @param holds whether it outlives a commit
  /// @param own whether the open transaction has declared it
  private record Declared(OpenCursor cursor, boolean holds, boolean own) {}

  Cursors(Session session) {
    this.session = session;
  }

  /// @param parameterTypes of the statement, as its client has given them
  Result declare(Control.DeclareCursor declare, List<ColumnType> parameterTypes) {
    if (!declare.hold()) {
      session.transaction().requireBlock("DECLARE CURSOR");
    }
    if (cursors.containsKey(declare.name())) {
      throw SqlState.DUPLICATE_CURSOR.error("cursor \"%s\" already exists", declare.name());
    }
    PreparedStatement source =
        new PreparedStatement(session, declare.query(), session.context().sql(), parameterTypes);
    if (!source.plan().changes().isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "DECLARE CURSOR must not contain data-modifying statements in WITH");
    }
    boolean scrolls = Boolean.TRUE.equals(declare.scroll());
    if (RowPath.locks(source.plan().plan()) != null && (declare.hold() || scrolls)) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error(
              declare.hold()
                  ? "DECLARE CURSOR WITH HOLD ... FOR UPDATE is not supported"
                  : "DECLARE SCROLL CURSOR ... FOR UPDATE is not supported")
          .withDetail(
              declare.hold()
                  ? "Holdable cursors must be READ ONLY."
                  : "Scrollable cursors must be READ ONLY.");
    }
    session.transaction().atEnd(ending);
    Result.Rows rows = (Result.Rows) new QueryRunner(session).query(source.plan());
    OpenCursor cursor = new OpenCursor(rows, scrolls || declare.hold() ? spool(rows) : null);
    try {
      if (declare.hold()) {
        cursor.detach();
      }
    } catch (RuntimeException | Error e) {
      cursor.close();
      throw e;
    }
    cursors.put(declare.name(), new Declared(cursor, declare.hold(), true));
    return new Result.Command("DECLARE CURSOR");
  }

  private RowSpool spool(Result.Rows rows) {
    return new RowSpool(
        session.context(), rows.columns().stream().map(ResultColumn::type).toList());
  }

  Result fetch(Control.Fetch fetch) {
    OpenCursor cursor = find(fetch.cursor());
    if (fetch.move()) {
      return new Result.Command("MOVE " + cursor.fetch(fetch, row -> {}));
    }
    MemoryRows rows = new MemoryRows(cursor.columns(), "FETCH", true, cursor.snapshot());
    cursor.fetch(fetch, rows::add);
    return rows;
  }

  Result close(Control.CloseCursor close) {
    if (close.name() == null) {
      close();
      return new Result.Command("CLOSE CURSOR ALL");
    }
    find(close.name()).close();
    cursors.remove(close.name());
    return new Result.Command("CLOSE CURSOR");
  }

  List<ResultColumn> columns(String name) {
    return find(name).columns();
  }

  @Override
  public void close() {
    cursors.values().forEach(declared -> declared.cursor().close());
    cursors.clear();
  }

  private void transactionEnded(boolean committed) {
    cursors
        .values()
        .removeIf(declared -> {
          boolean ends = declared.own() && !(committed && declared.holds());
          if (ends) {
            declared.cursor().close();
          }
          return ends;
        });
    cursors.replaceAll((name, declared) -> new Declared(declared.cursor(), true, false));
  }

  private OpenCursor find(String name) {
    Declared declared = cursors.get(name);
    if (declared == null) {
      throw SqlState.INVALID_CURSOR_NAME.error("cursor \"%s\" does not exist", name);
    }
    return declared.cursor();
  }
}
