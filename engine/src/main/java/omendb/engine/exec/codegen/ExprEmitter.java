package omendb.engine.exec.codegen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;

/// Writes the statements that compute expressions over row `i` of the vectors `in`.
///
/// A value computed once is used again wherever its variables are in scope: equal subexpressions
/// are common in aggregates. Columns are loaded at their first use; the arrays are locals that
/// [#prologue] declares.
final class ExprEmitter {
  final SourceWriter out = new SourceWriter();
  final List<Constant> constants;

  private final TreeSet<Integer> columns = new TreeSet<>();
  private final Map<Integer, ColumnType> columnTypes = new HashMap<>();
  private final Deque<Map<Expr, Value>> scopes = new ArrayDeque<>();
  private final ArithmeticEmitter arithmetic = new ArithmeticEmitter(this);
  private final ComparisonEmitter comparison = new ComparisonEmitter(this);
  private final LogicEmitter logic = new LogicEmitter(this);
  private final CastEmitter casts = new CastEmitter(this);
  private final TextEmitter texts = new TextEmitter(this);
  private final FunctionEmitter functions = new FunctionEmitter(this);

  /// @param constants where the kernel's constants are collected
  ExprEmitter(List<Constant> constants) {
    this.constants = constants;
    scopes.push(new HashMap<>());
  }

  /// Writes what computes the expression, unless it is known already.
  Value emit(Expr expr) {
    for (Map<Expr, Value> scope : scopes) {
      Value known = scope.get(expr);
      if (known != null) {
        return known;
      }
    }
    boolean unsteady = Functions.isVolatile(expr);
    Value value = hoisted(expr, unsteady) ? constant(expr, expr.type()) : compute(expr);
    if (!unsteady) {
      scope().put(expr, value);
    }
    return value;
  }

  /// True for what is computed once for the query. Not within a branch, which may guard it.
  private boolean hoisted(Expr expr, boolean unsteady) {
    return scopes.size() == 1
        && !unsteady
        && !ExprTraits.isConstant(expr)
        && !ExprTraits.hasColumns(expr);
  }

  private Map<Expr, Value> scope() {
    return scopes.getFirst();
  }

  private Value compute(Expr expr) {
    return switch (expr) {
      case Expr.Column column -> load(column);
      case Expr.Literal literal -> constant(literal, literal.type());
      case Expr.Parameter parameter -> constant(parameter, parameter.type());
      case Expr.Call call -> call(call);
      case Expr.Function function -> functions.emit(function);
      case Expr.Case c -> logic.choose(c);
      case Expr.Cast cast -> casts.cast(cast);
      case Expr.In in -> comparison.in(in);
    };
  }

  private Value call(Expr.Call call) {
    return switch (call.operator()) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE -> arithmetic.emit(call);
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          comparison.compare(call);
      case IS_DISTINCT, IS_NOT_DISTINCT -> comparison.distinct(call);
      case AND, OR, NOT, IS_NULL, IS_NOT_NULL -> logic.emit(call);
      case IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> logic.emit(call);
      case COALESCE -> logic.coalesce(call);
      case LIKE, ILIKE, CONCAT -> texts.emit(call);
    };
  }

  CastEmitter casts() {
    return casts;
  }

  ArithmeticEmitter arithmetic() {
    return arithmetic;
  }

  /// Statements whose values other code must not use: a branch.
  void branch(String condition, Runnable body) {
    out.line("if (" + condition + ") {");
    scopes.push(new HashMap<>());
    body.run();
    scopes.pop();
    out.line("}");
  }

  /// A value of the type, assigned by `assign` when no argument is NULL.
  ///
  /// @param safe true when the assignment may also run on the arbitrary values of NULLs
  Value compute(ColumnType type, boolean safe, List<Value> arguments, Consumer<Value> assign) {
    String isNull = anyNull(arguments);
    Value target = declare(type, isNull);
    if (safe || isNull.equals("false")) {
      assign.accept(target);
    } else {
      branch("!" + isNull, () -> assign.accept(target));
    }
    return target;
  }

  /// A value of one Java expression.
  Value simple(ColumnType type, boolean safe, List<Value> arguments, String expression) {
    return compute(type, safe, arguments, t -> out.line(t.main() + " = " + expression + ";"));
  }

  /// A boolean variable that is true when an argument is NULL, or `false`.
  String anyNull(List<Value> arguments) {
    List<String> nulls = new ArrayList<>();
    for (Value argument : arguments) {
      if (!argument.neverNull() && !nulls.contains(argument.isNull())) {
        nulls.add(argument.isNull());
      }
    }
    if (nulls.isEmpty()) {
      return "false";
    }
    if (nulls.size() == 1) {
      return nulls.getFirst();
    }
    String name = out.fresh("n");
    out.line("boolean " + name + " = " + String.join(" | ", nulls) + ";");
    return name;
  }

  /// Declares variables of the type's form.
  Value declare(ColumnType type, String isNull) {
    String name = out.fresh("v");
    if (type.kind() == TypeKind.BOOLEAN) {
      out.line("boolean " + name + " = false;");
      return new Value(type, name, "", isNull);
    }
    return switch (type.form()) {
      case LONG -> {
        out.line("long " + name + " = 0L;");
        yield new Value(type, name, "", isNull);
      }
      case DOUBLE -> {
        out.line("double " + name + " = 0.0;");
        yield new Value(type, name, "", isNull);
      }
      case WIDE -> {
        out.line("long " + name + " = 0L; long " + name + "h = 0L;");
        yield new Value(type, name, name + "h", isNull);
      }
      case BYTES -> {
        out.line("long " + name + " = 0L; int " + name + "l = 0;");
        yield new Value(type, name, name + "l", isNull);
      }
      case OBJECT -> {
        out.line("Object " + name + " = null;");
        yield new Value(type, name, "", isNull);
      }
    };
  }

  /// A value like `declare`'s whose nullness is a variable too.
  Value declareNullable(ColumnType type) {
    String name = out.fresh("n");
    out.line("boolean " + name + " = true;");
    return declare(type, name);
  }

  /// Assigns value and nullness to a variable of [#declareNullable] or [#declare].
  void assign(Value target, Value value) {
    out.line(target.main() + " = " + value.main() + ";");
    if (!target.extra().isEmpty()) {
      out.line(target.extra() + " = " + value.extra() + ";");
    }
    if (!target.neverNull() && !target.isNull().equals(value.isNull())) {
      out.line(target.isNull() + " = " + value.isNull() + ";");
    }
  }

  /// Takes the result that a call left in the kernel's wide register.
  void takeWide(Value target) {
    out.line(target.main() + " = wide.low; " + target.extra() + " = wide.high;");
  }

  private Value load(Expr.Column column) {
    int c = column.index();
    columns.add(c);
    columnTypes.put(c, column.type());
    String isNull = "false";
    if (column.nullable()) {
      isNull = out.fresh("n");
      out.line("boolean " + isNull + " = h" + c + " && z" + c + "[i] != 0;");
    }
    String v = out.fresh("v");
    ColumnType type = column.type();
    if (type.kind() == TypeKind.BOOLEAN) {
      out.line("boolean " + v + " = c" + c + "[i] != 0L;");
      return new Value(type, v, "", isNull);
    }
    return switch (type.form()) {
      case LONG -> loaded(column, "long " + v + " = c" + c + "[i];", v, "", isNull);
      case DOUBLE -> loaded(column, "double " + v + " = c" + c + "[i];", v, "", isNull);
      case OBJECT -> loaded(column, "Object " + v + " = c" + c + "[i];", v, "", isNull);
      case WIDE ->
          loaded(
              column,
              "long " + v + " = c" + c + "[i]; long " + v + "h = x" + c + "[i];",
              v,
              v + "h",
              isNull);
      case BYTES ->
          loaded(
              column,
              "long " + v + " = c" + c + "[i]; int " + v + "l = x" + c + "[i];",
              v,
              v + "l",
              isNull);
    };
  }

  private Value loaded(
      Expr.Column column, String statement, String main, String extra, String isNull) {
    out.line(statement);
    return new Value(column.type(), main, extra, isNull);
  }

  /// The field of a constant expression's value in the given type.
  Value constant(Expr expr, ColumnType type) {
    int slot = slot(new Constant.Scalar(expr, type));
    String isNull =
        expr instanceof Expr.Literal literal
            ? literal.value() == null ? "true" : "false"
            : "k" + slot + "n";
    String extra =
        switch (type.form()) {
          case WIDE -> "k" + slot + "h";
          case BYTES -> "k" + slot + "l";
          case LONG, DOUBLE, OBJECT -> "";
        };
    return new Value(type, "k" + slot, extra, isNull);
  }

  /// The field's number.
  int slot(Constant constant) {
    int slot = constants.indexOf(constant);
    if (slot < 0) {
      slot = constants.size();
      constants.add(constant);
    }
    return slot;
  }

  /// Declares the arrays of the columns that were read.
  String prologue() {
    StringBuilder text = new StringBuilder();
    for (int c : columns) {
      Form form = form(c);
      String arrays =
          switch (form) {
            case LONG -> "final long[] c%1$d = in[%1$d].longs; ";
            case DOUBLE -> "final double[] c%1$d = in[%1$d].doubles; ";
            case OBJECT -> "final Object[] c%1$d = in[%1$d].objects; ";
            case WIDE ->
                "final long[] c%1$d = in[%1$d].longs; final long[] x%1$d = in[%1$d].highs; ";
            case BYTES ->
                "final long[] c%1$d = in[%1$d].longs; final int[] x%1$d = in[%1$d].lengths; ";
          };
      text.append(arrays.formatted(c));
      text.append("final byte[] z%1$d = in[%1$d].nulls; ".formatted(c));
      text.append("final boolean h%1$d = in[%1$d].hasNulls;%n".formatted(c));
    }
    return text.toString();
  }

  private Form form(int column) {
    return Objects.requireNonNull(columnTypes.get(column)).form();
  }
}
