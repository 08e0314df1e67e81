package omendb.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// CREATE SCHEMA, with what is to be made in it.
final class SchemaCommand {
  private final Session session;
  private final DdlCommands definitions;

  SchemaCommand(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result run(Ddl.CreateSchema create) {
    String owner = role(create.owner());
    String name = create.name() == null ? String.valueOf(owner) : create.name();
    if (name.startsWith("pg_")) {
      throw SqlState.RESERVED_NAME
          .error("unacceptable schema name \"%s\"", name)
          .withDetail("The prefix \"pg_\" is reserved for system schemas.");
    }
    if (session.transaction().catalog().hasSchema(name)) {
      OmenException error = SqlState.DUPLICATE_SCHEMA.error("schema \"%s\" already exists", name);
      if (!create.ifNotExists()) {
        throw error;
      }
      session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
      return new Result.Command("CREATE SCHEMA");
    }
    int oid = session.database().storage().nextOid();
    session.transaction().editCatalog(state -> state.putSchema(name, oid));
    List<Ddl> elements = new ArrayList<>();
    for (Statement element : create.elements()) {
      elements.add(within(name, element, create.pos()));
    }
    // PostgreSQL's order, by which a view may stand before its table.
    elements.sort(Comparator.comparingInt(SchemaCommand::turn));
    session.settings().within(name, () -> elements.forEach(definitions::run));
    if (owner != null) {
      giveTo(owner, oid);
    }
    return new Result.Command("CREATE SCHEMA");
  }

  /// Makes a role the owner of the schema and of what is in it.
  private void giveTo(String name, int schema) {
    Role owner = session.dispatcher().roles.require(name);
    if (!session.dispatcher().roles.isMember(owner.oid())) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("must be member of role \"%s\"", name);
    }
    OwnerCommands owners = new OwnerCommands(session, definitions);
    owners.move(schema, owner.oid());
    Ownership.things(session.transaction().catalog())
        .forEach((object, thing) -> {
          if (thing.schema() == schema) {
            owners.move(object, owner.oid());
          }
        });
  }

  private @Nullable String role(Access.@Nullable RoleName written) {
    if (written == null) {
      return null;
    }
    String role = session.dispatcher().roles.name(written);
    if (session.transaction().catalog().role(role) == null) {
      throw SqlState.UNDEFINED_OBJECT.error("role \"%s\" does not exist", role);
    }
    return role;
  }

  private static int turn(Ddl element) {
    return switch (element) {
      case Ddl.CreateSequence _ -> 0;
      case Ddl.CreateTable _ -> 1;
      case Ddl.CreateView _ -> 2;
      default -> 3;
    };
  }

  private static Ddl within(String schema, Statement element, int pos) {
    Name name =
        switch (element) {
          case Ddl.CreateSequence create -> create.name();
          case Ddl.CreateTable create -> create.name();
          case Ddl.CreateView create -> create.name();
          case Ddl.CreateIndex create -> create.table();
          default -> throw DdlCommands.unsupported("this element of CREATE SCHEMA", pos);
        };
    if (name.schema() != null && !name.schema().equals(schema)) {
      throw SqlState.INVALID_SCHEMA_DEFINITION.error(
          "CREATE specifies a schema (%s) different from the one being created (%s)",
          name.schema(), schema);
    }
    return (Ddl) element;
  }
}
