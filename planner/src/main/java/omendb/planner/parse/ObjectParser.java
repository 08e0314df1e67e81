package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ObjectType;
import omendb.planner.ast.Name;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// The kinds of objects, and COMMENT.
final class ObjectParser {
  private final Parser p;
  private final Cursor c;

  ObjectParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// A kind whose objects have qualified names, or null.
  @Nullable ObjectType qualifiedType() {
    switch (c.keyword) {
      case TABLE, SEQUENCE, VIEW, INDEX, COLLATION, STATISTICS -> {
        return one(ObjectType.valueOf(c.keyword.name()));
      }
      case CONVERSION -> {
        return one(ObjectType.OTHER);
      }
      case MATERIALIZED -> {
        c.advance();
        c.expect(VIEW);
        return ObjectType.MATERIALIZED_VIEW;
      }
      case FOREIGN -> {
        return c.accept(FOREIGN, TABLE) ? ObjectType.FOREIGN_TABLE : null;
      }
      case TEXT -> {
        c.advance();
        c.expect(SEARCH);
        switch (c.keyword) {
          case PARSER, DICTIONARY, TEMPLATE, CONFIGURATION -> c.advance();
          default -> throw c.syntaxError();
        }
        return ObjectType.OTHER;
      }
      default -> {
        return null;
      }
    }
  }

  /// A kind whose objects have simple names, or null.
  @Nullable ObjectType simpleType() {
    switch (c.keyword) {
      case EXTENSION, PUBLICATION, SCHEMA, SUBSCRIPTION, TABLESPACE, DATABASE -> {
        return one(ObjectType.valueOf(c.keyword.name()));
      }
      case LANGUAGE -> {
        return one(ObjectType.LANGUAGE);
      }
      case PROCEDURAL -> {
        c.advance();
        c.expect(LANGUAGE);
        return ObjectType.LANGUAGE;
      }
      case SERVER -> {
        return one(ObjectType.FOREIGN_SERVER);
      }
      case ACCESS -> {
        c.advance();
        c.expect(METHOD);
        return ObjectType.ACCESS_METHOD;
      }
      case EVENT -> {
        c.advance();
        c.expect(TRIGGER);
        return ObjectType.EVENT_TRIGGER;
      }
      case FOREIGN -> {
        c.advance();
        c.expect(DATA);
        c.expect(WRAPPER);
        return ObjectType.FOREIGN_DATA_WRAPPER;
      }
      default -> {
        return null;
      }
    }
  }

  /// A kind of things that belong to a table: `name ON table`, or null.
  @Nullable ObjectType tablePartType() {
    return switch (c.keyword) {
      case POLICY, RULE, TRIGGER -> one(ObjectType.valueOf(c.keyword.name()));
      default -> null;
    };
  }

  private ObjectType one(ObjectType type) {
    c.advance();
    return type;
  }

  Name simpleName() {
    int pos = c.pos();
    return Name.of(c.columnId(), pos);
  }

  /// The name of a type or domain.
  Name typeName() {
    TypeName type = p.types.type();
    return new Name(null, type.schema(), type.name(), type.pos());
  }

  /// True at an aggregate, operator or cast, none of which is implemented.
  boolean atRoutine() {
    return switch (c.keyword) {
      case AGGREGATE, OPERATOR, CAST, TRANSFORM -> true;
      default -> false;
    };
  }

  Statement comment(int pos) {
    c.expect(COMMENT);
    c.expect(ON);
    if (p.routines.at()) {
      return p.routines.comment(pos);
    }
    if (atRoutine() || c.at(LARGE)) {
      String what = c.at(LARGE) ? "LARGE OBJECT" : c.keyword.name();
      return p.statements.unsupported("COMMENT ON " + what, pos);
    }
    ObjectType type = qualifiedType();
    Name on = null;
    Name name;
    if (type != null) {
      name = c.name();
    } else if ((type = tablePartType()) != null) {
      name = simpleName();
      c.expect(ON);
      on = c.name();
    } else if (c.accept(CONSTRAINT)) {
      type = ObjectType.CONSTRAINT;
      name = simpleName();
      c.expect(ON);
      c.accept(DOMAIN);
      on = c.name();
    } else if (c.at(TYPE) || c.at(DOMAIN)) {
      type = one(c.at(TYPE) ? ObjectType.TYPE : ObjectType.DOMAIN);
      name = typeName();
    } else if (c.accept(COLUMN)) {
      type = ObjectType.COLUMN;
      name = columnName();
    } else {
      type = c.accept(ROLE) ? ObjectType.ROLE : simpleType();
      if (type == null) {
        throw c.syntaxError();
      }
      name = simpleName();
    }
    c.expect(IS);
    return new Ddl.Comment(type, name, on, c.accept(NULL) ? null : c.string(), pos);
  }

  /// `table.column` or `schema.table.column`.
  private Name columnName() {
    return c.name();
  }
}
