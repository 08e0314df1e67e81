package omendb.planner;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.text.TypeText;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Prints expressions as SQL, columns by name.
final class ExprPrinter {
  private final List<String> columns;

  ExprPrinter(List<String> columns) {
    this.columns = columns;
  }

  String print(Expr expr) {
    return switch (expr) {
      case Expr.Column column ->
          column.index() < columns.size() ? columns.get(column.index()) : "#" + column.index();
      case Expr.Literal literal -> literal(literal.value(), literal.type());
      case Expr.Parameter parameter -> "$" + (parameter.index() + 1);
      case Expr.Call call -> call(call);
      case Expr.Function call -> {
        int open = call.id().indexOf('(');
        String name = open > 0 ? call.id().substring(0, open) : call.id();
        yield name + "(" + all(call.arguments(), ", ") + ")";
      }
      case Expr.Case choice -> {
        StringBuilder text = new StringBuilder("CASE");
        for (Expr.When when : choice.whens()) {
          text.append(" WHEN ").append(print(when.condition()));
          text.append(" THEN ").append(print(when.result()));
        }
        yield text.append(" ELSE ").append(print(choice.otherwise())).append(" END").toString();
      }
      case Expr.Cast cast -> "(" + print(cast.input()) + ")::" + cast.type();
      case Expr.In in ->
          "("
              + print(in.input())
              + (in.negated() ? " NOT IN (" : " IN (")
              + all(in.values(), ", ")
              + "))";
    };
  }

  private String all(List<Expr> expressions, String separator) {
    return expressions.stream().map(this::print).collect(Collectors.joining(separator));
  }

  private String call(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    return switch (call.operator()) {
      case AND, OR -> "(" + all(arguments, " " + call.operator() + " ") + ")";
      case NOT -> "(NOT " + print(arguments.getFirst()) + ")";
      case NEGATE -> "(- " + print(arguments.getFirst()) + ")";
      case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
          "(" + print(arguments.getFirst()) + " " + symbol(call.operator()) + ")";
      case COALESCE -> "COALESCE(" + all(arguments, ", ") + ")";
      default ->
          "("
              + print(arguments.get(0))
              + " "
              + symbol(call.operator())
              + " "
              + print(arguments.get(1))
              + (arguments.size() > 2 ? " ESCAPE " + print(arguments.get(2)) : "")
              + ")";
    };
  }

  private static String symbol(Operator operator) {
    return switch (operator) {
      case ADD -> "+";
      case SUBTRACT, NEGATE -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case MODULO -> "%";
      case EQUAL -> "=";
      case NOT_EQUAL -> "<>";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case IS_DISTINCT -> "IS DISTINCT FROM";
      case IS_NOT_DISTINCT -> "IS NOT DISTINCT FROM";
      case CONCAT -> "||";
      case LIKE -> "~~";
      case ILIKE -> "~~*";
      case AND,
          OR,
          NOT,
          IS_NULL,
          IS_NOT_NULL,
          IS_TRUE,
          IS_NOT_TRUE,
          IS_FALSE,
          IS_NOT_FALSE,
          COALESCE ->
          operator.name().replace('_', ' ');
    };
  }

  private static String literal(@Nullable Object value, ColumnType type) {
    return switch (value) {
      case null -> "NULL::" + type;
      case Boolean truth -> truth.toString();
      case BigDecimal number -> number.toPlainString();
      case Long number when type.isInteger() -> number.toString();
      case Long number -> time(number, type);
      case String text -> "'" + text.replace("'", "''") + "'::" + type.kind().sqlName();
      case byte[] bytes -> "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
      case Interval interval ->
          "'%d mons %d days %d us'::interval"
              .formatted(interval.months(), interval.days(), interval.micros());
      case Object[] array -> {
        List<String> parts = new ArrayList<>();
        Arrays.stream(array).forEach(element -> parts.add(String.valueOf(element)));
        yield "'{" + String.join(",", parts) + "}'::" + type;
      }
      default ->
          type.bound() == null
              ? value.toString()
              : "'" + TypeText.format(type, value) + "'::" + type;
    };
  }

  private static String time(long value, ColumnType type) {
    boolean finite = Math.abs(value) < Long.MAX_VALUE / 2;
    String text =
        switch (type.kind()) {
          case DATE -> java.time.LocalDate.ofEpochDay(value).toString();
          case TIMESTAMP, TIMESTAMPTZ ->
              finite
                  ? java.time.LocalDateTime.ofEpochSecond(
                          Math.floorDiv(value, Interval.MICROS_PER_SECOND),
                          (int) Math.floorMod(value, Interval.MICROS_PER_SECOND) * 1000,
                          java.time.ZoneOffset.UTC)
                      .toString()
                      .replace('T', ' ')
                  : value > 0 ? "infinity" : "-infinity";
          default -> Long.toString(value);
        };
    return "'" + text + "'::" + type.kind().internalName();
  }
}
