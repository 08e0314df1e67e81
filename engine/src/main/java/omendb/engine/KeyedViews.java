package omendb.engine;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.CatalogView;
import omendb.planner.ast.Query;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// The views whose queries group by a table's primary key and use other columns of it, and so mean
/// nothing without the key.
final class KeyedViews {
  private KeyedViews() {}

  static List<ViewDefinition> of(Session session, int tableOid) {
    CatalogView catalog = new SessionCatalogView(session);
    return Dependents.views(session.transaction().catalog()).stream()
        .filter(view -> !isUngrouped(session, view, catalog))
        .filter(view -> isUngrouped(session, view, new Keyless(catalog, tableOid)))
        .toList();
  }

  private static boolean isUngrouped(Session session, ViewDefinition view, CatalogView catalog) {
    try {
      if (SqlParser.parseOne(view.sql()) instanceof Query query) {
        session.database().planner().plan(query, view.sql(), List.of(), catalog, session.context());
      }
      return false;
    } catch (OmenException e) {
      return e.state() == SqlState.GROUPING_ERROR;
    }
  }

  /// The catalog in which a table has no key.
  private record Keyless(CatalogView catalog, int tableOid) implements CatalogView {
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
      return relation == null || relation.oid() != tableOid
          ? relation
          : new Relation(
              relation.oid(),
              relation.schema(),
              relation.name(),
              relation.kind(),
              relation.columns(),
              List.of(),
              relation.viewSql(),
              relation.statistics());
    }

    @Override
    public @Nullable ColumnType type(@Nullable String schema, String name) {
      return catalog.type(schema, name);
    }

    @Override
    public @Nullable String setting(String name) {
      return catalog.setting(name);
    }
  }
}
