package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Routines;
import omendb.planner.ast.Routines.Body;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// What CREATE and ALTER say of a routine, in any order, each at most once.
final class RoutineAttributes {
  private final Parser p;
  private final Cursor c;
  private @Nullable String language;
  private @Nullable String volatility;
  private @Nullable Boolean strict;
  private @Nullable Boolean leakproof;
  private @Nullable Boolean definer;
  private @Nullable String parallel;
  private @Nullable Double cost;
  private @Nullable Double rows;
  private boolean window;
  private @Nullable Body body;
  private final List<Statement> settings = new ArrayList<>(0);

  RoutineAttributes(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Routines.Attributes made() {
    return new Routines.Attributes(
        language,
        volatility,
        strict,
        leakproof,
        definer,
        parallel,
        cost,
        rows,
        window,
        List.copyOf(settings));
  }

  @Nullable Body body() {
    return body;
  }

  /// Reads all that there are; false when there is none.
  ///
  /// @param create whether those that only CREATE has may be among them
  boolean all(boolean create) {
    boolean any = false;
    while (create ? ofCreate() || common() : common()) {
      any = true;
    }
    return any;
  }

  private boolean ofCreate() {
    int pos = c.pos();
    switch (c.keyword) {
      case LANGUAGE -> {
        c.advance();
        language = once(language, RoutineParser.lower(word()), pos);
        return true;
      }
      case WINDOW -> {
        c.advance();
        window = true;
        return true;
      }
      case TRANSFORM ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("TRANSFORM of a function is not supported")
              .at(pos);
      case AS -> {
        c.advance();
        String text = c.string();
        if (c.accept(',')) {
          c.string();
          throw SqlState.INVALID_FUNCTION_DEFINITION.error(
              "only one AS item needed for language \"%s\"", language == null ? "sql" : language);
        }
        body = once(body, new Body(text, false), pos);
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private String word() {
    return c.at(Token.STRING) ? c.string() : c.nonReservedWord();
  }

  private boolean common() {
    int pos = c.pos();
    switch (c.keyword) {
      case IMMUTABLE, STABLE, VOLATILE -> {
        volatility = once(volatility, RoutineParser.lower(c.keyword.name()), pos);
        c.advance();
      }
      case STRICT -> {
        c.advance();
        strict = once(strict, true, pos);
      }
      case CALLED -> {
        c.advance();
        nullInput();
        strict = once(strict, false, pos);
      }
      case RETURNS -> {
        c.advance();
        c.expect(NULL);
        nullInput();
        strict = once(strict, true, pos);
      }
      case NOT -> {
        c.advance();
        c.expect(LEAKPROOF);
        leakproof = once(leakproof, false, pos);
      }
      case LEAKPROOF -> {
        c.advance();
        leakproof = once(leakproof, true, pos);
      }
      case EXTERNAL, SECURITY -> {
        c.accept(EXTERNAL);
        c.expect(SECURITY);
        boolean owner = c.at(DEFINER);
        if (!owner && !c.at(INVOKER)) {
          throw c.syntaxError();
        }
        c.advance();
        definer = once(definer, owner, pos);
      }
      case PARALLEL -> {
        c.advance();
        parallel = once(parallel, c.columnId(), pos);
      }
      case COST -> {
        c.advance();
        cost = once(cost, Double.valueOf(c.signedNumber()), pos);
      }
      case ROWS -> {
        c.advance();
        rows = once(rows, Double.valueOf(c.signedNumber()), pos);
      }
      case SUPPORT ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("SUPPORT of a function is not supported")
              .at(pos);
      case SET, RESET -> settings.add(p.roles.setOrReset());
      default -> {
        return false;
      }
    }
    return true;
  }

  /// `ON NULL INPUT`.
  private void nullInput() {
    c.expect(ON);
    c.expect(NULL);
    c.expect(INPUT);
  }

  private static <T> T once(@Nullable T before, T now, int pos) {
    if (before != null) {
      throw SqlState.SYNTAX_ERROR.error("conflicting or redundant options").at(pos);
    }
    return now;
  }
}
