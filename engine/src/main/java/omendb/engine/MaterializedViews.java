package omendb.engine;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.MaterializedView;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// REFRESH MATERIALIZED VIEW, and what tables do that materialized views do not. The rows of such a
/// view are those of a table; who reads meanwhile sees the old ones until the refresh is committed.
final class MaterializedViews {
  private final Session session;
  private final DdlCommands definitions;

  MaterializedViews(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  @Nullable MaterializedView of(TableSchema table) {
    return session.transaction().catalog().rules().materialized().get(table.oid());
  }

  /// 42809 for a materialized view.
  void requireTable(TableSchema table) {
    if (of(table) != null) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a table", table.name());
    }
  }

  /// The view of this name; null, after a notice, when there is none. 42809 for another relation.
  @Nullable TableSchema find(Name name, boolean ifExists) {
    TableSchema table = definitions.findTable(name);
    if (table != null && of(table) != null) {
      return table;
    }
    if (table == null && definitions.findView(name) == null) {
      definitions.missing("materialized view", name, ifExists);
      return null;
    }
    OmenException error =
        SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a materialized view", name.name());
    throw table == null
        ? error.withHint("Use DROP VIEW to remove a view.")
        : error.withHint("Use DROP TABLE to remove a table.");
  }

  Result refresh(Ddl.RefreshView refresh) {
    Name name = refresh.name();
    TableSchema table = definitions.requireTable(name);
    MaterializedView view = of(table);
    if (view == null) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("\"%s\" is not a materialized view", table.name());
    }
    if (refresh.concurrently()) {
      requireConcurrent(refresh, table, view);
    }
    definitions.lockTable(table);
    if (!(SqlParser.parseOne(view.sql()) instanceof Query query)) {
      throw SqlState.DATA_CORRUPTED.error("view \"%s\" has no query", table.name());
    }
    PlannedStatement plan = new PreparedStatement(session, query, view.sql(), List.of()).plan();
    TableSchema fresh =
        new TableSchema(
            session.database().storage().nextOid(),
            table.schemaName(),
            table.name(),
            table.columns(),
            table.keyColumns(),
            table.keyName());
    definitions.swap(table, fresh);
    MaterializedView filled = new MaterializedView(fresh.oid(), view.sql(), refresh.withData());
    session.transaction().editCatalog(state -> state.rules().put(filled));
    if (refresh.withData()) {
      new QueryRunner(session).copyInto(plan, fresh);
    }
    return new Result.Command("REFRESH MATERIALIZED VIEW");
  }

  private void requireConcurrent(
      Ddl.RefreshView refresh, TableSchema table, MaterializedView view) {
    if (!refresh.withData()) {
      throw SqlState.SYNTAX_ERROR.error(
          "CONCURRENTLY and WITH NO DATA options cannot be used together");
    }
    if (!view.populated()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "CONCURRENTLY cannot be used when the materialized view is not populated");
    }
    boolean identified =
        session.transaction().catalog().rules().of(table.oid()).indexes().stream()
            .anyMatch(index -> index.unique() && index.plain());
    if (!identified) {
      throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE
          .error(
              "cannot refresh materialized view \"%s.%s\" concurrently",
              table.schemaName(), table.name())
          .withHint(
              "Create a unique index with no WHERE clause on one or more columns of the"
                  + " materialized view.");
    }
  }
}
