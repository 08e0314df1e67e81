package omendb.engine.catalog;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.planner.ast.Node;
import omendb.planner.function.FormatFunctions;
import omendb.planner.parse.SqlParser;

/// The SQL that defines an object.
final class Definitions {
  private Definitions() {}

  /// `PRIMARY KEY (a, b)`, `CHECK ((a > 0))`, …
  static String constraint(ShownConstraint constraint, SystemView view) {
    String rule =
        switch (constraint.kind()) {
          case 'p' -> "PRIMARY KEY (" + columns(constraint.table(), constraint.columns()) + ")";
          case 'u' -> unique(constraint, view);
          case 'c' -> "CHECK ((" + constraint.condition() + "))";
          default -> foreignKey(constraint, view);
        };
    return constraint.valid() ? rule : rule + " NOT VALID";
  }

  private static String unique(ShownConstraint constraint, SystemView view) {
    ShownIndex index = Objects.requireNonNull(ShownIndex.find(view, constraint.index()));
    String nulls = index.traits().nullsAlike() ? "NULLS NOT DISTINCT " : "";
    String key = columns(constraint.table(), constraint.columns());
    return "UNIQUE " + nulls + "(" + key + ")" + include(index);
  }

  private static String include(ShownIndex index) {
    return index.include().isEmpty()
        ? ""
        : " INCLUDE (" + columns(index.table(), index.include()) + ")";
  }

  private static String foreignKey(ShownConstraint constraint, SystemView view) {
    ForeignKey key = Objects.requireNonNull(constraint.key());
    TableSchema target = Objects.requireNonNull(view.table(key.targetOid()));
    boolean visible = view.source().searchPath().contains(target.schemaName());
    String schema = visible ? "" : FormatFunctions.quoteIdent(target.schemaName()) + ".";
    StringBuilder sql = new StringBuilder("FOREIGN KEY (");
    sql.append(columns(constraint.table(), key.columns())).append(") REFERENCES ");
    sql.append(schema).append(FormatFunctions.quoteIdent(target.name()));
    sql.append('(').append(columns(target, key.targetColumns())).append(')');
    if (key.onUpdate() != ForeignKey.Rule.NO_ACTION) {
      sql.append(" ON UPDATE ").append(key.onUpdate().sql());
    }
    if (key.onDelete() != ForeignKey.Rule.NO_ACTION) {
      sql.append(" ON DELETE ").append(key.onDelete().sql());
    }
    if (constraint.deferrable()) {
      sql.append(" DEFERRABLE");
    }
    return sql.append(constraint.deferred() ? " INITIALLY DEFERRED" : "").toString();
  }

  /// `CREATE INDEX …`.
  ///
  /// @param qualified with the table's schema
  static String index(ShownIndex index, boolean qualified) {
    TableSchema table = index.table();
    String schema = qualified ? FormatFunctions.quoteIdent(table.schemaName()) + "." : "";
    return (index.unique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
        + FormatFunctions.quoteIdent(index.name())
        + " ON "
        + schema
        + FormatFunctions.quoteIdent(table.name())
        + " USING btree ("
        + index.parts().stream().map(part -> part(table, part)).collect(Collectors.joining(", "))
        + ")"
        + include(index)
        + (index.traits().nullsAlike() ? " NULLS NOT DISTINCT" : "")
        + (index.traits().predicate() == null ? "" : " WHERE " + predicate(index.traits()));
  }

  /// `(a > 0)`.
  static String predicate(IndexDefinition.Traits traits) {
    return "(" + traits.predicate() + ")";
  }

  /// A column's name, or an expression, in parentheses unless it is a call.
  static String indexed(TableSchema table, IndexDefinition.Part part) {
    String expression = part.expression();
    if (expression == null) {
      return column(table, part.column());
    }
    boolean call = SqlParser.parseExpression(expression) instanceof Node.Call;
    return call ? expression : "(" + expression + ")";
  }

  private static String part(TableSchema table, IndexDefinition.Part part) {
    String operators = part.operatorClass().isEmpty() ? "" : " " + part.operatorClass();
    String order = part.descending() ? " DESC" : "";
    String nulls =
        part.nullsFirst() == part.descending()
            ? ""
            : part.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
    return indexed(table, part) + operators + order + nulls;
  }

  static String column(TableSchema table, int column) {
    return FormatFunctions.quoteIdent(table.columns().get(column).name());
  }

  private static String columns(TableSchema table, List<Integer> columns) {
    return columns.stream().map(c -> column(table, c)).collect(Collectors.joining(", "));
  }

  /// A view's query as `pg_get_viewdef` ends it.
  static String view(CatalogSource.View view) {
    return view(view.sql());
  }

  /// As [#view(CatalogSource.View)].
  static String view(String text) {
    String sql = text.strip();
    return " " + (sql.endsWith(";") ? sql : sql + ";");
  }
}
