package omendb.engine;

import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions about the catalog and the session, by their signature's id.
final class SessionFunctions {
  private final Session session;

  SessionFunctions(Session session) {
    this.session = session;
  }

  @Nullable Object call(String id, @Nullable Object[] arguments) {
    return switch (id) {
      case "version()" -> Version.text();
      case "current_database()", "current_catalog()" -> session.databaseName();
      case "current_user()", "session_user()", "user()", "current_role()" -> session.user();
      case "pg_backend_pid()" -> (long) session.processId();
      default -> throw SqlState.FEATURE_NOT_SUPPORTED.error("function %s is not supported", id);
    };
  }
}
