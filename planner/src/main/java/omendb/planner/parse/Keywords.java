package omendb.planner.parse;

/// Finds key words in text without allocating: an open-addressing table over folded characters.
final class Keywords {
  private static final int SLOTS = 2048;
  private static final int LONGEST = 17;
  private static final Keyword[] TABLE = new Keyword[SLOTS];

  static {
    for (Keyword keyword : Keyword.values()) {
      if (keyword != Keyword.NO_KEYWORD) {
        int slot = hash(keyword.word.toCharArray(), 0, keyword.word.length());
        while (TABLE[slot] != null) {
          slot = (slot + 1) & (SLOTS - 1);
        }
        TABLE[slot] = keyword;
      }
    }
  }

  private Keywords() {}

  /// The key word that `text[start, end)` spells in any case, or [Keyword#NO_KEYWORD].
  static Keyword find(char[] text, int start, int end) {
    if (end - start > LONGEST) {
      return Keyword.NO_KEYWORD;
    }
    int slot = hash(text, start, end);
    for (Keyword keyword = TABLE[slot]; keyword != null; keyword = TABLE[slot]) {
      if (spells(text, start, end, keyword.word)) {
        return keyword;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return Keyword.NO_KEYWORD;
  }

  static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private static int hash(char[] text, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + fold(text[i]);
    }
    return (hash ^ (hash >>> 11)) & (SLOTS - 1);
  }

  private static boolean spells(char[] text, int start, int end, String word) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (fold(text[i]) != word.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }
}
