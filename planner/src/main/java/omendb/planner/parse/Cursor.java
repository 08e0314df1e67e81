package omendb.planner.parse;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Name;

/// A place in the tokens, with the small words of the grammar: is it this, take it, demand it.
///
/// It also keeps two depths, so that neither the parser nor what walks its tree can run out of
/// stack: how deep the parser is nested, and how deep the tree below the current node is, which
/// also grows with every operator of a chain such as `1+1+1`.
final class Cursor {
  /// Bounds the parser's own recursion.
  static final int MAX_NESTING = 500;

  /// Bounds the recursion of whoever walks the tree.
  static final int MAX_TREE_DEPTH = 1000;

  private final Tokens tokens;
  private int index;
  private int nesting;
  private int deepest;
  private int labelLevel = -1;

  /// The current token's key word, [Keyword#NO_KEYWORD] if it is none.
  Keyword keyword;

  /// The current token's kind.
  int kind;

  Cursor(Tokens tokens) {
    this.tokens = tokens;
    keyword = tokens.keywords[0];
    kind = tokens.kinds[0];
  }

  void advance() {
    if (index < tokens.count - 1) {
      index++;
    }
    keyword = tokens.keywords[index];
    kind = tokens.kinds[index];
  }

  boolean at(Keyword wanted) {
    return keyword == wanted;
  }

  boolean at(Keyword first, Keyword second) {
    return keyword == first && peek(1) == second;
  }

  boolean at(int wanted) {
    return kind == wanted;
  }

  /// The key word `ahead` tokens after the current one.
  Keyword peek(int ahead) {
    return tokens.keywords[Math.min(index + ahead, tokens.count - 1)];
  }

  int peekKind(int ahead) {
    return tokens.kinds[Math.min(index + ahead, tokens.count - 1)];
  }

  boolean accept(Keyword wanted) {
    if (keyword == wanted) {
      advance();
      return true;
    }
    return false;
  }

  boolean accept(Keyword first, Keyword second) {
    if (at(first, second)) {
      advance();
      advance();
      return true;
    }
    return false;
  }

  boolean accept(int wanted) {
    if (kind == wanted) {
      advance();
      return true;
    }
    return false;
  }

  void expect(Keyword wanted) {
    if (keyword != wanted) {
      throw syntaxError();
    }
    advance();
  }

  void expect(Keyword first, Keyword second) {
    expect(first);
    expect(second);
  }

  void expect(int wanted) {
    if (kind != wanted) {
      throw syntaxError();
    }
    advance();
  }

  /// The current token as a word that is no key word of the grammar, such as an option's name.
  boolean acceptWord(String word) {
    if (atWord(word)) {
      advance();
      return true;
    }
    return false;
  }

  boolean atWord(String word) {
    return (kind == Token.IDENTIFIER || kind == Token.KEYWORD) && identifierText().equals(word);
  }

  /// The position to report for the current token.
  int pos() {
    return tokens.positionOf(index);
  }

  /// The UTF-16 offset where the current token starts.
  int start() {
    return tokens.starts[index];
  }

  /// The UTF-16 offset where the token before the current one ends.
  int previousEnd() {
    return index == 0 ? 0 : tokens.ends[index - 1];
  }

  /// The text from an offset to the end of the last token taken.
  String textFrom(int start) {
    return tokens.text.substring(start, Math.max(start, previousEnd()));
  }

  /// The text of the current token.
  String raw() {
    return tokens.raw(index);
  }

  /// PostgreSQL's complaint about the current token.
  OmenException syntaxError() {
    OmenException error = tokens.error;
    if (kind == Token.ERROR && error != null) {
      return error;
    }
    if (kind == Token.END) {
      return SqlState.SYNTAX_ERROR.error("syntax error at end of input").at(pos());
    }
    return errorHere("syntax error");
  }

  /// A complaint that shows the current token.
  OmenException errorHere(String message) {
    if (kind == Token.END) {
      return SqlState.SYNTAX_ERROR.error("%s at end of input", message).at(pos());
    }
    return SqlLexer.errorNear(message, raw(), pos());
  }

  /// One level deeper; see [#MAX_NESTING].
  void enter() {
    if (++nesting > MAX_NESTING) {
      throw tooDeep();
    }
  }

  void leave() {
    nesting--;
  }

  /// The next expression is an output expression, which a label may follow; pass the result to
  /// [#endLabel].
  int beginLabel() {
    int outer = labelLevel;
    labelLevel = nesting + 1;
    return outer;
  }

  void endLabel(int outer) {
    labelLevel = outer;
  }

  /// True in the outermost operators of an output expression.
  boolean atLabelLevel() {
    return nesting == labelLevel;
  }

  /// Starts to measure the tree below a new node; pass the result to [#endTree].
  int beginTree() {
    int outer = deepest;
    deepest = nesting;
    return outer;
  }

  void endTree(int outer) {
    deepest = Math.max(outer, deepest);
  }

  /// What has been measured so far moves one level down, below a new root.
  void deepen() {
    if (++deepest > MAX_TREE_DEPTH) {
      throw tooDeep();
    }
  }

  private OmenException tooDeep() {
    return SqlState.STATEMENT_TOO_COMPLEX
        .error("stack depth limit exceeded")
        .withHint(
            "Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), "
                + "after ensuring the platform's stack depth limit is adequate.");
  }

  boolean atColumnId() {
    return kind == Token.IDENTIFIER || (kind == Token.KEYWORD && keyword.isColumnName());
  }

  boolean atFunctionOrTypeName() {
    return kind == Token.IDENTIFIER || (kind == Token.KEYWORD && keyword.isFunctionOrTypeName());
  }

  boolean atLabel() {
    return kind == Token.IDENTIFIER || kind == Token.KEYWORD;
  }

  boolean atBareLabel() {
    return kind == Token.IDENTIFIER || (kind == Token.KEYWORD && keyword.isBareLabel());
  }

  boolean atNonReservedWord() {
    return kind == Token.IDENTIFIER || (kind == Token.KEYWORD && !keyword.isReserved());
  }

  /// The name of a column, table or the like.
  String columnId() {
    if (!atColumnId()) {
      throw syntaxError();
    }
    return takeIdentifier();
  }

  String functionOrTypeName() {
    if (!atFunctionOrTypeName()) {
      throw syntaxError();
    }
    return takeIdentifier();
  }

  /// Any word at all, as after a dot or AS.
  String label() {
    if (!atLabel()) {
      throw syntaxError();
    }
    return takeIdentifier();
  }

  String nonReservedWord() {
    if (!atNonReservedWord()) {
      throw syntaxError();
    }
    return takeIdentifier();
  }

  String takeIdentifier() {
    String name = identifierText();
    advance();
    return name;
  }

  private String identifierText() {
    String value = tokens.values[index];
    if (value != null) {
      return value;
    }
    if (kind == Token.KEYWORD) {
      return keyword.word;
    }
    int start = tokens.starts[index];
    int end = tokens.ends[index];
    for (int i = start; i < end; i++) {
      char c = tokens.text.charAt(i);
      if (c != Keywords.fold(c)) {
        return QuotedText.truncate(fold(start, end));
      }
    }
    return QuotedText.truncate(tokens.text.substring(start, end));
  }

  private String fold(int start, int end) {
    StringBuilder folded = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      folded.append(Keywords.fold(tokens.text.charAt(i)));
    }
    return folded.toString();
  }

  /// The value of a string constant.
  String string() {
    if (kind != Token.STRING) {
      throw syntaxError();
    }
    String value = stringText(1);
    advance();
    return value;
  }

  /// The text of the current quoted token, whose opening part is `prefix` characters long.
  String stringText(int prefix) {
    String value = tokens.values[index];
    return value != null
        ? value
        : tokens.text.substring(tokens.starts[index] + prefix, tokens.ends[index] - 1);
  }

  /// An integer constant without a sign.
  int integer() {
    if (kind != Token.INTEGER) {
      throw syntaxError();
    }
    int value = Integer.parseInt(raw());
    advance();
    return value;
  }

  int signedInteger() {
    if (accept('-')) {
      return -integer();
    }
    accept('+');
    return integer();
  }

  /// A number with an optional sign, as text.
  String signedNumber() {
    String sign = accept('-') ? "-" : "";
    if (sign.isEmpty()) {
      accept('+');
    }
    if (kind != Token.INTEGER && kind != Token.NUMBER) {
      throw syntaxError();
    }
    String value = sign + raw();
    advance();
    return value;
  }

  /// True where [#signedNumber] can begin.
  boolean atSignedNumber() {
    return kind == Token.INTEGER || kind == Token.NUMBER || kind == '-' || kind == '+';
  }

  /// `name`, `schema.name` or `catalog.schema.name`.
  Name name() {
    int pos = pos();
    String first = columnId();
    return kind == '.' ? restOfName(first, pos) : Name.of(first, pos);
  }

  Name restOfName(String first, int pos) {
    List<String> parts = new ArrayList<>(3);
    parts.add(first);
    while (accept('.')) {
      parts.add(label());
    }
    return nameOf(parts, pos);
  }

  static Name nameOf(List<String> parts, int pos) {
    return switch (parts.size()) {
      case 1 -> Name.of(parts.get(0), pos);
      case 2 -> new Name(null, parts.get(0), parts.get(1), pos);
      case 3 -> new Name(parts.get(0), parts.get(1), parts.get(2), pos);
      default ->
          throw SqlState.SYNTAX_ERROR
              .error("improper qualified name (too many dotted names): %s", String.join(".", parts))
              .at(pos);
    };
  }

  List<Name> names() {
    List<Name> names = new ArrayList<>(1);
    do {
      names.add(name());
    } while (accept(','));
    return names;
  }

  /// `a, b, c` without parentheses.
  List<String> columnIds() {
    List<String> names = new ArrayList<>();
    do {
      names.add(columnId());
    } while (accept(','));
    return names;
  }

  /// `(a, b, c)`.
  List<String> columnList() {
    expect('(');
    List<String> names = columnIds();
    expect(')');
    return names;
  }

  /// `(a, b, c)` or nothing.
  List<String> optionalColumnList() {
    return kind == '(' ? columnList() : List.of();
  }

  /// `CASCADE`, `RESTRICT` or nothing; true for CASCADE.
  boolean cascade() {
    if (accept(Keyword.CASCADE)) {
      return true;
    }
    accept(Keyword.RESTRICT);
    return false;
  }

  boolean ifExists() {
    return accept(Keyword.IF, Keyword.EXISTS);
  }

  /// `IF NOT EXISTS`.
  boolean ifNotExists() {
    if (!at(Keyword.IF) || peek(1) != Keyword.NOT) {
      return false;
    }
    advance();
    advance();
    expect(Keyword.EXISTS);
    return true;
  }
}
