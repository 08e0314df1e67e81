package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.bind.BoundQuery.Output;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// A select list: its expressions and names, stars expanded, and behind them what ORDER BY and
/// DISTINCT ON need besides.
final class Targets {
  private static final char PART = '\0';

  private final ExprBinder binder;
  private final boolean withoutFrom;
  private final List<Output> outputs = new ArrayList<>();
  private final List<Expr> values = new ArrayList<>();

  Targets(ExprBinder binder, boolean withoutFrom) {
    this.binder = binder;
    this.withoutFrom = withoutFrom;
  }

  List<Output> outputs() {
    return outputs;
  }

  /// The expressions of the outputs, then the others; never empty.
  List<Expr> values() {
    return values;
  }

  /// @param wanted as for [QueryBinder#bind]
  Targets add(List<Query.SelectItem> items, @Nullable List<ColumnType> wanted) {
    for (Query.SelectItem item : items) {
      if (item.expression() instanceof Node.Star star) {
        star(star);
      } else if (item.expression() instanceof Node.FieldStar star) {
        fields(star);
      } else {
        add(item, wanted);
      }
    }
    if (values.isEmpty()) {
      values.add(omendb.planner.rel.Exprs.TRUE);
    }
    return this;
  }

  private void add(Query.SelectItem item, @Nullable List<ColumnType> wanted) {
    Node node = item.expression();
    Expr value = binder.bind(node);
    if (Coercion.isUnknown(value) && wanted != null) {
      int at = outputs.size();
      ColumnType type = at < wanted.size() ? wanted.get(at) : ColumnType.TEXT;
      value = binder.coercion().to(value, type, false, node.pos());
    }
    String alias = item.alias();
    String name = alias != null ? alias : OutputNames.of(node);
    References references = binder.statement().references();
    if (alias == null && references != null) {
      references.unnamed(item.pos(), name);
    }
    Field origin =
        node instanceof Node.ColumnRef ref && value instanceof Expr.Column
            ? new ColumnLookup(binder.statement()).lookup(ref, binder.scope())
            : null;
    outputs.add(
        new Output(
            name,
            value.type(),
            origin == null ? 0 : origin.tableOid(),
            origin == null ? 0 : origin.columnNumber()));
    values.add(value);
    Stage.SetUse composite =
        value instanceof Expr.Column column ? binder.stage().composite(column.index()) : null;
    if (composite != null && node instanceof Node.Call) {
      parts(name, (Expr.Column) value, composite);
    }
  }

  /// A composite value is followed by its fields as columns that only `(name).field` can name.
  private void parts(String name, Expr.Column first, Stage.SetUse composite) {
    for (int i = 0; i < composite.columns().size(); i++) {
      ColumnType type = composite.columns().get(i);
      outputs.add(new Output(part(name, composite.names().get(i)), type, 0, 0));
      values.add(new Expr.Column(first.index() + i, type, true));
    }
  }

  /// The name of the column that holds a field of a composite column.
  static String part(String column, String field) {
    return column + PART + field;
  }

  /// True for a column that is a field of a composite one.
  static boolean isPart(String name) {
    return name.indexOf(PART) >= 0;
  }

  private void star(Node.Star star) {
    List<Field> fields = binder.scope().fields();
    Source source = star.qualifier().isEmpty() ? null : source(star);
    if (source != null) {
      fields = source.fields();
    } else if (withoutFrom) {
      throw SqlState.SYNTAX_ERROR
          .error("SELECT * with no tables specified is not valid")
          .at(star.pos());
    }
    binder.statement().uses().columns(fields);
    References references = binder.statement().references();
    if (references != null) {
      references.star(star.pos(), fields, binder.scope(), source);
    }
    for (Field field : fields) {
      outputs.add(
          new Output(field.name(), field.value().type(), field.tableOid(), field.columnNumber()));
      values.add(binder.stage().located(field.value(), star.pos()));
    }
  }

  /// `(row).*`.
  private void fields(Node.FieldStar star) {
    List<RowBinder.Part> parts = binder.rows().parts(star.base());
    if (parts == null) {
      throw ExprBinder.unsupported("expansion of a composite value", star.pos());
    }
    for (RowBinder.Part part : parts) {
      outputs.add(new Output(part.name(), part.value().type(), 0, 0));
      values.add(part.value());
    }
  }

  private Source source(Node.Star star) {
    List<String> names = star.qualifier();
    String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
    Source source = binder.scope().source(schema, names.getLast());
    if (source == null) {
      throw SqlState.UNDEFINED_TABLE
          .error("missing FROM-clause entry for table \"%s\"", names.getLast())
          .at(star.pos());
    }
    return source;
  }

  /// The target that an item of ORDER BY or GROUP BY means: an ordinal, an output's name, an equal
  /// expression; a new one behind the outputs otherwise.
  ///
  /// @param outputFirst true where output names hide input columns
  int column(Node node, String clause, boolean outputFirst) {
    if (node instanceof Node.IntegerLiteral number) {
      return QueryBinder.position(number, outputs.size(), clause);
    }
    if (node instanceof Node.StringLiteral || node instanceof Node.NumericLiteral) {
      throw SqlState.SYNTAX_ERROR.error("non-integer constant in %s", clause).at(node.pos());
    }
    if (node instanceof Node.ColumnRef ref && ref.names().size() == 1) {
      boolean hidden = !outputFirst && !binder.scope().named(ref.last()).isEmpty();
      int at = hidden ? -1 : named(ref, clause);
      if (at >= 0) {
        return at;
      }
    }
    Expr value = binder.coercion().known(binder.bind(node), node.pos());
    int at = values.indexOf(value);
    if (at < 0) {
      if (outputs.isEmpty() && values.size() == 1) {
        values.set(0, value);
        return 0;
      }
      at = values.size();
      values.add(value);
    }
    return at;
  }

  private int named(Node.ColumnRef ref, String clause) {
    int found = -1;
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).name().equals(ref.last())) {
        if (found >= 0 && !values.get(found).equals(values.get(i))) {
          throw SqlState.AMBIGUOUS_COLUMN
              .error("%s \"%s\" is ambiguous", clause, ref.last())
              .at(ref.pos());
        }
        found = found < 0 ? i : found;
      }
    }
    return found;
  }

  /// The expression that an item of GROUP BY means.
  Expr grouped(Node node) {
    if (node instanceof Node.IntegerLiteral number) {
      return values.get(QueryBinder.position(number, outputs.size(), "GROUP BY"));
    }
    if (node instanceof Node.StringLiteral || node instanceof Node.NumericLiteral) {
      throw SqlState.SYNTAX_ERROR.error("non-integer constant in GROUP BY").at(node.pos());
    }
    if (node instanceof Node.ColumnRef ref
        && ref.names().size() == 1
        && binder.scope().named(ref.last()).isEmpty()) {
      int at = named(ref, "GROUP BY");
      if (at >= 0) {
        return values.get(at);
      }
    }
    return binder.coercion().known(binder.bind(node), node.pos());
  }
}
