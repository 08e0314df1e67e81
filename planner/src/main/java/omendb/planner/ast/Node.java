package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression.
///
/// Special syntax that PostgreSQL defines as a function is a [Call] of that function in
/// `pg_catalog`, arguments in the function's order: `extract(f from x)` is `extract('f', x)`,
/// `position(a in b)` is `position(b, a)`, `trim(leading x from y)` is `ltrim(y, x)`, `x overlaps
/// y` is `overlaps(x1, x2, y1, y2)`, `collation for (x)` is `pg_collation_for(x)`.
public sealed interface Node {

  int pos();

  /// A constant.
  sealed interface Literal extends Node {}

  record NullLiteral(int pos) implements Literal {}

  record BooleanLiteral(boolean value, int pos) implements Literal {}

  /// An integer that fits `int4`; a minus sign before it is a [Unary].
  record IntegerLiteral(int value, int pos) implements Literal {}

  /// Any other number, text kept: `int8` when it has digits only and fits, otherwise `numeric`.
  record NumericLiteral(String text, int pos) implements Literal {}

  /// A string of type `unknown`; escapes are resolved.
  record StringLiteral(String value, int pos) implements Literal {}

  /// `B'101'` or `X'1F'`, digits as written.
  record BitLiteral(String digits, boolean hex, int pos) implements Literal {}

  /// `date '2020-01-01'`, `interval '1' day`; `pos` is the type's.
  record TypedLiteral(TypeName type, StringLiteral literal, int pos) implements Literal {}

  /// `$1`.
  record Parameter(int index, int pos) implements Node {}

  /// `column`, `table.column`, `schema.table.column` or `catalog.schema.table.column`.
  record ColumnRef(List<String> names, int pos) implements Node {
    public String last() {
      return names.getLast();
    }
  }

  /// `*` (no qualifier), `table.*`, `schema.table.*`.
  record Star(List<String> qualifier, int pos) implements Node {}

  /// `DEFAULT` as a value of INSERT or UPDATE.
  record Default(int pos) implements Node {}

  /// `WHERE CURRENT OF cursor`.
  record CurrentOf(String cursor, int pos) implements Node {}

  /// A prefix operator; `pos` is the operator's.
  record Unary(Operator operator, Node operand, int pos) implements Node {}

  /// An infix operator; `pos` is the operator's.
  record Binary(Operator operator, Node left, Node right, int pos) implements Node {}

  /// Two or more operands; `a AND b AND c` is one node.
  record And(List<Node> operands, int pos) implements Node {}

  /// Two or more operands; `a OR b OR c` is one node.
  record Or(List<Node> operands, int pos) implements Node {}

  record Not(Node operand, int pos) implements Node {}

  record IsNull(Node operand, boolean negated, int pos) implements Node {}

  /// `IS [NOT] TRUE | FALSE | UNKNOWN`.
  record IsTruth(Node operand, Truth truth, boolean negated, int pos) implements Node {}

  /// `IS DISTINCT FROM`; negated for `IS NOT DISTINCT FROM`.
  record IsDistinct(Node left, Node right, boolean negated, int pos) implements Node {}

  /// `IS [NOT] DOCUMENT`.
  record IsDocument(Node operand, boolean negated, int pos) implements Node {}

  /// `IS [NOT] [form] NORMALIZED`; the form is `NFC` when none is written.
  record IsNormalized(Node operand, String form, boolean negated, int pos) implements Node {}

  record Between(Range range, boolean negated, boolean symmetric, int pos) implements Node {}

  /// The operands of a [Between].
  record Range(Node operand, Node low, Node high) {}

  record InList(Node operand, List<Node> items, boolean negated, int pos) implements Node {}

  record InQuery(Node operand, Query query, boolean negated, int pos) implements Node {}

  /// `[NOT] LIKE | ILIKE | SIMILAR TO`, with or without ESCAPE.
  record Like(Pattern pattern, Node operand, boolean negated, int pos) implements Node {}

  /// The right side of a [Like].
  record Pattern(LikeKind kind, Node pattern, @Nullable Node escape) {}

  /// `left op ANY (array)` or ALL; LIKE is the operator `~~`, NOT ILIKE is `!~~*`.
  record Quantified(Node left, Operator operator, boolean all, Node array, int pos)
      implements Node {}

  /// `left op ANY (query)` or ALL.
  record QuantifiedQuery(Node left, Operator operator, boolean all, Query query, int pos)
      implements Node {}

  record Exists(Query query, int pos) implements Node {}

  /// A query in parentheses used as a value.
  record ScalarQuery(Query query, int pos) implements Node {}

  /// `ARRAY(query)`.
  record ArrayQuery(Query query, int pos) implements Node {}

  /// `ARRAY[…]`; inner brackets of `ARRAY[[1,2],[3,4]]` are nested nodes.
  record ArrayOf(List<Node> elements, int pos) implements Node {}

  /// `ROW(…)`, or `(a, b)` when not explicit.
  record Row(List<Node> fields, boolean explicit, int pos) implements Node {}

  /// @param operand what the branches are compared with, or null when they are conditions
  record Case(@Nullable Node operand, List<When> branches, @Nullable Node otherwise, int pos)
      implements Node {}

  /// One branch of a [Case].
  record When(Node condition, Node result, int pos) {}

  /// `CAST(x AS t)` or `x::t`.
  record Cast(Node operand, TypeName type, int pos) implements Node {}

  record Collate(Node operand, Name collation, int pos) implements Node {}

  record AtTimeZone(Node operand, Node zone, int pos) implements Node {}

  /// `base[i]`, `base[i][j]`, `base[a:b]`; adjacent brackets are one node.
  record Subscript(Node base, List<Index> indexes, int pos) implements Node {}

  /// One pair of brackets.
  ///
  /// @param lower null in `[i]` and `[:b]`
  /// @param upper the subscript itself when this is no slice; null in `[a:]`
  record Index(@Nullable Node lower, @Nullable Node upper, boolean slice, int pos) {}

  /// `(base).name`.
  record Field(Node base, String name, int pos) implements Node {}

  /// `(base).*`.
  record FieldStar(Node base, int pos) implements Node {}

  /// A function call. `count(*)` has `star` and no arguments.
  record Call(
      Name function,
      List<Argument> arguments,
      boolean star,
      Aggregation aggregation,
      @Nullable Window over,
      int pos)
      implements Node {}

  /// @param name of `name => value`, otherwise null
  record Argument(@Nullable String name, Node value, boolean variadic, int pos) {}

  /// What only a call of an aggregate may have; [#NONE] for a plain call.
  ///
  /// @param orderBy inside the parentheses, or of WITHIN GROUP when `withinGroup`
  record Aggregation(
      boolean distinct, List<SortKey> orderBy, boolean withinGroup, @Nullable Node filter) {
    public static final Aggregation NONE = new Aggregation(false, List.of(), false, null);
  }

  record Coalesce(List<Node> arguments, int pos) implements Node {}

  record NullIf(Node left, Node right, int pos) implements Node {}

  /// `GREATEST(…)` or `LEAST(…)`.
  record MinMax(boolean greatest, List<Node> arguments, int pos) implements Node {}

  /// `GROUPING(…)`.
  record Grouping(List<Node> arguments, int pos) implements Node {}

  /// `CURRENT_DATE`, `LOCALTIMESTAMP(3)`, `CURRENT_USER` … written without parentheses.
  ///
  /// @param precision fractional digits of a time, or -1
  record SessionValue(SessionValueKind kind, int precision, int pos) implements Node {}

  /// Something that parses but is not implemented; answer 0A000 naming the feature.
  record Unsupported(String feature, int pos) implements Node {}

  /// The right side of `IS TRUE`.
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN
  }

  /// The pattern languages.
  enum LikeKind {
    LIKE,
    ILIKE,
    SIMILAR
  }

  /// The values that SQL spells without parentheses; the lower-case name is the column's label.
  enum SessionValueKind {
    CURRENT_DATE,
    CURRENT_TIME,
    CURRENT_TIMESTAMP,
    LOCALTIME,
    LOCALTIMESTAMP,
    CURRENT_USER,
    CURRENT_ROLE,
    SESSION_USER,
    USER,
    CURRENT_CATALOG,
    CURRENT_SCHEMA;

    /// True for the spellings of `current_user`.
    public boolean isCurrentUser() {
      return this == CURRENT_USER || this == CURRENT_ROLE || this == USER;
    }
  }
}
