package omendb.engine.catalog;

import java.util.HashMap;
import java.util.Map;

/// Computes the rows of one catalog relation.
interface SystemRows {
  /// Adds all rows.
  void add(RowSet rows, SystemView view);

  /// The relations that have rows, by `schema.name`.
  static Map<String, SystemRows> all() {
    Map<String, SystemRows> all = new HashMap<>();
    FactRows.register(all);
    UserTypeRows.register(all);
    CommentRows.register(all);
    RelationRows.register(all);
    KeyRows.register(all);
    ClusterRows.register(all);
    RoleRows.register(all);
    PolicyRows.register(all);
    ListingRows.register(all);
    StatisticsRows.register(all);
    InformationSchemaRows.register(all);
    return all;
  }
}
