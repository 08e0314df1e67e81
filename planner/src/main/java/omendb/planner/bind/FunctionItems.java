package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.bind.FromBinder.Side;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds functions in FROM.
final class FunctionItems {
  private final StatementContext statement;
  private final @Nullable CommonTables tables;

  FunctionItems(StatementContext statement, @Nullable CommonTables tables) {
    this.statement = statement;
    this.tables = tables;
  }

  /// One function of the item: its call, and its columns' names and types.
  private record Called(Expr call, boolean set, List<String> names, List<ColumnType> types) {}

  /// True when the functions' arguments read columns of the scope itself.
  boolean reads(FromItem.Function item, Scope scope) {
    for (Called called : called(item, scope)) {
      if (Exprs.anyColumn(called.call(), i -> i < Algebra.VIRTUAL)) {
        return true;
      }
    }
    return false;
  }

  /// The functions beside the columns of `left`, whose scope the arguments see.
  Side bind(FromItem.Function item, Side left, boolean keepEmpty) {
    Algebra algebra = statement.algebra();
    List<Called> all = called(item, left.scope());
    List<Expr> calls = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean sets = false;
    for (Called called : all) {
      calls.add(called.call());
      types.addAll(called.types());
      names.addAll(called.names());
      sets |= called.set();
    }
    int at = Algebra.width(left.rel());
    RelNode rel;
    if (sets) {
      requireSets(all, item.pos());
      rel = algebra.functions(left.rel(), calls, types, item.ordinality(), keepEmpty);
    } else {
      List<Expr> columns = new ArrayList<>();
      for (int i = 0; i < at; i++) {
        columns.add(Algebra.column(left.rel(), i));
      }
      columns.addAll(calls);
      if (item.ordinality()) {
        columns.add(new Expr.Literal(1L, ColumnType.BIGINT));
      }
      rel = algebra.project(left.rel(), columns);
    }
    if (item.ordinality()) {
      names.add("ordinality");
    }
    FromItem.Alias alias = item.alias();
    boolean single = all.size() == 1 && all.getFirst().names().size() == 1;
    if (alias != null && single && !names.getFirst().equals("value")) {
      names.set(0, alias.name());
    }
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(new Field(names.get(i), Algebra.column(rel, at + i), 0, 0));
    }
    List<Field> named = alias == null ? fields : FromBinder.renamed(fields, alias);
    Scope scope = new Scope(left.scope().parent());
    scope.add(
        new Source(
            null, alias == null ? names.getFirst() : alias.name(), named, names.size() == 1, 0));
    return new Side(rel, scope);
  }

  private static void requireSets(List<Called> all, int position) {
    for (Called called : all) {
      if (!called.set()) {
        throw ExprBinder.unsupported("a mixture of functions in ROWS FROM", position);
      }
    }
  }

  private List<Called> called(FromItem.Function item, Scope scope) {
    if (!item.columns().isEmpty()) {
      throw ExprBinder.unsupported("a column definition list", item.pos());
    }
    List<Called> all = new ArrayList<>();
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, scope, stage, tables);
    for (FromItem.FunctionItem function : item.functions()) {
      for (Node call : split(function.call())) {
        all.add(stage.within(Stage.Clause.FROM, () -> called(call, binder)));
      }
    }
    return all;
  }

  /// `unnest(a, b)` is one call per array, side by side.
  private static List<Node> split(Node node) {
    if (!(node instanceof Node.Call call)
        || !call.function().name().equals("unnest")
        || call.arguments().size() < 2) {
      return List.of(node);
    }
    List<Node> calls = new ArrayList<>();
    for (Node.Argument argument : call.arguments()) {
      calls.add(
          new Node.Call(
              call.function(), List.of(argument), false, Node.Aggregation.NONE, null, call.pos()));
    }
    return calls;
  }

  private Called called(Node node, ExprBinder binder) {
    if (node instanceof Node.Call call && call.over() == null) {
      String schema = call.function().schema();
      String name = call.function().name();
      List<Expr> arguments = new ArrayList<>();
      call.arguments().forEach(a -> arguments.add(binder.bind(a.value())));
      boolean plain = schema == null || schema.equals("pg_catalog");
      CallBinder.Bound bound =
          binder.calls().resolve(plain ? name : schema + "." + name, arguments, call.pos());
      FunctionSignature signature = bound.call().signature();
      if (signature != null && signature.kind() == FunctionSignature.Kind.SET) {
        Stage.SetUse use = CallBinder.setUse(bound);
        List<String> names =
            signature.columns().isEmpty()
                ? List.of(name.contains("_array_elements") ? "value" : name)
                : signature.columns().stream().map(FunctionSignature.ResultColumn::name).toList();
        return new Called(use.call(), true, names, use.columns());
      }
    }
    Expr value = binder.coercion().known(binder.bind(node), node.pos());
    return new Called(value, false, List.of(OutputNames.of(node)), List.of(value.type()));
  }
}
