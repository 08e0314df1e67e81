package omendb.planner.function;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.text.PathItem;
import omendb.core.text.PathItem.Operator;
import org.jspecify.annotations.Nullable;

/// The predicates of paths: true, false, or null for unknown.
final class JsonPathPredicates {
  private final JsonPathEvaluator evaluator;

  JsonPathPredicates(JsonPathEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A test of one value of each side; null for unknown.
  private interface Test {
    @Nullable Boolean of(@Nullable Object left, @Nullable Object right);
  }

  @Nullable Boolean test(PathItem predicate) {
    return switch (predicate) {
      case PathItem.Binary binary when binary.operator() == Operator.AND -> and(binary);
      case PathItem.Binary binary when binary.operator() == Operator.OR -> or(binary);
      case PathItem.Binary binary when binary.operator() == Operator.STARTS_WITH ->
          each(binary.left(), binary.right(), false, JsonPathPredicates::startsWith);
      case PathItem.Binary binary ->
          each(
              binary.left(),
              binary.right(),
              true,
              (left, right) -> compare(binary.operator(), left, right));
      case PathItem.Not not -> negated(test(not.operand()));
      case PathItem.IsUnknown unknown -> test(unknown.operand()) == null;
      case PathItem.Exists exists -> exists(exists.operand());
      case PathItem.LikeRegex like -> {
        Regex regex = regex(like);
        yield each(
            like.operand(),
            new PathItem.Literal(null),
            false,
            (value, _) -> value instanceof String text ? regex.find(text, 0) != null : null);
      }
      default -> throw new AssertionError(predicate);
    };
  }

  private static @Nullable Boolean negated(@Nullable Boolean value) {
    return value == null ? null : !value;
  }

  private @Nullable Boolean and(PathItem.Binary both) {
    Boolean left = test(both.left());
    if (Boolean.FALSE.equals(left)) {
      return false;
    }
    Boolean right = test(both.right());
    return Boolean.TRUE.equals(right) ? left : right;
  }

  private @Nullable Boolean or(PathItem.Binary both) {
    Boolean left = test(both.left());
    if (Boolean.TRUE.equals(left)) {
      return true;
    }
    Boolean right = test(both.right());
    return Boolean.FALSE.equals(right) ? left : right;
  }

  private @Nullable Boolean exists(PathItem operand) {
    try {
      return evaluator.exists(operand);
    } catch (OmenException e) {
      JsonPathFunctions.requireSuppressible(e);
      return null;
    }
  }

  /// Tests each pair of values: in lax mode the first that passes decides, in strict mode one that
  /// is unknown does.
  private @Nullable Boolean each(PathItem left, PathItem right, boolean unwrapRight, Test test) {
    List<@Nullable Object> lefts;
    List<@Nullable Object> rights;
    try {
      lefts = evaluator.unwrapped(left);
      rights = unwrapRight ? evaluator.unwrapped(right) : new ArrayList<>();
      if (!unwrapRight) {
        evaluator.find(right, rights);
      }
    } catch (OmenException e) {
      JsonPathFunctions.requireSuppressible(e);
      return null;
    }
    boolean unknown = false;
    boolean passed = false;
    for (Object a : lefts) {
      for (Object b : rights.isEmpty() ? Collections.emptyList() : rights) {
        Boolean result = test.of(a, b);
        if (result == null) {
          if (!evaluator.isLax()) {
            return null;
          }
          unknown = true;
        } else if (result) {
          if (evaluator.isLax()) {
            return true;
          }
          passed = true;
        }
      }
    }
    if (passed) {
      return true;
    }
    return unknown ? null : false;
  }

  private static @Nullable Boolean startsWith(@Nullable Object whole, @Nullable Object initial) {
    return whole instanceof String text && initial instanceof String start
        ? text.startsWith(start)
        : null;
  }

  private static @Nullable Boolean compare(
      Operator operator, @Nullable Object left, @Nullable Object right) {
    int order;
    if (left == null || right == null) {
      if (left != right) {
        // Other kinds are neither equal to null nor before or behind it.
        return operator == Operator.NOT_EQUAL;
      }
      order = 0;
    } else if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
      order = a.compareTo(b);
    } else if (left instanceof String a && right instanceof String b) {
      order = codePoints(a, b);
    } else if (left instanceof Boolean a && right instanceof Boolean b) {
      order = a.compareTo(b);
    } else {
      return null;
    }
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case GREATER -> order > 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER_OR_EQUAL -> order >= 0;
      default -> throw new AssertionError(operator);
    };
  }

  /// Unicode's order, which that of UTF-16 differs from beyond the surrogates.
  private static int codePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean highA = Character.isSurrogate(a);
        return highA == Character.isSurrogate(b) ? a - b : highA ? 1 : -1;
      }
    }
    return left.length() - right.length();
  }

  private static Regex regex(PathItem.LikeRegex like) {
    String flags = like.flags();
    StringBuilder ours = new StringBuilder();
    if (flags.indexOf('i') >= 0) {
      ours.append('i');
    }
    if (flags.indexOf('q') >= 0) {
      ours.append('q');
    } else {
      // Unlike in PostgreSQL's own syntax, a dot passes over line ends only when asked to.
      boolean dotAll = flags.indexOf('s') >= 0;
      boolean lines = flags.indexOf('m') >= 0;
      ours.append(lines ? dotAll ? "w" : "n" : dotAll ? "" : "p");
    }
    return Regex.of(like.pattern(), ours.toString());
  }
}
