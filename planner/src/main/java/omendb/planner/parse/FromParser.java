package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.FromItem.Alias;
import omendb.planner.ast.FromItem.ColumnType;
import omendb.planner.ast.FromItem.FunctionItem;
import omendb.planner.ast.FromItem.Join;
import omendb.planner.ast.FromItem.JoinCondition;
import omendb.planner.ast.FromItem.JoinKind;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// The items of a FROM clause and their joins.
final class FromParser {
  private final Parser p;
  private final Cursor c;

  FromParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// What stood between parentheses: a query or a join, the other is null.
  private record Content(@Nullable Query query, @Nullable FromItem join) {}

  /// `a, b JOIN c ON …`.
  List<FromItem> list() {
    List<FromItem> items = new ArrayList<>(2);
    do {
      items.add(item());
    } while (c.accept(','));
    return items;
  }

  FromItem item() {
    c.enter();
    int outer = c.beginTree();
    FromItem item = joins(primary());
    c.endTree(outer);
    c.leave();
    return item;
  }

  private FromItem joins(FromItem first) {
    FromItem left = first;
    while (atJoin()) {
      c.deepen();
      left = join(left);
    }
    return left;
  }

  private boolean atJoin() {
    return switch (c.keyword) {
      case JOIN, INNER, LEFT, RIGHT, FULL, CROSS, NATURAL -> true;
      default -> false;
    };
  }

  /// One join with its condition. A join without one so far takes further joins into its right
  /// side: in `a JOIN b JOIN c ON x ON y` the first ON belongs to the second JOIN.
  private FromItem join(FromItem left) {
    int pos = c.pos();
    if (c.accept(CROSS)) {
      c.expect(JOIN);
      return new Join(JoinKind.CROSS, left, primary(), JoinCondition.NONE, null, pos);
    }
    boolean natural = c.accept(NATURAL);
    JoinKind kind = joinKind();
    FromItem right = primary();
    if (natural) {
      return new Join(kind, left, right, JoinCondition.NATURAL, null, pos);
    }
    c.enter();
    while (atJoin()) {
      c.deepen();
      right = join(right);
    }
    c.leave();
    return new Join(kind, left, right, condition(), null, pos);
  }

  private JoinKind joinKind() {
    JoinKind kind =
        switch (c.keyword) {
          case LEFT -> JoinKind.LEFT;
          case RIGHT -> JoinKind.RIGHT;
          case FULL -> JoinKind.FULL;
          default -> JoinKind.INNER;
        };
    if (kind != JoinKind.INNER) {
      c.advance();
      c.accept(OUTER);
    } else {
      c.accept(INNER);
    }
    c.expect(JOIN);
    return kind;
  }

  private JoinCondition condition() {
    if (c.accept(ON)) {
      return new JoinCondition(false, List.of(), null, p.expressions.expression());
    }
    c.expect(USING);
    List<String> columns = c.columnList();
    Alias alias = null;
    if (c.accept(AS)) {
      int pos = c.pos();
      alias = new Alias(c.columnId(), List.of(), pos);
    }
    return new JoinCondition(false, columns, alias, null);
  }

  private FromItem primary() {
    int pos = c.pos();
    boolean lateral = c.accept(LATERAL);
    if (c.at('(')) {
      int parenthesisPos = c.pos();
      Content content = parentheses();
      if (content.query() != null) {
        return subquery(content.query(), lateral, parenthesisPos);
      }
      if (lateral) {
        throw c.syntaxError();
      }
      return aliased(content.join());
    }
    if (c.at(ROWS, FROM)) {
      return rowsFrom(lateral, pos);
    }
    if (c.at(ONLY)) {
      return table(relation());
    }
    if (c.at(XMLTABLE) && c.peekKind(1) == '(') {
      Node call = p.specialCalls.xml();
      return function(List.of(new FunctionItem(call, List.of(), pos)), false, lateral, pos);
    }
    Node special = c.at(Token.KEYWORD) ? p.specialCalls.special() : null;
    if (special != null || functionAhead()) {
      Node call = special != null ? special : windowless();
      return function(List.of(new FunctionItem(call, List.of(), pos)), false, lateral, pos);
    }
    if (lateral) {
      c.columnId();
      throw c.syntaxError();
    }
    return table(relation());
  }

  private Content parentheses() {
    c.enter();
    c.expect('(');
    Content content = content();
    c.expect(')');
    c.leave();
    return content;
  }

  private Content content() {
    if (p.queries.atStart()) {
      return new Content(p.queries.query(), null);
    }
    FromItem first;
    if (c.at('(') && p.queries.startsBehindParentheses()) {
      int pos = c.pos();
      Content inner = parentheses();
      Query query = inner.query();
      if (query != null && p.queries.atTail()) {
        return new Content(p.queries.continueFrom(query), null);
      }
      if (query != null && c.at(')')) {
        return inner;
      }
      first = query != null ? subquery(query, false, pos) : aliased(inner.join());
    } else {
      first = primary();
    }
    FromItem join = joins(first);
    if (!(join instanceof Join)) {
      throw c.syntaxError();
    }
    return new Content(null, join);
  }

  private FromItem subquery(Query query, boolean lateral, int pos) {
    Alias alias = alias();
    if (alias == null) {
      boolean values = query.isBare() && query.body() instanceof Query.Values;
      throw missingAlias(values ? "VALUES" : "subquery", values ? "(VALUES ...)" : "(SELECT ...)")
          .at(pos);
    }
    return new FromItem.Subquery(query, lateral, alias, pos);
  }

  private static OmenException missingAlias(String what, String example) {
    return SqlState.SYNTAX_ERROR
        .error("%s in FROM must have an alias", what)
        .withHint("For example, FROM %s [AS] foo.", example);
  }

  private FromItem aliased(@Nullable FromItem item) {
    if (!(item instanceof Join join)) {
      throw c.syntaxError();
    }
    Alias alias = alias();
    return alias == null
        ? join
        : new Join(join.kind(), join.left(), join.right(), join.condition(), alias, join.pos());
  }

  /// `[AS] name [(columns)]`, or none.
  private @Nullable Alias alias() {
    int pos = c.pos();
    if (c.accept(AS)) {
      pos = c.pos();
    } else if (!c.atColumnId()) {
      return null;
    }
    String name = c.columnId();
    return new Alias(name, c.optionalColumnList(), pos);
  }

  /// A table without alias: `t`, `t *`, `ONLY t`, `ONLY (t)`.
  FromItem.Table relation() {
    int pos = c.pos();
    if (c.accept(ONLY)) {
      boolean parentheses = c.accept('(');
      Name name = c.name();
      if (parentheses) {
        c.expect(')');
      }
      return new FromItem.Table(name, true, null, null, pos);
    }
    Name name = c.name();
    c.accept('*');
    return new FromItem.Table(name, false, null, null, pos);
  }

  /// The table of UPDATE and DELETE, where SET is no alias unless after AS.
  FromItem.Table target() {
    FromItem.Table table = relation();
    int pos = c.pos();
    boolean as = c.accept(AS);
    if (!as && (!c.atColumnId() || c.at(SET))) {
      return table;
    }
    if (as) {
      pos = c.pos();
    }
    Alias alias = new Alias(c.columnId(), List.of(), pos);
    return new FromItem.Table(table.name(), table.only(), alias, null, table.pos());
  }

  private FromItem table(FromItem.Table table) {
    Alias alias = alias();
    FromItem.Sample sample = sample();
    return new FromItem.Table(table.name(), table.only(), alias, sample, table.pos());
  }

  private FromItem.@Nullable Sample sample() {
    int pos = c.pos();
    if (!c.accept(TABLESAMPLE)) {
      return null;
    }
    int namePos = c.pos();
    String first = c.atColumnId() ? c.columnId() : c.functionOrTypeName();
    Name method = c.at('.') ? c.restOfName(first, namePos) : Name.of(first, namePos);
    c.expect('(');
    List<Node> arguments = p.expressions.list();
    c.expect(')');
    Node seed = null;
    if (c.accept(REPEATABLE)) {
      c.expect('(');
      seed = p.expressions.expression();
      c.expect(')');
    }
    return new FromItem.Sample(method, arguments, seed, pos);
  }

  /// True when the words here are a function call rather than a table's name.
  private boolean functionAhead() {
    if (c.peekKind(1) == '(') {
      return c.atFunctionOrTypeName();
    }
    int ahead = 1;
    while (c.peekKind(ahead) == '.') {
      ahead += 2;
    }
    return ahead > 1 ? c.peekKind(ahead) == '(' : !c.atColumnId() && c.atFunctionOrTypeName();
  }

  /// A call of a function that may not have OVER, FILTER or WITHIN GROUP.
  private FunctionItem functionCall() {
    int pos = c.pos();
    Node call = windowless();
    return new FunctionItem(call, List.of(), pos);
  }

  Node windowless() {
    Node special = c.at(Token.KEYWORD) ? p.specialCalls.special() : null;
    if (special != null) {
      return special;
    }
    int pos = c.pos();
    boolean function = c.atFunctionOrTypeName();
    if (!function && !(c.atColumnId() && c.peekKind(1) == '.')) {
      throw c.syntaxError();
    }
    String first = c.takeIdentifier();
    Name name = c.at('.') ? c.restOfName(first, pos) : Name.of(first, pos);
    return p.calls.parentheses(name);
  }

  private FromItem rowsFrom(boolean lateral, int pos) {
    c.advance();
    c.advance();
    c.expect('(');
    List<FunctionItem> functions = new ArrayList<>(2);
    do {
      FunctionItem item = functionCall();
      if (c.accept(AS)) {
        item = new FunctionItem(item.call(), columnTypes(), item.pos());
      }
      functions.add(item);
    } while (c.accept(','));
    c.expect(')');
    return function(functions, true, lateral, pos);
  }

  private FromItem function(
      List<FunctionItem> functions, boolean rowsFrom, boolean lateral, int pos) {
    boolean ordinality = c.accept(WITH, ORDINALITY);
    Alias alias = null;
    List<ColumnType> columns = List.of();
    int aliasPos = c.pos();
    boolean as = c.accept(AS);
    if (as && c.at('(')) {
      columns = columnTypes();
    } else if (as || c.atColumnId()) {
      if (as) {
        aliasPos = c.pos();
      }
      String name = c.columnId();
      int second = c.peekKind(2);
      boolean typed = c.at('(') && second != ',' && second != ')';
      List<String> names = typed ? List.of() : c.optionalColumnList();
      columns = typed ? columnTypes() : columns;
      alias = new Alias(name, names, aliasPos);
    }
    return new FromItem.Function(functions, rowsFrom, lateral, ordinality, alias, columns, pos);
  }

  /// `(a int, b text COLLATE "C")`.
  private List<ColumnType> columnTypes() {
    c.expect('(');
    List<ColumnType> columns = new ArrayList<>(2);
    do {
      int pos = c.pos();
      String name = c.columnId();
      TypeName type = p.types.type();
      Name collation = c.accept(COLLATE) ? c.name() : null;
      columns.add(new ColumnType(name, type, collation, pos));
    } while (c.accept(','));
    c.expect(')');
    return columns;
  }
}
