package omendb.engine;

import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.Privilege;
import omendb.mvcc.LockMode;
import omendb.planner.ast.Control;
import omendb.planner.ast.FromItem;

/// LOCK TABLE. The modes that let others write keep definitions from changing; the others keep
/// writers out. Reading waits for nobody, whatever the mode.
final class LockTableCommand {
  private final Session session;
  private final DdlCommands definitions;

  LockTableCommand(Session session) {
    this.session = session;
    this.definitions = new DdlCommands(session);
  }

  Result run(Control.Lock lock) {
    LockMode mode =
        switch (lock.mode()) {
          case "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE" -> LockMode.KEY_SHARE;
          case "SHARE UPDATE EXCLUSIVE" -> LockMode.NO_KEY_UPDATE;
          default -> LockMode.UPDATE;
        };
    for (FromItem.Table item : lock.tables()) {
      if (definitions.findTable(item.name()) == null && definitions.findView(item.name()) != null) {
        throw DdlCommands.unsupported("LOCK TABLE of a view", item.name().pos());
      }
      TableSchema table = definitions.requireTable(item.name());
      requirePrivilege(table, lock.mode());
      if (session.transaction().stores().created(table.oid())) {
        continue;
      }
      if (!lock.nowait()) {
        definitions.lockTable(table, mode);
      } else if (!session
          .database()
          .table(table.oid())
          .tryLockTable(session.transaction().current(), mode)) {
        throw SqlState.LOCK_NOT_AVAILABLE.error(
            "could not obtain lock on relation \"%s\"", table.name());
      }
    }
    return new Result.Command("LOCK TABLE");
  }

  private void requirePrivilege(TableSchema table, String mode) {
    switch (mode) {
      case "ACCESS SHARE" -> StatementRights.requireAny(session, table, Privilege.SELECT);
      case "ROW EXCLUSIVE" ->
          StatementRights.requireAny(
              session,
              table,
              Privilege.INSERT,
              Privilege.UPDATE,
              Privilege.DELETE,
              Privilege.TRUNCATE);
      default ->
          StatementRights.requireAny(
              session, table, Privilege.UPDATE, Privilege.DELETE, Privilege.TRUNCATE);
    }
  }
}
