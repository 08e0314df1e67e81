package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Access.RoleKind;
import omendb.planner.ast.Access.RoleName;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Option;
import omendb.planner.ast.Setting;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// Roles: their names, and CREATE, ALTER and DROP of them.
final class RoleParser {
  private static final Set<String> FLAGS =
      Set.of("superuser", "createdb", "createrole", "login", "replication", "bypassrls", "inherit");

  private final Parser p;
  private final Cursor c;

  RoleParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// A role wherever one is referred to.
  RoleName role() {
    int pos = c.pos();
    switch (c.keyword) {
      case CURRENT_USER -> {
        c.advance();
        return new RoleName(RoleKind.CURRENT_USER, null, pos);
      }
      case CURRENT_ROLE -> {
        c.advance();
        return new RoleName(RoleKind.CURRENT_ROLE, null, pos);
      }
      case SESSION_USER -> {
        c.advance();
        return new RoleName(RoleKind.SESSION_USER, null, pos);
      }
      default -> {
        String name = c.nonReservedWord();
        if (name.equals("public")) {
          return new RoleName(RoleKind.PUBLIC, null, pos);
        }
        if (name.equals("none")) {
          throw reserved(name, pos);
        }
        return new RoleName(RoleKind.NAMED, name, pos);
      }
    }
  }

  private static OmenException reserved(String name, int pos) {
    return SqlState.RESERVED_NAME.error("role name \"%s\" is reserved", name).at(pos);
  }

  List<RoleName> roles() {
    List<RoleName> roles = new ArrayList<>(1);
    do {
      roles.add(role());
    } while (c.accept(','));
    return roles;
  }

  /// A role's own name, where it is created or renamed.
  String newName() {
    int pos = c.pos();
    RoleName role = role();
    String name = role.name();
    if (name != null) {
      return name;
    }
    if (role.kind() == RoleKind.PUBLIC) {
      throw reserved("public", pos);
    }
    throw SqlState.RESERVED_NAME
        .error("%s cannot be used as a role name here", role.kind().name())
        .at(pos);
  }

  /// From `ROLE`, `USER` or `GROUP` on.
  Statement create(int pos) {
    boolean login = c.at(USER);
    c.advance();
    String name = newName();
    c.accept(WITH);
    return new Access.CreateRole(name, login, options(true), pos);
  }

  private List<Option> options(boolean creating) {
    List<Option> options = new ArrayList<>(2);
    while (!c.at(Token.END) && !c.at(';')) {
      options.add(option(creating));
    }
    return options;
  }

  private Option option(boolean creating) {
    int pos = c.pos();
    Keyword word = c.keyword;
    switch (word) {
      case PASSWORD -> {
        c.advance();
        return c.accept(NULL) ? Option.of("password", pos) : Option.of("password", c.string(), pos);
      }
      case ENCRYPTED -> {
        c.advance();
        c.expect(PASSWORD);
        return Option.of("password", c.string(), pos);
      }
      case UNENCRYPTED -> throw unencrypted(pos);
      case INHERIT -> {
        c.advance();
        return Option.of("inherit", "true", pos);
      }
      case CONNECTION -> {
        c.advance();
        c.expect(LIMIT);
        return Option.of("connection_limit", Integer.toString(c.signedInteger()), pos);
      }
      case VALID -> {
        c.advance();
        c.expect(UNTIL);
        return Option.of("valid_until", c.string(), pos);
      }
      case USER -> {
        c.advance();
        return members("role", pos);
      }
      case SYSID, ADMIN, ROLE, IN -> {
        if (!creating) {
          throw c.syntaxError();
        }
        return creationOption(word, pos);
      }
      default -> {
        return flag(pos);
      }
    }
  }

  private Option creationOption(Keyword word, int pos) {
    c.advance();
    switch (word) {
      case SYSID -> {
        return Option.of("sysid", Integer.toString(c.integer()), pos);
      }
      case ADMIN, ROLE -> {
        return members(word.word, pos);
      }
      default -> {
        if (!c.accept(ROLE)) {
          c.expect(GROUP);
        }
        return members("in_role", pos);
      }
    }
  }

  private OmenException unencrypted(int pos) {
    c.advance();
    c.expect(PASSWORD);
    c.string();
    return SqlState.FEATURE_NOT_SUPPORTED
        .error("UNENCRYPTED PASSWORD is no longer supported")
        .withHint("Remove UNENCRYPTED to store the password in encrypted form instead.")
        .at(pos);
  }

  private Option members(String name, int pos) {
    List<String> names = new ArrayList<>(1);
    for (RoleName role : roles()) {
      String member = role.name();
      names.add(member != null ? member : role.kind().name().toLowerCase(Locale.ROOT));
    }
    return new Option(null, name, names, pos);
  }

  private Option flag(int pos) {
    if (!c.at(Token.IDENTIFIER)) {
      throw c.syntaxError();
    }
    String word = c.takeIdentifier();
    if (FLAGS.contains(word)) {
      return Option.of(word, "true", pos);
    }
    if (word.startsWith("no") && FLAGS.contains(word.substring(2))) {
      return Option.of(word.substring(2), "false", pos);
    }
    throw SqlState.SYNTAX_ERROR.error("unrecognized role option \"%s\"", word).at(pos);
  }

  /// From `ROLE`, `USER` or `GROUP` after ALTER on.
  Statement alter(int pos) {
    boolean group = c.at(GROUP);
    c.advance();
    if (!group && c.accept(ALL)) {
      return setting(null, pos);
    }
    int namePos = c.pos();
    RoleName role = role();
    String name = role.name();
    if (name != null && c.at(RENAME)) {
      c.advance();
      c.expect(TO);
      return new Ddl.Rename(
          Ddl.ObjectType.ROLE, Name.of(name, namePos), null, newName(), false, pos);
    }
    if (group) {
      return membership(role, pos);
    }
    if (c.at(SET) || c.at(RESET) || c.at(IN, DATABASE)) {
      return setting(role, pos);
    }
    c.accept(WITH);
    return new Access.AlterRole(role, options(false), pos);
  }

  /// `ALTER GROUP g ADD | DROP USER a, b`.
  private Statement membership(RoleName group, int pos) {
    boolean add = c.at(ADD);
    if (!add && !c.at(DROP)) {
      throw c.syntaxError();
    }
    c.advance();
    c.expect(USER);
    return new Access.AlterRole(group, List.of(members(add ? "add" : "drop", pos)), pos);
  }

  private Statement setting(@Nullable RoleName role, int pos) {
    String database = null;
    if (c.accept(IN)) {
      c.expect(DATABASE);
      database = c.columnId();
    }
    return new Access.AlterRoleSetting(role, database, setOrReset(), pos);
  }

  /// `SET name TO value` or `RESET name`.
  Setting setOrReset() {
    int pos = c.pos();
    if (c.at(RESET)) {
      return p.settings.reset(pos);
    }
    c.expect(SET);
    return p.settings.assignment(false, pos);
  }

  /// From `OWNED BY` on.
  ///
  /// @param drop DROP OWNED, not REASSIGN OWNED
  Statement owned(boolean drop, int pos) {
    c.expect(OWNED);
    c.expect(BY);
    List<RoleName> roles = roles();
    if (drop) {
      return new Access.Owned(roles, null, c.cascade(), pos);
    }
    c.expect(TO);
    return new Access.Owned(roles, role(), false, pos);
  }

  /// From behind `DROP ROLE` on.
  Statement drop(int pos) {
    boolean ifExists = c.ifExists();
    return new Access.DropRole(roles(), ifExists, pos);
  }
}
