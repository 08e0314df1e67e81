package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Query.Distinct;
import omendb.planner.ast.Query.GroupItem;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Query.Select;
import omendb.planner.ast.Query.SelectItem;
import omendb.planner.ast.Window;
import org.jspecify.annotations.Nullable;

/// SELECT from its first word to its WINDOW clause.
final class SelectParser {
  private final Parser p;
  private final Cursor c;

  SelectParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Select select() {
    int pos = c.pos();
    c.expect(SELECT);
    Distinct distinct = distinct();
    List<SelectItem> items = !distinct.present() && atEndOfItems() ? List.of() : items();
    Query.Into into = into();
    List<FromItem> from = c.accept(FROM) ? p.from.list() : List.of();
    Node where = where();
    Query.GroupBy groupBy = groupBy();
    Node having = c.accept(HAVING) ? p.expressions.expression() : null;
    List<Window.Definition> windows = p.calls.definitions();
    return new Select(distinct, items, into, from, where, groupBy, having, windows, pos);
  }

  /// `TABLE t`.
  Select table() {
    int pos = c.pos();
    c.expect(TABLE);
    FromItem table = p.from.relation();
    List<SelectItem> items = List.of(new SelectItem(new Node.Star(List.of(), pos), null, pos));
    return new Select(Distinct.NO, items, null, List.of(table), null, null, null, List.of(), pos);
  }

  private Distinct distinct() {
    if (!c.accept(DISTINCT)) {
      c.accept(ALL);
      return Distinct.NO;
    }
    if (!c.accept(ON)) {
      return new Distinct(true, List.of());
    }
    c.expect('(');
    List<Node> on = p.expressions.list();
    c.expect(')');
    return new Distinct(true, on);
  }

  private boolean atEndOfItems() {
    return switch (c.keyword) {
      case FROM, INTO, WHERE, GROUP, HAVING, WINDOW, UNION, INTERSECT, EXCEPT -> true;
      case ORDER, LIMIT, OFFSET, FETCH, FOR, ON, RETURNING -> true;
      default -> c.at(Token.END) || c.at(';') || c.at(')');
    };
  }

  /// The list of SELECT and RETURNING.
  List<SelectItem> items() {
    List<SelectItem> items = new ArrayList<>();
    do {
      items.add(item());
    } while (c.accept(','));
    return items;
  }

  private SelectItem item() {
    int pos = c.pos();
    if (c.accept('*')) {
      return new SelectItem(new Node.Star(List.of(), pos), null, pos);
    }
    int outer = c.beginLabel();
    Node expression = p.expressions.expression();
    c.endLabel(outer);
    String alias = null;
    if (c.accept(AS)) {
      alias = c.label();
    } else if (c.atBareLabel()) {
      alias = c.takeIdentifier();
    }
    return new SelectItem(expression, alias, pos);
  }

  private Query.@Nullable Into into() {
    if (!c.accept(INTO)) {
      return null;
    }
    int pos = c.pos();
    Persistence persistence = intoPersistence();
    c.accept(TABLE);
    Name table = c.name();
    return new Query.Into(table, persistence, pos);
  }

  private Persistence intoPersistence() {
    if ((c.at(LOCAL) || c.at(GLOBAL)) && (c.peek(1) == TEMP || c.peek(1) == TEMPORARY)) {
      c.advance();
    }
    if (c.accept(TEMP) || c.accept(TEMPORARY)) {
      return Persistence.TEMPORARY;
    }
    return c.accept(UNLOGGED) ? Persistence.UNLOGGED : Persistence.PERMANENT;
  }

  @Nullable Node where() {
    return c.accept(WHERE) ? p.expressions.expression() : null;
  }

  private Query.@Nullable GroupBy groupBy() {
    int pos = c.pos();
    if (!c.accept(GROUP)) {
      return null;
    }
    c.expect(BY);
    boolean distinct = c.accept(DISTINCT);
    if (!distinct) {
      c.accept(ALL);
    }
    return new Query.GroupBy(groupItems(), distinct, pos);
  }

  private List<GroupItem> groupItems() {
    List<GroupItem> items = new ArrayList<>(2);
    do {
      items.add(groupItem());
    } while (c.accept(','));
    return items;
  }

  private GroupItem groupItem() {
    int pos = c.pos();
    if (c.at('(') && c.peekKind(1) == ')') {
      c.advance();
      c.advance();
      return new Query.GroupNothing(pos);
    }
    if ((c.at(ROLLUP) || c.at(CUBE)) && c.peekKind(1) == '(') {
      boolean rollup = c.at(ROLLUP);
      c.advance();
      c.expect('(');
      List<Node> expressions = p.expressions.list();
      c.expect(')');
      return rollup ? new Query.Rollup(expressions, pos) : new Query.Cube(expressions, pos);
    }
    if (c.accept(GROUPING, SETS)) {
      c.enter();
      c.expect('(');
      List<GroupItem> items = groupItems();
      c.expect(')');
      c.leave();
      return new Query.GroupingSets(items, pos);
    }
    return new Query.GroupExpression(p.expressions.expression(), pos);
  }
}
