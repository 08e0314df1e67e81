package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Operator;
import omendb.planner.ast.Query;
import omendb.planner.ast.Query.Limit;
import omendb.planner.ast.Query.LockStrength;
import omendb.planner.ast.Query.LockWait;
import omendb.planner.ast.Query.Locking;
import omendb.planner.ast.Query.SetOperator;
import omendb.planner.ast.Query.With;
import omendb.planner.ast.SortKey;
import omendb.planner.ast.SortKey.Nulls;
import org.jspecify.annotations.Nullable;

/// Queries around their SELECT cores: set operations, ORDER BY, LIMIT, locking, WITH.
final class QueryParser {
  private static final int UNION_LEVEL = 1;
  private static final int INTERSECT_LEVEL = 2;

  private final Parser p;
  private final Cursor c;

  QueryParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// True at the first word of a query.
  boolean atStart() {
    return startsAt(0);
  }

  private boolean startsAt(int ahead) {
    return switch (c.peek(ahead)) {
      case SELECT, WITH, TABLE -> true;
      case VALUES -> c.peekKind(ahead + 1) == '(';
      default -> false;
    };
  }

  /// True when a query begins behind the parentheses here, so that they may enclose one.
  boolean startsBehindParentheses() {
    int ahead = 0;
    while (c.peekKind(ahead) == '(' && ahead <= 2 * Cursor.MAX_NESTING) {
      ahead++;
    }
    return startsAt(ahead);
  }

  /// True at a word that continues a query after a complete operand.
  boolean atTail() {
    return switch (c.keyword) {
      case UNION, INTERSECT, EXCEPT, ORDER, LIMIT, OFFSET, FETCH -> true;
      case FOR -> atLocking();
      default -> false;
    };
  }

  Query query() {
    int pos = c.pos();
    With with = c.at(WITH) ? with() : null;
    return queryAfter(with, pos);
  }

  /// A query whose WITH has been read.
  Query queryAfter(@Nullable With with, int pos) {
    c.enter();
    int outer = c.beginTree();
    Query query = tail(with, setOperations(operand(), UNION_LEVEL), pos);
    c.endTree(outer);
    c.leave();
    return query;
  }

  /// The rest of a query whose first operand has been read.
  Query continueFrom(Query first) {
    return tail(null, setOperations(first, UNION_LEVEL), first.pos());
  }

  private Query setOperations(Query first, int lowest) {
    Query left = first;
    while (true) {
      SetOperator operator;
      switch (c.keyword) {
        case UNION -> operator = SetOperator.UNION;
        case EXCEPT -> operator = SetOperator.EXCEPT;
        case INTERSECT -> operator = SetOperator.INTERSECT;
        default -> {
          return left;
        }
      }
      int level = operator == SetOperator.INTERSECT ? INTERSECT_LEVEL : UNION_LEVEL;
      if (level < lowest) {
        return left;
      }
      int pos = c.pos();
      c.advance();
      boolean all = c.accept(ALL);
      if (!all) {
        c.accept(DISTINCT);
      }
      c.deepen();
      Query right = setOperations(operand(), level + 1);
      left = Query.of(new Query.SetOperation(operator, all, left, right, pos));
    }
  }

  private Query operand() {
    switch (c.keyword) {
      case SELECT -> {
        return Query.of(p.selects.select());
      }
      case VALUES -> {
        return Query.of(values());
      }
      case TABLE -> {
        return Query.of(p.selects.table());
      }
      default -> {
        c.expect('(');
        Query query = query();
        c.expect(')');
        return query;
      }
    }
  }

  private Query.Values values() {
    int pos = c.pos();
    c.expect(VALUES);
    List<List<Node>> rows = new ArrayList<>();
    do {
      c.expect('(');
      rows.add(p.expressions.list());
      c.expect(')');
    } while (c.accept(','));
    return new Query.Values(rows, pos);
  }

  /// The clauses behind a query's body; they join those that its parentheses contain.
  private Query tail(@Nullable With with, Query body, int pos) {
    List<SortKey> orderBy = orderBy();
    List<Locking> locking = new ArrayList<>(0);
    locking(locking);
    Limit limit = limit();
    if (locking.isEmpty()) {
      locking(locking);
    }
    if (with == null && orderBy.isEmpty() && limit == null && locking.isEmpty()) {
      return body;
    }
    if (with != null && body.with() != null) {
      throw clash("multiple WITH clauses not allowed", with.pos());
    }
    if (!orderBy.isEmpty() && !body.orderBy().isEmpty()) {
      throw clash("multiple ORDER BY clauses not allowed", orderBy.getFirst().pos());
    }
    List<SortKey> mergedOrder = orderBy.isEmpty() ? body.orderBy() : orderBy;
    Limit mergedLimit = mergeLimits(body.limit(), limit);
    if (limit != null && limit.withTies() && mergedOrder.isEmpty()) {
      throw clash("WITH TIES cannot be specified without ORDER BY clause", 0);
    }
    List<Locking> mergedLocking = new ArrayList<>(body.locking());
    mergedLocking.addAll(locking);
    if (mergedLimit != null && mergedLimit.withTies() && skipsLocked(mergedLocking)) {
      throw clash("SKIP LOCKED and WITH TIES options cannot be used together", 0);
    }
    With mergedWith = with != null ? with : body.with();
    return new Query(mergedWith, body.body(), mergedOrder, mergedLimit, mergedLocking, pos);
  }

  private static boolean skipsLocked(List<Locking> clauses) {
    for (Locking clause : clauses) {
      if (clause.onLocked() == LockWait.SKIP_LOCKED) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Limit mergeLimits(@Nullable Limit inner, @Nullable Limit outer) {
    if (inner == null || outer == null) {
      return inner == null ? outer : inner;
    }
    if (inner.offsetPos() > 0 && outer.offsetPos() > 0) {
      throw clash("multiple OFFSET clauses not allowed", outer.offsetPos());
    }
    if (inner.countPos() > 0 && outer.countPos() > 0) {
      throw clash("multiple LIMIT clauses not allowed", outer.countPos());
    }
    return inner.countPos() > 0 ? combine(inner, outer) : combine(outer, inner);
  }

  private static Limit combine(Limit count, Limit offset) {
    return new Limit(
        count.count(), offset.offset(), count.withTies(), count.countPos(), offset.offsetPos());
  }

  private static OmenException clash(String message, int pos) {
    return SqlState.SYNTAX_ERROR.error(message).at(pos);
  }

  /// `ORDER BY …`, or none.
  List<SortKey> orderBy() {
    if (!c.accept(ORDER)) {
      return List.of();
    }
    c.expect(BY);
    c.enter();
    List<SortKey> keys = new ArrayList<>(2);
    do {
      keys.add(sortKey());
    } while (c.accept(','));
    c.leave();
    return keys;
  }

  private SortKey sortKey() {
    int pos = c.pos();
    Node expression = p.expressions.expression();
    if (c.accept(USING)) {
      Operator using = p.expressions.operator();
      return new SortKey(expression, false, using, nulls(), pos);
    }
    boolean descending = c.accept(DESC);
    if (!descending) {
      c.accept(ASC);
    }
    return new SortKey(expression, descending, null, nulls(), pos);
  }

  Nulls nulls() {
    if (c.accept(NULLS, FIRST)) {
      return Nulls.FIRST;
    }
    return c.accept(NULLS, LAST) ? Nulls.LAST : Nulls.DEFAULT;
  }

  private @Nullable Limit limit() {
    Node count = null;
    Node offset = null;
    boolean withTies = false;
    int countPos = 0;
    int offsetPos = 0;
    while (true) {
      int clausePos = c.pos();
      if (c.at(LIMIT) && countPos == 0) {
        c.advance();
        countPos = c.pos();
        count = c.accept(ALL) ? null : p.expressions.expression();
        if (c.at(',')) {
          throw clash("LIMIT #,# syntax is not supported", clausePos)
              .withHint("Use separate LIMIT and OFFSET clauses.");
        }
      } else if (c.at(FETCH) && countPos == 0) {
        c.advance();
        countPos = c.pos();
        count = fetchCount();
        withTies = fetchEnd();
      } else if (c.at(OFFSET) && offsetPos == 0) {
        c.advance();
        offsetPos = c.pos();
        offset = p.expressions.expression();
        if (!c.accept(ROW)) {
          c.accept(ROWS);
        }
      } else {
        break;
      }
    }
    return countPos == 0 && offsetPos == 0
        ? null
        : new Limit(count, offset, withTies, countPos, offsetPos);
  }

  /// What stands between FETCH FIRST and ROWS; nothing means one.
  private Node fetchCount() {
    if (!c.accept(FIRST)) {
      c.expect(NEXT);
    }
    int pos = c.pos();
    if (c.at(ROW) || c.at(ROWS)) {
      return new Node.IntegerLiteral(1, pos);
    }
    if (c.at('+') || c.at('-')) {
      boolean minus = c.at('-');
      c.advance();
      if (!c.at(Token.INTEGER) && !c.at(Token.NUMBER)) {
        throw c.syntaxError();
      }
      Node number = p.operands.operand();
      return minus ? ExpressionParser.negate(number, pos) : number;
    }
    return p.operands.operand();
  }

  /// `ROWS ONLY` or `ROWS WITH TIES`; true for the latter.
  private boolean fetchEnd() {
    if (!c.accept(ROW)) {
      c.expect(ROWS);
    }
    if (c.accept(ONLY)) {
      return false;
    }
    c.expect(WITH, TIES);
    return true;
  }

  private boolean atLocking() {
    return switch (c.peek(1)) {
      case UPDATE, SHARE, NO, KEY, READ -> true;
      default -> false;
    };
  }

  private void locking(List<Locking> clauses) {
    while (c.at(FOR)) {
      int pos = c.pos();
      c.advance();
      if (c.accept(READ)) {
        c.expect(ONLY);
        return;
      }
      LockStrength strength = strength();
      List<Name> of = c.accept(OF) ? c.names() : List.of();
      LockWait onLocked = LockWait.WAIT;
      if (c.accept(NOWAIT)) {
        onLocked = LockWait.NOWAIT;
      } else if (c.accept(SKIP)) {
        c.expect(LOCKED);
        onLocked = LockWait.SKIP_LOCKED;
      }
      clauses.add(new Locking(strength, of, onLocked, pos));
    }
  }

  private LockStrength strength() {
    if (c.accept(UPDATE)) {
      return LockStrength.UPDATE;
    }
    if (c.accept(SHARE)) {
      return LockStrength.SHARE;
    }
    if (c.accept(KEY)) {
      c.expect(SHARE);
      return LockStrength.KEY_SHARE;
    }
    c.expect(NO);
    c.expect(KEY, UPDATE);
    return LockStrength.NO_KEY_UPDATE;
  }

  With with() {
    int pos = c.pos();
    c.expect(WITH);
    boolean recursive = false;
    if (c.at(RECURSIVE) && c.peek(1) != AS && c.peekKind(1) != '(') {
      c.advance();
      recursive = true;
    }
    List<Query.CommonTable> tables = new ArrayList<>(2);
    do {
      tables.add(commonTable());
    } while (c.accept(','));
    return new With(recursive, tables, pos);
  }

  private Query.CommonTable commonTable() {
    int pos = c.pos();
    String name = c.columnId();
    List<String> columns = c.optionalColumnList();
    c.expect(AS);
    Boolean materialized = null;
    if (c.accept(MATERIALIZED)) {
      materialized = true;
    } else if (c.accept(NOT)) {
      c.expect(MATERIALIZED);
      materialized = false;
    }
    c.enter();
    c.expect('(');
    var statement = p.statements.preparable();
    c.expect(')');
    c.leave();
    return new Query.CommonTable(name, columns, materialized, statement, search(), cycle(), pos);
  }

  private Query.@Nullable Search search() {
    int pos = c.pos();
    if (!c.accept(SEARCH)) {
      return null;
    }
    boolean breadth = c.accept(BREADTH);
    if (!breadth) {
      c.expect(DEPTH);
    }
    c.expect(FIRST, BY);
    List<String> by = c.columnIds();
    c.expect(SET);
    return new Query.Search(breadth, by, c.columnId(), pos);
  }

  private Query.@Nullable Cycle cycle() {
    int pos = c.pos();
    if (!c.accept(CYCLE)) {
      return null;
    }
    List<String> columns = c.columnIds();
    c.expect(SET);
    String mark = c.columnId();
    Node value = null;
    Node otherwise = null;
    if (c.accept(TO)) {
      value = p.operands.operand();
      c.expect(DEFAULT);
      otherwise = p.operands.operand();
    }
    c.expect(USING);
    return new Query.Cycle(columns, mark, value, otherwise, c.columnId(), pos);
  }
}
