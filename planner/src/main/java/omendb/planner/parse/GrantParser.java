package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Access;
import omendb.planner.ast.Access.Privilege;
import omendb.planner.ast.Access.RoleName;
import omendb.planner.ast.Ddl.ObjectType;
import omendb.planner.ast.Name;
import omendb.planner.ast.Routines.Kind;
import omendb.planner.ast.Routines.Signature;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// GRANT and REVOKE.
final class GrantParser {
  private final Parser p;
  private final Cursor c;

  GrantParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// What privileges are granted on.
  private record Target(
      ObjectType type, List<Name> objects, List<Access.Routine> routines, boolean allInSchema) {
    Target(ObjectType type, List<Name> objects, boolean allInSchema) {
      this(type, objects, List.of(), allInSchema);
    }
  }

  Statement statement(int pos) {
    boolean grant = c.at(GRANT);
    c.advance();
    boolean optionFor = false;
    boolean adminFor = false;
    if (!grant && c.peek(1) == OPTION && (c.at(GRANT) || c.at(ADMIN))) {
      optionFor = c.at(GRANT);
      adminFor = c.at(ADMIN);
      c.advance();
      c.advance();
      c.expect(FOR);
    }
    List<Privilege> privileges = privileges();
    if (c.at(grant ? TO : FROM) && !privileges.isEmpty() && !optionFor) {
      return membership(grant, privileges, adminFor, pos);
    }
    c.expect(ON);
    Target target = target();
    c.expect(grant ? TO : FROM);
    List<RoleName> roles = grantees();
    if (grant && c.accept(WITH)) {
      c.expect(GRANT);
      c.expect(OPTION);
      optionFor = true;
    }
    RoleName grantedBy = grantedBy();
    boolean cascade = !grant && c.cascade();
    return new Access.Grant(
        grant,
        privileges,
        target.type(),
        target.objects(),
        target.routines(),
        target.allInSchema(),
        roles,
        optionFor,
        grantedBy,
        cascade,
        pos);
  }

  /// From behind `ALTER DEFAULT` on.
  Statement defaults(int pos) {
    c.expect(PRIVILEGES);
    List<RoleName> makers = List.of();
    if (c.accept(FOR)) {
      if (!c.accept(ROLE)) {
        c.expect(USER);
      }
      makers = p.roles.roles();
    }
    List<String> schemas = new ArrayList<>();
    if (c.accept(IN)) {
      c.expect(SCHEMA);
      do {
        schemas.add(c.columnId());
      } while (c.accept(','));
    }
    boolean grant = c.accept(GRANT);
    if (!grant) {
      c.expect(REVOKE);
    }
    boolean option = !grant && c.at(GRANT) && c.peek(1) == OPTION;
    if (option) {
      c.advance();
      c.advance();
      c.expect(FOR);
    }
    List<Privilege> privileges = privileges();
    c.expect(ON);
    String kind =
        switch (c.keyword) {
          case TABLES, SEQUENCES, TYPES, SCHEMAS -> c.keyword.word;
          case FUNCTIONS, ROUTINES -> "functions";
          default -> throw c.syntaxError();
        };
    c.advance();
    c.expect(grant ? TO : FROM);
    List<RoleName> roles = grantees();
    if (grant && c.accept(WITH)) {
      c.expect(GRANT);
      c.expect(OPTION);
      option = true;
    }
    if (!grant) {
      c.cascade();
    }
    return new Access.DefaultPrivileges(
        grant, makers, schemas, privileges, kind, roles, option, pos);
  }

  /// Empty for ALL; the names of roles look the same.
  private List<Privilege> privileges() {
    int pos = c.pos();
    if (c.accept(ALL)) {
      c.accept(PRIVILEGES);
      return c.at('(') ? List.of(new Privilege("all", c.columnList(), pos)) : List.of();
    }
    List<Privilege> privileges = new ArrayList<>(2);
    do {
      privileges.add(privilege());
    } while (c.accept(','));
    return privileges;
  }

  private Privilege privilege() {
    int pos = c.pos();
    if (c.accept(ALTER)) {
      c.expect(SYSTEM);
      return new Privilege("alter system", List.of(), pos);
    }
    String name =
        switch (c.keyword) {
          case SELECT, REFERENCES, CREATE -> c.label();
          default -> c.columnId();
        };
    return new Privilege(name, c.optionalColumnList(), pos);
  }

  private Statement membership(boolean grant, List<Privilege> roles, boolean adminFor, int pos) {
    c.advance();
    List<String> granted = new ArrayList<>(roles.size());
    for (Privilege role : roles) {
      granted.add(role.name());
    }
    List<RoleName> members = p.roles.roles();
    boolean admin = adminFor;
    if (grant && c.accept(WITH)) {
      c.expect(ADMIN);
      c.expect(OPTION);
      admin = true;
    }
    RoleName grantedBy = grantedBy();
    boolean cascade = !grant && c.cascade();
    return new Access.GrantRole(grant, granted, members, admin, grantedBy, cascade, pos);
  }

  private List<RoleName> grantees() {
    List<RoleName> roles = new ArrayList<>(1);
    do {
      c.accept(GROUP);
      roles.add(p.roles.role());
    } while (c.accept(','));
    return roles;
  }

  private @Nullable RoleName grantedBy() {
    if (!c.accept(GRANTED)) {
      return null;
    }
    c.expect(BY);
    return p.roles.role();
  }

  private Target target() {
    switch (c.keyword) {
      case TABLE -> {
        c.advance();
        return named(ObjectType.TABLE);
      }
      case SEQUENCE -> {
        c.advance();
        return named(ObjectType.SEQUENCE);
      }
      case DOMAIN, TYPE -> {
        ObjectType type = ObjectType.valueOf(c.keyword.name());
        c.advance();
        return named(type);
      }
      case DATABASE, LANGUAGE, SCHEMA, TABLESPACE -> {
        ObjectType type = ObjectType.valueOf(c.keyword.name());
        c.advance();
        return new Target(type, simpleNames(), false);
      }
      case FOREIGN -> {
        c.advance();
        boolean server = c.accept(SERVER);
        if (!server) {
          c.expect(DATA);
          c.expect(WRAPPER);
        }
        ObjectType type = server ? ObjectType.FOREIGN_SERVER : ObjectType.FOREIGN_DATA_WRAPPER;
        return new Target(type, simpleNames(), false);
      }
      case LARGE -> {
        return largeObjects();
      }
      case PARAMETER -> {
        c.advance();
        return parameters();
      }
      case ALL -> {
        return allInSchema();
      }
      case FUNCTION, PROCEDURE, ROUTINE -> {
        return routines();
      }
      default -> {
        return named(ObjectType.TABLE);
      }
    }
  }

  private Target named(ObjectType type) {
    return new Target(type, c.names(), false);
  }

  private List<Name> simpleNames() {
    List<Name> names = new ArrayList<>(1);
    do {
      names.add(p.objects.simpleName());
    } while (c.accept(','));
    return names;
  }

  private Target largeObjects() {
    c.advance();
    c.expect(OBJECT);
    List<Name> names = new ArrayList<>(1);
    do {
      int pos = c.pos();
      names.add(Name.of(c.signedNumber(), pos));
    } while (c.accept(','));
    return new Target(ObjectType.LARGE_OBJECT, names, false);
  }

  private Target parameters() {
    List<Name> names = new ArrayList<>(1);
    do {
      int pos = c.pos();
      names.add(Name.of(p.settings.settingName(), pos));
    } while (c.accept(','));
    return new Target(ObjectType.PARAMETER, names, false);
  }

  private Target routines() {
    Kind kind = Kind.valueOf(c.keyword.name());
    c.advance();
    List<Access.Routine> routines = new ArrayList<>(1);
    do {
      routines.add(new Access.Routine(kind, p.routines.signature()));
    } while (c.accept(','));
    return new Target(ObjectType.FUNCTION, List.of(), routines, false);
  }

  private Target allInSchema() {
    c.expect(ALL);
    ObjectType type =
        switch (c.keyword) {
          case TABLES -> ObjectType.TABLE;
          case SEQUENCES -> ObjectType.SEQUENCE;
          case FUNCTIONS, PROCEDURES, ROUTINES -> ObjectType.FUNCTION;
          default -> throw c.syntaxError();
        };
    Kind kind = c.at(FUNCTIONS) ? Kind.FUNCTION : c.at(PROCEDURES) ? Kind.PROCEDURE : Kind.ROUTINE;
    c.advance();
    c.expect(IN);
    c.expect(SCHEMA);
    List<Name> schemas = simpleNames();
    List<Access.Routine> kinds =
        type == ObjectType.FUNCTION
            ? List.of(new Access.Routine(kind, new Signature(schemas.getFirst(), null)))
            : List.of();
    return new Target(type, schemas, kinds, true);
  }
}
