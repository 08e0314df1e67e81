package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
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
  ///
  /// @param wanted what the only column becomes by the definition list; null without one
  private record Called(
      Expr call,
      boolean set,
      List<String> names,
      List<ColumnType> types,
      @Nullable ColumnType wanted) {}

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
    List<Called> all = sideBySide(called(item, left.scope()), left.scope(), item.pos());
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
    rel = converted(rel, at, all);
    if (item.ordinality()) {
      names.add("ordinality");
    }
    FromItem.Alias alias = item.alias();
    boolean defined = all.stream().anyMatch(called -> called.wanted() != null);
    boolean single = all.size() == 1 && all.getFirst().names().size() == 1 && !defined;
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
            null,
            alias != null ? alias.name() : defined ? functionName(item) : names.getFirst(),
            named,
            names.size() == 1 && !defined,
            0));
    return new Side(rel, scope);
  }

  private static String functionName(FromItem.Function item) {
    return OutputNames.of(item.functions().getFirst().call());
  }

  /// The columns of a definition list as values of its types.
  private RelNode converted(RelNode rel, int at, List<Called> all) {
    if (all.stream().allMatch(called -> called.wanted() == null)) {
      return rel;
    }
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < Algebra.width(rel); i++) {
      columns.add(Algebra.column(rel, i));
    }
    int column = at;
    for (Called called : all) {
      ColumnType wanted = called.wanted();
      if (wanted != null) {
        columns.set(column, JsonRecords.cast(columns.get(column), wanted));
      }
      column += called.types().size();
    }
    return statement.algebra().project(rel, columns);
  }

  /// Beside a set a single value is a set of one row.
  private List<Called> sideBySide(List<Called> all, Scope scope, int position) {
    if (all.stream().noneMatch(Called::set)) {
      return all;
    }
    CallBinder calls = new ExprBinder(statement, scope, new Stage(List.of()), tables).calls();
    List<Called> sets = new ArrayList<>();
    for (Called called : all) {
      if (called.set()) {
        sets.add(called);
        continue;
      }
      if (called.types().getFirst().element() != null) {
        throw ExprBinder.unsupported("an array beside sets in ROWS FROM", position);
      }
      Expr array = calls.call("array", List.of(called.call()), position);
      Stage.SetUse use = CallBinder.setUse(calls.resolve("unnest", List.of(array), position));
      sets.add(new Called(use.call(), true, called.names(), called.types(), null));
    }
    return sets;
  }

  private List<Called> called(FromItem.Function item, Scope scope) {
    List<Called> all = new ArrayList<>();
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, scope, stage, tables);
    for (FromItem.FunctionItem function : item.functions()) {
      List<FromItem.ColumnType> columns =
          function.columns().isEmpty() ? item.columns() : function.columns();
      for (Node call : split(function.call())) {
        if (JsonRecords.is(call)) {
          requireOwn(item);
          all.addAll(records((Node.Call) call, columns, stage, binder));
          continue;
        }
        Called one = stage.within(Stage.Clause.FROM, () -> called(call, binder));
        if (!columns.isEmpty()) {
          throw definitions(item, call != function.call(), one, columns.getFirst().pos());
        }
        all.add(one);
      }
    }
    return all;
  }

  private List<Called> records(
      Node.Call call, List<FromItem.ColumnType> columns, Stage stage, ExprBinder binder) {
    List<JsonRecords.Part> parts =
        stage.within(
            Stage.Clause.FROM, () -> new JsonRecords(statement, binder).bind(call, columns));
    return parts.stream()
        .map(p -> new Called(p.call(), p.set(), List.of(p.name()), List.of(p.made()), p.wanted()))
        .toList();
  }

  /// A list behind the item is for its only function, and gives no name to an ordinality.
  private static void requireOwn(FromItem.Function item) {
    if (item.columns().isEmpty()) {
      return;
    }
    int position = item.columns().getFirst().pos();
    if (item.functions().size() > 1) {
      throw several(position);
    }
    if (item.ordinality()) {
      throw SqlState.SYNTAX_ERROR
          .error("WITH ORDINALITY cannot be used with a column definition list")
          .withHint("Put the column definition list inside ROWS FROM().")
          .at(position);
    }
  }

  private static OmenException several(int position) {
    return SqlState.SYNTAX_ERROR
        .error("ROWS FROM() with multiple functions cannot have a column definition list")
        .withHint("Put a separate column definition list for each function inside ROWS FROM().")
        .at(position);
  }

  /// Why a list of column definitions is wrong here.
  private static OmenException definitions(
      FromItem.Function item, boolean split, Called called, int position) {
    if (item.columns().isEmpty()) {
      return superfluous(called, position);
    }
    if (item.functions().size() > 1) {
      return several(position);
    }
    if (split) {
      return SqlState.SYNTAX_ERROR
          .error("UNNEST() with multiple arguments cannot have a column definition list")
          .withHint(
              "Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list"
                  + " to each one.")
          .at(position);
    }
    return superfluous(called, position);
  }

  private static OmenException superfluous(Called called, int position) {
    String message =
        called.types().size() > 1
            ? "a column definition list is redundant for a function with OUT parameters"
            : "a column definition list is only allowed for functions returning \"record\"";
    return SqlState.SYNTAX_ERROR.error(message).at(position);
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
    if (node instanceof Node.Call given && given.over() == null && !VariadicCalls.isOne(given)) {
      RoutineResolver.Called routine = new RoutineResolver(binder).resolve(given);
      if (routine != null && routine.routine().set()) {
        Stage.SetUse use = CallBinder.setUse(binder.calls().values(routine));
        String name = given.function().name();
        return new Called(use.call(), true, List.of(name), use.columns(), null);
      }
    }
    if (node instanceof Node.Call given && given.over() == null) {
      String name = given.function().name();
      String function = CallBinder.name(given);
      Node.Call call = NamedArguments.positional(given, function);
      List<Expr> arguments = new ArrayList<>();
      call.arguments().forEach(a -> arguments.add(binder.bind(a.value())));
      CallBinder.Bound bound = binder.calls().resolve(function, arguments, call.pos());
      FunctionSignature signature = bound.call().signature();
      if (signature != null && signature.kind() == FunctionSignature.Kind.SET) {
        Stage.SetUse use = CallBinder.setUse(bound);
        List<String> names =
            signature.columns().isEmpty()
                ? List.of(name.contains("_array_elements") ? "value" : name)
                : signature.columns().stream().map(FunctionSignature.ResultColumn::name).toList();
        return new Called(use.call(), true, names, use.columns(), null);
      }
    }
    Expr value = binder.coercion().known(binder.bind(node), node.pos());
    return new Called(value, false, List.of(OutputNames.of(node)), List.of(value.type()), null);
  }
}
