package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Policy;
import omendb.planner.ast.Access;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.Access.RoleName;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Query;
import omendb.planner.function.FormatFunctions;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// CREATE, ALTER and DROP POLICY, and the switches of a table's row security.
final class PolicyCommands {
  private final Session session;
  private final DdlCommands definitions;

  PolicyCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  private int number(TableSchema table) {
    return catalog().numbers().oid(table.oid());
  }

  /// The table, which must be the current user's.
  private TableSchema table(Name name) {
    if (definitions.findView(name) != null) {
      throw SqlState.WRONG_OBJECT_TYPE.error("\"%s\" is not a table", name.name());
    }
    TableSchema table = definitions.requireTable(name);
    new OwnedObjects(session, definitions).requireOwner(Ddl.ObjectType.TABLE, name);
    definitions.lockTable(table);
    return table;
  }

  Result create(Access.CreatePolicy create) {
    TableSchema table = table(create.table());
    requireFitting(create.command(), create.body());
    if (catalog().policies().get(number(table), create.name()) != null) {
      throw exists(create.name(), table);
    }
    Policy policy =
        new Policy(
            session.database().storage().nextOid(),
            number(table),
            create.name(),
            create.permissive(),
            create.command(),
            roles(create.body().roles()),
            text(table, create.body().using()),
            text(table, create.body().check()));
    session.transaction().editCatalog(state -> state.policies().put(policy));
    return new Result.Command("CREATE POLICY");
  }

  private static OmenException exists(String name, TableSchema table) {
    return SqlState.DUPLICATE_OBJECT.error(
        "policy \"%s\" for table \"%s\" already exists", name, table.name());
  }

  private static void requireFitting(PolicyCommand command, Access.PolicyBody body) {
    if (body.check() != null
        && (command == PolicyCommand.SELECT || command == PolicyCommand.DELETE)) {
      throw SqlState.SYNTAX_ERROR.error("WITH CHECK cannot be applied to SELECT or DELETE");
    }
    if (body.using() != null && command == PolicyCommand.INSERT) {
      throw SqlState.SYNTAX_ERROR.error("only WITH CHECK expression allowed for INSERT");
    }
  }

  private List<Integer> roles(List<RoleName> names) {
    List<Integer> roles = new ArrayList<>();
    for (RoleName name : names) {
      if (name.kind() == Access.RoleKind.PUBLIC) {
        if (names.size() > 1) {
          session.notice(
              new Notice(
                  "WARNING",
                  SqlState.INVALID_PARAMETER_VALUE,
                  "ignoring specified roles other than PUBLIC"));
        }
        return List.of(Acl.PUBLIC);
      }
      int role = session.dispatcher().roles.require(name).oid();
      if (!roles.contains(role)) {
        roles.add(role);
      }
    }
    return roles.isEmpty() ? List.of(Acl.PUBLIC) : roles;
  }

  private @Nullable String text(TableSchema table, Ddl.@Nullable Sourced condition) {
    if (condition == null) {
      return null;
    }
    String name =
        FormatFunctions.quoteIdent(table.schemaName())
            + "."
            + FormatFunctions.quoteIdent(table.name());
    String text = Policy.text(name, condition.text());
    try {
      return new ViewTexts(session).settled(text);
    } catch (OmenException e) {
      throw inStatement(e, text, condition);
    }
  }

  /// The error about a condition's text as one about the statement.
  private static OmenException inStatement(
      OmenException error, String text, Ddl.Sourced condition) {
    if (error.position() == 0
        || !(SqlParser.parseOne(text) instanceof Query query)
        || !(query.body() instanceof Query.Select select)) {
      return error;
    }
    int shift = condition.expression().pos() - Objects.requireNonNull(select.where()).pos();
    OmenException moved =
        error.state().error("%s", error.message().replace("of WHERE must", "of POLICY must"));
    String hint = error.hint();
    return (hint == null ? moved : moved.withHint("%s", hint)).at(error.position() + shift);
  }

  Result alter(Access.AlterPolicy alter) {
    TableSchema table = table(alter.table());
    Policy old = require(table, alter.name());
    requireFitting(old.command(), alter.body());
    String using = text(table, alter.body().using());
    String check = text(table, alter.body().check());
    Policy changed =
        old.saying(using == null ? old.using() : using, check == null ? old.check() : check);
    Policy policy =
        alter.body().roles().isEmpty() ? changed : changed.of(roles(alter.body().roles()));
    session.transaction().editCatalog(state -> state.policies().put(policy));
    return new Result.Command("ALTER POLICY");
  }

  private Policy require(TableSchema table, String name) {
    Policy policy = catalog().policies().get(number(table), name);
    if (policy == null) {
      throw missing(table, name);
    }
    return policy;
  }

  private static OmenException missing(TableSchema table, String name) {
    return SqlState.UNDEFINED_OBJECT.error(
        "policy \"%s\" for table \"%s\" does not exist", name, table.name());
  }

  Result rename(Access.RenamePolicy rename) {
    TableSchema table = table(rename.table());
    if (catalog().policies().get(number(table), rename.newName()) != null) {
      throw exists(rename.newName(), table);
    }
    Policy old = require(table, rename.name());
    session.transaction().editCatalog(state -> state.policies().put(old.named(rename.newName())));
    return new Result.Command("ALTER POLICY");
  }

  /// DROP POLICY.
  ///
  /// @param name its own, and the table's before it
  void drop(Name name, boolean ifExists) {
    Name on = new Name(null, name.catalog(), Objects.requireNonNull(name.schema()), name.pos());
    TableSchema table = ifExists ? definitions.findTable(on) : definitions.requireTable(on);
    if (table == null) {
      definitions.missing("relation", on, true);
      return;
    }
    table(on);
    Policy policy = catalog().policies().get(number(table), name.name());
    if (policy != null) {
      session.transaction().editCatalog(state -> state.policies().remove(policy.oid()));
    } else if (ifExists) {
      session.notice(
          new Notice(
              "NOTICE",
              SqlState.SUCCESSFUL_COMPLETION,
              missing(table, name.name()).message() + ", skipping"));
    } else {
      throw missing(table, name.name());
    }
  }

  void turn(TableSchema table, AlterTable.RowSecurity change) {
    definitions.lockTable(table);
    int number = number(table);
    session
        .transaction()
        .editCatalog(state -> {
          PolicySet policies = state.policies();
          PolicySet.turn(
              change.force() ? policies.forced() : policies.enabled(), number, change.on());
        });
  }

  /// 0A000 where rows cannot be loaded because policies look at each.
  static void requireNone(Session session, TableSchema table, String what) {
    if (new SessionCatalogView(session).rowSecurity(table.oid(), 0) != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("%s not supported with row-level security", what)
          .withHint("Use INSERT statements instead.");
    }
  }
}
