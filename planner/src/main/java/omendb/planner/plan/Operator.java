package omendb.planner.plan;

/// The operators of [Expr.Call].
public enum Operator {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  MODULO,
  NEGATE,
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  IS_DISTINCT,
  IS_NOT_DISTINCT,
  /// Two or more arguments, three-valued.
  AND,
  /// Two or more arguments, three-valued.
  OR,
  NOT,
  IS_NULL,
  IS_NOT_NULL,
  IS_TRUE,
  IS_NOT_TRUE,
  IS_FALSE,
  IS_NOT_FALSE,
  /// text, pattern, and optionally the escape character (default backslash).
  LIKE,
  ILIKE,
  /// Text concatenation.
  CONCAT,
  /// The first argument that is not NULL.
  COALESCE
}
