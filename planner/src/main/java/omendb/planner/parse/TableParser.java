package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ColumnDefinition;
import omendb.planner.ast.Ddl.OnCommit;
import omendb.planner.ast.Ddl.PartitionBound;
import omendb.planner.ast.Ddl.PartitionBy;
import omendb.planner.ast.Ddl.TableElement;
import omendb.planner.ast.Ddl.TableStorage;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// CREATE TABLE in its three forms, CREATE TABLE AS, and column definitions.
final class TableParser {
  private final Parser p;
  private final Cursor c;

  TableParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// From `TABLE` on.
  Statement create(Persistence persistence, int pos) {
    c.expect(TABLE);
    boolean ifNotExists = c.ifNotExists();
    Name name = c.name();
    if (c.at('(') && !atNamesOnly()) {
      List<TableElement> elements = elements(false);
      List<Name> inherits = inherits();
      TableStorage storage = storage(true);
      return new Ddl.CreateTable(
          name, persistence, ifNotExists, elements, inherits, storage, null, null, pos);
    }
    if (c.accept(OF)) {
      int typePos = c.pos();
      Name type = c.name();
      List<TableElement> elements = c.at('(') ? elements(true) : List.of();
      TableStorage storage = storage(true);
      Name ofType = new Name(type.catalog(), type.schema(), type.name(), typePos);
      return new Ddl.CreateTable(
          name, persistence, ifNotExists, elements, List.of(), storage, null, ofType, pos);
    }
    if (c.accept(PARTITION)) {
      return partition(name, persistence, ifNotExists, pos);
    }
    return createAs(name, persistence, ifNotExists, pos);
  }

  /// True at `(a, b)` without types, as in CREATE TABLE AS.
  private boolean atNamesOnly() {
    int second = c.peekKind(2);
    boolean name =
        c.peekKind(1) == Token.IDENTIFIER
            || (c.peekKind(1) == Token.KEYWORD && c.peek(1).isColumnName());
    return (second == ',' || second == ')') && name;
  }

  private Statement partition(Name name, Persistence persistence, boolean ifNotExists, int pos) {
    int partitionPos = c.pos();
    c.expect(OF);
    Name parent = c.name();
    List<TableElement> elements = c.at('(') ? elements(true) : List.of();
    PartitionBound bound = bound();
    Ddl.PartitionOf partitionOf = new Ddl.PartitionOf(parent, bound, partitionPos);
    return new Ddl.CreateTable(
        name, persistence, ifNotExists, elements, List.of(), storage(true), partitionOf, null, pos);
  }

  private Statement createAs(Name name, Persistence persistence, boolean ifNotExists, int pos) {
    List<String> columns = c.optionalColumnList();
    TableStorage storage = storage(false);
    c.expect(AS);
    int start = c.start();
    Statement source;
    if (c.at(EXECUTE)) {
      source = p.cursors.execute(c.pos());
    } else {
      source = p.queries.query();
    }
    String text = c.textFrom(start);
    return new Ddl.CreateTableAs(
        name, persistence, ifNotExists, columns, storage, source, text, withData(), false, pos);
  }

  /// `WITH [NO] DATA`; true unless NO.
  boolean withData() {
    if (!c.accept(WITH)) {
      return true;
    }
    boolean no = c.accept(NO);
    c.expect(DATA);
    return !no;
  }

  private List<TableElement> elements(boolean typed) {
    c.expect('(');
    List<TableElement> elements = new ArrayList<>();
    if (!c.at(')') || typed) {
      do {
        elements.add(element(typed));
      } while (c.accept(','));
    }
    c.expect(')');
    return elements;
  }

  private TableElement element(boolean typed) {
    if (p.constraints.atTableConstraint()) {
      return p.constraints.ofTable();
    }
    if (typed) {
      return columnOptions();
    }
    return c.at(LIKE) ? like() : column();
  }

  ColumnDefinition column() {
    int pos = c.pos();
    String name = c.columnId();
    TypeName type = p.types.type();
    String compression = null;
    if (c.accept(COMPRESSION)) {
      compression = c.accept(DEFAULT) ? "default" : c.columnId();
    }
    if (c.at(OPTIONS) && c.peekKind(1) == '(') {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("options of a column are not supported")
          .at(c.pos());
    }
    return qualifiers(name, type, compression, pos);
  }

  /// `name [WITH OPTIONS] constraints`.
  private ColumnDefinition columnOptions() {
    int pos = c.pos();
    String name = c.columnId();
    if (c.accept(WITH)) {
      c.expect(OPTIONS);
    }
    return qualifiers(name, null, null, pos);
  }

  private ColumnDefinition qualifiers(
      String name, @Nullable TypeName type, @Nullable String compression, int pos) {
    Name collation = null;
    List<Constraint> constraints = new ArrayList<>(2);
    while (true) {
      int here = c.pos();
      if (c.accept(COLLATE)) {
        if (collation != null) {
          throw SqlState.SYNTAX_ERROR.error("multiple COLLATE clauses not allowed").at(here);
        }
        collation = c.name();
      } else if (p.constraints.atColumnConstraint()) {
        constraints.add(p.constraints.ofColumn());
      } else {
        return new ColumnDefinition(name, type, collation, compression, constraints, pos);
      }
    }
  }

  private TableElement like() {
    int pos = c.pos();
    c.expect(LIKE);
    Name table = c.name();
    List<String> options = new ArrayList<>(1);
    while (c.at(INCLUDING) || c.at(EXCLUDING)) {
      String sign = c.at(INCLUDING) ? "+" : "-";
      c.advance();
      switch (c.keyword) {
        case ALL, COMMENTS, COMPRESSION, CONSTRAINTS, DEFAULTS -> options.add(sign + c.label());
        case GENERATED, IDENTITY, INDEXES, STATISTICS, STORAGE -> options.add(sign + c.label());
        default -> throw c.syntaxError();
      }
    }
    return new Ddl.LikeTable(table, options, pos);
  }

  private List<Name> inherits() {
    if (!c.accept(INHERITS)) {
      return List.of();
    }
    c.expect('(');
    List<Name> parents = c.names();
    c.expect(')');
    return parents;
  }

  /// The clauses behind the parentheses.
  TableStorage storage(boolean partitions) {
    PartitionBy partitionBy = partitions && c.at(PARTITION) ? partitionBy() : null;
    String method = c.accept(USING) ? c.columnId() : null;
    List<Option> options = List.of();
    if (c.accept(WITH)) {
      options = p.options.storage();
    } else {
      c.accept(WITHOUT, OIDS);
    }
    OnCommit onCommit = onCommit();
    String tablespace = c.accept(TABLESPACE) ? c.columnId() : null;
    if (partitionBy == null && method == null && options.isEmpty() && onCommit == null) {
      if (tablespace == null) {
        return TableStorage.NONE;
      }
    }
    return new TableStorage(partitionBy, method, options, onCommit, tablespace);
  }

  private @Nullable OnCommit onCommit() {
    if (!c.accept(ON)) {
      return null;
    }
    c.expect(COMMIT);
    if (c.accept(DROP)) {
      return OnCommit.DROP;
    }
    boolean preserve = c.accept(PRESERVE);
    if (!preserve) {
      c.expect(DELETE);
    }
    c.expect(ROWS);
    return preserve ? OnCommit.PRESERVE_ROWS : OnCommit.DELETE_ROWS;
  }

  private PartitionBy partitionBy() {
    int pos = c.pos();
    c.expect(PARTITION, BY);
    String strategy = c.columnId();
    return new PartitionBy(strategy, p.indexes.elements(), pos);
  }

  /// `DEFAULT` or `FOR VALUES …`.
  PartitionBound bound() {
    int pos = c.pos();
    if (c.accept(DEFAULT)) {
      return new PartitionBound(true, List.of(), List.of(), List.of(), 0, 0, pos);
    }
    c.expect(FOR);
    c.expect(VALUES);
    if (c.accept(IN)) {
      return new PartitionBound(false, inParentheses(), List.of(), List.of(), 0, 0, pos);
    }
    if (c.accept(FROM)) {
      List<Node> from = inParentheses();
      c.expect(TO);
      return new PartitionBound(false, List.of(), from, inParentheses(), 0, 0, pos);
    }
    c.expect(WITH);
    return hashBound(pos);
  }

  private PartitionBound hashBound(int pos) {
    int modulus = -1;
    int remainder = -1;
    c.expect('(');
    do {
      int wordPos = c.pos();
      String word = c.nonReservedWord();
      int number = c.integer();
      switch (word) {
        case "modulus" -> modulus = number;
        case "remainder" -> remainder = number;
        default ->
            throw SqlState.SYNTAX_ERROR
                .error("unrecognized hash partition bound specification \"%s\"", word)
                .at(wordPos);
      }
    } while (c.accept(','));
    c.expect(')');
    if (modulus < 0 || remainder < 0) {
      throw SqlState.SYNTAX_ERROR.error(
          "%s for hash partition must be specified", modulus < 0 ? "modulus" : "remainder");
    }
    return new PartitionBound(false, List.of(), List.of(), List.of(), modulus, remainder, pos);
  }

  private List<Node> inParentheses() {
    c.expect('(');
    List<Node> nodes = p.expressions.list();
    c.expect(')');
    return nodes;
  }
}
