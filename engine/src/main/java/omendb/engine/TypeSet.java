package omendb.engine;

import java.util.Collection;
import java.util.TreeMap;
import omendb.core.UserType;
import org.jspecify.annotations.Nullable;

/// The types that users have defined, by number; part of a [CatalogState] and, like it, not changed
/// once it is published.
final class TypeSet {
  private final TreeMap<Integer, UserType> types;

  TypeSet() {
    this(new TreeMap<>());
  }

  private TypeSet(TreeMap<Integer, UserType> types) {
    this.types = types;
  }

  TypeSet copy() {
    return new TypeSet(new TreeMap<>(types));
  }

  Collection<UserType> all() {
    return types.values();
  }

  @Nullable UserType get(int oid) {
    return types.get(oid);
  }

  @Nullable UserType get(String schema, String name) {
    for (UserType type : types.values()) {
      if (type.name().equals(name) && type.schema().equals(schema)) {
        return type;
      }
    }
    return null;
  }

  void put(UserType type) {
    types.put(type.oid(), type);
  }

  void remove(int oid) {
    types.remove(oid);
  }
}
