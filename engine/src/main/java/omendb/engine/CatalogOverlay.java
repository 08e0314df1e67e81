package omendb.engine;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.CatalogView;
import omendb.planner.Routine;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// A session's catalog whose relations are shown otherwise, to find out what a view's query needs
/// of them. Nobody's privileges count.
abstract class CatalogOverlay implements CatalogView {
  private final Session session;
  private final CatalogView catalog;

  CatalogOverlay(Session session) {
    this.session = session;
    this.catalog = new SessionCatalogView(session);
  }

  /// What a relation that was asked for is taken to be.
  abstract Relation shown(Relation relation);

  /// Plans a view's query.
  ///
  /// @throws OmenException when it means nothing over these relations
  void plan(ViewDefinition view) {
    if (SqlParser.parseOne(view.sql()) instanceof Query query) {
      session.database().planner().plan(query, view.sql(), List.of(), this, session.context());
    }
  }

  @Override
  public long version() {
    return catalog.version();
  }

  @Override
  public List<String> searchPath() {
    return catalog.searchPath();
  }

  @Override
  public @Nullable Relation relation(@Nullable String schema, String name) {
    Relation relation = catalog.relation(schema, name);
    return relation == null ? null : shown(relation);
  }

  @Override
  public @Nullable ColumnType type(@Nullable String schema, String name) {
    return catalog.type(schema, name);
  }

  @Override
  public List<Routine> routines(@Nullable String schema, String name) {
    return catalog.routines(schema, name);
  }

  @Override
  public @Nullable String setting(String name) {
    return catalog.setting(name);
  }
}
