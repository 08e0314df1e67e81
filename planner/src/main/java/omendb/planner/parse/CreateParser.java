package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Access.RoleName;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Ddl.ColumnDefinition;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;

/// Finds out what a CREATE creates, and reads the smaller ones itself.
final class CreateParser {
  private final Parser p;
  private final Cursor c;

  CreateParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Statement statement(int pos) {
    c.expect(CREATE);
    boolean orReplace = c.at(OR);
    if (orReplace) {
      c.advance();
      c.expect(REPLACE);
    }
    boolean stated = atPersistence();
    Persistence persistence = persistence();
    switch (c.keyword) {
      case VIEW, RECURSIVE -> {
        return p.views.create(persistence, orReplace, pos);
      }
      case TABLE, SEQUENCE, MATERIALIZED -> {
        if (orReplace) {
          throw c.syntaxError();
        }
        return persistent(persistence, pos);
      }
      default -> {
        if (stated) {
          throw c.syntaxError();
        }
        return orReplace ? replaceable(true, pos) : other(pos);
      }
    }
  }

  private Statement persistent(Persistence persistence, int pos) {
    return switch (c.keyword) {
      case TABLE -> p.tables.create(persistence, pos);
      case SEQUENCE -> p.sequences.create(persistence, pos);
      default -> p.views.createMaterialized(persistence, pos);
    };
  }

  private boolean atPersistence() {
    return c.at(LOCAL) || c.at(GLOBAL) || c.at(TEMPORARY) || c.at(TEMP) || c.at(UNLOGGED);
  }

  private Persistence persistence() {
    if (c.at(LOCAL) || c.at(GLOBAL)) {
      c.advance();
      if (!c.at(TEMP) && !c.at(TEMPORARY)) {
        throw c.syntaxError();
      }
    }
    if (c.accept(TEMPORARY) || c.accept(TEMP)) {
      return Persistence.TEMPORARY;
    }
    return c.accept(UNLOGGED) ? Persistence.UNLOGGED : Persistence.PERMANENT;
  }

  /// What may be created OR REPLACE.
  private Statement replaceable(boolean orReplace, int pos) {
    return switch (c.keyword) {
      case FUNCTION, PROCEDURE -> p.routines.create(orReplace, pos);
      case AGGREGATE, RULE, TRIGGER, LANGUAGE, TRANSFORM -> unsupported(c.keyword.name(), pos);
      case CONSTRAINT -> unsupported("CONSTRAINT TRIGGER", pos);
      case TRUSTED, PROCEDURAL -> unsupported("LANGUAGE", pos);
      default -> throw c.syntaxError();
    };
  }

  private Statement other(int pos) {
    switch (c.keyword) {
      case UNIQUE, INDEX -> {
        return p.indexes.create(pos);
      }
      case SCHEMA -> {
        return schema(pos);
      }
      case TYPE -> {
        return type(pos);
      }
      case DOMAIN -> {
        return domain(pos);
      }
      case DATABASE -> {
        c.advance();
        String name = c.columnId();
        c.accept(WITH);
        return new Ddl.CreateDatabase(name, databaseOptions(), pos);
      }
      case EXTENSION -> {
        return extension(pos);
      }
      case USER -> {
        return c.peek(1) == MAPPING ? unsupported("USER MAPPING", pos) : p.roles.create(pos);
      }
      case ROLE, GROUP -> {
        return p.roles.create(pos);
      }
      case FOREIGN -> {
        return unsupported(c.peek(1) == TABLE ? "FOREIGN TABLE" : "FOREIGN DATA WRAPPER", pos);
      }
      case POLICY -> {
        return p.policies.create(pos);
      }
      case OPERATOR, CAST, COLLATION, CONVERSION, SERVER -> {
        return unsupported(c.keyword.name(), pos);
      }
      case PUBLICATION, SUBSCRIPTION, STATISTICS, TABLESPACE, ASSERTION -> {
        return unsupported(c.keyword.name(), pos);
      }
      case DEFAULT -> {
        return unsupported("CONVERSION", pos);
      }
      case ACCESS -> {
        return unsupported("ACCESS METHOD", pos);
      }
      case EVENT -> {
        return unsupported("EVENT TRIGGER", pos);
      }
      case TEXT -> {
        return unsupported("TEXT SEARCH", pos);
      }
      default -> {
        return replaceable(false, pos);
      }
    }
  }

  private Statement unsupported(String what, int pos) {
    return p.statements.unsupported("CREATE " + what, pos);
  }

  private Statement schema(int pos) {
    c.expect(SCHEMA);
    boolean ifNotExists = c.ifNotExists();
    String name = c.at(AUTHORIZATION) ? null : c.columnId();
    RoleName owner = c.accept(AUTHORIZATION) ? p.roles.role() : null;
    List<Statement> elements = new ArrayList<>(0);
    if (ifNotExists && (c.at(CREATE) || c.at(GRANT))) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("CREATE SCHEMA IF NOT EXISTS cannot include schema elements")
          .at(c.pos());
    }
    while (c.at(CREATE) || c.at(GRANT)) {
      if (c.at(CREATE) && !isSchemaElement(c.peek(1))) {
        c.advance();
        throw c.syntaxError();
      }
      elements.add(p.statements.statement());
    }
    return new Ddl.CreateSchema(name, owner, ifNotExists, elements, pos);
  }

  private static boolean isSchemaElement(Keyword word) {
    return switch (word) {
      case TABLE, TEMPORARY, TEMP, LOCAL, GLOBAL, UNLOGGED, UNIQUE, INDEX, SEQUENCE -> true;
      case VIEW, RECURSIVE, OR, TRIGGER, CONSTRAINT -> true;
      default -> false;
    };
  }

  private Statement type(int pos) {
    c.expect(TYPE);
    Name name = c.name();
    if (c.at('(') || c.at(';') || c.at(Token.END)) {
      return unsupported("TYPE", pos);
    }
    c.expect(AS);
    if (c.accept(ENUM)) {
      c.expect('(');
      List<String> labels = new ArrayList<>(4);
      while (!c.at(')')) {
        labels.add(c.string());
        if (!c.at(')')) {
          c.expect(',');
        }
      }
      c.expect(')');
      return new Ddl.CreateEnum(name, labels, pos);
    }
    if (c.at(RANGE)) {
      return unsupported("TYPE AS RANGE", pos);
    }
    c.expect('(');
    List<ColumnDefinition> attributes = new ArrayList<>(4);
    if (!c.at(')')) {
      do {
        attributes.add(attribute());
      } while (c.accept(','));
    }
    c.expect(')');
    return new Ddl.CreateComposite(name, attributes, pos);
  }

  private ColumnDefinition attribute() {
    int pos = c.pos();
    String name = c.columnId();
    TypeName type = p.types.type();
    Name collation = c.accept(COLLATE) ? c.name() : null;
    return new ColumnDefinition(name, type, collation, null, List.of(), pos);
  }

  private Statement domain(int pos) {
    c.expect(DOMAIN);
    Name name = c.name();
    c.accept(AS);
    TypeName type = p.types.type();
    Name collation = null;
    List<Constraint> constraints = new ArrayList<>(1);
    while (true) {
      if (c.accept(COLLATE)) {
        collation = c.name();
      } else if (p.constraints.atColumnConstraint()) {
        constraints.add(p.constraints.ofColumn());
      } else {
        return new Ddl.CreateDomain(name, type, collation, constraints, pos);
      }
    }
  }

  /// `name [=] value …` of CREATE and ALTER DATABASE.
  List<Option> databaseOptions() {
    List<Option> options = new ArrayList<>(2);
    while (!c.at(Token.END) && !c.at(';')) {
      int pos = c.pos();
      String name;
      if (c.accept(CONNECTION, LIMIT)) {
        name = "connection_limit";
      } else if (c.at(Token.IDENTIFIER) || isDatabaseOption(c.keyword)) {
        name = c.label();
      } else {
        throw c.syntaxError();
      }
      c.accept('=');
      List<String> values = c.accept(DEFAULT) ? List.of() : List.of(p.options.plain());
      options.add(new Option(null, name, values, pos));
    }
    return options;
  }

  private static boolean isDatabaseOption(Keyword word) {
    return switch (word) {
      case ENCODING, LOCATION, OWNER, TABLESPACE, TEMPLATE -> true;
      default -> false;
    };
  }

  private Statement extension(int pos) {
    c.expect(EXTENSION);
    boolean ifNotExists = c.ifNotExists();
    String name = c.columnId();
    c.accept(WITH);
    List<Option> options = new ArrayList<>(1);
    while (true) {
      int optionPos = c.pos();
      if (c.accept(SCHEMA)) {
        options.add(Option.of("schema", c.columnId(), optionPos));
      } else if (c.accept(VERSION)) {
        String version = c.at(Token.STRING) ? c.string() : c.nonReservedWord();
        options.add(Option.of("version", version, optionPos));
      } else if (c.accept(CASCADE)) {
        options.add(Option.of("cascade", optionPos));
      } else {
        return new Ddl.CreateExtension(name, ifNotExists, options, pos);
      }
    }
  }
}
