package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Constraint.Action;
import omendb.planner.ast.Constraint.Match;
import omendb.planner.ast.Constraint.ReferentialAction;
import omendb.planner.ast.Constraint.Timing;
import omendb.planner.ast.Ddl.Sourced;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;

/// Constraints of columns, tables and domains.
final class ConstraintParser {
  private final Parser p;
  private final Cursor c;

  ConstraintParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// True at a word that begins a column's constraint.
  boolean atColumnConstraint() {
    return switch (c.keyword) {
      case CONSTRAINT, NULL, UNIQUE, PRIMARY, CHECK, DEFAULT, GENERATED, REFERENCES -> true;
      case NOT -> c.peek(1) != DEFERRABLE;
      default -> false;
    };
  }

  /// True at a word that begins a table's constraint.
  boolean atTableConstraint() {
    return switch (c.keyword) {
      case CONSTRAINT, UNIQUE, PRIMARY, CHECK, FOREIGN -> true;
      case EXCLUDE -> c.peek(1) == USING || c.peekKind(1) == '(';
      default -> false;
    };
  }

  Constraint ofColumn() {
    int pos = c.pos();
    String name = c.accept(CONSTRAINT) ? c.columnId() : null;
    Keyword word = c.keyword;
    switch (word) {
      case NOT -> {
        c.advance();
        c.expect(NULL);
        return unmovable(new Constraint.NotNull(name, pos));
      }
      case NULL -> {
        c.advance();
        return unmovable(new Constraint.Nullability(name, pos));
      }
      case DEFAULT -> {
        c.advance();
        int start = c.start();
        Node value = p.expressions.restricted();
        Sourced sourced = new Sourced(value, c.textFrom(start));
        return unmovable(new Constraint.DefaultValue(name, sourced, pos));
      }
      case CHECK -> {
        return unmovable(check(name, pos, false));
      }
      case UNIQUE, PRIMARY -> {
        return unique(name, pos, false);
      }
      case REFERENCES -> {
        return references(name, List.of(), pos, false);
      }
      case GENERATED -> {
        return unmovable(generated(name, pos));
      }
      default -> throw c.syntaxError();
    }
  }

  /// Refuses DEFERRABLE after a constraint that is always checked at once.
  private Constraint unmovable(Constraint constraint) {
    if (atTiming()) {
      String word = c.at(INITIALLY) ? "INITIALLY " + c.peek(1).name() : "DEFERRABLE";
      if (c.at(NOT)) {
        word = "NOT DEFERRABLE";
      }
      throw SqlState.SYNTAX_ERROR.error("misplaced %s clause", word).at(c.pos());
    }
    return constraint;
  }

  private boolean atTiming() {
    return c.at(DEFERRABLE) || c.at(NOT, DEFERRABLE) || c.at(INITIALLY);
  }

  Constraint ofTable() {
    int pos = c.pos();
    String name = c.accept(CONSTRAINT) ? c.columnId() : null;
    switch (c.keyword) {
      case CHECK -> {
        return check(name, pos, true);
      }
      case UNIQUE, PRIMARY -> {
        return unique(name, pos, true);
      }
      case FOREIGN -> {
        c.advance();
        c.expect(KEY);
        List<String> columns = c.columnList();
        return references(name, columns, pos, true);
      }
      case EXCLUDE -> {
        return exclude(name, pos);
      }
      default -> throw c.syntaxError();
    }
  }

  private Constraint.Check check(@Nullable String name, int pos, boolean ofTable) {
    c.expect(CHECK);
    c.expect('(');
    int start = c.start();
    Node condition = p.expressions.expression();
    Sourced sourced = new Sourced(condition, c.textFrom(start));
    c.expect(')');
    boolean noInherit = c.accept(NO, INHERIT);
    Timing timing = ofTable ? timing("CHECK", true) : Timing.IMMEDIATE;
    if (ofTable && c.accept(NO, INHERIT)) {
      noInherit = true;
    }
    return new Constraint.Check(name, sourced, noInherit, timing, pos);
  }

  private Constraint unique(@Nullable String name, int pos, boolean ofTable) {
    boolean primaryKey = c.accept(PRIMARY);
    String kind = primaryKey ? "PRIMARY KEY" : "UNIQUE";
    c.expect(primaryKey ? KEY : UNIQUE);
    boolean nullsNotDistinct = !primaryKey && p.indexes.nullsNotDistinct();
    List<String> columns = List.of();
    List<String> include = List.of();
    if (ofTable && c.accept(USING)) {
      c.expect(INDEX);
      String index = c.columnId();
      return new Constraint.Unique(
          name, primaryKey, false, columns, include, List.of(), index, timing(kind, false), pos);
    }
    if (ofTable) {
      columns = c.columnList();
      include = c.accept(INCLUDE) ? c.columnList() : List.of();
    }
    List<Option> options = c.accept(WITH) ? p.options.storage() : List.of();
    if (c.accept(USING)) {
      c.expect(INDEX);
      c.expect(TABLESPACE);
      c.columnId();
    }
    return new Constraint.Unique(
        name,
        primaryKey,
        nullsNotDistinct,
        columns,
        include,
        options,
        null,
        timing(kind, false),
        pos);
  }

  private Constraint references(
      @Nullable String name, List<String> columns, int pos, boolean ofTable) {
    c.expect(REFERENCES);
    Name target = c.name();
    List<String> targetColumns = c.optionalColumnList();
    Match match = match();
    ReferentialAction onDelete = ReferentialAction.NONE;
    ReferentialAction onUpdate = ReferentialAction.NONE;
    while (c.at(ON)) {
      int onPos = c.pos();
      c.advance();
      if (c.accept(DELETE)) {
        onDelete = action();
      } else {
        c.expect(UPDATE);
        onUpdate = action();
        refuseColumns(onUpdate, onPos);
      }
    }
    return new Constraint.ForeignKey(
        name,
        columns,
        target,
        targetColumns,
        match,
        onDelete,
        onUpdate,
        timing("FOREIGN KEY", ofTable),
        pos);
  }

  private Match match() {
    int pos = c.pos();
    if (!c.accept(MATCH)) {
      return Match.SIMPLE;
    }
    if (c.accept(FULL)) {
      return Match.FULL;
    }
    if (c.accept(PARTIAL)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("MATCH PARTIAL not yet implemented").at(pos);
    }
    c.expect(SIMPLE);
    return Match.SIMPLE;
  }

  private static void refuseColumns(ReferentialAction action, int pos) {
    if (!action.columns().isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error(
              "a column list with %s is only supported for ON DELETE actions",
              action.action().name().replace('_', ' '))
          .at(pos);
    }
  }

  private ReferentialAction action() {
    if (c.accept(NO)) {
      c.expect(ACTION);
      return ReferentialAction.NONE;
    }
    if (c.accept(RESTRICT)) {
      return new ReferentialAction(Action.RESTRICT, List.of());
    }
    if (c.accept(CASCADE)) {
      return new ReferentialAction(Action.CASCADE, List.of());
    }
    c.expect(SET);
    Action action = c.accept(NULL) ? Action.SET_NULL : Action.SET_DEFAULT;
    if (action == Action.SET_DEFAULT) {
      c.expect(DEFAULT);
    }
    return new ReferentialAction(action, c.optionalColumnList());
  }

  /// DEFERRABLE, INITIALLY DEFERRED and, if allowed, NOT VALID, in any order.
  Timing timing(String kind, boolean mayBeNotValid) {
    boolean deferrable = false;
    boolean notDeferrable = false;
    boolean deferred = false;
    boolean notValid = false;
    while (atTiming() || c.at(NOT, VALID)) {
      int pos = c.pos();
      if (c.accept(NOT, VALID)) {
        notValid = true;
        if (!mayBeNotValid) {
          throw cannot(kind, "NOT VALID");
        }
      } else if (c.accept(INITIALLY)) {
        deferred = c.accept(DEFERRED);
        if (!deferred) {
          c.expect(IMMEDIATE);
        }
      } else {
        notDeferrable = c.accept(NOT);
        c.expect(DEFERRABLE);
        deferrable = !notDeferrable;
      }
      if (kind.equals("CHECK") && (deferrable || deferred)) {
        throw cannot(kind, "DEFERRABLE");
      }
      if (notDeferrable && deferred) {
        throw SqlState.SYNTAX_ERROR
            .error("constraint declared INITIALLY DEFERRED must be DEFERRABLE")
            .at(pos);
      }
    }
    return new Timing(deferrable || deferred, deferred, notValid);
  }

  private static OmenException cannot(String kind, String word) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s constraints cannot be marked %s", kind, word);
  }

  private Constraint exclude(@Nullable String name, int pos) {
    c.expect(EXCLUDE);
    if (c.accept(USING)) {
      c.columnId();
    }
    p.statements.skipParentheses();
    if (c.accept(INCLUDE)) {
      c.columnList();
    }
    if (c.accept(WITH)) {
      p.options.storage();
    }
    if (c.accept(USING)) {
      c.expect(INDEX);
      c.expect(TABLESPACE);
      c.columnId();
    }
    if (c.accept(WHERE)) {
      c.expect('(');
      p.expressions.expression();
      c.expect(')');
    }
    return new Constraint.Exclude(name, timing("EXCLUDE", false), pos);
  }

  private Constraint generated(@Nullable String name, int pos) {
    c.expect(GENERATED);
    int whenPos = c.pos();
    boolean always = c.accept(ALWAYS);
    if (!always) {
      c.expect(BY);
      c.expect(DEFAULT);
    }
    c.expect(AS);
    if (c.accept(IDENTITY)) {
      List<Option> options = List.of();
      if (c.accept('(')) {
        options = p.sequences.options();
        c.expect(')');
      }
      return new Constraint.Identity(name, always, options, pos);
    }
    c.expect('(');
    int start = c.start();
    Node expression = p.expressions.expression();
    Sourced sourced = new Sourced(expression, c.textFrom(start));
    c.expect(')');
    c.expect(STORED);
    if (!always) {
      throw SqlState.SYNTAX_ERROR
          .error("for a generated column, GENERATED ALWAYS must be specified")
          .at(whenPos);
    }
    return new Constraint.Generated(name, sourced, pos);
  }
}
