package omendb.engine;

import java.util.Objects;
import omendb.core.SqlState;
import omendb.engine.catalog.CatalogAnswers;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// Functions about the catalog and the session, by their signature's id.
final class SessionFunctions {
  private final Session session;

  SessionFunctions(Session session) {
    this.session = session;
  }

  @Nullable Object call(String id, @Nullable Object[] arguments) {
    if (AdvisoryFunctions.has(id)) {
      return session.dispatcher().advisory.call(id, arguments);
    }
    return switch (id) {
      case "version()" -> Version.text();
      case "current_database()", "current_catalog()" -> session.databaseName();
      case "current_user()", "user()", "current_role()" -> session.dispatcher().roles.user();
      case "session_user()" -> session.dispatcher().roles.sessionUser();
      case "current_query()" -> session.context().sql();
      case "pg_backend_pid()" -> (long) session.processId();
      case "pg_cancel_backend(int4)" -> cancel((Long) Objects.requireNonNull(arguments[0]));
      case "pg_stat_clear_snapshot()" -> "";
      case "pg_notify(text,text)" -> {
        String channel = (String) Objects.requireNonNull(arguments[0]);
        session.dispatcher().channels.send(channel, (String) arguments[1]);
        yield "";
      }
      case "txid_current()", "pg_current_xact_id()" -> transaction().id();
      case "txid_current_if_assigned()" ->
          transaction().hasWrites() ? (Object) transaction().id() : null;
      case "omendb_last_commit()" -> session.lastCommit();
      case "omendb_last_snapshot()" -> session.lastSnapshot();
      case "nextval(regclass)" -> sequences().next(number(arguments, 0));
      case "currval(regclass)" -> sequences().current(number(arguments, 0));
      case "lastval()" -> sequences().newest();
      case "setval(regclass,int8)" ->
          sequences().set(number(arguments, 0), number(arguments, 1), true);
      case "setval(regclass,int8,bool)" ->
          sequences()
              .set(number(arguments, 0), number(arguments, 1), Boolean.TRUE.equals(arguments[2]));
      case "pg_sequence_last_value(regclass)" -> sequences().lastValue(number(arguments, 0));
      default -> answers().call(id, arguments);
    };
  }

  private SessionSequences sequences() {
    return session.dispatcher().sequences;
  }

  private static long number(@Nullable Object[] arguments, int index) {
    return (Long) Objects.requireNonNull(arguments[index]);
  }

  private Transaction transaction() {
    return session.transaction().current();
  }

  private CatalogAnswers answers() {
    return session.database().systemCatalog().answers(new SessionView(session));
  }

  /// 42501 unless the current user has the privileges of the role that the other logged in as.
  private void requireMayCancel(Session other) {
    Rights rights = Rights.of(session);
    if (rights.superuser()) {
      return;
    }
    Role role = session.transaction().catalog().role(other.user());
    if (role != null && role.superuser()) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error("must be a superuser to cancel superuser query");
    }
    boolean member = role != null && rights.groups().contains(role.oid());
    if (!member && !rights.groups().contains(Role.SIGNAL_BACKEND)) {
      throw SqlState.INSUFFICIENT_PRIVILEGE.error(
          "must be a member of the role whose query is being canceled or member of"
              + " pg_signal_backend");
    }
  }

  private boolean cancel(long processId) {
    for (Session each : session.database().sessions()) {
      if (each.processId() == processId) {
        requireMayCancel(each);
        each.cancel();
        return true;
      }
    }
    session.notice(
        new Notice(
            "WARNING",
            SqlState.WARNING,
            "PID " + processId + " is not a PostgreSQL backend process"));
    return false;
  }
}
