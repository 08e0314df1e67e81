package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// CREATE and ALTER SEQUENCE, and the options they share with identity columns.
final class SequenceParser {
  private final Parser p;
  private final Cursor c;

  SequenceParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement create(Persistence persistence, int pos) {
    c.expect(SEQUENCE);
    boolean ifNotExists = c.ifNotExists();
    Name name = c.name();
    List<Option> options = atOption() ? options() : List.of();
    return new Ddl.CreateSequence(name, persistence, ifNotExists, options, pos);
  }

  boolean atOption() {
    return switch (c.keyword) {
      case AS, CACHE, CYCLE, NO, INCREMENT, MAXVALUE, MINVALUE -> true;
      case OWNED, SEQUENCE, START, RESTART -> true;
      default -> false;
    };
  }

  /// At least one option.
  List<Option> options() {
    List<Option> options = new ArrayList<>(2);
    do {
      options.add(option());
    } while (atOption());
    return options;
  }

  Option option() {
    int pos = c.pos();
    Keyword word = c.keyword;
    if (!atOption()) {
      throw c.syntaxError();
    }
    c.advance();
    return switch (word) {
      case AS -> {
        TypeName type = p.types.scalar();
        yield Option.of("as", type.name(), pos);
      }
      case CYCLE -> Option.of("cycle", "true", pos);
      case NO -> no(pos);
      case INCREMENT -> numbered("increment", BY, pos);
      case START -> numbered("start", WITH, pos);
      case RESTART ->
          c.at(WITH) || c.atSignedNumber()
              ? numbered("restart", WITH, pos)
              : Option.of("restart", pos);
      case OWNED -> {
        c.expect(BY);
        yield new Option(null, "owned_by", parts(), pos);
      }
      case SEQUENCE -> {
        c.expect(NAME);
        yield new Option(null, "sequence_name", parts(), pos);
      }
      default -> numbered(word.word, null, pos);
    };
  }

  private Option no(int pos) {
    if (c.accept(CYCLE)) {
      return Option.of("cycle", "false", pos);
    }
    if (c.accept(MAXVALUE)) {
      return Option.of("maxvalue", pos);
    }
    c.expect(MINVALUE);
    return Option.of("minvalue", pos);
  }

  private Option numbered(String name, @Nullable Keyword filler, int pos) {
    if (filler != null) {
      c.accept(filler);
    }
    return Option.of(name, c.signedNumber(), pos);
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>(3);
    parts.add(c.columnId());
    while (c.accept('.')) {
      parts.add(c.label());
    }
    return parts;
  }
}
