package omendb.planner.parse;

import omendb.core.OmenException;
import omendb.core.SqlState;

/// Appends characters given by number, joining surrogate pairs that were written as two escapes.
final class UnicodePairs {
  private static final int HIGHEST = 0x10FFFF;

  private final QuotedText quoted;
  private final StringBuilder value;

  /// Whether messages show the text at fault, as they do for `E'…'` but not for `U&'…'`.
  private final boolean showsText;

  private int high;

  UnicodePairs(QuotedText quoted, StringBuilder value, boolean showsText) {
    this.quoted = quoted;
    this.value = value;
    this.showsText = showsText;
  }

  void plain(char c, int offset) {
    finish(offset);
    value.append(c);
  }

  /// The escape that stands at `offset` and ends before `end`.
  void code(int code, int offset, int end) {
    boolean low = code >= Character.MIN_LOW_SURROGATE && code <= Character.MAX_LOW_SURROGATE;
    if (high != 0) {
      if (!low) {
        throw error("invalid Unicode surrogate pair", offset, end);
      }
      value.appendCodePoint(Character.toCodePoint((char) high, (char) code));
      high = 0;
    } else if (low) {
      throw error("invalid Unicode surrogate pair", offset, end);
    } else if (code >= Character.MIN_HIGH_SURROGATE && code <= Character.MAX_HIGH_SURROGATE) {
      high = code;
    } else if (code == 0 || code > HIGHEST) {
      throw error("invalid Unicode escape value", offset, end);
    } else {
      value.appendCodePoint(code);
    }
  }

  void finish(int offset) {
    if (high != 0) {
      throw error("invalid Unicode surrogate pair", offset, offset + 1);
    }
  }

  private OmenException error(String message, int offset, int end) {
    return showsText
        ? quoted.error(message, offset, end)
        : quoted.at(SqlState.SYNTAX_ERROR.error(message), offset);
  }
}
