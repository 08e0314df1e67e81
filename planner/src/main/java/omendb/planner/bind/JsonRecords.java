package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.function.CastRules;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;

/// Binds `json_to_record` and its like in FROM: a call for each column of the definition list.
final class JsonRecords {
  private static final Set<String> NAMES =
      Set.of("json_to_record", "json_to_recordset", "jsonb_to_record", "jsonb_to_recordset");

  private final StatementContext statement;
  private final ExprBinder binder;

  JsonRecords(StatementContext statement, ExprBinder binder) {
    this.statement = statement;
    this.binder = binder;
  }

  static boolean is(Node node) {
    return node instanceof Node.Call call
        && NAMES.contains(call.function().name())
        && (call.function().schema() == null || call.function().schema().equals("pg_catalog"));
  }

  /// One column: the call, of text or JSON, and the type that its values become.
  record Part(Expr call, boolean set, String name, ColumnType made, ColumnType wanted) {}

  List<Part> bind(Node.Call call, List<FromItem.ColumnType> columns) {
    if (columns.isEmpty()) {
      throw SqlState.SYNTAX_ERROR
          .error("a column definition list is required for functions returning \"record\"")
          .at(call.pos());
    }
    Expr argument = argument(call);
    Set<String> names = new HashSet<>();
    List<Part> parts = new ArrayList<>();
    for (FromItem.ColumnType column : columns) {
      if (!names.add(column.name())) {
        throw SqlState.DUPLICATE_COLUMN
            .error("column name \"%s\" specified more than once", column.name())
            .at(column.pos());
      }
      parts.add(part(call, argument, column));
    }
    return parts;
  }

  private Expr argument(Node.Call call) {
    String name = call.function().name();
    ColumnType type = name.startsWith("jsonb") ? ColumnType.JSONB : ColumnType.JSON;
    if (call.arguments().size() != 1 || call.over() != null) {
      throw ExprBinder.unsupported("this call of " + name, call.pos());
    }
    Expr given = binder.bind(call.arguments().getFirst().value());
    boolean[] varies = new boolean[1];
    Exprs.visit(
        given,
        e -> varies[0] |= e instanceof Expr.Function f && StatementContext.isVolatile(f.id()));
    if (varies[0]) {
      throw ExprBinder.unsupported("a volatile argument of " + name, call.pos());
    }
    return binder
        .coercion()
        .to(
            given,
            type,
            CastRules.Context.IMPLICIT,
            call.pos(),
            () ->
                SqlState.UNDEFINED_FUNCTION
                    .error("function %s(%s) does not exist", name, CastRules.plain(given.type()))
                    .withHint(
                        "No function matches the given name and argument types. You might need to"
                            + " add explicit type casts."));
  }

  private Part part(Node.Call call, Expr argument, FromItem.ColumnType column) {
    ColumnType wanted = TypeBinder.bind(column.type(), statement.catalog());
    if (wanted.element() != null || column.collation() != null) {
      throw ExprBinder.unsupported("an array or a collation in this place", column.pos());
    }
    String function = call.function().name();
    boolean json = wanted.kind() == TypeKind.JSON || wanted.kind() == TypeKind.JSONB;
    String what = json ? "part" : "field";
    Expr key = new Expr.Literal(column.name(), ColumnType.TEXT);
    if (!function.endsWith("set")) {
      Expr value = binder.calls().call("json_record_" + what, List.of(argument, key), call.pos());
      return new Part(cast(value, wanted), false, column.name(), wanted, wanted);
    }
    Expr name = new Expr.Literal(function, ColumnType.TEXT);
    CallBinder.Bound bound =
        binder.calls().resolve("json_recordset_" + what, List.of(argument, key, name), call.pos());
    Expr set = CallBinder.setUse(bound).call();
    return new Part(set, true, column.name(), set.type(), wanted);
  }

  /// Text becomes a value as on input: what is too long is an error, not cut.
  static Expr cast(Expr value, ColumnType wanted) {
    return value.type().equals(wanted) ? value : new Expr.Cast(value, wanted, false);
  }
}
