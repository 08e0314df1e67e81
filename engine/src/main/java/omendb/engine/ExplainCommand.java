package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.exec.PlanProfile;
import omendb.planner.PlanPrinter;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Statement;
import omendb.planner.plan.Plan;
import omendb.storage.ScanSummary;
import omendb.storage.TableScan;
import org.jspecify.annotations.Nullable;

/// EXPLAIN: the plan with, for each scan, what it would read in each tier at this moment, and with
/// ANALYZE what it did.
final class ExplainCommand {
  private final Session session;

  ExplainCommand(Session session) {
    this.session = session;
  }

  Result run(Control.Explain explain, String sql) {
    ExplainOptions options = ExplainOptions.of(explain.options());
    PreparedStatement source = explained(explain.statement(), sql, options);
    if (!source.planned()) {
      MemoryRows nothing = new MemoryRows(columns(explain), "EXPLAIN");
      nothing.add("Utility statements have no plan structure");
      return nothing;
    }
    Clock clock = session.database().clock();
    long start = clock.nanos();
    PlannedStatement planned = source.plan();
    long planningNanos = clock.nanos() - start;
    // Before the statement runs, as the tiers are those that it meets.
    List<PlanPrinter.Line> lines = PlanPrinter.lines(planned, new Tiers());
    Execution execution = options.analyze() ? execute(planned) : null;
    PlanText text = new PlanText(options, execution, planningNanos);
    MemoryRows rows = new MemoryRows(columns(explain), "EXPLAIN");
    if (options.json()) {
      rows.add(text.json(lines));
    } else {
      text.text(lines).forEach(rows::add);
    }
    return rows;
  }

  /// The statement whose plan it is: that of a cursor, of a prepared statement, of a new table.
  private PreparedStatement explained(
      @Nullable Statement statement, String sql, ExplainOptions options) {
    return switch (statement) {
      case Control.DeclareCursor cursor -> explained(cursor.query(), sql, options);
      case Control.Execute execute -> session.dispatcher().named.bound(execute);
      case Ddl.CreateTableAs create when options.analyze() ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("EXPLAIN ANALYZE of CREATE TABLE AS is not supported")
              .at(create.pos());
      case Ddl.CreateTableAs create -> explained(create.source(), sql, options);
      case null, default -> new PreparedStatement(session, statement, sql, List.of());
    };
  }

  /// The column that the answer has.
  static List<ResultColumn> columns(Control.Explain explain) {
    boolean json = ExplainOptions.of(explain.options()).json();
    ColumnType type = json ? ColumnType.JSON : ColumnType.TEXT;
    return List.of(new ResultColumn("QUERY PLAN", type, 0, 0));
  }

  /// What running the statement came to.
  ///
  /// @param root the plan's top node that is printed
  /// @param rows that the statement returned
  record Execution(PlanProfile profile, Plan root, long rows, long nanos, long spilledBytes) {}

  /// Runs the statement, with all that it changes; its rows go nowhere.
  private Execution execute(PlannedStatement planned) {
    StatementContext context = session.context();
    PlanProfile profile = new PlanProfile(session.database().clock()::nanos);
    context.profile(profile);
    long rows = 0;
    try {
      // A query's rows are counted as they are pulled.
      Result result = new QueryRunner(session).modify(planned);
      try (result) {
        if (result instanceof Result.Rows pulled) {
          for (Batch batch = pulled.next(); batch != null; batch = pulled.next()) {
            rows += batch.rowCount;
          }
        }
      }
    } finally {
      context.profile(null);
    }
    Plan root = planned.plan();
    while (root instanceof Plan.Project project) {
      root = project.input();
    }
    return new Execution(
        profile, root, rows, profile.elapsedNanos(), context.spill().writtenBytes());
  }

  /// Names of columns, and what a scan reads by tier.
  private final class Tiers implements PlanPrinter.Notes {
    @Override
    public @Nullable String columnName(int tableOid, int column) {
      TableSchema table = session.transaction().catalog().tableByOid(tableOid);
      return table == null || column >= table.columns().size()
          ? null
          : table.columns().get(column).name();
    }

    @Override
    public List<String> scan(Plan.Scan scan) {
      return tiers(scan);
    }
  }

  private List<String> tiers(Plan.Scan scan) {
    if (scan.tableOid() < CatalogState.FIRST_USER_OID) {
      return List.of("Tier: memory");
    }
    try (TableScan opened =
        session
            .database()
            .table(scan.tableOid())
            .scan(session.transaction().current(), List.of(), null)) {
      ScanSummary summary = opened.summary();
      return List.of(
          String.format(
              Locale.ROOT,
              "Tiers: hot rows %d, cold rows %d in %d segments (%d row groups)",
              summary.hotRows(),
              summary.coldRows(),
              summary.segments(),
              summary.rowGroups()));
    }
  }
}
