package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ObjectType;
import omendb.planner.ast.Name;
import omendb.planner.ast.Statement;

/// DROP.
final class DropParser {
  private final Parser p;
  private final Cursor c;

  DropParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement drop(int pos) {
    c.expect(DROP);
    if (p.routines.at()) {
      return p.routines.drop(pos);
    }
    if (p.objects.atRoutine()) {
      return unsupported(c.keyword.name(), pos);
    }
    switch (c.keyword) {
      case ROLE, GROUP -> {
        c.advance();
        return p.roles.drop(pos);
      }
      case USER -> {
        if (c.peek(1) == MAPPING) {
          return unsupported("USER MAPPING", pos);
        }
        c.advance();
        return p.roles.drop(pos);
      }
      case OWNED -> {
        return p.roles.owned(true, pos);
      }
      case DATABASE -> {
        return database(pos);
      }
      case TYPE, DOMAIN -> {
        ObjectType type = ObjectType.valueOf(c.keyword.name());
        c.advance();
        return types(type, pos);
      }
      default -> {
        return named(pos);
      }
    }
  }

  private Statement unsupported(String what, int pos) {
    return p.statements.unsupported("DROP " + what, pos);
  }

  private Statement database(int pos) {
    c.advance();
    boolean ifExists = c.ifExists();
    Name name = p.objects.simpleName();
    if (c.accept(WITH) || c.at('(')) {
      c.expect('(');
      do {
        c.expect(FORCE);
      } while (c.accept(','));
      c.expect(')');
    }
    return new Ddl.Drop(ObjectType.DATABASE, List.of(name), ifExists, false, false, pos);
  }

  private Statement types(ObjectType type, int pos) {
    boolean ifExists = c.ifExists();
    List<Name> names = new ArrayList<>(1);
    do {
      names.add(p.objects.typeName());
    } while (c.accept(','));
    return new Ddl.Drop(type, names, ifExists, c.cascade(), false, pos);
  }

  private Statement named(int pos) {
    ObjectType type = p.objects.qualifiedType();
    if (type != null) {
      boolean concurrently = type == ObjectType.INDEX && c.accept(CONCURRENTLY);
      boolean ifExists = c.ifExists();
      List<Name> names = c.names();
      return new Ddl.Drop(type, names, ifExists, c.cascade(), concurrently, pos);
    }
    type = p.objects.tablePartType();
    if (type != null) {
      return tablePart(type, pos);
    }
    type = p.objects.simpleType();
    if (type == null) {
      throw c.syntaxError();
    }
    boolean ifExists = c.ifExists();
    List<Name> names = new ArrayList<>(1);
    do {
      names.add(p.objects.simpleName());
    } while (c.accept(','));
    return new Ddl.Drop(type, names, ifExists, c.cascade(), false, pos);
  }

  /// `name ON table` becomes `table.name`, as [Ddl.Drop] says.
  private Statement tablePart(ObjectType type, int pos) {
    boolean ifExists = c.ifExists();
    Name part = p.objects.simpleName();
    c.expect(ON);
    Name table = c.name();
    Name name = new Name(table.schema(), table.name(), part.name(), part.pos());
    return new Ddl.Drop(type, List.of(name), ifExists, c.cascade(), false, pos);
  }
}
