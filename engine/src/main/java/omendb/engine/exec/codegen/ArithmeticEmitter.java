package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;

/// Writes arithmetic: checked integers, floating point, decimals in one long, two longs or objects.
final class ArithmeticEmitter {
  private final ExprEmitter emitter;

  ArithmeticEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value emit(Expr.Call call) {
    ColumnType type = call.type();
    for (Expr argument : call.arguments()) {
      if (argument.type().kind() == TypeKind.INTERVAL) {
        return emitter.casts().interpreted(call);
      }
    }
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT, OID -> integer(call);
      case DATE -> integer(call);
      case REAL, DOUBLE -> floating(call);
      case NUMERIC -> decimal(call);
      default -> emitter.casts().interpreted(call);
    };
  }

  private static String name(Operator operator) {
    return switch (operator) {
      case ADD -> "add";
      case SUBTRACT -> "subtract";
      case MULTIPLY -> "multiply";
      case DIVIDE -> "divide";
      case MODULO -> "modulo";
      case NEGATE -> "negate";
      default -> throw new IllegalArgumentException(operator.name());
    };
  }

  private Value integer(Expr.Call call) {
    for (Expr argument : call.arguments()) {
      TypeKind kind = argument.type().kind();
      if (argument.type().form() != Form.LONG || kind == TypeKind.NUMERIC) {
        return emitter.casts().interpreted(call);
      }
    }
    List<Value> values = call.arguments().stream().map(emitter::emit).toList();
    String operands = String.join(", ", values.stream().map(Value::main).toList());
    String sign = narrow(call) ? sign(call.operator()) : "";
    String result =
        sign.isEmpty()
            ? "Arithmetic." + name(call.operator()) + "(" + operands + ")"
            : values.get(0).main() + sign + values.get(1).main();
    String checked =
        switch (call.type().kind()) {
          case SMALLINT -> "Arithmetic.toSmallint(" + result + ")";
          case INTEGER -> "Arithmetic.toInteger(" + result + ")";
          case DATE -> "Arithmetic.toDate(" + result + ")";
          default -> result;
        };
    return emitter.simple(call.type(), false, values, checked);
  }

  /// True when all operands have 32 bits, so that no sum, difference or product is beyond 64.
  private static boolean narrow(Expr.Call call) {
    return call.arguments().stream()
        .allMatch(argument ->
            switch (argument.type().kind()) {
              case SMALLINT, INTEGER, DATE -> true;
              default -> false;
            });
  }

  /// Java's operator, or nothing for those that may fail in other ways than by being too large.
  private static String sign(Operator operator) {
    return switch (operator) {
      case ADD -> " + ";
      case SUBTRACT -> " - ";
      case MULTIPLY -> " * ";
      default -> "";
    };
  }

  private Value floating(Expr.Call call) {
    List<Value> values = call.arguments().stream().map(emitter::emit).toList();
    String a = values.getFirst().main();
    String result =
        switch (call.operator()) {
          case NEGATE -> "-" + a;
          case MODULO -> a + " % " + values.get(1).main();
          default ->
              "Arithmetic." + name(call.operator()) + "(" + a + ", " + values.get(1).main() + ")";
        };
    boolean real = call.type().kind() == TypeKind.REAL;
    return emitter.simple(
        call.type(), false, values, real ? "Arithmetic.toReal(" + result + ")" : result);
  }

  private Value decimal(Expr.Call call) {
    return switch (call.operator()) {
      case ADD, SUBTRACT -> sum(call);
      case MULTIPLY -> product(call);
      case NEGATE -> negated(call);
      default -> objects(call);
    };
  }

  private Value sum(Expr.Call call) {
    ColumnType type = call.type();
    if (type.form() == Form.OBJECT || widest(call) == Form.OBJECT || scaleTooSmall(call)) {
      return objects(call);
    }
    Value a = emitAs(call.arguments().get(0), type);
    Value b = emitAs(call.arguments().get(1), type);
    boolean add = call.operator() == Operator.ADD;
    if (type.form() == Form.LONG) {
      String result = a.main() + (add ? " + " : " - ") + b.main();
      return emitter.simple(type, true, List.of(a, b), result);
    }
    return wide(type, add ? "add" : "subtract", a, b);
  }

  private boolean scaleTooSmall(Expr.Call call) {
    return call.arguments().stream().anyMatch(a -> a.type().scale() > call.type().scale());
  }

  private static Form widest(Expr.Call call) {
    Form widest = Form.LONG;
    for (Expr argument : call.arguments()) {
      Form form = argument.type().form();
      if (form == Form.OBJECT || (form == Form.WIDE && widest == Form.LONG)) {
        widest = form;
      }
    }
    return widest;
  }

  private Value wide(ColumnType type, String operation, Value a, Value b) {
    return emitter.compute(
        type,
        false,
        List.of(a, b),
        target -> {
          emitter.out.line(
              "wide.%s(%s, %s, %s, %s);"
                  .formatted(operation, a.extra(), a.main(), b.extra(), b.main()));
          if (type.precision() == ColumnType.PRECISION_MAX) {
            emitter.out.line("wide.check(" + type.precision() + ", " + type.scale() + ");");
          }
          emitter.takeWide(target);
        });
  }

  private Value product(Expr.Call call) {
    ColumnType type = call.type();
    Expr left = call.arguments().get(0);
    Expr right = call.arguments().get(1);
    int scale = left.type().scale() + right.type().scale();
    if (type.form() == Form.OBJECT || widest(call) == Form.OBJECT || scale != type.scale()) {
      return objects(call);
    }
    Value a = emitter.emit(left);
    Value b = emitter.emit(right);
    List<Value> values = List.of(a, b);
    if (type.form() == Form.LONG) {
      return emitter.simple(type, true, values, a.main() + " * " + b.main());
    }
    if (a.form() == Form.LONG && b.form() == Form.LONG) {
      return emitter.compute(
          type,
          true,
          values,
          t -> {
            String operands = a.main() + ", " + b.main();
            emitter.out.line(t.main() + " = " + a.main() + " * " + b.main() + ";");
            emitter.out.line(t.extra() + " = Math.multiplyHigh(" + operands + ");");
          });
    }
    return wide(type, "multiply", widened(a), widened(b));
  }

  private Value negated(Expr.Call call) {
    ColumnType type = call.type();
    if (type.form() == Form.OBJECT || widest(call) == Form.OBJECT) {
      return objects(call);
    }
    Value a = emitAs(call.arguments().getFirst(), type);
    if (type.form() == Form.LONG) {
      return emitter.simple(type, true, List.of(a), "-" + a.main());
    }
    return wide(type, "subtract", new Value(type, "0L", "0L", "false"), a);
  }

  /// By BigDecimal, then rounded to the result's type.
  private Value objects(Expr.Call call) {
    List<Value> values = call.arguments().stream().map(a -> emitAs(a, ColumnType.NUMERIC)).toList();
    String a = "((java.math.BigDecimal) " + values.getFirst().main() + ")";
    String b = values.size() < 2 ? "" : "((java.math.BigDecimal) " + values.get(1).main() + ")";
    String arguments = b.isEmpty() ? a : a + ", " + b;
    String result = "Decimals." + name(call.operator()) + "(" + arguments + ")";
    Value object = emitter.simple(ColumnType.NUMERIC, false, values, result);
    return call.type().form() == Form.OBJECT
        ? object
        : emitter.casts().decimal(object, call.type());
  }

  /// The expression's value as a decimal (or integer read as one) of the type, whose scale is not
  /// smaller. A constant is converted once, when it is bound.
  Value emitAs(Expr expr, ColumnType type) {
    if (ExprTraits.isConstant(expr)) {
      return emitter.constant(expr, type);
    }
    return align(emitter.emit(expr), type);
  }

  /// The value in the type's form and scale; the type holds all of its digits.
  Value align(Value value, ColumnType type) {
    int digits = type.scale() - value.type().scale();
    if (type.form() == Form.OBJECT) {
      return toObject(value);
    }
    if (value.form() == Form.OBJECT) {
      return emitter.casts().decimal(value, type);
    }
    if (type.form() == Form.LONG) {
      if (digits == 0) {
        return value.withType(type);
      }
      String power = Decimals.power(digits) + "L";
      return emitter.simple(type, true, List.of(value), value.main() + " * " + power);
    }
    Value wide = widened(value);
    if (digits == 0) {
      return wide.withType(type);
    }
    return emitter.compute(
        type,
        false,
        List.of(value),
        target -> {
          emitter.out.line(
              "wide.scaleUp(%s, %s, %d);".formatted(wide.extra(), wide.main(), digits));
          emitter.takeWide(target);
        });
  }

  /// A one-word decimal as two words.
  Value widened(Value value) {
    if (value.form() == Form.WIDE) {
      return value;
    }
    ColumnType type = ColumnType.numeric(ColumnType.PRECISION_MAX, value.type().scale());
    return new Value(type, value.main(), "(" + value.main() + " >> 63)", value.isNull());
  }

  private Value toObject(Value value) {
    int scale = value.type().scale();
    return switch (value.form()) {
      case LONG ->
          emitter.simple(
              ColumnType.NUMERIC,
              true,
              List.of(value),
              "Decimals.of(" + value.main() + ", " + scale + ")");
      case WIDE ->
          emitter.simple(
              ColumnType.NUMERIC,
              true,
              List.of(value),
              "Decimals.of(" + value.extra() + ", " + value.main() + ", " + scale + ")");
      case OBJECT -> value.withType(ColumnType.NUMERIC);
      case DOUBLE, BYTES -> throw new IllegalArgumentException("not a decimal: " + value.type());
    };
  }

  /// The type in which decimals (or integers) of both types compare: all digits of both.
  static ColumnType common(ColumnType a, ColumnType b) {
    if (a.form() == Form.OBJECT || b.form() == Form.OBJECT) {
      return ColumnType.NUMERIC;
    }
    int scale = Math.max(a.scale(), b.scale());
    int integers = Math.max(digits(a) - a.scale(), digits(b) - b.scale());
    int precision = integers + scale;
    return precision > ColumnType.PRECISION_MAX
        ? ColumnType.NUMERIC
        : ColumnType.numeric(Math.max(precision, 1), scale);
  }

  private static int digits(ColumnType type) {
    return type.kind() == TypeKind.NUMERIC ? type.precision() : 19;
  }
}
