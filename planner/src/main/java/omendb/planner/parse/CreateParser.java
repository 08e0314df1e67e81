package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Statement;

/// Finds out what a CREATE creates.
final class CreateParser {
  private final Parser p;
  private final Cursor c;

  CreateParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    c.expect(CREATE);
    boolean orReplace = false;
    if (c.at(OR)) {
      c.advance();
      c.expect(REPLACE);
      orReplace = true;
    }
    Persistence persistence = persistence();
    return switch (c.keyword) {
      case TABLE -> p.tables.create(persistence, pos);
      case UNIQUE, INDEX -> p.indexes.create(pos);
      case SEQUENCE -> p.sequences.create(persistence, pos);
      default -> throw c.syntaxError();
    };
  }

  private Persistence persistence() {
    if (c.at(LOCAL) || c.at(GLOBAL)) {
      c.advance();
    }
    if (c.accept(TEMPORARY) || c.accept(TEMP)) {
      return Persistence.TEMPORARY;
    }
    return c.accept(UNLOGGED) ? Persistence.UNLOGGED : Persistence.PERMANENT;
  }
}
