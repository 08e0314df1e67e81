package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;

/// Writes conversions: numbers and texts inline, the rest by the library's casts on boxed values.
final class CastEmitter {
  private final ExprEmitter emitter;

  CastEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value cast(Expr.Cast cast) {
    ColumnType to = cast.type();
    ColumnType from = cast.input().type();
    if (from.equals(to)) {
      return emitter.emit(cast.input());
    }
    boolean exactFrom = from.isInteger() || from.kind() == TypeKind.NUMERIC;
    if (exactFrom && to.isInteger()) {
      return toInteger(emitter.emit(cast.input()), to);
    }
    if (exactFrom && to.kind() == TypeKind.NUMERIC) {
      return decimal(emitter.emit(cast.input()), to);
    }
    if (exactFrom && to.form() == Form.DOUBLE) {
      return toDouble(emitter.emit(cast.input()), to);
    }
    if (from.form() == Form.DOUBLE && (to.isInteger() || to.form() == Form.DOUBLE)) {
      return fromDouble(emitter.emit(cast.input()), to);
    }
    if (from.isText() && to.isText() && to.kind() != TypeKind.NAME) {
      return text(cast);
    }
    return interpreted(cast);
  }

  private Value toInteger(Value value, ColumnType to) {
    int scale = value.type().scale();
    List<Value> values = List.of(value);
    if (value.form() == Form.WIDE) {
      return emitter.compute(
          to,
          false,
          values,
          t -> {
            String call = "wide.scaleDown(" + value.extra() + ", " + value.main() + ", " + scale;
            emitter.out.line(call + ");");
            emitter.out.line(t.main() + " = " + narrowed("wide.toLong()", to) + ";");
          });
    }
    String whole =
        switch (value.form()) {
          case OBJECT -> "Decimals.toBigint((java.math.BigDecimal) " + value.main() + ")";
          default ->
              scale == 0
                  ? value.main()
                  : "Decimals.scaleDown(" + value.main() + ", " + Decimals.power(scale) + "L)";
        };
    return emitter.simple(to, false, values, narrowed(whole, to));
  }

  private static String narrowed(String value, ColumnType to) {
    return switch (to.kind()) {
      case SMALLINT -> "Arithmetic.toSmallint(" + value + ")";
      case INTEGER -> "Arithmetic.toInteger(" + value + ")";
      default -> value;
    };
  }

  /// A decimal or integer as a decimal of another type: rounded, checked.
  Value decimal(Value value, ColumnType to) {
    if (to.form() == Form.OBJECT) {
      Value object = emitter.arithmetic().align(value, ColumnType.NUMERIC);
      return to.precision() == 0 ? object : fitted(object, to);
    }
    String limits = to.precision() + ", " + to.scale();
    List<Value> values = List.of(value);
    if (value.form() == Form.OBJECT) {
      String number = "(java.math.BigDecimal) " + value.main() + ", " + limits;
      if (to.form() == Form.LONG) {
        return emitter.simple(to, false, values, "Decimals.unscaled(" + number + ")");
      }
      return emitter.compute(
          to,
          false,
          values,
          t -> {
            emitter.out.line("Decimals.unscaled(" + number + ", wide);");
            emitter.takeWide(t);
          });
    }
    if (value.form() == Form.LONG && to.form() == Form.LONG) {
      return narrow(value, to, limits);
    }
    return wide(value, to, limits);
  }

  private Value fitted(Value object, ColumnType to) {
    String call =
        "Decimals.fit((java.math.BigDecimal) %s, %d, %d)"
            .formatted(object.main(), to.precision(), to.scale());
    return emitter.simple(to, false, List.of(object), call);
  }

  private Value narrow(Value value, ColumnType to, String limits) {
    int digits = to.scale() - value.type().scale();
    boolean fits = fits(value.type(), to);
    String scaled = value.main();
    if (digits > 0) {
      String power = Decimals.power(digits) + "L";
      scaled =
          fits
              ? value.main() + " * " + power
              : "Decimals.scaleUp(" + value.main() + ", " + power + ", " + limits + ")";
    } else if (digits < 0) {
      scaled = "Decimals.scaleDown(" + value.main() + ", " + Decimals.power(-digits) + "L)";
    }
    String checked = fits ? scaled : "Decimals.check(" + scaled + ", " + limits + ")";
    return emitter.simple(to, fits && digits >= 0, List.of(value), checked);
  }

  /// True when every value of one type is a value of the other.
  private static boolean fits(ColumnType from, ColumnType to) {
    int integers =
        switch (from.kind()) {
          case SMALLINT -> 5;
          case INTEGER -> 10;
          case NUMERIC -> from.precision() - from.scale() + (from.scale() > to.scale() ? 1 : 0);
          default -> 19;
        };
    return integers <= to.precision() - to.scale();
  }

  private Value wide(Value value, ColumnType to, String limits) {
    int digits = to.scale() - value.type().scale();
    Value words = emitter.arithmetic().widened(value);
    return emitter.compute(
        to,
        false,
        List.of(value),
        t -> {
          String operands = words.extra() + ", " + words.main();
          if (digits == 0) {
            emitter.out.line("wide.set(" + operands + ");");
          } else {
            String scale = digits > 0 ? "scaleUp" : "scaleDown";
            emitter.out.line("wide." + scale + "(" + operands + ", " + Math.abs(digits) + ");");
          }
          if (!fits(value.type(), to)) {
            emitter.out.line("wide.check(" + limits + ");");
          }
          if (to.form() == Form.LONG) {
            emitter.out.line(t.main() + " = wide.low;");
          } else {
            emitter.takeWide(t);
          }
        });
  }

  private Value toDouble(Value value, ColumnType to) {
    int scale = value.type().scale();
    String result =
        switch (value.form()) {
          case LONG ->
              scale == 0
                  ? "(double) " + value.main()
                  : "Doubles.of(" + value.main() + ", " + scale + ")";
          case WIDE -> "Doubles.of(" + value.extra() + ", " + value.main() + ", " + scale + ")";
          default -> "Doubles.of((java.math.BigDecimal) " + value.main() + ")";
        };
    return emitter.simple(to, false, List.of(value), real(result, to));
  }

  private static String real(String value, ColumnType to) {
    return to.kind() == TypeKind.REAL ? "Arithmetic.toReal(" + value + ")" : value;
  }

  private Value fromDouble(Value value, ColumnType to) {
    String result =
        switch (to.kind()) {
          case SMALLINT -> "Arithmetic.toSmallint(" + value.main() + ")";
          case INTEGER -> "Arithmetic.toInteger(" + value.main() + ")";
          case BIGINT -> "Arithmetic.toBigint(" + value.main() + ")";
          default -> real(value.main(), to);
        };
    return emitter.simple(to, false, List.of(value), result);
  }

  private Value text(Expr.Cast cast) {
    Value value = emitter.emit(cast.input());
    ColumnType to = cast.type();
    boolean fromChar = value.type().kind() == TypeKind.CHAR;
    if (to.kind() == TypeKind.CHAR || to.kind() == TypeKind.INTERNAL_CHAR) {
      return to.precision() == 0 ? interpreted(cast) : fitted(value, cast, "fitCharacter");
    }
    Value trimmed = value;
    if (fromChar) {
      trimmed =
          emitter.compute(
              ColumnType.TEXT,
              false,
              List.of(value),
              t -> {
                emitter.out.line(t.main() + " = " + value.main() + ";");
                emitter.out.line(
                    t.extra()
                        + " = Texts.trimmedLength("
                        + value.main()
                        + ", "
                        + value.extra()
                        + ");");
              });
    }
    return to.precision() == 0 ? trimmed.withType(to) : fitted(trimmed, cast, "fitVarchar");
  }

  private Value fitted(Value value, Expr.Cast cast, String method) {
    ColumnType to = cast.type();
    return emitter.compute(
        to,
        false,
        List.of(value),
        t -> {
          emitter.out.line(
              "%s = Texts.%s(arena, %s, %s, %d, %b);"
                  .formatted(
                      t.main(),
                      method,
                      value.main(),
                      value.extra(),
                      to.precision(),
                      cast.explicit()));
          emitter.out.line(t.extra() + " = arena.storedLength();");
        });
  }

  /// The expression by the library's evaluator, per row on boxed values; its columns are what is
  /// handed over.
  Value interpreted(Expr expr) {
    List<Expr.Column> columns = new ArrayList<>();
    Expr dense =
        ExprTraits.substitute(
            expr,
            c -> {
              int at = columns.indexOf(c);
              if (at < 0) {
                at = columns.size();
                columns.add(c);
              }
              return new Expr.Column(at, c.type(), c.nullable());
            });
    int slot = emitter.slot(new Constant.Interpreted(dense));
    StringBuilder row = new StringBuilder();
    for (Expr.Column column : columns) {
      row.append(row.isEmpty() ? "" : ", ").append(Boxes.box(emitter.emit(column)));
    }
    String call = "((Interpreted) k%d).call(new Object[] {%s})".formatted(slot, row);
    return unbox(call, expr.type());
  }

  /// A value from a Java expression of a boxed value.
  Value unbox(String boxed, ColumnType type) {
    String object = emitter.out.fresh("obj");
    emitter.out.line("Object " + object + " = " + boxed + ";");
    Value result = emitter.declare(type, emitter.out.fresh("n"));
    emitter.out.line("boolean " + result.isNull() + " = " + object + " == null;");
    emitter.branch("!" + result.isNull(), () -> emitter.out.line(Boxes.unbox(object, result)));
    return result;
  }
}
