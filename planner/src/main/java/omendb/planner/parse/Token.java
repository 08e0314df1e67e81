package omendb.planner.parse;

/// The kinds of tokens. A token of one self-standing character, such as a comma or `+`, has that
/// character as its kind; the others have one of the numbers here.
final class Token {
  static final int END = 0;
  static final int IDENTIFIER = 1;
  static final int KEYWORD = 2;
  static final int INTEGER = 3;

  /// A number that does not fit `int4`, or has a point or an exponent.
  static final int NUMBER = 4;

  static final int STRING = 5;
  static final int BINARY_STRING = 6;
  static final int HEX_STRING = 7;
  static final int PARAMETER = 8;

  /// An operator that has no kind of its own, such as `||`.
  static final int OPERATOR = 9;

  static final int TYPECAST = 10;
  static final int DOT_DOT = 11;
  static final int COLON_EQUALS = 12;
  static final int EQUALS_GREATER = 13;
  static final int LESS_EQUALS = 14;
  static final int GREATER_EQUALS = 15;
  static final int NOT_EQUALS = 16;

  /// Text that is no token; the error is thrown if the parser gets here.
  static final int ERROR = 17;

  /// A character that means nothing in SQL.
  static final int STRAY = 18;

  /// `NULLS` before FIRST or LAST, which is never a name.
  static final int NULLS_ORDER = 19;

  private Token() {}
}
