package omendb.engine;

import omendb.core.TableSchema;
import omendb.engine.catalog.SystemOids;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.Securable;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Name;

/// Checks that the current user may change definitions: most changes are their owner's.
final class DdlRights {
  private final Session session;
  private final DdlCommands definitions;
  private final OwnedObjects objects;

  DdlRights(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
    this.objects = new OwnedObjects(session, definitions);
  }

  /// 42501 when the statement is not the current user's to run.
  void require(Ddl ddl) {
    if (session.dispatcher().roles.superuser()) {
      return;
    }
    switch (ddl) {
      case AlterTable alter -> objects.requireOwner(alter.type(), alter.name());
      case Ddl.Drop drop -> drop.names().forEach(name -> requireDroppable(drop.type(), name));
      case Ddl.Rename rename -> requireRenamable(rename);
      case Ddl.CreateIndex create -> objects.requireOwner(Ddl.ObjectType.TABLE, create.table());
      case Ddl.AlterSequence alter -> objects.requireOwner(Ddl.ObjectType.SEQUENCE, alter.name());
      case Ddl.RefreshView refresh ->
          objects.requireOwner(Ddl.ObjectType.MATERIALIZED_VIEW, refresh.name());
      case Ddl.AlterEnum alter -> objects.requireOwner(Ddl.ObjectType.TYPE, alter.name());
      case Ddl.CreateView create when create.orReplace() -> {
        if (definitions.findView(create.name()) != null) {
          objects.requireOwner(Ddl.ObjectType.VIEW, create.name());
        }
      }
      case Ddl.CreateSchema create -> requireDatabaseCreate();
      case Ddl.Truncate truncate ->
          truncate
              .tables()
              .forEach(item -> {
                TableSchema table = definitions.findTable(item.name());
                if (table != null) {
                  StatementRights.requireAny(session, table, Privilege.TRUNCATE);
                }
              });
      case Ddl.Comment comment -> requireCommentable(comment);
      default -> {
        // What makes new things is checked where their schema is known.
      }
    }
  }

  private void requireDatabaseCreate() {
    Rights.of(session)
        .require(
            Securable.DATABASE,
            (int) SystemOids.DATABASE,
            session.databaseName(),
            Privilege.CREATE);
  }

  private void requireDroppable(Ddl.ObjectType type, Name name) {
    OwnedObjects.Found found = objects.find(type, name);
    Rights rights = Rights.of(session);
    if (found == null || rights.owns(found.object())) {
      return;
    }
    String schema = found.schema();
    Integer place = schema == null ? null : session.transaction().catalog().schemas().get(schema);
    if (place == null || !rights.owns(place)) {
      throw Rights.notOwner(found.word(), found.name());
    }
  }

  private void requireRenamable(Ddl.Rename rename) {
    Ddl.ObjectType type =
        switch (rename.type()) {
          case COLUMN, CONSTRAINT -> Ddl.ObjectType.TABLE;
          case ENUM_VALUE -> Ddl.ObjectType.TYPE;
          default -> rename.type();
        };
    objects.requireOwner(type, rename.name());
    OwnedObjects.Found found = objects.find(type, rename.name());
    String schema = found == null ? null : found.schema();
    if (schema != null && rename.part() == null) {
      Rights.of(session).requireCreate(schema);
    }
    if (type == Ddl.ObjectType.SCHEMA) {
      requireDatabaseCreate();
    }
  }

  private void requireCommentable(Ddl.Comment comment) {
    Name name = comment.name();
    Name on = comment.on();
    switch (comment.type()) {
      case COLUMN -> {
        String relation = name.schema();
        if (relation != null) {
          objects.requireOwner(
              Ddl.ObjectType.TABLE, new Name(null, name.catalog(), relation, name.pos()));
        }
      }
      case CONSTRAINT -> {
        if (on != null) {
          objects.requireOwner(Ddl.ObjectType.TABLE, on);
        }
      }
      default -> objects.requireOwner(comment.type(), name);
    }
  }
}
