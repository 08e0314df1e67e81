package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import omendb.planner.ast.SortKey.Nulls;
import omendb.planner.ast.Statement;

/// CREATE INDEX, and the elements that it shares with ON CONFLICT and PARTITION BY.
final class IndexParser {
  private final Parser p;
  private final Cursor c;

  IndexParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// From `UNIQUE` or `INDEX` on.
  Statement create(int pos) {
    boolean unique = c.accept(UNIQUE);
    c.expect(INDEX);
    boolean concurrently = c.accept(CONCURRENTLY);
    boolean ifNotExists = c.ifNotExists();
    String name = ifNotExists || !c.at(ON) ? c.columnId() : null;
    c.expect(ON);
    boolean only = c.at(ONLY);
    Name table = p.from.relation().name();
    String method = c.accept(USING) ? c.columnId() : "btree";
    List<IndexElement> elements = elements();
    List<IndexElement> include = c.accept(INCLUDE) ? elements() : List.of();
    boolean nullsNotDistinct = nullsNotDistinct();
    List<Option> options = c.accept(WITH) ? p.options.storage() : List.of();
    String tablespace = c.accept(TABLESPACE) ? c.columnId() : null;
    Ddl.Sourced where = null;
    if (c.accept(WHERE)) {
      int start = c.start();
      Node predicate = p.expressions.expression();
      where = new Ddl.Sourced(predicate, c.textFrom(start));
    }
    Ddl.IndexShape shape =
        new Ddl.IndexShape(method, elements, include, nullsNotDistinct, options, tablespace, where);
    return new Ddl.CreateIndex(name, table, only, unique, concurrently, ifNotExists, shape, pos);
  }

  /// `NULLS [NOT] DISTINCT`; true with NOT.
  boolean nullsNotDistinct() {
    if (!c.accept(NULLS)) {
      return false;
    }
    boolean not = c.accept(NOT);
    c.expect(DISTINCT);
    return not;
  }

  /// `(element, …)`.
  List<IndexElement> elements() {
    c.expect('(');
    List<IndexElement> elements = new ArrayList<>(2);
    do {
      elements.add(element());
    } while (c.accept(','));
    c.expect(')');
    return elements;
  }

  private IndexElement element() {
    int pos = c.pos();
    int start = c.start();
    Node expression = elementExpression();
    String text = c.textFrom(start);
    Name collation = c.accept(COLLATE) ? c.name() : null;
    Name operatorClass = null;
    List<Option> operatorClassOptions = List.of();
    if (c.atColumnId()) {
      operatorClass = c.name();
      if (c.at('(')) {
        operatorClassOptions = p.options.storage();
      }
    }
    boolean descending = c.accept(DESC);
    if (!descending) {
      c.accept(ASC);
    }
    Nulls nulls = p.queries.nulls();
    return new IndexElement(
        expression, text, collation, operatorClass, operatorClassOptions, descending, nulls, pos);
  }

  private Node elementExpression() {
    if (c.accept('(')) {
      Node expression = p.expressions.expression();
      c.expect(')');
      return expression;
    }
    boolean column = c.atColumnId() && c.peekKind(1) != '(' && c.peekKind(1) != '.';
    if (column) {
      int pos = c.pos();
      return new Node.ColumnRef(List.of(c.columnId()), pos);
    }
    return p.from.windowless();
  }
}
