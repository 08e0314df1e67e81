package omendb.engine;

import java.util.Map;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import omendb.engine.definition.SequenceDefinition;
import omendb.planner.ast.Access;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;

/// ALTER … OWNER TO.
final class OwnerCommands {
  private final Session session;
  private final DdlCommands definitions;
  private final OwnedObjects objects;

  OwnerCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
    this.objects = new OwnedObjects(session, definitions);
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  Result run(Ddl.SetOwner set) {
    String tag = "ALTER " + set.type().name().replace('_', ' ');
    own(set.type(), set.name(), set.owner());
    return new Result.Command(tag);
  }

  void own(Ddl.ObjectType type, Name name, Access.RoleName roleName) {
    session.dispatcher().roles.require(roleName);
    OwnedObjects.Found found = objects.find(type, name);
    if (found == null) {
      missing(type, name);
      return;
    }
    own(found, roleName);
  }

  void own(OwnedObjects.Found found, Access.RoleName roleName) {
    Role owner = session.dispatcher().roles.require(roleName);
    SequenceDefinition sequence = catalog().sequences().get(found.object());
    if (sequence != null && sequence.owner().tableOid() != 0) {
      TableSchema table = catalog().tableByOid(sequence.owner().tableOid());
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("cannot change owner of sequence \"%s\"", sequence.name())
          .withDetail(
              "Sequence \"%s\" is linked to table \"%s\".",
              sequence.name(), table == null ? "" : table.name());
    }
    int before = catalog().grants().owner(found.object());
    if (before == owner.oid()) {
      return;
    }
    requirePermission(found, owner);
    move(found.object(), owner.oid());
  }

  private void missing(Ddl.ObjectType type, Name name) {
    switch (type) {
      case TYPE, DOMAIN ->
          throw SqlState.UNDEFINED_OBJECT.error("type \"%s\" does not exist", name.display());
      case SCHEMA -> definitions.missing("schema", name, false);
      case DATABASE ->
          throw SqlState.INVALID_CATALOG_NAME.error("database \"%s\" does not exist", name.name());
      case TABLE, VIEW, SEQUENCE, INDEX, MATERIALIZED_VIEW ->
          definitions.missing("relation", name, false);
      default -> throw DdlCommands.unsupported("ALTER … OWNER TO of this object", name.pos());
    }
  }

  private void requirePermission(OwnedObjects.Found found, Role owner) {
    Rights rights = Rights.of(session);
    if (rights.superuser()) {
      return;
    }
    if (!rights.owns(found.object())) {
      throw Rights.notOwner(found.word(), found.name());
    }
    if (!session.dispatcher().roles.isMember(owner.oid())) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("must be member of role \"%s\"", owner.name());
    }
    String schema = found.schema();
    if (schema != null) {
      new Rights(catalog(), owner).requireCreate(schema);
    } else if (found.kind() == Securable.SCHEMA) {
      rights.require(
          Securable.DATABASE, (int) SystemOids.DATABASE, session.databaseName(), Privilege.CREATE);
    }
  }

  /// Gives an object, and the sequences that belong to it, to another role.
  void move(int object, int role) {
    session
        .transaction()
        .editCatalog(state -> {
          move(state.grants(), object, role);
          int table = state.numbers().number(object);
          for (SequenceDefinition each : state.sequences().ownedBy(table)) {
            move(state.grants(), each.oid(), role);
          }
        });
  }

  private static void move(Grants grants, int object, int role) {
    int before = grants.owner(object);
    Acl list = grants.list(object, "");
    if (list != null) {
      grants.put(object, "", list.owned(before, role));
    }
    for (Map.Entry<String, Acl> column : grants.columns(object).entrySet()) {
      grants.put(object, column.getKey(), column.getValue().owned(before, role));
    }
    grants.own(object, role);
  }
}
