package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import omendb.planner.ast.Control;
import omendb.planner.ast.Node;

/// Prepared statements and cursors.
final class CursorParser {
  private final Parser p;
  private final Cursor c;

  CursorParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Control.Execute execute(int pos) {
    c.expect(EXECUTE);
    String name = c.columnId();
    List<Node> arguments = List.of();
    if (c.accept('(')) {
      arguments = p.expressions.list();
      c.expect(')');
    }
    return new Control.Execute(name, arguments, pos);
  }
}
