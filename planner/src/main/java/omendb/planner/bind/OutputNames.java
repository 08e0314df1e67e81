package omendb.planner.bind;

import java.util.Locale;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// The names that PostgreSQL gives to output columns without an alias.
public final class OutputNames {
  private static final String NONE = "?column?";

  private OutputNames() {}

  static String of(Node node) {
    String strong = strong(node);
    if (strong != null) {
      return strong;
    }
    String weak = weak(node);
    return weak == null ? NONE : weak;
  }

  /// The name of an index's expression.
  public static String ofIndexed(Node node) {
    String name = of(node);
    return name.equals(NONE) ? "expr" : name;
  }

  /// A name that comes from a name in the expression.
  private static @Nullable String strong(Node node) {
    return switch (node) {
      case Node.ColumnRef ref -> ref.last();
      case Node.Field field -> field.name();
      case Node.Call call -> call.function().name();
      case Node.Subscript subscript -> strong(subscript.base());
      case Node.Cast cast -> strong(cast.operand());
      case Node.Collate collate -> strong(collate.operand());
      case Node.AtTimeZone _ -> "timezone";
      case Node.NullIf _ -> "nullif";
      case Node.Coalesce _ -> "coalesce";
      case Node.MinMax extreme -> extreme.greatest() ? "greatest" : "least";
      case Node.Grouping _ -> "grouping";
      case Node.Exists _ -> "exists";
      case Node.ArrayQuery _ -> "array";
      case Node.ArrayOf _ -> "array";
      case Node.Row _ -> "row";
      case Node.Star star when !star.qualifier().isEmpty() -> star.qualifier().getLast();
      case Node.SessionValue value -> value.kind().name().toLowerCase(Locale.ROOT);
      case Node.ScalarQuery query -> query(query.query());
      case Node.Case choice -> {
        Node otherwise = choice.otherwise();
        yield otherwise == null ? null : strong(otherwise);
      }
      default -> null;
    };
  }

  /// A name that comes from a type or a keyword.
  private static @Nullable String weak(Node node) {
    return switch (node) {
      case Node.Cast cast -> cast.type().name();
      case Node.TypedLiteral typed -> typed.type().name();
      case Node.BooleanLiteral _ -> "bool";
      case Node.Case _ -> "case";
      case Node.Collate collate -> weak(collate.operand());
      case Node.Subscript subscript -> weak(subscript.base());
      default -> null;
    };
  }

  private static @Nullable String query(Query query) {
    Query.Body body = query.body();
    while (body instanceof Query.SetOperation set) {
      body = set.left().body();
    }
    if (body instanceof Query.Select select && !select.items().isEmpty()) {
      Query.SelectItem first = select.items().getFirst();
      String alias = first.alias();
      return alias != null ? alias : strongOrWeak(first.expression());
    }
    return body instanceof Query.Values ? "column1" : null;
  }

  private static @Nullable String strongOrWeak(Node node) {
    String strong = strong(node);
    return strong != null ? strong : weak(node);
  }
}
