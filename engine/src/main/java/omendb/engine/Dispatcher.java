package omendb.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Access;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Query;
import omendb.planner.ast.Routines;
import omendb.planner.ast.Setting;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// Sends each kind of statement to the part that runs it.
final class Dispatcher {
  private final Session session;
  private final QueryRunner queries;
  private final DdlCommands definitions;
  private final RoleCommands access;
  final SessionRoles roles;
  final NamedStatements named;
  private final Cursors cursors;
  final SessionSequences sequences;
  final AdvisoryFunctions advisory;
  final TemporaryTables temporary;
  final Channels channels;

  Dispatcher(Session session) {
    this.session = session;
    this.queries = new QueryRunner(session);
    this.definitions = new DdlCommands(session);
    this.roles = new SessionRoles(session);
    this.access = new RoleCommands(session);
    this.named = new NamedStatements(session);
    this.cursors = new Cursors(session);
    this.sequences = new SessionSequences(session);
    this.advisory = new AdvisoryFunctions(session);
    this.temporary = new TemporaryTables(session);
    this.channels = new Channels(session, session.database().channelListeners());
  }

  /// The session has ended.
  void close() {
    cursors.close();
    advisory.close();
    channels.close();
  }

  Result run(PreparedStatement prepared, Statement statement, @Nullable Object[] parameters) {
    PointSelect point = prepared.point();
    if (point != null) {
      return point.run(parameters);
    }
    session.context().setParameters(parameters);
    return switch (statement) {
      case Query query -> queries.query(prepared.plan());
      case Dml dml -> queries.modify(prepared.plan());
      case Control control -> control(prepared, control);
      case Setting setting -> setting(setting);
      case Ddl ddl -> definitions.run(ddl);
      case Access statements -> access.run(statements);
      case Routines routines -> new RoutineCommands(session, definitions).run(routines);
      case Statement.Unsupported unsupported ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("%s is not supported", unsupported.feature())
              .at(unsupported.pos());
    };
  }

  /// False for statements about the session alone, before which no snapshot is needed.
  static boolean looksAtData(@Nullable Statement statement) {
    return switch (statement) {
      case Setting setting -> false;
      case Control.Savepoint savepoint -> false;
      case Control.Release release -> false;
      case Control.RollbackTo rollback -> false;
      case Control.Prepare prepare -> false;
      case Control.Deallocate deallocate -> false;
      case Control.CloseCursor close -> false;
      case Control.Empty empty -> false;
      case null, default -> true;
    };
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
          new Result.Command(transaction.commit(commit.chain(), session) ? "COMMIT" : "ROLLBACK");
      case Control.Rollback rollback -> {
        transaction.rollback(rollback.chain(), session);
        yield new Result.Command("ROLLBACK");
      }
      case Control.Savepoint savepoint -> {
        transaction.savepoint(savepoint.name());
        channels.savepoint(savepoint.name());
        yield new Result.Command("SAVEPOINT");
      }
      case Control.Release release -> {
        transaction.release(release.name());
        yield new Result.Command("RELEASE");
      }
      case Control.RollbackTo rollback -> {
        transaction.rollbackTo(rollback.name());
        channels.rollbackTo(rollback.name());
        yield new Result.Command("ROLLBACK");
      }
      case Control.Prepare prepare -> named.prepare(prepare);
      case Control.Execute execute -> named.execute(execute);
      case Control.Deallocate deallocate -> named.deallocate(deallocate);
      case Control.DeclareCursor declare -> cursors.declare(declare, prepared.declaredTypes());
      case Control.Fetch fetch -> cursors.fetch(fetch);
      case Control.CloseCursor close -> cursors.close(close);
      case Control.Explain explain -> new ExplainCommand(session).run(explain, prepared.sql());
      case Control.Copy copy -> new CopyCommand(session).run(copy, prepared.sql());
      case Control.Analyze analyze -> upkeep().analyze(analyze);
      case Control.Vacuum vacuum -> upkeep().vacuum(vacuum);
      case Control.Checkpoint checkpoint -> upkeep().checkpoint();
      case Control.Lock lock -> {
        transaction.requireBlock("LOCK TABLE");
        yield new LockTableCommand(session).run(lock);
      }
      case Control.PrepareTransaction other ->
          throw unsupported("PREPARE TRANSACTION", other.pos());
      case Control.FinishPrepared other -> throw unsupported("COMMIT PREPARED", other.pos());
      case Control.Reindex reindex -> upkeep().reindex(reindex);
      case Control.Cluster cluster -> upkeep().cluster(cluster);
      case Control.Listen listen -> {
        channels.listen(listen.channel(), listen.pos());
        yield new Result.Command("LISTEN");
      }
      case Control.Unlisten unlisten -> {
        channels.unlisten(unlisten.channel());
        yield new Result.Command("UNLISTEN");
      }
      case Control.Notify notify -> {
        channels.send(notify.channel(), notify.payload());
        yield new Result.Command("NOTIFY");
      }
      case Control.Call call -> new RoutineRunner(session).call(call, prepared.declaredTypes());
      case Control.Do other -> throw unsupported("DO", other.pos());
    };
  }

  private UpkeepCommands upkeep() {
    return new UpkeepCommands(session, new DdlCommands(session));
  }

  private Result setting(Setting setting) {
    Settings settings = session.settings();
    return switch (setting) {
      case Setting.Set set -> {
        if (Settings.TRANSACTION_MODES.contains(set.name())) {
          session.transaction().setModes(modes(settings, set), session);
        } else {
          settings.set(set.name(), set.values(), set.local());
        }
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
          settings.set(SessionRoles.AUTHORIZATION, List.of(), false);
          settings.resetAll();
          named.clear();
          cursors.close();
          advisory.close();
          channels.unlisten(null);
        }
        if (discard.kind() != Setting.DiscardKind.PLANS
            && discard.kind() != Setting.DiscardKind.TEMP) {
          sequences.forget();
        }
        if (discard.kind() == Setting.DiscardKind.ALL
            || discard.kind() == Setting.DiscardKind.TEMP) {
          temporary.discard();
        }
        yield new Result.Command("DISCARD " + discard.kind());
      }
    };
  }

  /// `SET transaction_isolation = …` and its like, which mean SET TRANSACTION.
  private static Control.Modes modes(Settings settings, Setting.Set set) {
    String asked = set.values().isEmpty() ? "default" : set.values().getFirst();
    String value =
        asked.equals("default")
            ? settings.get("default_" + set.name())
            : Settings.checked(set.name(), asked);
    return switch (set.name()) {
      case "transaction_isolation" ->
          new Control.Modes(
              Control.Isolation.valueOf(value.toUpperCase(Locale.ROOT).replace(' ', '_')),
              null,
              null);
      case "transaction_read_only" -> new Control.Modes(null, value.equals("on"), null);
      default -> new Control.Modes(null, null, value.equals("on"));
    };
  }

  private void setTransaction(Setting.SetTransaction set) {
    Control.Modes modes = set.modes();
    if (!set.session()) {
      session.transaction().setModes(modes, session);
      return;
    }
    if (modes.isolation() != null) {
      String level = modes.isolation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      setDefault("isolation", level);
    }
    if (modes.readOnly() != null) {
      setDefault("read_only", modes.readOnly() ? "on" : "off");
    }
    if (modes.deferrable() != null) {
      setDefault("deferrable", modes.deferrable() ? "on" : "off");
    }
  }

  private void setDefault(String mode, String value) {
    session.settings().set("default_transaction_" + mode, List.of(value), false);
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
      case Control.Explain explain -> ExplainCommand.columns(explain);
      case Control.Execute execute -> session.dispatcher().named.columns(execute.name());
      case Control.Call call -> RoutineRunner.columns(session, call);
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
