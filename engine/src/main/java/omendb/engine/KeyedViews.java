package omendb.engine;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// The views whose queries group by a table's primary key and use other columns of it, and so mean
/// nothing without the key.
final class KeyedViews {
  private KeyedViews() {}

  static List<ViewDefinition> of(Session session, int tableOid) {
    // No relation has the number 0: the catalog as it is.
    CatalogOverlay keyed = new Keyless(session, 0);
    CatalogOverlay keyless = new Keyless(session, tableOid);
    return Dependents.views(session.transaction().catalog()).stream()
        .filter(view -> !isUngrouped(view, keyed))
        .filter(view -> isUngrouped(view, keyless))
        .toList();
  }

  private static boolean isUngrouped(ViewDefinition view, CatalogOverlay catalog) {
    try {
      catalog.plan(view);
      return false;
    } catch (OmenException e) {
      return e.state() == SqlState.GROUPING_ERROR;
    }
  }

  /// The catalog in which a table has no key.
  private static final class Keyless extends CatalogOverlay {
    private final int tableOid;

    Keyless(Session session, int tableOid) {
      super(session);
      this.tableOid = tableOid;
    }

    @Override
    Relation shown(Relation relation) {
      return relation.oid() != tableOid
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
  }
}
