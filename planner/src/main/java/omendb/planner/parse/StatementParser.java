package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Query.With;
import omendb.planner.ast.Statement;
import omendb.planner.parse.SqlParser.ParsedStatement;

/// Finds out by its first words what a statement is.
final class StatementParser {
  private final Parser p;
  private final Cursor c;

  StatementParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  List<ParsedStatement> script() {
    List<ParsedStatement> statements = new ArrayList<>(1);
    while (true) {
      while (c.accept(';')) {
        // an empty statement
      }
      if (c.at(Token.END)) {
        return statements;
      }
      int start = c.start();
      Statement statement = statement();
      statements.add(new ParsedStatement(statement, start, c.previousEnd()));
      if (!c.at(Token.END)) {
        c.expect(';');
      }
    }
  }

  Statement statement() {
    c.enter();
    Statement statement = byFirstWord(c.pos());
    c.leave();
    return statement;
  }

  private Statement byFirstWord(int pos) {
    return switch (c.keyword) {
      case SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE, MERGE -> {
        int start = c.start();
        yield SelectInto.asTable(preparable(), c, start);
      }
      case BEGIN, START, COMMIT, END, ROLLBACK, ABORT, SAVEPOINT, RELEASE ->
          p.transactions.statement(pos);
      case SET, RESET, SHOW, DISCARD -> p.settings.statement(pos);
      case CREATE -> p.creates.statement(pos);
      case ALTER -> p.alters.statement(pos);
      case DROP -> p.drops.drop(pos);
      case PREPARE, EXECUTE, DEALLOCATE, DECLARE, FETCH, MOVE, CLOSE -> p.cursors.statement(pos);
      case COPY -> p.copies.copy(pos);
      case COMMENT -> p.objects.comment(pos);
      case GRANT, REVOKE -> p.grants.statement(pos);
      case EXPLAIN, ANALYZE, ANALYSE, VACUUM, REINDEX, CLUSTER, CHECKPOINT, LOCK ->
          p.upkeep.statement(pos);
      case TRUNCATE, REFRESH, LISTEN, UNLISTEN, NOTIFY, CALL, DO, LOAD -> p.upkeep.statement(pos);
      case SECURITY -> unsupported("SECURITY LABEL", pos);
      case REASSIGN -> {
        c.advance();
        yield p.roles.owned(false, pos);
      }
      case IMPORT -> unsupported("IMPORT FOREIGN SCHEMA", pos);
      default -> {
        if (c.at('(')) {
          int start = c.start();
          yield SelectInto.asTable(p.queries.query(), c, start);
        }
        throw c.syntaxError();
      }
    };
  }

  /// A statement that can be prepared, or stand in a WITH.
  Statement preparable() {
    int pos = c.pos();
    With with = c.at(WITH) ? p.queries.with() : null;
    return switch (c.keyword) {
      case INSERT -> p.dml.insert(with, pos);
      case UPDATE -> p.dml.update(with, pos);
      case DELETE -> p.dml.delete(with, pos);
      case MERGE -> p.dml.merge(with, pos);
      default -> p.queries.queryAfter(with, pos);
    };
  }

  /// A statement that PostgreSQL has and we do not; the rest of it is skipped.
  Statement unsupported(String feature, int pos) {
    skipRest();
    return new Statement.Unsupported(feature, pos);
  }

  /// Skips to the semicolon that ends the statement; those in parentheses and in the body of a
  /// `BEGIN ATOMIC` function do not.
  void skipRest() {
    int blocks = 0;
    while (!c.at(Token.END) && !(c.at(';') && blocks == 0)) {
      if (c.at('(')) {
        skipParentheses();
        continue;
      }
      if (c.at(Token.ERROR)) {
        throw c.syntaxError();
      }
      if (c.at(BEGIN, ATOMIC) || (blocks > 0 && c.at(CASE))) {
        blocks++;
      } else if (blocks > 0 && c.at(END)) {
        blocks--;
      }
      c.advance();
    }
    if (blocks > 0) {
      throw c.syntaxError();
    }
  }

  /// Skips what a parenthesis encloses, however deeply nested.
  void skipParentheses() {
    c.expect('(');
    int depth = 1;
    while (depth > 0) {
      if (c.at(Token.END) || c.at(Token.ERROR)) {
        throw c.syntaxError();
      }
      if (c.at('(')) {
        depth++;
      } else if (c.at(')')) {
        depth--;
      }
      c.advance();
    }
  }
}
