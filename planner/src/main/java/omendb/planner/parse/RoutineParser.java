package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.ast.Ddl.Sourced;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Routines;
import omendb.planner.ast.Routines.Body;
import omendb.planner.ast.Routines.Kind;
import omendb.planner.ast.Routines.Mode;
import omendb.planner.ast.Routines.Parameter;
import omendb.planner.ast.Routines.Signature;
import omendb.planner.ast.Routines.Type;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER, DROP and COMMENT of functions and procedures.
final class RoutineParser {
  private final Parser p;
  private final Cursor c;

  RoutineParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// True at a kind of routine that is implemented.
  boolean at() {
    return c.at(FUNCTION) || c.at(PROCEDURE) || c.at(ROUTINE);
  }

  private Kind kind() {
    Kind kind = Kind.valueOf(c.keyword.name());
    c.advance();
    return kind;
  }

  /// From FUNCTION or PROCEDURE on.
  Statement create(boolean orReplace, int pos) {
    Kind kind = kind();
    Name name = name();
    List<Parameter> parameters = parameters(true);
    Type returns = null;
    if (kind == Kind.FUNCTION && c.accept(RETURNS)) {
      if (c.accept(TABLE)) {
        parameters.addAll(table());
      } else {
        returns = type();
      }
    }
    RoutineAttributes attributes = new RoutineAttributes(p);
    attributes.all(true);
    Body body = attributes.body();
    if (c.at(RETURN) || c.at(BEGIN, ATOMIC)) {
      if (body != null) {
        throw SqlState.INVALID_FUNCTION_DEFINITION.error("duplicate function body specified");
      }
      body = c.at(RETURN) ? result() : atomic();
    }
    return new Routines.Create(
        kind, name, orReplace, parameters, returns, attributes.made(), body, pos);
  }

  private Name name() {
    int pos = c.pos();
    boolean plain = c.atFunctionOrTypeName();
    if (!plain && !(c.atColumnId() && c.peekKind(1) == '.')) {
      throw c.syntaxError();
    }
    return c.restOfName(c.takeIdentifier(), pos);
  }

  private List<Parameter> parameters(boolean defaults) {
    c.expect('(');
    List<Parameter> parameters = new ArrayList<>(3);
    if (!c.accept(')')) {
      do {
        parameters.add(parameter(defaults));
      } while (c.accept(','));
      c.expect(')');
    }
    return parameters;
  }

  private Parameter parameter(boolean defaults) {
    int pos = c.pos();
    Mode mode = mode();
    String name = atName() ? c.functionOrTypeName() : null;
    if (mode == null) {
      mode = mode();
    }
    Type type = type();
    Sourced byDefault = null;
    if (defaults && (c.accept(DEFAULT) || c.accept('='))) {
      int start = c.start();
      Node value = p.expressions.expression();
      byDefault = new Sourced(value, c.textFrom(start));
    }
    return new Parameter(mode == null ? Mode.IN : mode, name, type, byDefault, pos);
  }

  /// True when a name stands here with a type behind it.
  private boolean atName() {
    if (!c.atFunctionOrTypeName()) {
      return false;
    }
    if (c.peekKind(1) != Token.KEYWORD) {
      return c.peekKind(1) == Token.IDENTIFIER;
    }
    Keyword next = c.peek(1);
    return next == IN || next == VARIADIC || !next.isReserved() && next != PRECISION;
  }

  private @Nullable Mode mode() {
    if (c.accept(IN)) {
      return c.accept(OUT) ? Mode.INOUT : Mode.IN;
    }
    return c.accept(OUT)
        ? Mode.OUT
        : c.accept(INOUT) ? Mode.INOUT : c.accept(VARIADIC) ? Mode.VARIADIC : null;
  }

  private Type type() {
    TypeName type = p.types.type();
    boolean ofColumn = c.at('%') && c.peek(1) == TYPE;
    if (ofColumn) {
      c.advance();
      c.advance();
    }
    return new Type(type, ofColumn);
  }

  /// The columns of RETURNS TABLE.
  private List<Parameter> table() {
    c.expect('(');
    List<Parameter> columns = new ArrayList<>(3);
    do {
      int pos = c.pos();
      String name = c.functionOrTypeName();
      columns.add(new Parameter(Mode.TABLE, name, type(), null, pos));
    } while (c.accept(','));
    c.expect(')');
    return columns;
  }

  /// `RETURN expression`, as the query that it is.
  private Body result() {
    return new Body(returned(), true);
  }

  private String returned() {
    c.expect(RETURN);
    int start = c.start();
    p.expressions.expression();
    return "SELECT " + c.textFrom(start);
  }

  /// `BEGIN ATOMIC statement; … END`.
  private Body atomic() {
    c.expect(BEGIN, ATOMIC);
    List<String> statements = new ArrayList<>(1);
    while (!c.accept(END)) {
      if (c.accept(';')) {
        continue;
      }
      if (c.at(RETURN)) {
        statements.add(returned());
      } else {
        int start = c.start();
        p.statements.statement();
        statements.add(c.textFrom(start));
      }
      c.expect(';');
    }
    return new Body(String.join(";\n", statements), true);
  }

  /// From FUNCTION, PROCEDURE or ROUTINE on.
  Statement alter(int pos) {
    Kind kind = kind();
    Signature routine = signature();
    if (c.accept(RENAME, TO)) {
      return new Routines.Rename(kind, routine, c.columnId(), pos);
    }
    if (c.accept(SET, SCHEMA)) {
      return new Routines.SetSchema(kind, routine, c.columnId(), pos);
    }
    if (c.accept(OWNER, TO)) {
      return new Routines.SetOwner(kind, routine, p.roles.role(), pos);
    }
    if (c.at(DEPENDS) || c.at(NO)) {
      return p.statements.unsupported("ALTER " + kind + " ... DEPENDS ON EXTENSION", pos);
    }
    RoutineAttributes attributes = new RoutineAttributes(p);
    if (!attributes.all(false)) {
      throw c.syntaxError();
    }
    c.accept(RESTRICT);
    return new Routines.Alter(kind, routine, attributes.made(), pos);
  }

  /// From FUNCTION, PROCEDURE or ROUTINE on.
  Statement drop(int pos) {
    Kind kind = kind();
    boolean ifExists = c.ifExists();
    List<Signature> routines = new ArrayList<>(1);
    do {
      routines.add(signature());
    } while (c.accept(','));
    return new Routines.Drop(kind, routines, ifExists, c.cascade(), pos);
  }

  /// From FUNCTION, PROCEDURE or ROUTINE on.
  Statement comment(int pos) {
    Kind kind = kind();
    Signature routine = signature();
    c.expect(IS);
    return new Routines.Comment(kind, routine, c.accept(NULL) ? null : c.string(), pos);
  }

  /// A routine's name, with its parameters or without.
  Signature signature() {
    Name name = name();
    return new Signature(name, c.at('(') ? parameters(false) : null);
  }

  static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
