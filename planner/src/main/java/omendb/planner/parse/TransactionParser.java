package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import omendb.planner.ast.Control;
import omendb.planner.ast.Control.Isolation;
import omendb.planner.ast.Control.Modes;
import omendb.planner.ast.Statement;

/// Transaction statements.
final class TransactionParser {
  private final Cursor c;

  TransactionParser(Parser parser) {
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    Keyword word = c.keyword;
    c.advance();
    switch (word) {
      case BEGIN -> {
        work();
        return new Control.Begin(optionalModes(), false, pos);
      }
      case START -> {
        c.expect(TRANSACTION);
        return new Control.Begin(optionalModes(), true, pos);
      }
      case COMMIT, END -> {
        return commit(word, pos);
      }
      case ROLLBACK, ABORT -> {
        return rollback(word, pos);
      }
      case SAVEPOINT -> {
        return new Control.Savepoint(c.columnId(), pos);
      }
      default -> {
        savepointWord();
        return new Control.Release(c.columnId(), pos);
      }
    }
  }

  private Statement commit(Keyword word, int pos) {
    if (word == COMMIT && c.accept(PREPARED)) {
      return new Control.FinishPrepared(true, c.string(), pos);
    }
    work();
    return new Control.Commit(chain(), pos);
  }

  private Statement rollback(Keyword word, int pos) {
    if (word == ROLLBACK && c.accept(PREPARED)) {
      return new Control.FinishPrepared(false, c.string(), pos);
    }
    work();
    if (word == ROLLBACK && c.accept(TO)) {
      savepointWord();
      return new Control.RollbackTo(c.columnId(), pos);
    }
    return new Control.Rollback(chain(), pos);
  }

  private void work() {
    if (!c.accept(WORK)) {
      c.accept(TRANSACTION);
    }
  }

  /// The optional word SAVEPOINT, which alone is a name.
  private void savepointWord() {
    if (c.at(SAVEPOINT) && c.peekKind(1) != Token.END && c.peekKind(1) != ';') {
      c.advance();
    }
  }

  private boolean chain() {
    if (!c.accept(AND)) {
      return false;
    }
    boolean chain = !c.accept(NO);
    c.expect(CHAIN);
    return chain;
  }

  private Modes optionalModes() {
    return atMode() ? modes() : Modes.NONE;
  }

  private boolean atMode() {
    return c.at(ISOLATION) || c.at(READ) || c.at(DEFERRABLE) || c.at(NOT);
  }

  /// At least one mode; the last of several contradicting ones counts.
  Modes modes() {
    Isolation isolation = null;
    Boolean readOnly = null;
    Boolean deferrable = null;
    if (!atMode()) {
      throw c.syntaxError();
    }
    do {
      if (c.accept(ISOLATION)) {
        c.expect(LEVEL);
        isolation = isolation();
      } else if (c.accept(READ)) {
        readOnly = c.accept(ONLY);
        if (!readOnly) {
          c.expect(WRITE);
        }
      } else {
        deferrable = !c.accept(NOT);
        c.expect(DEFERRABLE);
      }
    } while (c.accept(',') || atMode());
    return new Modes(isolation, readOnly, deferrable);
  }

  private Isolation isolation() {
    if (c.accept(READ)) {
      if (c.accept(UNCOMMITTED)) {
        return Isolation.READ_UNCOMMITTED;
      }
      c.expect(COMMITTED);
      return Isolation.READ_COMMITTED;
    }
    if (c.accept(REPEATABLE)) {
      c.expect(READ);
      return Isolation.REPEATABLE_READ;
    }
    c.expect(SERIALIZABLE);
    return Isolation.SERIALIZABLE;
  }
}
