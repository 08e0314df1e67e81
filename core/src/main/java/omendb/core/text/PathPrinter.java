package omendb.core.text;

import java.math.BigDecimal;
import omendb.core.text.PathItem.Levels;
import org.jspecify.annotations.Nullable;

/// Prints paths with the parentheses and quotes that PostgreSQL prints.
final class PathPrinter {
  private static final int UNARY_PRIORITY = 5;
  private static final int OPERAND_PRIORITY = 6;

  private final StringBuilder out = new StringBuilder();

  String print(JsonPath path) {
    if (path.strict()) {
      out.append("strict ");
    }
    item(path.root(), true);
    return out.toString();
  }

  private static int priority(PathItem item) {
    return switch (item) {
      case PathItem.Binary binary -> binary.operator().priority;
      case PathItem.LikeRegex _ -> PathItem.Operator.STARTS_WITH.priority;
      case PathItem.Unary _ -> UNARY_PRIORITY;
      // Its first item is in brackets anyway where it needs them.
      case PathItem.Chain chain -> priority(chain.start());
      default -> OPERAND_PRIORITY;
    };
  }

  private void operand(PathItem item, int priority) {
    item(item, priority(item) <= priority);
  }

  private void item(PathItem item, boolean brackets) {
    switch (item) {
      case PathItem.Root _ -> out.append('$');
      case PathItem.Current _ -> out.append('@');
      case PathItem.Last _ -> out.append("last");
      case PathItem.Literal literal -> literal(literal.value());
      case PathItem.Variable variable -> {
        out.append('$');
        JsonText.quote(variable.name(), out);
      }
      case PathItem.Chain chain -> {
        if (chain.start() instanceof PathItem.Literal(BigDecimal number)) {
          out.append('(').append(number.toPlainString()).append(')');
        } else {
          item(chain.start(), brackets || priority(chain.start()) < OPERAND_PRIORITY);
        }
        chain.steps().forEach(this::step);
      }
      case PathItem.Binary binary -> {
        open(brackets);
        operand(binary.left(), binary.operator().priority);
        out.append(' ').append(binary.operator().text).append(' ');
        operand(binary.right(), binary.operator().priority);
        close(brackets);
      }
      case PathItem.Unary unary -> {
        open(brackets);
        out.append(unary.minus() ? '-' : '+');
        operand(unary.operand(), UNARY_PRIORITY);
        close(brackets);
      }
      case PathItem.LikeRegex like -> {
        open(brackets);
        operand(like.operand(), PathItem.Operator.STARTS_WITH.priority);
        out.append(" like_regex ");
        JsonText.quote(like.pattern(), out);
        if (!like.flags().isEmpty()) {
          out.append(" flag \"").append(like.flags()).append('"');
        }
        close(brackets);
      }
      case PathItem.Not not -> wrapped("!(", not.operand(), ")");
      case PathItem.IsUnknown unknown -> wrapped("(", unknown.operand(), ") is unknown");
      case PathItem.Exists exists -> wrapped("exists (", exists.operand(), ")");
    }
  }

  private void open(boolean brackets) {
    if (brackets) {
      out.append('(');
    }
  }

  private void close(boolean brackets) {
    if (brackets) {
      out.append(')');
    }
  }

  private void wrapped(String before, PathItem item, String after) {
    out.append(before);
    item(item, false);
    out.append(after);
  }

  private void literal(@Nullable Object value) {
    switch (value) {
      case String text -> JsonText.quote(text, out);
      case BigDecimal number -> out.append(number.toPlainString());
      case null, default -> out.append(value);
    }
  }

  private void step(PathItem.Step step) {
    switch (step) {
      case PathItem.Key key -> {
        out.append('.');
        JsonText.quote(key.name(), out);
      }
      case PathItem.AnyKey _ -> out.append(".*");
      case PathItem.AnyElement _ -> out.append("[*]");
      case PathItem.Elements elements -> elements(elements);
      case Levels levels -> levels(levels);
      case PathItem.Filter filter -> wrapped("?(", filter.predicate(), ")");
      case PathItem.Call call -> out.append('.').append(call.method().text()).append("()");
      case PathItem.Datetime datetime -> {
        out.append(".datetime(");
        if (datetime.template() != null) {
          JsonText.quote(datetime.template(), out);
        }
        out.append(')');
      }
    }
  }

  private void elements(PathItem.Elements elements) {
    String separator = "[";
    for (PathItem.Range range : elements.ranges()) {
      out.append(separator);
      item(range.from(), false);
      if (range.to() != null) {
        out.append(" to ");
        item(range.to(), false);
      }
      separator = ",";
    }
    out.append(']');
  }

  private void levels(Levels levels) {
    out.append(".**");
    if (levels.first() == 0 && levels.last() == Levels.LAST_LEVEL) {
      return;
    }
    out.append('{').append(level(levels.first()));
    if (levels.first() != levels.last()) {
      out.append(" to ").append(level(levels.last()));
    }
    out.append('}');
  }

  private static String level(int level) {
    return level == Levels.LAST_LEVEL ? "last" : Integer.toString(level);
  }
}
