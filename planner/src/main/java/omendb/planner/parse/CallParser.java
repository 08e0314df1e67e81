package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Node.Aggregation;
import omendb.planner.ast.Node.Argument;
import omendb.planner.ast.SortKey;
import omendb.planner.ast.Window;
import omendb.planner.ast.Window.Bound;
import omendb.planner.ast.Window.BoundKind;
import org.jspecify.annotations.Nullable;

/// Function calls with all that may follow them, and windows.
final class CallParser {
  private final Parser p;
  private final Cursor c;

  CallParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// A call of a function in `pg_catalog` with plain arguments.
  static Node builtin(String function, List<Node> values, int pos) {
    List<Argument> arguments = new ArrayList<>(values.size());
    for (Node value : values) {
      arguments.add(new Argument(null, value, false, value.pos()));
    }
    Name name = new Name(null, "pg_catalog", function, pos);
    return new Node.Call(name, arguments, false, Aggregation.NONE, null, pos);
  }

  /// What follows a function's name, which may turn out to be a type's: `numeric(3) '1'`.
  Node callOrTyped(Name name) {
    Node.Call call = parentheses(name);
    if (c.at(Token.STRING) && mayBeModifiers(call)) {
      return typed(name, call);
    }
    return suffixes(call);
  }

  private static boolean mayBeModifiers(Node.Call call) {
    return !call.arguments().isEmpty()
        && !call.aggregation().distinct()
        && !call.arguments().getLast().variadic();
  }

  /// A call that cannot be a type, with its suffixes.
  Node.Call call(Name name) {
    return suffixes(parentheses(name));
  }

  private Node typed(Name name, Node.Call call) {
    List<Node> modifiers = new ArrayList<>(2);
    for (Argument argument : call.arguments()) {
      if (argument.name() != null) {
        throw SqlState.SYNTAX_ERROR
            .error("type modifier cannot have parameter name")
            .at(argument.pos());
      }
      modifiers.add(argument.value());
    }
    if (!call.aggregation().orderBy().isEmpty()) {
      throw SqlState.SYNTAX_ERROR.error("type modifier cannot have ORDER BY").at(name.pos());
    }
    return new Node.TypedLiteral(
        TypeParser.named(name, modifiers), p.operands.string(), name.pos());
  }

  /// The parentheses of a call alone.
  Node.Call parentheses(Name name) {
    c.expect('(');
    if (c.accept('*')) {
      c.expect(')');
      return new Node.Call(name, List.of(), true, Aggregation.NONE, null, name.pos());
    }
    c.enter();
    List<Argument> arguments = new ArrayList<>(3);
    boolean distinct = false;
    List<SortKey> orderBy = List.of();
    if (!c.at(')')) {
      distinct = c.accept(DISTINCT);
      if (!distinct) {
        c.accept(ALL);
      }
      arguments(arguments);
      orderBy = p.queries.orderBy();
    }
    c.expect(')');
    c.leave();
    Aggregation aggregation =
        distinct || !orderBy.isEmpty()
            ? new Aggregation(distinct, orderBy, false, null)
            : Aggregation.NONE;
    return new Node.Call(name, arguments, false, aggregation, null, name.pos());
  }

  private void arguments(List<Argument> arguments) {
    boolean variadic;
    do {
      variadic = c.accept(VARIADIC);
      arguments.add(argument(variadic));
    } while (!variadic && c.accept(','));
  }

  private Argument argument(boolean variadic) {
    int pos = c.pos();
    int after = c.peekKind(1);
    if ((after == Token.EQUALS_GREATER || after == Token.COLON_EQUALS)
        && c.atFunctionOrTypeName()) {
      String name = c.takeIdentifier();
      c.advance();
      return new Argument(name, p.expressions.expression(), variadic, pos);
    }
    return new Argument(null, p.expressions.expression(), variadic, pos);
  }

  /// WITHIN GROUP, FILTER and OVER.
  private Node.Call suffixes(Node.Call call) {
    Aggregation aggregation = call.aggregation();
    if (c.at(WITHIN)) {
      aggregation = withinGroup(call);
    }
    if (c.accept(FILTER)) {
      c.expect('(');
      c.expect(WHERE);
      Node filter = p.expressions.expression();
      c.expect(')');
      aggregation =
          new Aggregation(
              aggregation.distinct(), aggregation.orderBy(), aggregation.withinGroup(), filter);
    }
    c.enter();
    Window over = over();
    c.leave();
    if (aggregation == call.aggregation() && over == null) {
      return call;
    }
    return new Node.Call(
        call.function(), call.arguments(), call.star(), aggregation, over, call.pos());
  }

  private Aggregation withinGroup(Node.Call call) {
    int pos = c.pos();
    c.expect(WITHIN);
    c.expect(GROUP);
    c.expect('(');
    List<SortKey> orderBy = p.queries.orderBy();
    if (orderBy.isEmpty()) {
      throw c.syntaxError();
    }
    c.expect(')');
    if (!call.aggregation().orderBy().isEmpty()) {
      throw misused("cannot use multiple ORDER BY clauses with WITHIN GROUP", pos);
    }
    if (call.aggregation().distinct()) {
      throw misused("cannot use DISTINCT with WITHIN GROUP", pos);
    }
    if (!call.arguments().isEmpty() && call.arguments().getLast().variadic()) {
      throw misused("cannot use VARIADIC with WITHIN GROUP", pos);
    }
    return new Aggregation(false, orderBy, true, null);
  }

  private static OmenException misused(String message, int pos) {
    return SqlState.SYNTAX_ERROR.error(message).at(pos);
  }

  private @Nullable Window over() {
    if (!c.accept(OVER)) {
      return null;
    }
    if (c.at('(')) {
      return specification();
    }
    int pos = c.pos();
    return new Window.Reference(c.columnId(), pos);
  }

  /// `WINDOW a AS (…), b AS (…)`, or none.
  List<Window.Definition> definitions() {
    if (!c.accept(WINDOW)) {
      return List.of();
    }
    List<Window.Definition> definitions = new ArrayList<>(2);
    do {
      int pos = c.pos();
      String name = c.columnId();
      c.expect(AS);
      definitions.add(new Window.Definition(name, specification(), pos));
    } while (c.accept(','));
    return definitions;
  }

  private Window.Specification specification() {
    int pos = c.pos();
    c.enter();
    c.expect('(');
    String base = null;
    if (c.atColumnId()) {
      switch (c.keyword) {
        case PARTITION, RANGE, ROWS, GROUPS -> {
          // the word begins a clause
        }
        default -> base = c.columnId();
      }
    }
    List<Node> partitionBy = List.of();
    if (c.accept(PARTITION)) {
      c.expect(BY);
      partitionBy = p.expressions.list();
    }
    List<SortKey> orderBy = p.queries.orderBy();
    Window.Frame frame =
        switch (c.keyword) {
          case RANGE -> frame(Window.Mode.RANGE);
          case ROWS -> frame(Window.Mode.ROWS);
          case GROUPS -> frame(Window.Mode.GROUPS);
          default -> null;
        };
    c.expect(')');
    c.leave();
    return new Window.Specification(base, partitionBy, orderBy, frame, pos);
  }

  private Window.Frame frame(Window.Mode mode) {
    int pos = c.pos();
    c.advance();
    Bound start;
    Bound end;
    if (c.accept(BETWEEN)) {
      int startPos = c.pos();
      start = bound();
      c.expect(AND);
      int endPos = c.pos();
      end = bound();
      checkBounds(start, end, startPos, endPos);
    } else {
      int startPos = c.pos();
      start = bound();
      end = new Bound(BoundKind.CURRENT_ROW, null);
      if (start.kind() == BoundKind.UNBOUNDED_FOLLOWING) {
        throw windowing("frame start cannot be UNBOUNDED FOLLOWING", startPos);
      }
      if (start.kind() == BoundKind.FOLLOWING) {
        throw windowing("frame starting from following row cannot end with current row", startPos);
      }
    }
    return new Window.Frame(mode, start, end, exclusion(), pos);
  }

  private static void checkBounds(Bound start, Bound end, int startPos, int endPos) {
    BoundKind from = start.kind();
    BoundKind to = end.kind();
    if (from == BoundKind.UNBOUNDED_FOLLOWING) {
      throw windowing("frame start cannot be UNBOUNDED FOLLOWING", startPos);
    }
    if (to == BoundKind.UNBOUNDED_PRECEDING) {
      throw windowing("frame end cannot be UNBOUNDED PRECEDING", endPos);
    }
    if (from == BoundKind.CURRENT_ROW && to == BoundKind.PRECEDING) {
      throw windowing("frame starting from current row cannot have preceding rows", endPos);
    }
    if (from == BoundKind.FOLLOWING && to == BoundKind.PRECEDING) {
      throw windowing("frame starting from following row cannot have preceding rows", endPos);
    }
    if (from == BoundKind.FOLLOWING && to == BoundKind.CURRENT_ROW) {
      throw windowing("frame starting from following row cannot have preceding rows", endPos);
    }
  }

  private static OmenException windowing(String message, int pos) {
    return SqlState.WINDOWING_ERROR.error(message).at(pos);
  }

  private Bound bound() {
    if (c.at(CURRENT, ROW)) {
      c.advance();
      c.advance();
      return new Bound(BoundKind.CURRENT_ROW, null);
    }
    if (c.accept(UNBOUNDED, PRECEDING)) {
      return new Bound(BoundKind.UNBOUNDED_PRECEDING, null);
    }
    if (c.accept(UNBOUNDED, FOLLOWING)) {
      return new Bound(BoundKind.UNBOUNDED_FOLLOWING, null);
    }
    Node offset = p.expressions.expression();
    if (c.accept(PRECEDING)) {
      return new Bound(BoundKind.PRECEDING, offset);
    }
    c.expect(FOLLOWING);
    return new Bound(BoundKind.FOLLOWING, offset);
  }

  private Window.Exclusion exclusion() {
    if (!c.accept(EXCLUDE)) {
      return Window.Exclusion.NO_OTHERS;
    }
    if (c.accept(CURRENT)) {
      c.expect(ROW);
      return Window.Exclusion.CURRENT_ROW;
    }
    if (c.accept(GROUP)) {
      return Window.Exclusion.GROUP;
    }
    if (c.accept(TIES)) {
      return Window.Exclusion.TIES;
    }
    c.expect(NO, OTHERS);
    return Window.Exclusion.NO_OTHERS;
  }
}
