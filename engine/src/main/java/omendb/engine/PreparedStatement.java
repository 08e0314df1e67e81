package omendb.engine;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Control;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// A parsed statement of a session, planned when it is first described or run and planned again
/// when the catalog has changed since. Used by its session's thread only.
public final class PreparedStatement {
  private final Session session;
  private final @Nullable Statement statement;
  private final String sql;
  private final List<ColumnType> declaredTypes;
  private @Nullable PlannedStatement planned;
  private @Nullable CatalogState plannedCatalog;
  private @Nullable String plannedPath;

  /// What follows from the plan, made when it is first asked for and gone with it.
  private @Nullable List<ResultColumn> plannedColumns;

  private @Nullable PointSelect point;
  private boolean pointKnown;

  /// @param statement null for an empty query
  PreparedStatement(
      Session session, @Nullable Statement statement, String sql, List<ColumnType> declaredTypes) {
    this.session = session;
    this.statement = statement;
    this.sql = sql;
    this.declaredTypes = List.copyOf(declaredTypes);
  }

  public String sql() {
    return sql;
  }

  public boolean empty() {
    return statement == null || statement instanceof Control.Empty;
  }

  /// True for statements that go through the planner: queries, VALUES, INSERT, UPDATE, DELETE.
  public boolean planned() {
    return statement instanceof Query || statement instanceof Dml;
  }

  /// True for a query: SELECT, VALUES, TABLE.
  public boolean isQuery() {
    return statement instanceof Query;
  }

  /// True when the statement ends quickly without waiting for locks or disks, so that an event loop
  /// may run it itself: a read by key, or a statement about the session.
  public boolean runsAtOnce() {
    if (statement instanceof Query) {
      PlannedStatement plan = plan();
      return plan.route().lane() == PlannedStatement.Lane.LOOKUP
          && (point() != null || RowPath.endsSoon(plan.plan()));
    }
    return statement == null
        || statement instanceof Control.Begin
        || statement instanceof omendb.planner.ast.Setting;
  }

  /// True for COMMIT and END; [Session#endsAtOnce] and [Session#maySubmit] tell what it waits for.
  public boolean commits() {
    return statement instanceof Control.Commit;
  }

  /// True for ROLLBACK and ABORT; [Session#rollsBackAtOnce] tells whether it ends quickly.
  public boolean rollsBack() {
    return statement instanceof Control.Rollback;
  }

  /// True for a change of at most one row by its key: it ends quickly unless it meets a row lock,
  /// which [Session#mayWait] may turn into [MustWait].
  public boolean changesOneRow() {
    if (!(statement instanceof Dml)) {
      return false;
    }
    PlannedStatement plan = plan();
    if (plan.route().lane() != PlannedStatement.Lane.LOOKUP) {
      return false;
    }
    return switch (plan.plan()) {
      case Plan.Insert insert -> RowPath.endsSoon(insert.source());
      // Who looks for referencing rows may have to read a whole table.
      case Plan.Update update -> !session.transaction().catalog().referenced(update.tableOid());
      default -> false;
    };
  }

  /// The types of `$1`, `$2`, …; plans the statement when need be.
  public List<ColumnType> parameterTypes() {
    return planned() ? plan().parameterTypes() : declaredTypes;
  }

  /// The result's columns; empty when the statement returns no rows.
  public List<ResultColumn> columns() {
    if (!planned()) {
      return session.utilityColumns(statement);
    }
    PlannedStatement plan = plan();
    List<ResultColumn> columns = plannedColumns;
    if (columns == null) {
      columns = List.copyOf(QueryRunner.columns(plan));
      plannedColumns = columns;
    }
    return columns;
  }

  /// What runs the statement when it is a plain read by key, else null.
  @Nullable PointSelect point() {
    if (!(statement instanceof Query)) {
      return null;
    }
    PlannedStatement plan = plan();
    if (!pointKnown) {
      point = PointSelect.of(session, statement, plan, columns());
      pointKnown = true;
    }
    return point;
  }

  @Nullable Statement statement() {
    return statement;
  }

  /// The plan under the session's current catalog and search path.
  PlannedStatement plan() {
    PlannedStatement current = planned;
    // The catalog itself, not its version: one that was rolled back has the number of the next.
    CatalogState catalog = session.transaction().catalog();
    String path = session.searchPath();
    if (current == null || plannedCatalog != catalog || !path.equals(plannedPath)) {
      current = session.plan(this);
      planned = current;
      plannedCatalog = catalog;
      plannedPath = path;
      plannedColumns = null;
      point = null;
      pointKnown = false;
    }
    return current;
  }

  List<ColumnType> declaredTypes() {
    return declaredTypes;
  }
}
