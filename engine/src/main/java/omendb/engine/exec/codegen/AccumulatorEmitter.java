package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;

/// Writes the loop that updates accumulators.
///
/// A single group's words are locals during the loop; others are `acc[b + offset]`, with `b` the
/// group's first word.
final class AccumulatorEmitter {
  /// Digits of a decimal of which [Morsel#WINDOW_ROWS] have a sum below 2^63.
  private static final int WINDOW_DIGITS_MAX = 15;

  private final ExprEmitter emitter;
  private final boolean single;
  private final List<Integer> locals = new ArrayList<>();

  /// The first words of sums that a window's rows are added up apart for.
  private final List<Integer> partial = new ArrayList<>();

  AccumulatorEmitter(ExprEmitter emitter, boolean single) {
    this.emitter = emitter;
    this.single = single;
  }

  /// Writes the update of one accumulator by row `i`.
  void emit(AccumulatorSpec spec) {
    Expr filter = spec.filter();
    if (filter == null) {
      update(spec);
    } else {
      Value passes = emitter.emit(filter);
      emitter.branch(passes.isTrue(), () -> update(spec));
    }
  }

  private void update(AccumulatorSpec spec) {
    if (spec.arguments().isEmpty()) {
      line(word(spec, 0) + "++;");
      return;
    }
    if (spec.kind() == AccumulatorKind.LIST) {
      list(spec);
      return;
    }
    if (spec.kind() == AccumulatorKind.COMOMENTS) {
      pair(spec);
      return;
    }
    if (AccumulatorSpec.isProduct(spec.arguments().getFirst())
        && (spec.kind() == AccumulatorKind.SUM_PRODUCT || spec.kind() == AccumulatorKind.COUNT)) {
      product(spec, (Expr.Call) spec.arguments().getFirst());
      return;
    }
    Value value = emitter.emit(spec.arguments().getFirst());
    if (value.neverNull()) {
      add(spec, value);
    } else {
      emitter.branch("!" + value.isNull(), () -> add(spec, value.known()));
    }
  }

  /// Sums or counts products without making objects of them.
  private void product(AccumulatorSpec spec, Expr.Call call) {
    List<Value> factors = call.arguments().stream().map(emitter::emit).toList();
    String isNull = emitter.anyNull(factors);
    Runnable body =
        spec.kind() == AccumulatorKind.COUNT
            ? () -> line(word(spec, 0) + "++;")
            : () -> sumProduct(spec, factors.get(0).known(), factors.get(1).known());
    if (isNull.equals("false")) {
      body.run();
    } else {
      emitter.branch("!" + isNull, body);
    }
  }

  private void sumProduct(AccumulatorSpec spec, Value left, Value right) {
    boolean swap = right.form() == Form.WIDE;
    Value a = emitter.arithmetic().widened(swap ? right : left);
    Value b = emitter.arithmetic().widened(swap ? left : right);
    String operands = a.extra() + ", " + a.main() + ", " + b.extra() + ", " + b.main();
    line("if (wide.tryMultiply(" + operands + ")) {");
    ColumnType type = ColumnType.numeric(ColumnType.PRECISION_MAX, spec.scale());
    sumExact(spec, new Value(type, "wide.low", "wide.high", "false"));
    line("} else {");
    String large = word(spec, 2);
    line(
        "%1$s = state.addLarge(%1$s, Decimals.of(%2$s, %3$s, %4$d).multiply(Decimals.of(%5$s, %6$s, %7$d))); }"
            .formatted(
                large,
                a.extra(),
                a.main(),
                a.type().scale(),
                b.extra(),
                b.main(),
                b.type().scale()));
  }

  private void list(AccumulatorSpec spec) {
    StringBuilder row = new StringBuilder();
    for (Expr argument : spec.arguments()) {
      row.append(row.isEmpty() ? "" : ", ").append(Boxes.box(emitter.emit(argument)));
    }
    line("state.addRow(" + object(spec) + ", new Object[] {" + row + "});");
  }

  private void add(AccumulatorSpec spec, Value value) {
    switch (spec.kind()) {
      case COUNT -> line(word(spec, 0) + "++;");
      case SUM_EXACT, SUM_PRODUCT -> sumExact(spec, value);
      case SUM_DOUBLE ->
          line("%1$s = asBits(asDouble(%1$s) + %2$s);".formatted(word(spec, 0), value.main()));
      case SUM_OBJECT -> line("state.sumObject(" + object(spec) + ", " + value.main() + ");");
      case MIN, MAX, ANY -> extreme(spec, value);
      case BIT_AND, BIT_OR -> bits(spec, value);
      case MOMENTS_DOUBLE -> moments(spec, value);
      case MOMENTS_EXACT -> {
        Value number = emitter.arithmetic().align(value, ColumnType.NUMERIC);
        line(
            "state.moments(%s).add((java.math.BigDecimal) %s);"
                .formatted(object(spec), number.main()));
      }
      case LIST, COMOMENTS -> throw new IllegalStateException("more than a single value");
    }
  }

  /// The carry into the second word is so rare that the branch costs nothing.
  private void sumExact(AccumulatorSpec spec, Value value) {
    if (single && windowFits(value.type())) {
      if (!partial.contains(spec.offset())) {
        partial.add(spec.offset());
      }
      line("p" + spec.offset() + " += " + value.main() + ";");
      return;
    }
    String low = word(spec, 0);
    String high = word(spec, 1);
    String sum = emitter.out.fresh("s");
    String v = value.main();
    if (!value.extra().isEmpty()) {
      line(
          "%1$s = AccumulatorMerge.carry(%1$s, %2$s + (%3$s >>> 63));"
              .formatted(high, value.extra(), v));
    }
    line("long %1$s = %2$s + %3$s;".formatted(sum, low, v));
    line(
        "if (((%1$s ^ %2$s) & (%3$s ^ %2$s)) < 0L) { %4$s += %3$s < 0L ? -1L : 1L; }"
            .formatted(low, sum, v, high));
    line(low + " = " + sum + ";");
  }

  /// True when the sum of a window of such values fits in a long.
  private static boolean windowFits(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER -> true;
      case NUMERIC -> type.form() == Form.LONG && type.precision() <= WINDOW_DIGITS_MAX;
      default -> false;
    };
  }

  private void extreme(AccumulatorSpec spec, Value value) {
    String method =
        switch (spec.kind()) {
          case MIN -> "min";
          case MAX -> "max";
          default -> "any";
        };
    switch (value.form()) {
      case BYTES -> {
        String operands = value.main() + ", " + value.extra();
        line("state.%sBytes(%s, %s);".formatted(method, place(spec), operands));
      }
      case OBJECT ->
          line("state." + method + "Object(" + object(spec) + ", " + value.main() + ");");
      case WIDE -> {
        String order =
            "%s(%s, %s, %s, %s)"
                .formatted(
                    value.type().kind() == TypeKind.UUID ? "Wide.compareUuid" : "Wide.compare",
                    value.extra(),
                    value.main(),
                    word(spec, 1),
                    word(spec, 0));
        String first = word(spec, 2) + " == 0L";
        line("if (" + first + better(spec, order) + ") {");
        line(word(spec, 0) + " = " + value.main() + "; ");
        line(word(spec, 1) + " = " + value.extra() + "; " + word(spec, 2) + " = 1L; }");
      }
      case LONG, DOUBLE -> number(spec, value);
    }
  }

  private static String better(AccumulatorSpec spec, String order) {
    return switch (spec.kind()) {
      case MIN -> " || " + order + " < 0";
      case MAX -> " || " + order + " > 0";
      default -> "";
    };
  }

  private void number(AccumulatorSpec spec, Value value) {
    String kept = word(spec, 0);
    boolean isDouble = value.form() == Form.DOUBLE;
    String v = value.isBoolean() ? "(" + value.main() + " ? 1L : 0L)" : value.main();
    String bits = isDouble ? "asBits(" + v + ")" : v;
    String old = isDouble ? "asDouble(" + kept + ")" : kept;
    String better =
        switch (spec.kind()) {
          case MIN -> " || " + (isDouble ? less(v, old) : v + " < " + old);
          case MAX -> " || " + (isDouble ? less(old, v) : v + " > " + old);
          default -> "";
        };
    line("if (%s == 0L%s) { %s = %s; }".formatted(word(spec, 1), better, kept, bits));
    line(word(spec, 1) + " = 1L;");
  }

  private static String less(String a, String b) {
    return "DoubleOrder.less(" + a + ", " + b + ")";
  }

  private void bits(AccumulatorSpec spec, Value value) {
    String kept = word(spec, 0);
    String sign = spec.kind() == AccumulatorKind.BIT_AND ? " & " : " | ";
    line(
        "%1$s = %2$s == 0L ? %3$s : %1$s%4$s%3$s;"
            .formatted(kept, word(spec, 1), value.main(), sign));
    line(word(spec, 1) + " = 1L;");
  }

  /// Youngs and Cramer's update: stable, one division per value.
  private void moments(AccumulatorSpec spec, Value value) {
    String n = emitter.out.fresh("m");
    String v = value.main();
    line("double %1$s = asDouble(%2$s) + 1.0;".formatted(n, word(spec, 0)));
    line("double %1$ss = asDouble(%2$s) + %3$s;".formatted(n, word(spec, 1), v));
    line("if (%1$s > 1.0) { double %1$sd = %2$s * %1$s - %1$ss; ".formatted(n, v));
    line(
        "%2$s = asBits(asDouble(%2$s) + %1$sd * %1$sd / (%1$s * (%1$s - 1.0))); }"
            .formatted(n, word(spec, 2)));
    line("else if (%1$s - %1$s != 0.0) { %2$s = asBits(Double.NaN); }".formatted(v, word(spec, 2)));
    line("%s = asBits(%s); %s = asBits(%ss);".formatted(word(spec, 0), n, word(spec, 1), n));
  }

  /// A row whose two values are known.
  private void pair(AccumulatorSpec spec) {
    List<Value> values = spec.arguments().stream().map(emitter::emit).toList();
    String isNull = emitter.anyNull(values);
    Runnable body = () -> comoments(spec, values.get(0).known(), values.get(1).known());
    if (isNull.equals("false")) {
      body.run();
    } else {
      emitter.branch("!" + isNull, body);
    }
  }

  /// Youngs and Cramer's update for two numbers at once.
  private void comoments(AccumulatorSpec spec, Value y, Value x) {
    String n = emitter.out.fresh("m");
    line("double %1$s = asDouble(%2$s) + 1.0;".formatted(n, word(spec, 0)));
    line("double %1$sx = asDouble(%2$s) + %3$s;".formatted(n, word(spec, 1), x.main()));
    line("double %1$sy = asDouble(%2$s) + %3$s;".formatted(n, word(spec, 3), y.main()));
    line("if (%1$s > 1.0) { double %1$sf = 1.0 / (%1$s * (%1$s - 1.0));".formatted(n));
    line("double %1$sd = %2$s * %1$s - %1$sx;".formatted(n, x.main()));
    line("double %1$se = %2$s * %1$s - %1$sy;".formatted(n, y.main()));
    String add = "%2$s = asBits(asDouble(%2$s) + %1$s%3$s * %1$s%4$s * %1$sf);";
    line(add.formatted(n, word(spec, 2), "d", "d"));
    line(add.formatted(n, word(spec, 4), "e", "e"));
    line(add.formatted(n, word(spec, 5), "d", "e") + " } else {");
    String poison = "if (%1$s - %1$s != 0.0) { %2$s = asBits(Double.NaN);";
    line(poison.formatted(x.main(), word(spec, 2)));
    line("%1$s = asBits(Double.NaN); }".formatted(word(spec, 5)));
    line(poison.formatted(y.main(), word(spec, 4)));
    line("%1$s = asBits(Double.NaN); } }".formatted(word(spec, 5)));
    line("%s = asBits(%s);".formatted(word(spec, 0), n));
    line("%s = asBits(%sx); %s = asBits(%sy);".formatted(word(spec, 1), n, word(spec, 3), n));
  }

  private String word(AccumulatorSpec spec, int word) {
    int offset = spec.offset() + word;
    if (!single) {
      return "acc[b + " + offset + "]";
    }
    if (!locals.contains(offset)) {
      locals.add(offset);
    }
    return "w" + offset;
  }

  private String place(AccumulatorSpec spec) {
    return (single ? "" : "b + ") + spec.offset();
  }

  private String object(AccumulatorSpec spec) {
    return (single ? "" : "ob + ") + spec.offset();
  }

  private void line(String statement) {
    emitter.out.line(statement);
  }

  /// Loads a single group's words.
  String before() {
    StringBuilder text = new StringBuilder();
    for (int offset : locals) {
      text.append("long w%1$d = acc[%1$d];%n".formatted(offset));
    }
    for (int offset : partial) {
      text.append("long p%d = 0L;%n".formatted(offset));
    }
    return text.toString();
  }

  /// Stores a single group's words.
  String after() {
    StringBuilder text = new StringBuilder();
    for (int offset : locals) {
      text.append("acc[%1$d] = w%1$d;%n".formatted(offset));
    }
    for (int offset : partial) {
      text.append("AccumulatorMerge.add(acc, %1$d, p%1$d);%n".formatted(offset));
    }
    return text.toString();
  }
}
