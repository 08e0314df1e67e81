package omendb.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.planner.ast.Ddl.OnCommit;
import omendb.planner.ast.Name;
import omendb.planner.ast.Query.Persistence;
import omendb.planner.function.FormatFunctions;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// The temporary relations of a session. They live in a schema of its own, like any others, which
/// comes first in the search path, is shared with sessions that work for the same client, goes with
/// the session, and is not there any more when the database is opened again.
final class TemporaryTables {
  /// Begins the name of each session's schema.
  static final String PREFIX = "pg_temp_";

  /// What stands for the session's own schema in statements.
  static final String ALIAS = "pg_temp";

  private static final int ATTEMPTS_MAX = 100;

  private final Session session;

  /// What COMMIT does with the rows or the table, by the table's name.
  private final Map<String, OnCommit> actions = new TreeMap<>();

  TemporaryTables(Session session) {
    this.session = session;
  }

  static String name(int processId) {
    return PREFIX + processId;
  }

  /// The schema that a new relation goes to; makes the session's own when it is needed.
  ///
  /// @throws OmenException 42P16 when a temporary relation names another schema
  String target(Name name, Persistence persistence, DdlCommands definitions) {
    String own = session.settings().temporaryName();
    boolean named =
        name.schema() != null && (name.schema().equals(ALIAS) || name.schema().equals(own));
    if (persistence != Persistence.TEMPORARY && !named) {
      return definitions.targetSchema(name);
    }
    if (name.schema() != null && !named) {
      throw SqlState.INVALID_TABLE_DEFINITION
          .error("cannot create temporary relation in non-temporary schema")
          .at(name.pos());
    }
    if (!session.transaction().catalog().hasSchema(own)) {
      int oid = session.database().storage().nextOid();
      session.transaction().editCatalog(state -> state.putSchema(own, oid));
    }
    return session.settings().useTemporarySchema();
  }

  /// Notes what COMMIT is to do with a new table.
  ///
  /// @throws OmenException 42P16 for a table that is not temporary
  void note(String schema, String table, @Nullable OnCommit action) {
    boolean temporary = schema.startsWith(PREFIX);
    if (action != null && !temporary) {
      throw SqlState.INVALID_TABLE_DEFINITION.error(
          "ON COMMIT can only be used on temporary tables");
    }
    if (!temporary) {
      return;
    }
    actions.remove(table);
    if (action != null && action != OnCommit.PRESERVE_ROWS) {
      actions.put(table, action);
      session.transaction().deferral().atCommit(this::commit);
    }
  }

  private void commit() {
    String own = session.settings().temporaryName();
    for (Map.Entry<String, OnCommit> each : actions.entrySet()) {
      TableSchema table = session.transaction().catalog().table(own, each.getKey());
      if (table == null) {
        continue;
      }
      if (each.getValue() == OnCommit.DROP) {
        remove(List.of(table));
      } else if (session.transaction().hasWrites()) {
        String name =
            FormatFunctions.quoteIdent(own) + "." + FormatFunctions.quoteIdent(table.name());
        String sql = "DELETE FROM " + name;
        session.executeWithin(
            new PreparedStatement(session, SqlParser.parseOne(sql), sql, List.of()));
      }
    }
  }

  private void remove(List<TableSchema> tables) {
    Set<Integer> gone = new HashSet<>();
    tables.forEach(table -> gone.add(table.oid()));
    Dependents.of(session, gone).drop(session);
    DropCommands drops = new DropCommands(session, new DdlCommands(session));
    tables.forEach(drops::remove);
  }

  /// DISCARD TEMP: drops them all in the running transaction.
  void discard() {
    String own = session.settings().temporaryName();
    CatalogState catalog = session.transaction().catalog();
    if (!catalog.hasSchema(own)) {
      return;
    }
    session
        .transaction()
        .editCatalog(state -> {
          catalog.views().stream().filter(v -> v.schema().equals(own)).forEach(state::remove);
        });
    remove(catalog.tables().stream().filter(table -> table.schemaName().equals(own)).toList());
    actions.clear();
    session.transaction().editCatalog(state -> state.dropSchema(own));
  }

  /// Drops them all at the session's end. What cannot be dropped now is gone when the database is
  /// opened again.
  void end() {
    if (!name(session.processId()).equals(session.settings().temporarySchema())) {
      return;
    }
    if (session.transactionState() != TransactionState.IDLE) {
      session.transaction().rollback(false, session);
    }
    session.settings().set("default_transaction_read_only", List.of("off"), false);
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (tryEnd()) {
        return;
      }
    }
  }

  /// False when another session has changed definitions at the same time.
  private boolean tryEnd() {
    SessionTransaction transaction = session.transaction();
    try {
      transaction.beginStatement(null);
      discard();
      transaction.endImplicit();
      return true;
    } catch (OmenException e) {
      transaction.fail();
      return e.state() != SqlState.SERIALIZATION_FAILURE;
    }
  }

  /// 42P16 unless both tables of a foreign key are temporary, or none.
  static void requireAlike(TableSchema table, TableSchema target) {
    boolean temporary = table.schemaName().startsWith(PREFIX);
    if (temporary != target.schemaName().startsWith(PREFIX)) {
      throw SqlState.INVALID_TABLE_DEFINITION.error(
          "constraints on %s tables may reference only %s tables",
          temporary ? "temporary" : "permanent", temporary ? "temporary" : "permanent");
    }
  }
}
