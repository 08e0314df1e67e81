package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import omendb.planner.ast.Access;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ObjectType;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// ALTER of everything that is no table.
final class AlterParser {
  private final Parser p;
  private final Cursor c;

  AlterParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    c.expect(ALTER);
    if (p.routines.at()) {
      return p.routines.alter(pos);
    }
    if (p.objects.atRoutine()) {
      return unsupported(c.keyword.name(), pos);
    }
    switch (c.keyword) {
      case TABLE, INDEX, VIEW, MATERIALIZED, SEQUENCE -> {
        return p.alterTables.statement(pos);
      }
      case FOREIGN -> {
        return c.peek(1) == TABLE
            ? p.alterTables.statement(pos)
            : unsupported("FOREIGN DATA WRAPPER", pos);
      }
      case TYPE -> {
        return type(pos);
      }
      case DOMAIN -> {
        return domain(pos);
      }
      case SCHEMA -> {
        return schema(pos);
      }
      case DATABASE -> {
        return database(pos);
      }
      case USER -> {
        return c.peek(1) == MAPPING ? unsupported("USER MAPPING", pos) : p.roles.alter(pos);
      }
      case ROLE, GROUP -> {
        return p.roles.alter(pos);
      }
      case EXTENSION, SYSTEM, SERVER, PUBLICATION, SUBSCRIPTION, STATISTICS, TABLESPACE -> {
        return unsupported(c.keyword.name(), pos);
      }
      case POLICY -> {
        return p.policies.alter(pos);
      }
      case COLLATION, CONVERSION, LANGUAGE, RULE, TRIGGER -> {
        return unsupported(c.keyword.name(), pos);
      }
      case DEFAULT -> {
        c.advance();
        return p.grants.defaults(pos);
      }
      case PROCEDURAL -> {
        return unsupported("LANGUAGE", pos);
      }
      case EVENT -> {
        return unsupported("EVENT TRIGGER", pos);
      }
      case LARGE -> {
        return unsupported("LARGE OBJECT", pos);
      }
      case TEXT -> {
        return unsupported("TEXT SEARCH", pos);
      }
      default -> throw c.syntaxError();
    }
  }

  private Statement unsupported(String what, int pos) {
    return p.statements.unsupported("ALTER " + what, pos);
  }

  /// `RENAME TO`, `SET SCHEMA` and `OWNER TO`, which many things have; null at anything else.
  @Nullable Statement common(ObjectType type, Name name, boolean ifExists, int pos) {
    if (c.accept(RENAME, TO)) {
      return new Ddl.Rename(type, name, null, c.columnId(), ifExists, pos);
    }
    if (c.accept(SET, SCHEMA)) {
      return new Ddl.SetSchema(type, name, c.columnId(), ifExists, pos);
    }
    if (c.accept(OWNER, TO)) {
      return new Ddl.SetOwner(type, name, p.roles.role(), pos);
    }
    return null;
  }

  private Statement type(int pos) {
    c.expect(TYPE);
    Name name = c.name();
    Statement common = common(ObjectType.TYPE, name, false, pos);
    if (common != null) {
      return common;
    }
    switch (c.keyword) {
      case ADD -> {
        c.advance();
        return c.accept(VALUE) ? addValue(name, pos) : attribute(pos);
      }
      case RENAME -> {
        c.advance();
        return renamePart(name, pos);
      }
      case DROP, ALTER -> {
        c.advance();
        return attribute(pos);
      }
      default -> {
        c.expect(SET);
        if (!c.at('(')) {
          throw c.syntaxError();
        }
        return unsupported("TYPE ... SET", pos);
      }
    }
  }

  private Statement attribute(int pos) {
    c.expect(ATTRIBUTE);
    return unsupported("TYPE ... ATTRIBUTE", pos);
  }

  private Statement renamePart(Name name, int pos) {
    if (c.accept(VALUE)) {
      String old = c.string();
      c.expect(TO);
      return new Ddl.Rename(ObjectType.ENUM_VALUE, name, old, c.string(), false, pos);
    }
    c.expect(ATTRIBUTE);
    String old = c.columnId();
    c.expect(TO);
    String renamed = c.columnId();
    c.cascade();
    return new Ddl.Rename(ObjectType.ATTRIBUTE, name, old, renamed, false, pos);
  }

  private Statement addValue(Name name, int pos) {
    boolean ifNotExists = c.ifNotExists();
    String label = c.string();
    boolean after = c.at(AFTER);
    String neighbour = c.accept(AFTER) || c.accept(BEFORE) ? c.string() : null;
    return new Ddl.AlterEnum(name, label, ifNotExists, neighbour, after, pos);
  }

  private Statement domain(int pos) {
    c.expect(DOMAIN);
    Name name = c.name();
    Statement common = common(ObjectType.DOMAIN, name, false, pos);
    if (common != null) {
      return common;
    }
    if (c.accept(RENAME, CONSTRAINT)) {
      String old = c.columnId();
      c.expect(TO);
      return new Ddl.Rename(ObjectType.CONSTRAINT, name, old, c.columnId(), false, pos);
    }
    AlterTable.Action action = p.alterTables.domainAction();
    return new AlterTable(ObjectType.DOMAIN, name, false, false, List.of(action), pos);
  }

  private Statement schema(int pos) {
    c.expect(SCHEMA);
    Name name = p.objects.simpleName();
    Statement common = common(ObjectType.SCHEMA, name, false, pos);
    if (common == null || common instanceof Ddl.SetSchema) {
      throw c.syntaxError();
    }
    return common;
  }

  private Statement database(int pos) {
    c.expect(DATABASE);
    Name name = p.objects.simpleName();
    if (c.at(SET, TABLESPACE)) {
      return unsupported("DATABASE ... SET TABLESPACE", pos);
    }
    if (c.at(REFRESH)) {
      return unsupported("DATABASE ... REFRESH COLLATION VERSION", pos);
    }
    if (c.at(SET) || c.at(RESET)) {
      return new Access.AlterRoleSetting(null, name.name(), p.roles.setOrReset(), pos);
    }
    Statement common = common(ObjectType.DATABASE, name, false, pos);
    if (common != null) {
      return common;
    }
    c.accept(WITH);
    List<Option> options = p.creates.databaseOptions();
    return new Ddl.AlterDatabase(name.name(), options, pos);
  }
}
