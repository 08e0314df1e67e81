package omendb.core.text;

import omendb.core.RowValue;

/// Rows as text: `(1,"a b",)`. NULL is nothing, an empty text is `""`.
final class RowText {
  private static final String SPECIAL = "\"\\(),";

  private RowText() {}

  static void format(RowValue row, TextStyle style, TextBuffer out) {
    out.put('(');
    for (int i = 0; i < row.values().length; i++) {
      if (i > 0) {
        out.put(',');
      }
      Object value = row.values()[i];
      if (value != null) {
        field(TypeText.format(row.types().get(i), value, style), out);
      }
    }
    out.put(')');
  }

  private static void field(String text, TextBuffer out) {
    boolean quoted =
        text.isEmpty()
            || text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0 || Character.isWhitespace(c));
    if (!quoted) {
      out.put(text);
      return;
    }
    out.put('"');
    out.put(text.replace("\\", "\\\\").replace("\"", "\"\""));
    out.put('"');
  }
}
