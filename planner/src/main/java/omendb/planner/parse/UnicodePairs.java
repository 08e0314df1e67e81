package omendb.planner.parse;

/// Appends characters given by number, joining surrogate pairs that were written as two escapes.
final class UnicodePairs {
  private static final int HIGHEST = 0x10FFFF;

  private final QuotedText quoted;
  private final StringBuilder value;
  private int high;

  UnicodePairs(QuotedText quoted, StringBuilder value) {
    this.quoted = quoted;
    this.value = value;
  }

  void plain(char c, int offset) {
    finish(offset);
    value.append(c);
  }

  void code(int code, int offset) {
    boolean low = code >= Character.MIN_LOW_SURROGATE && code <= Character.MAX_LOW_SURROGATE;
    if (high != 0) {
      if (!low) {
        throw quoted.error("invalid Unicode surrogate pair", offset, offset + 1);
      }
      value.appendCodePoint(Character.toCodePoint((char) high, (char) code));
      high = 0;
    } else if (low) {
      throw quoted.error("invalid Unicode surrogate pair", offset, offset + 1);
    } else if (code >= Character.MIN_HIGH_SURROGATE && code <= Character.MAX_HIGH_SURROGATE) {
      high = code;
    } else if (code == 0 || code > HIGHEST) {
      throw quoted.error("invalid Unicode escape value", offset, offset + 1);
    } else {
      value.appendCodePoint(code);
    }
  }

  void finish(int offset) {
    if (high != 0) {
      throw quoted.error("invalid Unicode surrogate pair", offset, offset + 1);
    }
  }
}
