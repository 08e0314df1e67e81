package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import omendb.planner.ast.Control;
import omendb.planner.ast.Control.Direction;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;

/// Prepared statements and cursors.
final class CursorParser {
  private final Parser p;
  private final Cursor c;

  CursorParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    return switch (c.keyword) {
      case PREPARE -> prepare(pos);
      case EXECUTE -> execute(pos);
      case DEALLOCATE -> deallocate(pos);
      case DECLARE -> declare(pos);
      case CLOSE -> {
        c.advance();
        yield new Control.CloseCursor(c.accept(ALL) ? null : c.columnId(), pos);
      }
      default -> fetch(pos);
    };
  }

  private Statement prepare(int pos) {
    c.expect(PREPARE);
    if (c.at(TRANSACTION) && c.peekKind(1) == Token.STRING) {
      c.advance();
      return new Control.PrepareTransaction(c.string(), pos);
    }
    String name = c.columnId();
    List<TypeName> types = p.types.typeList();
    c.expect(AS);
    int start = c.start();
    Statement statement = p.statements.preparable();
    return new Control.Prepare(name, types, statement, c.textFrom(start), pos);
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

  private Statement deallocate(int pos) {
    c.expect(DEALLOCATE);
    if (c.at(PREPARE) && !atEnd(1)) {
      c.advance();
    }
    return new Control.Deallocate(c.accept(ALL) ? null : c.columnId(), pos);
  }

  Control.DeclareCursor declare(int pos) {
    c.expect(DECLARE);
    String name = c.columnId();
    boolean binary = false;
    Boolean scroll = null;
    Boolean insensitive = null;
    while (!c.at(CURSOR)) {
      if (c.accept(BINARY)) {
        binary = true;
      } else if (c.accept(SCROLL)) {
        scroll = true;
      } else if (c.accept(NO)) {
        c.expect(SCROLL);
        scroll = false;
      } else if (c.accept(INSENSITIVE)) {
        insensitive = true;
      } else {
        c.expect(ASENSITIVE);
        insensitive = false;
      }
    }
    c.expect(CURSOR);
    boolean hold = c.accept(WITH);
    if (hold || c.accept(WITHOUT)) {
      c.expect(HOLD);
    }
    c.expect(FOR);
    int start = c.start();
    Query query = p.queries.query();
    return new Control.DeclareCursor(
        name, binary, scroll, insensitive, hold, query, c.textFrom(start), pos);
  }

  private Statement fetch(int pos) {
    boolean move = c.accept(MOVE);
    if (!move) {
      c.expect(FETCH);
    }
    Direction direction = Direction.FORWARD;
    long count = 1;
    if (c.at(Token.INTEGER) || c.at('-') || c.at('+')) {
      count = c.signedInteger();
    } else if (!atEnd(1) || c.at(ALL)) {
      switch (c.keyword) {
        case NEXT -> c.advance();
        case PRIOR -> {
          c.advance();
          direction = Direction.BACKWARD;
        }
        case FIRST, LAST -> {
          direction = Direction.ABSOLUTE;
          count = c.at(FIRST) ? 1 : -1;
          c.advance();
        }
        case ABSOLUTE, RELATIVE -> {
          direction = c.at(ABSOLUTE) ? Direction.ABSOLUTE : Direction.RELATIVE;
          c.advance();
          count = c.signedInteger();
        }
        case ALL -> {
          c.advance();
          count = Long.MAX_VALUE;
        }
        case FORWARD, BACKWARD -> {
          direction = c.at(FORWARD) ? Direction.FORWARD : Direction.BACKWARD;
          c.advance();
          count = optionalCount();
        }
        default -> {
          // the cursor's name
        }
      }
    }
    if (!c.accept(FROM)) {
      c.accept(IN);
    }
    return new Control.Fetch(move, direction, count, c.columnId(), pos);
  }

  private long optionalCount() {
    if (c.accept(ALL)) {
      return Long.MAX_VALUE;
    }
    return c.atSignedNumber() ? c.signedInteger() : 1;
  }

  private boolean atEnd(int ahead) {
    return c.peekKind(ahead) == Token.END || c.peekKind(ahead) == ';';
  }
}
