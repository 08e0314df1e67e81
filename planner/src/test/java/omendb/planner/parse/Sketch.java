package omendb.planner.parse;

import java.util.List;
import java.util.stream.Collectors;
import omendb.planner.ast.Node;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// An expression as nested lists, so that a test shows what binds to what.
final class Sketch {
  private Sketch() {}

  /// The sketch of the expression in `text`.
  static String of(String text) {
    return of(SqlParser.parseExpression(text));
  }

  static String of(@Nullable Node node) {
    return switch (node) {
      case null -> "_";
      case Node.IntegerLiteral n -> Integer.toString(n.value());
      case Node.NumericLiteral n -> n.text() + "n";
      case Node.StringLiteral n -> "'" + n.value() + "'";
      case Node.BooleanLiteral n -> Boolean.toString(n.value());
      case Node.NullLiteral n -> "null";
      case Node.TypedLiteral n -> "(" + type(n.type()) + " " + of(n.literal()) + ")";
      case Node.Parameter n -> "$" + n.index();
      case Node.ColumnRef n -> String.join(".", n.names());
      case Node.Star n -> String.join(".", n.qualifier()) + "*";
      case Node.Unary n -> list(n.operator().name(), n.operand());
      case Node.Binary n -> list(n.operator().name(), n.left(), n.right());
      case Node.And n -> list("and", n.operands());
      case Node.Or n -> list("or", n.operands());
      case Node.Not n -> list("not", n.operand());
      case Node.IsNull n -> list(n.negated() ? "notnull" : "isnull", n.operand());
      case Node.IsTruth n -> list((n.negated() ? "isnot" : "is") + n.truth(), n.operand());
      case Node.IsDistinct n -> list(n.negated() ? "same" : "distinct", n.left(), n.right());
      case Node.Between n ->
          list(
              (n.negated() ? "not" : "") + "between" + (n.symmetric() ? "symmetric" : ""),
              n.range().operand(),
              n.range().low(),
              n.range().high());
      case Node.InList n -> list(n.negated() ? "notin" : "in", n.operand(), row(n.items()));
      case Node.InQuery n -> list(n.negated() ? "notin" : "in", n.operand()) + "?";
      case Node.Like n ->
          list(
              (n.negated() ? "not" : "") + n.pattern().kind().name().toLowerCase(),
              n.operand(),
              n.pattern().pattern(),
              n.pattern().escape());
      case Node.Quantified n ->
          list(n.operator().name() + (n.all() ? "all" : "any"), n.left(), n.array());
      case Node.ScalarQuery n -> "(query)";
      case Node.Exists n -> "(exists)";
      case Node.ArrayOf n -> "[" + join(n.elements()) + "]";
      case Node.Row n -> (n.explicit() ? "row" : "") + of(row(n.fields()));
      case Node.Cast n -> "(cast " + of(n.operand()) + " " + type(n.type()) + ")";
      case Node.Collate n -> "(collate " + of(n.operand()) + " " + n.collation().display() + ")";
      case Node.AtTimeZone n -> list("zone", n.operand(), n.zone());
      case Node.Field n -> "(field " + of(n.base()) + " " + n.name() + ")";
      case Node.FieldStar n -> list("fields", n.base());
      case Node.Subscript n ->
          "(at "
              + of(n.base())
              + n.indexes().stream()
                  .map(i ->
                      i.slice() ? " " + of(i.lower()) + ":" + of(i.upper()) : " " + of(i.upper()))
                  .collect(Collectors.joining())
              + ")";
      case Node.Call n ->
          "("
              + n.function().display()
              + (n.star() ? " *" : "")
              + n.arguments().stream()
                  .map(a -> " " + (a.name() == null ? "" : a.name() + "=>") + of(a.value()))
                  .collect(Collectors.joining())
              + ")";
      default -> node.getClass().getSimpleName();
    };
  }

  private static Node row(List<Node> nodes) {
    return new Node.ArrayOf(nodes, 0);
  }

  private static String list(String head, @Nullable Node... nodes) {
    StringBuilder text = new StringBuilder("(").append(head);
    for (Node node : nodes) {
      text.append(' ').append(of(node));
    }
    return text.append(')').toString();
  }

  private static String list(String head, List<Node> nodes) {
    return "(" + head + " " + join(nodes) + ")";
  }

  private static String join(List<Node> nodes) {
    return nodes.stream().map(Sketch::of).collect(Collectors.joining(" "));
  }

  static String type(TypeName type) {
    String name = type.schema() == null ? type.name() : type.schema() + "." + type.name();
    String modifiers = type.modifiers().isEmpty() ? "" : "(" + join(type.modifiers()) + ")";
    String fields = type.fields() == null ? "" : " " + type.fields();
    return name + modifiers + "[]".repeat(type.arrayDimensions()) + fields;
  }
}
