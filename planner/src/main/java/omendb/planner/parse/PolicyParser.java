package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.List;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.Access.RoleName;
import omendb.planner.ast.Ddl.Sourced;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// CREATE and ALTER POLICY.
final class PolicyParser {
  private final Parser p;
  private final Cursor c;

  PolicyParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// From POLICY on.
  Statement create(int pos) {
    c.expect(POLICY);
    String name = c.columnId();
    c.expect(ON);
    Name table = c.name();
    boolean permissive = !c.accept(AS) || permissive();
    PolicyCommand command = c.accept(FOR) ? command() : PolicyCommand.ALL;
    List<RoleName> roles = roles();
    Sourced using = c.accept(USING) ? condition() : null;
    Sourced check = check();
    return new Access.CreatePolicy(
        name, table, permissive, command, new Access.PolicyBody(roles, using, check), pos);
  }

  /// From POLICY on.
  Statement alter(int pos) {
    c.expect(POLICY);
    boolean ifExists = c.ifExists();
    String name = c.columnId();
    c.expect(ON);
    Name table = c.name();
    if (c.accept(RENAME)) {
      c.expect(TO);
      return new Access.RenamePolicy(name, table, c.columnId(), ifExists, pos);
    }
    if (ifExists) {
      throw c.syntaxError();
    }
    List<RoleName> roles = roles();
    Sourced using = c.accept(USING) ? condition() : null;
    return new Access.AlterPolicy(name, table, new Access.PolicyBody(roles, using, check()), pos);
  }

  private boolean permissive() {
    int at = c.pos();
    String word = c.columnId();
    return switch (word) {
      case "permissive" -> true;
      case "restrictive" -> false;
      default -> throw unknown(word, at);
    };
  }

  private static OmenException unknown(String word, int at) {
    return SqlState.SYNTAX_ERROR
        .error("unrecognized row security option \"%s\"", word)
        .withHint("Only PERMISSIVE or RESTRICTIVE policies are supported currently.")
        .at(at);
  }

  private PolicyCommand command() {
    switch (c.keyword) {
      case ALL, SELECT, INSERT, UPDATE, DELETE -> {
        PolicyCommand command = PolicyCommand.valueOf(c.keyword.name().toUpperCase(Locale.ROOT));
        c.advance();
        return command;
      }
      default -> throw c.syntaxError();
    }
  }

  private List<RoleName> roles() {
    return c.accept(TO) ? p.roles.roles() : List.of();
  }

  private @Nullable Sourced check() {
    if (!c.at(WITH)) {
      return null;
    }
    c.advance();
    c.expect(CHECK);
    return condition();
  }

  private Sourced condition() {
    c.expect('(');
    int start = c.start();
    Node expression = p.expressions.expression();
    Sourced sourced = new Sourced(expression, c.textFrom(start));
    c.expect(')');
    return sourced;
  }
}
