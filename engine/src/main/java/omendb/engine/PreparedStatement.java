package omendb.engine;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.text.TextStyle;
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
  /// PostgreSQL's words; drivers prepare the statement again when they meet this error.
  public static final String CHANGED_RESULT = "cached plan must not change result type";

  private final Session session;
  private final @Nullable Statement statement;
  private final String sql;
  private final List<ColumnType> declaredTypes;

  /// The parameters' values when they were literals in the text, else null.
  private final @Nullable Object @Nullable [] literals;

  private @Nullable PlannedStatement planned;
  private @Nullable CatalogState plannedCatalog;
  private @Nullable String plannedScope;
  private @Nullable TextStyle plannedStyle;

  /// What the client was told of the result.
  private @Nullable List<ResultColumn> told;

  /// What follows from the plan, made when it is first asked for and gone with it.
  private @Nullable List<ResultColumn> plannedColumns;

  private @Nullable PointSelect point;
  private boolean pointKnown;

  /// @param statement null for an empty query
  PreparedStatement(
      Session session, @Nullable Statement statement, String sql, List<ColumnType> declaredTypes) {
    this(session, statement, sql, declaredTypes, null);
  }

  private PreparedStatement(
      Session session,
      @Nullable Statement statement,
      String sql,
      List<ColumnType> declaredTypes,
      @Nullable Object @Nullable [] literals) {
    this.session = session;
    this.statement = statement;
    this.sql = sql;
    this.declaredTypes = List.copyOf(declaredTypes);
    this.literals = literals;
  }

  /// A statement whose literals have become parameters, with the plan that it shares.
  static PreparedStatement ofLiterals(
      Session session,
      Statement statement,
      String sql,
      PlannedStatement plan,
      @Nullable Object[] literals) {
    PreparedStatement prepared =
        new PreparedStatement(session, statement, sql, plan.parameterTypes(), literals);
    prepared.planned = plan;
    prepared.plannedCatalog = session.transaction().catalog();
    prepared.plannedScope = session.planScope();
    prepared.plannedStyle = session.style();
    return prepared;
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
      case Plan.Update update -> !changesReferenced(update);
      case Plan.Delete delete -> !session.transaction().catalog().referenced(delete.tableOid());
      default -> false;
    };
  }

  private boolean changesReferenced(Plan.Update update) {
    CatalogState catalog = session.transaction().catalog();
    return catalog.referenced(update.tableOid())
        && update.assignments().stream()
            .anyMatch(each -> catalog.referenced(update.tableOid(), each.column()));
  }

  /// The types of `$1`, `$2`, …; plans the statement when need be.
  public List<ColumnType> parameterTypes() {
    if (literals != null) {
      return List.of();
    }
    if (statement instanceof Control.DeclareCursor declare) {
      return new PreparedStatement(session, declare.query(), sql, declaredTypes).parameterTypes();
    }
    return planned() ? plan().parameterTypes() : declaredTypes;
  }

  /// The result's columns as the client is told of them; empty when the statement returns no rows.
  /// From now on a plan with other columns is 0A000.
  public List<ResultColumn> columns() {
    List<ResultColumn> columns = resultColumns();
    if (planned()) {
      told = columns;
    }
    return columns;
  }

  private List<ResultColumn> resultColumns() {
    if (!planned()) {
      return Dispatcher.utilityColumns(session, statement);
    }
    PlannedStatement plan = plan();
    List<ResultColumn> columns = plannedColumns;
    if (columns == null) {
      columns = List.copyOf(QueryRunner.columns(session, plan));
      plannedColumns = columns;
    }
    return columns;
  }

  /// What runs the statement when it is a plain read by key, else null.
  @Nullable PointSelect point() {
    if (!(statement instanceof Query)) {
      return null;
    }
    plan();
    return pointOfPlan();
  }

  /// As [#point] after [#plan], without looking again whether the plan is still right.
  @Nullable PointSelect pointOfPlan() {
    PlannedStatement plan = planned;
    if (plan == null || !plan.changes().isEmpty() || !(statement instanceof Query)) {
      return null;
    }
    if (!pointKnown) {
      point = PointSelect.of(session, statement, plan, resultColumns());
      pointKnown = true;
    }
    return point;
  }

  @Nullable Statement statement() {
    return statement;
  }

  /// The plan under the session's current catalog, search path, time zone and styles.
  PlannedStatement plan() {
    PlannedStatement current = planned;
    // The catalog itself, not its version: one that was rolled back has the number of the next.
    CatalogState catalog = session.transaction().catalog();
    String scope = session.planScope();
    TextStyle style = session.style();
    if (current == null
        || plannedCatalog != catalog
        || !scope.equals(plannedScope)
        || !style.equals(plannedStyle)) {
      current = session.plan(this);
      requireAsTold(current);
      planned = current;
      plannedCatalog = catalog;
      plannedScope = scope;
      plannedStyle = style;
      plannedColumns = null;
      point = null;
      pointKnown = false;
    }
    return current;
  }

  private void requireAsTold(PlannedStatement plan) {
    List<ResultColumn> before = told;
    if (before == null) {
      return;
    }
    boolean same = before.size() == plan.columns().size();
    for (int i = 0; same && i < before.size(); i++) {
      PlannedStatement.OutputColumn now = plan.columns().get(i);
      same = now.name().equals(before.get(i).name()) && now.type().equals(before.get(i).type());
    }
    if (!same) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(CHANGED_RESULT);
    }
  }

  /// True when the parameters' values stood in the text.
  boolean hasLiterals() {
    return literals != null;
  }

  /// What the statement runs with, given what the client has sent.
  @Nullable Object[] arguments(@Nullable Object[] given) {
    return literals != null ? literals : given;
  }

  List<ColumnType> declaredTypes() {
    return declaredTypes;
  }
}
