package omendb.planner.bind;

import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Refuses types whose values can not be told apart or ordered.
final class Sortable {
  private Sortable() {}

  /// @throws OmenException 42883 for json
  static void requireEquality(ColumnType type, int position) {
    if (isJson(type)) {
      throw SqlState.UNDEFINED_FUNCTION
          .error("could not identify an equality operator for type %s", type)
          .at(position);
    }
    refuseNested(type, position);
  }

  /// @throws OmenException 42883 for json
  static void requireOrder(ColumnType type, int position) {
    if (isJson(type) || isXid(type)) {
      throw SqlState.UNDEFINED_FUNCTION
          .error("could not identify an ordering operator for type %s", type)
          .withHint("Use an explicit ordering operator or modify the query.")
          .at(position);
    }
    refuseNested(type, position);
  }

  private static boolean isJson(ColumnType type) {
    ColumnType element = type.element();
    return isJson(type.kind()) || element != null && isJson(element.kind());
  }

  /// Transactions go round: none is before the other.
  private static boolean isXid(ColumnType type) {
    ColumnType element = type.element();
    return type.kind() == TypeKind.XID || element != null && element.kind() == TypeKind.XID;
  }

  private static boolean isJson(TypeKind kind) {
    return kind == TypeKind.JSON || kind == TypeKind.JSONPATH;
  }

  private static void refuseNested(ColumnType type, int position) {
    ColumnType element = type.element();
    if (element != null && element.kind() == TypeKind.JSONB) {
      throw ExprBinder.unsupported("comparison of values of type jsonb[]", position);
    }
  }
}
