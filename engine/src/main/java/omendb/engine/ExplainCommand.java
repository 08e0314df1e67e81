package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.planner.PlanPrinter;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Control;
import omendb.planner.ast.Option;
import omendb.planner.plan.Plan;
import omendb.storage.ScanSummary;
import omendb.storage.TableScan;
import org.jspecify.annotations.Nullable;

/// EXPLAIN: the plan with, for each scan, what it would read in each tier at this moment.
final class ExplainCommand {
  private final Session session;

  ExplainCommand(Session session) {
    this.session = session;
  }

  Result run(Control.Explain explain, String sql) {
    for (Option option : explain.options()) {
      boolean on =
          option.value() == null || !option.value().toLowerCase(Locale.ROOT).matches("off|false|0");
      boolean ignorable =
          !on
              || option.name().equals("costs")
              || option.name().equals("verbose")
              || (option.name().equals("format") && "text".equalsIgnoreCase(option.value()));
      if (!ignorable) {
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error("EXPLAIN option \"%s\" is not supported", option.name())
            .at(option.pos());
      }
    }
    PreparedStatement source = new PreparedStatement(session, explain.statement(), sql, List.of());
    if (!source.planned()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("EXPLAIN of this statement is not supported")
          .at(explain.statement().pos());
    }
    PlannedStatement planned = source.plan();
    MemoryRows rows =
        new MemoryRows(List.of(new ResultColumn("QUERY PLAN", ColumnType.TEXT, 0, 0)), "EXPLAIN");
    for (String line : PlanPrinter.explain(planned, new Tiers())) {
      rows.add(line);
    }
    return rows;
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
