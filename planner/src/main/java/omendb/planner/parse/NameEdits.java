package omendb.planner.parse;

import java.util.Map;
import java.util.TreeMap;
import omendb.planner.function.FormatFunctions;

/// Gives things other names in a query's text, and leaves the rest as it was written. Places are
/// positions as the parser reports them.
public final class NameEdits {
  private record Edit(int end, String text) {}

  private final Tokens tokens;

  /// By the UTF-16 offset where the replaced text starts.
  private final Map<Integer, Edit> edits = new TreeMap<>();

  public NameEdits(String text) {
    this.tokens = SqlLexer.tokenize(text);
  }

  /// Puts a text in the place of a name with all its qualifiers, or of a star.
  public void replace(int position, String text) {
    int first = tokenAt(position);
    edits.put(tokens.starts[first], new Edit(tokens.ends[lastOf(first)], text));
  }

  /// Puts a name in the place of the last part of a qualified one, when that has the old name.
  public void replaceLast(int position, String old, String name) {
    int last = lastOf(tokenAt(position));
    if (ColumnRenaming.name(tokens, last).equals(old)) {
      edits.put(tokens.starts[last], new Edit(tokens.ends[last], FormatFunctions.quoteIdent(name)));
    }
  }

  /// Gives the item of a select list that starts here the name that it has had from its expression,
  /// when something in it is replaced.
  public void keepName(int position, String name) {
    int first = tokenAt(position);
    int end = itemEnd(first);
    int from = tokens.starts[first];
    int to = tokens.ends[end - 1];
    boolean touched =
        edits.entrySet().stream()
            .anyMatch(edit -> edit.getKey() >= from && edit.getValue().end() <= to);
    if (touched) {
      int last = tokens.starts[end - 1];
      Edit before = edits.get(last);
      String text = before == null ? tokens.raw(end - 1) : before.text();
      edits.put(last, new Edit(to, text + " AS " + FormatFunctions.quoteIdent(name)));
    }
  }

  /// The text with everything replaced.
  public String text() {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (Map.Entry<Integer, Edit> edit : edits.entrySet()) {
      text.append(tokens.text, from, edit.getKey()).append(edit.getValue().text());
      from = edit.getValue().end();
    }
    return text.append(tokens.text, from, tokens.text.length()).toString();
  }

  private int tokenAt(int position) {
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.positionOf(i) == position) {
        return i;
      }
    }
    throw new IllegalArgumentException("no token at " + position);
  }

  /// The last token of the dotted name that starts with this one.
  private int lastOf(int first) {
    int last = first;
    while (tokens.kinds[last + 1] == '.') {
      last += 2;
    }
    return last;
  }

  /// The token behind a select list's item.
  private int itemEnd(int first) {
    int depth = 0;
    int i = first;
    while (tokens.kinds[i] != Token.END && (depth > 0 || !endsItem(i))) {
      switch (tokens.kinds[i]) {
        case '(', '[' -> depth++;
        case ')', ']' -> depth--;
        default -> {}
      }
      i++;
    }
    return i;
  }

  private boolean endsItem(int token) {
    return switch (tokens.kinds[token]) {
      case ',', ')', ';' -> true;
      case Token.KEYWORD ->
          switch (tokens.keywords[token]) {
            case FROM -> tokens.keywords[token - 1] != Keyword.DISTINCT;
            case GROUP -> tokens.keywords[token - 1] != Keyword.WITHIN;
            case INTO, WHERE, HAVING, WINDOW, UNION, INTERSECT, EXCEPT -> true;
            case ORDER, LIMIT, OFFSET, FETCH, FOR -> true;
            default -> false;
          };
      default -> false;
    };
  }
}
