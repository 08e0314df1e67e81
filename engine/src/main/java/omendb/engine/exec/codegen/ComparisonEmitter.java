package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;

/// Writes comparisons and IN.
final class ComparisonEmitter {
  private static final int LINEAR_MAX = 8;

  private final ExprEmitter emitter;

  ComparisonEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value compare(Expr.Call call) {
    List<Value> values = operands(call);
    Value a = values.get(0);
    Value b = values.get(1);
    boolean safe = a.form() == Form.LONG || a.form() == Form.DOUBLE || a.form() == Form.WIDE;
    return emitter.simple(ColumnType.BOOLEAN, safe, values, test(call.operator(), a, b));
  }

  /// Both operands in one type.
  private List<Value> operands(Expr.Call call) {
    Expr left = call.arguments().get(0);
    Expr right = call.arguments().get(1);
    if (ExprTraits.isDecimal(left) || ExprTraits.isDecimal(right)) {
      ColumnType type = ArithmeticEmitter.common(left.type(), right.type());
      return List.of(
          emitter.arithmetic().emitAs(left, type), emitter.arithmetic().emitAs(right, type));
    }
    return List.of(emitter.emit(left), emitter.emit(right));
  }

  Value distinct(Expr.Call call) {
    List<Value> values = operands(call);
    Value a = values.get(0);
    Value b = values.get(1);
    Value result = emitter.declare(ColumnType.BOOLEAN, "false");
    boolean wanted = call.operator() == Operator.IS_DISTINCT;
    String equal = test(wanted ? Operator.NOT_EQUAL : Operator.EQUAL, a, b);
    if (a.neverNull() && b.neverNull()) {
      emitter.out.line(result.main() + " = " + equal + ";");
      return result;
    }
    emitter.out.line("if (" + a.isNull() + " | " + b.isNull() + ") {");
    String same = a.isNull() + (wanted ? " ^ " : " & ") + b.isNull();
    emitter.out.line(result.main() + " = " + same + ";");
    emitter.out.line("} else { " + result.main() + " = " + equal + "; }");
    return result;
  }

  /// The Java condition for two values that are not NULL.
  String test(Operator operator, Value a, Value b) {
    String sign = sign(operator);
    boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    String not = operator == Operator.NOT_EQUAL ? "!" : "";
    if (a.isBoolean()) {
      return equality
          ? "(" + a.main() + " " + sign + " " + b.main() + ")"
          : "((" + a.main() + " ? 1 : 0) " + sign + " (" + b.main() + " ? 1 : 0))";
    }
    return switch (a.form()) {
      case LONG -> "(" + a.main() + " " + sign + " " + b.main() + ")";
      case DOUBLE -> doubles(operator, a.main(), b.main());
      case WIDE -> {
        if (equality) {
          String equal =
              "(" + a.main() + " == " + b.main() + " & " + a.extra() + " == " + b.extra();
          yield not + equal + ")";
        }
        String method = a.type().kind() == TypeKind.UUID ? "compareUuid" : "compare";
        yield "(Wide.%s(%s, %s, %s, %s) %s 0)"
            .formatted(method, a.extra(), a.main(), b.extra(), b.main(), sign);
      }
      case BYTES -> {
        String operands = a.main() + ", " + length(a) + ", " + b.main() + ", " + length(b);
        String order = isJson(a) ? "omendb.core.text.JsonOrder" : "NativeMemory";
        yield equality
            ? not + order + ".equal(" + operands + ")"
            : "(" + order + ".compare(" + operands + ") " + sign + " 0)";
      }
      case OBJECT -> "(ObjectOrder.compare(" + a.main() + ", " + b.main() + ") " + sign + " 0)";
    };
  }

  private static boolean isJson(Value value) {
    return value.type().kind() == TypeKind.JSONB;
  }

  /// Trailing blanks of character(n) do not count.
  private static String length(Value value) {
    return value.type().kind() == TypeKind.CHAR
        ? "Texts.trimmedLength(" + value.main() + ", " + value.extra() + ")"
        : value.extra();
  }

  private static String doubles(Operator operator, String a, String b) {
    return switch (operator) {
      case EQUAL -> "DoubleOrder.equal(" + a + ", " + b + ")";
      case NOT_EQUAL -> "!DoubleOrder.equal(" + a + ", " + b + ")";
      case LESS -> "DoubleOrder.less(" + a + ", " + b + ")";
      case GREATER -> "DoubleOrder.less(" + b + ", " + a + ")";
      case LESS_OR_EQUAL -> "!DoubleOrder.less(" + b + ", " + a + ")";
      case GREATER_OR_EQUAL -> "!DoubleOrder.less(" + a + ", " + b + ")";
      default -> throw new IllegalArgumentException(operator.name());
    };
  }

  private static String sign(Operator operator) {
    return switch (operator) {
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      default -> throw new IllegalArgumentException(operator.name());
    };
  }

  /// A NULL among the values, which only a parameter can be, leaves a miss unknown.
  Value in(Expr.In in) {
    Value input = emitter.emit(in.input());
    String found;
    String unknown = "false";
    boolean few = in.values().size() <= LINEAR_MAX && input.form() != Form.OBJECT;
    if (few || isJson(input)) {
      List<Value> constants = new ArrayList<>();
      for (Expr value : in.values()) {
        constants.add(emitter.constant(value, in.input().type()));
      }
      found = linear(input, constants);
      unknown = emitter.anyNull(constants);
    } else {
      int slot = emitter.slot(new Constant.ValueList(in.values(), in.input().type()));
      found = "((ValueSet) k" + slot + ")." + probe(input);
      if (in.values().stream().anyMatch(Expr::nullable)) {
        unknown = "((ValueSet) k" + slot + ").hasNull";
      }
    }
    boolean safe = input.form() != Form.BYTES && input.form() != Form.OBJECT;
    Value hit = emitter.simple(ColumnType.BOOLEAN, safe, List.of(input), found);
    String isNull = hit.isNull();
    if (!unknown.equals("false")) {
      isNull = emitter.out.fresh("n");
      emitter.out.line(
          "boolean "
              + isNull
              + " = "
              + hit.isNull()
              + " | (!"
              + hit.main()
              + " & "
              + unknown
              + ");");
    }
    return new Value(
        ColumnType.BOOLEAN, in.negated() ? "(!" + hit.main() + ")" : hit.main(), "", isNull);
  }

  private String linear(Value input, List<Value> constants) {
    StringBuilder text = new StringBuilder();
    String or = input.form() == Form.BYTES ? " || " : " | ";
    for (Value constant : constants) {
      String equal = test(Operator.EQUAL, input, constant.known());
      String known = constant.neverNull() ? equal : "(!" + constant.isNull() + " && " + equal + ")";
      text.append(text.isEmpty() ? "" : or).append(known);
    }
    return text.isEmpty() ? "false" : text.toString();
  }

  private static String probe(Value input) {
    if (input.isBoolean()) {
      return "contains(" + input.main() + " ? 1L : 0L)";
    }
    return switch (input.form()) {
      case LONG -> "contains(" + input.main() + ")";
      case DOUBLE -> "contains(" + input.main() + ")";
      case WIDE -> "contains(" + input.extra() + ", " + input.main() + ")";
      case BYTES -> "containsBytes(" + input.main() + ", " + length(input) + ")";
      case OBJECT -> "contains(" + input.main() + ")";
    };
  }
}
