package omendb.pgwire;

import java.util.HashMap;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.TypeKind;

/// Types by object id, for the parameter types of Parse.
final class TypeOids {
  private static final Map<Integer, ColumnType> TYPES = new HashMap<>();

  static {
    for (TypeKind kind : TypeKind.values()) {
      if (kind != TypeKind.ARRAY && kind != TypeKind.ENUM) {
        TYPES.put(kind.oid(), ColumnType.of(kind));
        if (kind.arrayOid() != 0) {
          TYPES.put(kind.arrayOid(), ColumnType.array(ColumnType.of(kind)));
        }
      }
    }
  }

  private TypeOids() {}

  /// The type; unknown ones and 0 are inferred from the statement.
  static ColumnType type(int oid) {
    return TYPES.getOrDefault(oid, ColumnType.UNKNOWN);
  }
}
