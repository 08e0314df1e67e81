package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import omendb.planner.ast.Control.MaintainedTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Statement;

/// EXPLAIN, statements of upkeep, and the small ones that belong nowhere else.
final class UpkeepParser {
  private final Parser p;
  private final Cursor c;

  UpkeepParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    Keyword word = c.keyword;
    c.advance();
    return switch (word) {
      case EXPLAIN -> explain(pos);
      case ANALYZE, ANALYSE -> analyze(pos);
      case VACUUM -> vacuum(pos);
      case REINDEX -> reindex(pos);
      case CLUSTER -> cluster(pos);
      case CHECKPOINT -> new Control.Checkpoint(pos);
      case LOCK -> lock(pos);
      case TRUNCATE -> truncate(pos);
      case REFRESH -> refresh(pos);
      case LISTEN -> new Control.Listen(c.columnId(), pos);
      case UNLISTEN -> new Control.Unlisten(c.accept('*') ? null : c.columnId(), pos);
      case NOTIFY -> {
        String channel = c.columnId();
        yield new Control.Notify(channel, c.accept(',') ? c.string() : null, pos);
      }
      case CALL -> call(pos);
      case DO -> block(pos);
      default -> {
        c.string();
        yield new Statement.Unsupported("LOAD", pos);
      }
    };
  }

  private Statement explain(int pos) {
    List<Option> options = new ArrayList<>(2);
    if (c.at('(') && c.peekKind(1) != '(' && !p.queries.startsBehindParentheses()) {
      options.addAll(p.options.utility());
    } else {
      int wordPos = c.pos();
      if (c.accept(ANALYZE) || c.accept(ANALYSE)) {
        options.add(Option.of("analyze", wordPos));
        wordPos = c.pos();
      }
      if (c.accept(VERBOSE)) {
        options.add(Option.of("verbose", wordPos));
      }
    }
    return new Control.Explain(explained(), options, pos);
  }

  private Statement explained() {
    switch (c.keyword) {
      case SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE, MERGE -> {
        return p.statements.preparable();
      }
      case DECLARE, EXECUTE, REFRESH -> {
        return p.statements.statement();
      }
      case CREATE -> {
        Statement created = p.statements.statement();
        if (!(created instanceof Ddl.CreateTableAs)) {
          throw c.syntaxError();
        }
        return created;
      }
      default -> {
        return p.queries.query();
      }
    }
  }

  private Statement analyze(int pos) {
    List<Option> options = new ArrayList<>(1);
    if (c.at('(')) {
      options.addAll(p.options.utility());
    } else {
      word(options, VERBOSE);
    }
    return new Control.Analyze(options, relations(), pos);
  }

  private Statement vacuum(int pos) {
    List<Option> options = new ArrayList<>(2);
    if (c.at('(')) {
      options.addAll(p.options.utility());
    } else {
      word(options, FULL);
      word(options, FREEZE);
      word(options, VERBOSE);
      word(options, ANALYZE);
      word(options, ANALYSE);
    }
    return new Control.Vacuum(options, relations(), pos);
  }

  private void word(List<Option> options, Keyword word) {
    int pos = c.pos();
    if (c.accept(word)) {
      options.add(Option.of(word == ANALYSE ? "analyze" : word.word, pos));
    }
  }

  private List<MaintainedTable> relations() {
    if (!c.atColumnId()) {
      return List.of();
    }
    List<MaintainedTable> relations = new ArrayList<>(1);
    do {
      int pos = c.pos();
      Name table = c.name();
      relations.add(new MaintainedTable(table, c.optionalColumnList(), pos));
    } while (c.accept(','));
    return relations;
  }

  private Statement reindex(int pos) {
    List<Option> options = c.at('(') ? p.options.utility() : List.of();
    Keyword kind = c.keyword;
    switch (kind) {
      case INDEX, TABLE, SCHEMA, SYSTEM, DATABASE -> c.advance();
      default -> throw c.syntaxError();
    }
    boolean concurrently = c.accept(CONCURRENTLY);
    int namePos = c.pos();
    boolean qualified = kind == INDEX || kind == TABLE;
    Name name = qualified ? c.name() : Name.of(c.columnId(), namePos);
    return new Control.Reindex(kind.word, name, concurrently, options, pos);
  }

  private Statement cluster(int pos) {
    List<Option> options = new ArrayList<>(1);
    if (c.at('(')) {
      options.addAll(p.options.utility());
    } else {
      word(options, VERBOSE);
    }
    if (!c.atColumnId()) {
      return new Control.Cluster(null, null, options, pos);
    }
    Name name = c.name();
    if (c.accept(ON)) {
      return new Control.Cluster(c.name(), name.name(), options, pos);
    }
    String index = c.accept(USING) ? c.columnId() : null;
    return new Control.Cluster(name, index, options, pos);
  }

  private Statement lock(int pos) {
    c.accept(TABLE);
    List<FromItem.Table> tables = tables();
    String mode = "ACCESS EXCLUSIVE";
    if (c.accept(IN)) {
      mode = lockMode();
      c.expect(MODE);
    }
    return new Control.Lock(tables, mode, c.accept(NOWAIT), pos);
  }

  private String lockMode() {
    if (c.accept(ACCESS)) {
      return c.accept(SHARE) ? "ACCESS SHARE" : exclusive("ACCESS EXCLUSIVE");
    }
    if (c.accept(ROW)) {
      return c.accept(SHARE) ? "ROW SHARE" : exclusive("ROW EXCLUSIVE");
    }
    if (c.accept(SHARE)) {
      if (c.accept(UPDATE)) {
        return exclusive("SHARE UPDATE EXCLUSIVE");
      }
      return c.accept(ROW) ? exclusive("SHARE ROW EXCLUSIVE") : "SHARE";
    }
    return exclusive("EXCLUSIVE");
  }

  private String exclusive(String mode) {
    c.expect(EXCLUSIVE);
    return mode;
  }

  private List<FromItem.Table> tables() {
    List<FromItem.Table> tables = new ArrayList<>(1);
    do {
      tables.add(p.from.relation());
    } while (c.accept(','));
    return tables;
  }

  private Statement truncate(int pos) {
    c.accept(TABLE);
    List<FromItem.Table> tables = tables();
    boolean restart = c.accept(RESTART);
    if (restart || c.accept(CONTINUE)) {
      c.expect(IDENTITY);
    }
    return new Ddl.Truncate(tables, restart, c.cascade(), pos);
  }

  private Statement refresh(int pos) {
    c.expect(MATERIALIZED, VIEW);
    boolean concurrently = c.accept(CONCURRENTLY);
    Name name = c.name();
    return new Ddl.RefreshView(name, concurrently, p.tables.withData(), pos);
  }

  private Statement call(int pos) {
    int namePos = c.pos();
    boolean function = c.atFunctionOrTypeName();
    if (!function && !(c.atColumnId() && c.peekKind(1) == '.')) {
      throw c.syntaxError();
    }
    Name name = c.restOfName(c.takeIdentifier(), namePos);
    return new Control.Call(p.calls.parentheses(name), pos);
  }

  private Statement block(int pos) {
    String body = null;
    String language = null;
    do {
      if (c.accept(LANGUAGE)) {
        language = c.at(Token.STRING) ? c.string() : c.nonReservedWord();
        language = language.toLowerCase(Locale.ROOT);
      } else if (body == null) {
        body = c.string();
      } else {
        throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(c.pos());
      }
    } while (c.at(LANGUAGE) || c.at(Token.STRING));
    if (body == null && !c.at(';') && !c.at(Token.END)) {
      throw c.syntaxError();
    }
    if (body == null) {
      throw SqlState.SYNTAX_ERROR.error("no inline code specified");
    }
    return new Control.Do(body, language, pos);
  }
}
