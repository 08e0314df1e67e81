package omendb.core.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a path: something that has values, or a predicate.
public sealed interface PathItem {

  /// True for what is true, false or unknown, rather than a sequence of values.
  default boolean isPredicate() {
    return switch (this) {
      case Binary binary -> binary.operator().predicate;
      case Not _, IsUnknown _, Exists _, LikeRegex _ -> true;
      case Chain _, Unary _, Literal _, Variable _, Root _, Current _, Last _ -> false;
    };
  }

  /// `$`, the value that the path is asked of.
  record Root() implements PathItem {}

  /// `@`, the value that a filter looks at.
  record Current() implements PathItem {}

  /// `last`, the index of the last element of the array that is subscripted.
  record Last() implements PathItem {}

  /// @param value a String, BigDecimal, Boolean or null
  record Literal(@Nullable Object value) implements PathItem {}

  /// `$name`.
  record Variable(String name) implements PathItem {}

  /// Steps from the values of an item.
  ///
  /// @param steps at least one
  record Chain(PathItem start, List<Step> steps) implements PathItem {}

  record Binary(Operator operator, PathItem left, PathItem right) implements PathItem {}

  /// `+` or `-` of each value.
  record Unary(boolean minus, PathItem operand) implements PathItem {}

  record Not(PathItem operand) implements PathItem {}

  record IsUnknown(PathItem operand) implements PathItem {}

  record Exists(PathItem operand) implements PathItem {}

  /// @param flags of `i s m x q`, in this order
  record LikeRegex(PathItem operand, String pattern, String flags) implements PathItem {}

  /// The operators between two items, with their text and how tightly they bind.
  enum Operator {
    OR("||", 0, true),
    AND("&&", 1, true),
    EQUAL("==", 2, true),
    NOT_EQUAL("!=", 2, true),
    LESS("<", 2, true),
    GREATER(">", 2, true),
    LESS_OR_EQUAL("<=", 2, true),
    GREATER_OR_EQUAL(">=", 2, true),
    STARTS_WITH("starts with", 2, true),
    ADD("+", 3, false),
    SUBTRACT("-", 3, false),
    MULTIPLY("*", 4, false),
    DIVIDE("/", 4, false),
    MODULO("%", 4, false);

    public final String text;
    final int priority;
    final boolean predicate;

    Operator(String text, int priority, boolean predicate) {
      this.text = text;
      this.priority = priority;
      this.predicate = predicate;
    }
  }

  /// One step on.
  sealed interface Step {}

  /// `.key`.
  record Key(String name) implements Step {}

  /// `.*`.
  record AnyKey() implements Step {}

  /// `[*]`.
  record AnyElement() implements Step {}

  /// `[a, b to c]`.
  record Elements(List<Range> ranges) implements Step {}

  /// @param to null for one element
  record Range(PathItem from, @Nullable PathItem to) {}

  /// `.**{first to last}`; [#LAST_LEVEL] stands for `last`.
  record Levels(int first, int last) implements Step {
    public static final int LAST_LEVEL = Integer.MAX_VALUE;
  }

  /// `?(predicate)`.
  record Filter(PathItem predicate) implements Step {}

  /// `.name()`.
  record Call(Method method) implements Step {}

  /// `.datetime()`.
  ///
  /// @param template null for the ISO formats
  record Datetime(@Nullable String template) implements Step {}

  /// The methods without arguments.
  enum Method {
    TYPE,
    SIZE,
    ABS,
    FLOOR,
    CEILING,
    DOUBLE,
    KEYVALUE;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
