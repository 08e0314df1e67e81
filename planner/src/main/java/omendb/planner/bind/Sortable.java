package omendb.planner.bind;

import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Refuses types whose values can not be told apart or ordered.
final class Sortable {
  private Sortable() {}

  /// @throws OmenException 42883 for json and shapes
  static void requireEquality(ColumnType type, int position) {
    if (hasNone(type)) {
      throw SqlState.UNDEFINED_FUNCTION
          .error("could not identify an equality operator for type %s", type)
          .at(position);
    }
    refuseNested(type, position);
  }

  /// @throws OmenException 42883 for json and shapes
  static void requireOrder(ColumnType type, int position) {
    if (hasNone(type) || isXid(type)) {
      throw SqlState.UNDEFINED_FUNCTION
          .error("could not identify an ordering operator for type %s", type)
          .withHint("Use an explicit ordering operator or modify the query.")
          .at(position);
    }
    refuseNested(type, position);
  }

  /// Boxes and circles have comparisons, of their areas, that are not an order of the type.
  ///
  /// @throws OmenException 42883 for json and shapes
  static void requireComparison(ColumnType type) {
    if (hasNone(type) || isXid(type)) {
      throw SqlState.UNDEFINED_FUNCTION.error(
          "could not identify a comparison function for type %s", type);
    }
  }

  private static boolean hasNone(ColumnType type) {
    ColumnType element = type.element();
    return hasNone(type.kind()) || element != null && hasNone(element.kind());
  }

  /// Transactions go round: none is before the other.
  private static boolean isXid(ColumnType type) {
    ColumnType element = type.element();
    return type.kind() == TypeKind.XID || element != null && element.kind() == TypeKind.XID;
  }

  private static boolean hasNone(TypeKind kind) {
    return kind == TypeKind.JSON || kind == TypeKind.JSONPATH || TypeKind.SHAPES.contains(kind);
  }

  private static void refuseNested(ColumnType type, int position) {
    ColumnType element = type.element();
    if (element != null && element.kind() == TypeKind.JSONB) {
      throw ExprBinder.unsupported("comparison of values of type jsonb[]", position);
    }
  }
}
