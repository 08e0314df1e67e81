package omendb.engine;

/// What the catalog's relations are computed from: a session's view of the definitions.
///
/// @param system the catalog's own relations, which are in pg_class too
record SystemView(Session session, SystemCatalog system) {
  CatalogState catalog() {
    return session.transaction().catalog();
  }

  Database database() {
    return session.database();
  }
}
