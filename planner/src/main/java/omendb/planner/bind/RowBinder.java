package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Node;
import omendb.planner.function.RowFunctions;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds rows as values: `ROW(…)`, a table's name where a column is expected, `t.*` in an
/// expression, and the fields of these.
final class RowBinder {
  private final ExprBinder expressions;

  RowBinder(ExprBinder expressions) {
    this.expressions = expressions;
  }

  /// A field of a row.
  record Part(String name, Expr value) {}

  /// The row as a value of type record.
  Expr bind(Node node) {
    List<Part> parts = parts(node);
    if (parts == null || parts.isEmpty()) {
      throw ExprBinder.unsupported("a row without columns", node.pos());
    }
    List<Expr> arguments = new ArrayList<>();
    arguments.add(
        new Expr.Literal(
            String.join(RowFunctions.NAME_SEPARATOR, parts.stream().map(Part::name).toList()),
            ColumnType.TEXT));
    parts.forEach(part -> arguments.add(part.value()));
    Expr row = expressions.calls().call("row", arguments, node.pos());
    return node instanceof Node.Row ? row : ofOuterJoin(row, node);
  }

  /// A row that an outer join has made of nothing is NULL: a column that cannot be NULL is.
  private Expr ofOuterJoin(Expr row, Node node) {
    Scope.Source source = source(node, expressions.scope());
    if (source == null || expressions.scope().sources().size() < 2) {
      return row;
    }
    Expr key = witness(source);
    if (key == null) {
      throw ExprBinder.unsupported(
          "the whole row of a relation without a column that is not null in a join", node.pos());
    }
    if (!key.nullable()) {
      return row;
    }
    Expr missing = Exprs.bool(Operator.IS_NULL, List.of(key));
    return ExprBinder.caseOf(
        List.of(new Expr.When(missing, new Expr.Literal(null, ColumnType.RECORD))), row);
  }

  private @Nullable Expr witness(Scope.Source source) {
    for (Scope.Field field : source.fields()) {
      Relation relation = expressions.statement().relation(field.tableOid());
      if (field.tableOid() != 0
          && relation != null
          && field.columnNumber() > 0
          && !relation.columns().get(field.columnNumber() - 1).nullable()) {
        return field.value();
      }
    }
    return null;
  }

  /// The fields of what is a row by its spelling; else null.
  @Nullable List<Part> parts(Node node) {
    if (node instanceof Node.Row row) {
      return constructed(row);
    }
    Scope.Source source = source(node, expressions.scope());
    if (source == null || source.scalar()) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    for (Scope.Field field : source.fields()) {
      if (!Targets.isPart(field.name())) {
        Node.ColumnRef ref = new Node.ColumnRef(List.of(source.alias(), field.name()), node.pos());
        parts.add(new Part(field.name(), expressions.bind(ref)));
      }
    }
    return parts;
  }

  private List<Part> constructed(Node.Row row) {
    List<Part> parts = new ArrayList<>();
    for (Node field : row.fields()) {
      List<Part> inner = field instanceof Node.Star ? parts(field) : null;
      if (inner != null) {
        inner.forEach(part -> parts.add(new Part("f" + (parts.size() + 1), part.value())));
      } else {
        Expr value = expressions.coercion().known(expressions.bind(field), field.pos());
        parts.add(new Part("f" + (parts.size() + 1), value));
      }
    }
    return parts;
  }

  /// The FROM item whose whole row the node means, at whatever level; null when it means none.
  static Scope.@Nullable Source source(Node node, Scope scope) {
    List<String> names =
        switch (node) {
          case Node.ColumnRef ref when ref.names().size() == 1 -> ref.names();
          case Node.Star star -> star.qualifier();
          default -> List.of();
        };
    if (names.isEmpty() || names.size() > 2) {
      return null;
    }
    String schema = names.size() > 1 ? names.getFirst() : null;
    for (Scope level = scope; level != null; level = level.parent()) {
      if (names.size() == 1
          && node instanceof Node.ColumnRef
          && !level.named(names.getFirst()).isEmpty()) {
        return null;
      }
      Scope.Source source = level.source(schema, names.getLast());
      if (source != null) {
        return source;
      }
    }
    return null;
  }

  /// `(row).name`; null when the base is no row by its spelling.
  @Nullable Expr field(Node.Field field) {
    List<Part> parts = parts(field.base());
    if (parts == null) {
      return null;
    }
    for (Part part : parts) {
      if (part.name().equals(field.name())) {
        return part.value();
      }
    }
    if (field.base() instanceof Node.Row) {
      throw SqlState.UNDEFINED_COLUMN
          .error("could not identify column \"%s\" in record data type", field.name())
          .at(field.base().pos());
    }
    throw SqlState.UNDEFINED_COLUMN
        .error("column %s.%s does not exist", shown(field.base()), field.name())
        .at(field.base().pos());
  }

  private static String shown(Node node) {
    return node instanceof Node.ColumnRef ref ? ref.last() : "record";
  }
}
