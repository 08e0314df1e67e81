package omendb.engine;

import omendb.engine.definition.Acl;
import org.jspecify.annotations.Nullable;

/// Lists of privileges as the catalog shows them.
final class AclText {
  private AclText() {}

  /// @param column empty for the whole object
  static Object @Nullable [] of(CatalogState state, int object, String column) {
    Acl list = state.grants().list(object, column);
    return list == null ? null : of(state, list);
  }

  static Object[] of(CatalogState state, Acl list) {
    return list.text(oid -> {
      Role role = state.role(oid);
      return role == null ? Integer.toString(oid) : role.name();
    });
  }
}
