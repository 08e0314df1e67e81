package omendb.engine;

import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Query;
import omendb.planner.ast.Setting;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// Sends each kind of statement to the part that runs it.
final class Dispatcher {
  private final Session session;
  private final QueryRunner queries;
  private final DdlCommands definitions;
  private final RoleCommands roles;
  private final NamedStatements named;
  private final Cursors cursors;

  Dispatcher(Session session) {
    this.session = session;
    this.queries = new QueryRunner(session);
    this.definitions = new DdlCommands(session);
    this.roles = new RoleCommands(session);
    this.named = new NamedStatements(session);
    this.cursors = new Cursors(session);
  }

  Result run(PreparedStatement prepared, Statement statement) {
    PointSelect point = prepared.point();
    if (point != null) {
      return point.run();
    }
    return switch (statement) {
      case Query query -> {
        refuseUnsupported(query);
        yield queries.query(prepared.plan());
      }
      case Dml dml -> queries.modify(prepared.plan());
      case Control control -> control(prepared, control);
      case Setting setting -> setting(setting);
      case Ddl ddl -> definitions.run(ddl);
      case Access access -> roles.run(access);
      case Statement.Unsupported unsupported ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("%s is not supported", unsupported.feature())
              .at(unsupported.pos());
    };
  }

  private static void refuseUnsupported(Query query) {
    if (!query.locking().isEmpty()) {
      throw unsupported("SELECT FOR UPDATE/SHARE", query.locking().getFirst().pos());
    }
    if (query.body() instanceof Query.Select select && select.into() != null) {
      throw unsupported("SELECT INTO", select.into().pos());
    }
  }

  private Result control(PreparedStatement prepared, Control control) {
    SessionTransaction transaction = session.transaction();
    return switch (control) {
      case Control.Empty empty -> new Result.Empty();
      case Control.Begin begin -> {
        transaction.begin(begin.modes(), session);
        yield new Result.Command(begin.start() ? "START TRANSACTION" : "BEGIN");
      }
      case Control.Commit commit ->
          new Result.Command(transaction.commit(session) ? "COMMIT" : "ROLLBACK");
      case Control.Rollback rollback -> {
        transaction.rollback(session);
        yield new Result.Command("ROLLBACK");
      }
      case Control.Savepoint savepoint -> {
        transaction.savepoint(savepoint.name());
        yield new Result.Command("SAVEPOINT");
      }
      case Control.Release release -> {
        transaction.release(release.name());
        yield new Result.Command("RELEASE");
      }
      case Control.RollbackTo rollback -> {
        transaction.rollbackTo(rollback.name());
        yield new Result.Command("ROLLBACK");
      }
      case Control.Prepare prepare -> named.prepare(prepare);
      case Control.Execute execute -> named.execute(execute);
      case Control.Deallocate deallocate -> named.deallocate(deallocate);
      case Control.DeclareCursor declare -> cursors.declare(declare);
      case Control.Fetch fetch -> cursors.fetch(fetch);
      case Control.CloseCursor close -> cursors.close(close);
      case Control.Explain explain -> new ExplainCommand(session).run(explain, prepared.sql());
      case Control.Copy copy -> new CopyCommand(session).run(copy, prepared.sql());
      case Control.Analyze analyze -> new Result.Command("ANALYZE");
      case Control.Vacuum vacuum -> vacuum();
      case Control.Checkpoint checkpoint -> new Result.Command("CHECKPOINT");
      case Control.Lock lock -> {
        transaction.requireBlock("LOCK TABLE");
        throw unsupported("LOCK TABLE", lock.pos());
      }
      case Control.PrepareTransaction other ->
          throw unsupported("PREPARE TRANSACTION", other.pos());
      case Control.FinishPrepared other -> throw unsupported("COMMIT PREPARED", other.pos());
      case Control.Reindex other -> throw unsupported("REINDEX", other.pos());
      case Control.Cluster other -> throw unsupported("CLUSTER", other.pos());
      case Control.Listen other -> throw unsupported("LISTEN", other.pos());
      case Control.Unlisten unlisten -> new Result.Command("UNLISTEN");
      case Control.Notify other -> throw unsupported("NOTIFY", other.pos());
      case Control.Call other -> throw unsupported("CALL", other.pos());
      case Control.Do other -> throw unsupported("DO", other.pos());
    };
  }

  private Result vacuum() {
    if (session.transactionState() != TransactionState.IDLE) {
      throw SqlState.ACTIVE_SQL_TRANSACTION.error("VACUUM cannot run inside a transaction block");
    }
    return new Result.Command("VACUUM");
  }

  private Result setting(Setting setting) {
    Settings settings = session.settings();
    return switch (setting) {
      case Setting.Set set -> {
        settings.set(set.name(), set.values(), set.local());
        yield new Result.Command("SET");
      }
      case Setting.Show show -> show(show.name());
      case Setting.Reset reset -> {
        if (reset.name() == null) {
          settings.resetAll();
        } else {
          settings.set(reset.name(), List.of(), false);
        }
        yield new Result.Command("RESET");
      }
      case Setting.SetTransaction set -> {
        setTransaction(set);
        yield new Result.Command("SET");
      }
      case Setting.SetSnapshot other -> throw unsupported("SET TRANSACTION SNAPSHOT", other.pos());
      case Setting.SetConstraints set -> {
        definitions.setConstraints(set);
        yield new Result.Command("SET CONSTRAINTS");
      }
      case Setting.Discard discard -> {
        if (discard.kind() == Setting.DiscardKind.ALL) {
          settings.resetAll();
          named.clear();
          cursors.closeAll();
        }
        yield new Result.Command("DISCARD " + discard.kind());
      }
    };
  }

  private void setTransaction(Setting.SetTransaction set) {
    if (!set.session()) {
      session.transaction().setModes(set.modes());
      return;
    }
    Control.Modes modes = set.modes();
    if (modes.isolation() != null) {
      String level = modes.isolation().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
      session.settings().set("default_transaction_isolation", List.of(level), false);
    }
    if (modes.readOnly() != null) {
      session
          .settings()
          .set("default_transaction_read_only", List.of(modes.readOnly() ? "on" : "off"), false);
    }
  }

  private Result show(@Nullable String name) {
    MemoryRows rows = new MemoryRows(showColumns(name), "SHOW");
    if (name == null) {
      for (Map.Entry<String, String> entry : session.settings().all().entrySet()) {
        rows.add(entry.getKey(), entry.getValue(), "");
      }
    } else {
      rows.add(session.settings().get(name));
    }
    return rows;
  }

  private static List<ResultColumn> showColumns(@Nullable String name) {
    if (name == null) {
      return List.of(text("name"), text("setting"), text("description"));
    }
    return List.of(text(Settings.displayName(name)));
  }

  /// The columns of statements that do not go through the planner.
  static List<ResultColumn> utilityColumns(Session session, @Nullable Statement statement) {
    return switch (statement) {
      case Setting.Show show -> showColumns(show.name());
      case Control.Explain explain -> List.of(text("QUERY PLAN"));
      case Control.Execute execute -> session.dispatcher().named.columns(execute.name());
      case Control.Fetch fetch when !fetch.move() ->
          session.dispatcher().cursors.columns(fetch.cursor());
      case null, default -> List.of();
    };
  }

  private static ResultColumn text(String name) {
    return new ResultColumn(name, ColumnType.TEXT, 0, 0);
  }

  private static omendb.core.OmenException unsupported(String feature, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s is not supported", feature).at(position);
  }
}
