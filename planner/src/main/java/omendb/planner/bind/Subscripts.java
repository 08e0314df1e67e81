package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Node;
import omendb.planner.function.CastRules;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Binds subscripts of arrays and jsonb, where they are read and where they are assigned to.
final class Subscripts {
  private final ExprBinder expressions;

  Subscripts(ExprBinder expressions) {
    this.expressions = expressions;
  }

  Expr read(Node.Subscript subscript) {
    int position = subscript.pos();
    Expr base = expressions.bind(subscript.base());
    List<Expr> arguments = new ArrayList<>(List.of(base));
    if (base.type().kind() == TypeKind.JSONB) {
      subscript.indexes().forEach(index -> arguments.add(key(index)));
      return expressions.calls().call("jsonb_extract_path", arguments, position);
    }
    if (shapeItem(base.type()) != null) {
      addIndex(subscript.indexes(), arguments, position);
      return expressions.calls().call("shape_subscript", arguments, position);
    }
    requireArray(base.type(), position);
    boolean slice = subscript.indexes().stream().anyMatch(Node.Index::slice);
    for (Node.Index index : subscript.indexes()) {
      addBounds(index, slice, arguments);
    }
    return expressions.calls().call(slice ? "array_slice" : "array_subscript", arguments, position);
  }

  /// Among slices a single subscript stands for what begins at 1; a bound that is left out is where
  /// any array ends.
  private void addBounds(Node.Index index, boolean slice, List<Expr> arguments) {
    if (slice) {
      long open = index.slice() ? Long.MIN_VALUE : 1;
      Node lower = index.slice() ? index.lower() : null;
      arguments.add(lower == null ? new Expr.Literal(open, ColumnType.BIGINT) : bound(lower));
    }
    Node upper = index.upper();
    arguments.add(
        upper == null ? new Expr.Literal(Long.MAX_VALUE, ColumnType.BIGINT) : bound(upper));
  }

  /// What a shape of a fixed number of items consists of; null for other types.
  private static @Nullable ColumnType shapeItem(ColumnType type) {
    return switch (type.kind()) {
      case POINT, LINE -> ColumnType.DOUBLE;
      case LSEG, BOX -> ColumnType.of(TypeKind.POINT);
      default -> null;
    };
  }

  private void addIndex(List<Node.Index> indexes, List<Expr> arguments, int position) {
    Node.Index index = indexes.getFirst();
    if (indexes.size() > 1 || index.slice()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("slices of fixed-length arrays not implemented")
          .at(position);
    }
    addBounds(index, false, arguments);
  }

  private static void requireArray(ColumnType type, int position) {
    if (type.element() == null) {
      throw SqlState.DATATYPE_MISMATCH
          .error("cannot subscript type %s because it does not support subscripting", type)
          .at(position);
    }
  }

  /// A step into jsonb: a member's name or an item's number, as text.
  private Expr key(Node.Index index) {
    Node node = index.upper();
    if (index.slice() || node == null) {
      throw SqlState.DATATYPE_MISMATCH
          .error("jsonb subscript does not support slices")
          .at(index.pos());
    }
    Expr key = expressions.bind(node);
    if (!Coercion.isUnknown(key) && !key.type().isInteger() && !key.type().isText()) {
      throw SqlState.DATATYPE_MISMATCH
          .error("subscript type %s is not supported", CastRules.plain(key.type()))
          .withHint("jsonb subscript must be coercible to either integer or text.")
          .at(node.pos());
    }
    return expressions.coercion().to(key, ColumnType.TEXT, true, node.pos());
  }

  private Expr bound(Node node) {
    return expressions
        .coercion()
        .to(
            expressions.bind(node),
            ColumnType.BIGINT,
            CastRules.Context.ASSIGNMENT,
            node.pos(),
            () -> SqlState.DATATYPE_MISMATCH.error("array subscript must have type integer"));
  }

  /// What a column's value becomes when a part of it is assigned to.
  ///
  /// @param base the column's value before
  Expr assigned(Expr base, Dml.Target target, Node node) {
    int position = target.pos();
    List<Node.Index> indexes = new ArrayList<>();
    for (Dml.Step step : target.steps()) {
      Node.Index index = step.index();
      if (index == null) {
        throw ExprBinder.unsupported("assignment to a field", position);
      }
      indexes.add(index);
    }
    ColumnType type = base.type();
    List<Expr> arguments = new ArrayList<>(List.of(base));
    if (type.kind() == TypeKind.JSONB) {
      arguments.add(value(node, ColumnType.JSONB, target));
      indexes.forEach(index -> arguments.add(key(index)));
      return expressions.calls().call("jsonb_assign", arguments, position);
    }
    ColumnType item = shapeItem(type);
    if (item != null) {
      arguments.add(value(node, item, target));
      addIndex(indexes, arguments, position);
      return expressions.calls().call("shape_assign", arguments, position);
    }
    requireArray(type, position);
    ColumnType element = java.util.Objects.requireNonNull(type.element());
    boolean slice = indexes.stream().anyMatch(Node.Index::slice);
    for (Node.Index index : indexes) {
      if (index.slice() && (index.lower() == null || index.upper() == null)) {
        throw ExprBinder.unsupported("assignment to an open array slice", position);
      }
    }
    arguments.add(value(node, slice ? type : element, target));
    for (Node.Index index : indexes) {
      addBounds(index, slice, arguments);
    }
    return expressions
        .calls()
        .call(slice ? "array_assign_slice" : "array_assign", arguments, position);
  }

  private Expr value(Node node, ColumnType type, Dml.Target target) {
    Expr value = expressions.bind(node);
    return expressions
        .coercion()
        .to(
            value,
            type,
            CastRules.Context.ASSIGNMENT,
            node.pos(),
            () ->
                SqlState.DATATYPE_MISMATCH
                    .error(
                        "subscripted assignment to \"%s\" requires type %s but expression is of"
                            + " type %s",
                        target.column(), type, CastRules.plain(value.type()))
                    .withHint("You will need to rewrite or cast the expression."));
  }
}
