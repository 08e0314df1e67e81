package omendb.engine;

import java.util.Locale;
import omendb.core.SqlState;
import omendb.mvcc.Isolation;
import omendb.planner.ast.Control;

/// How a transaction works: isolation level, read only, deferrable. The open one's modes are
/// settings named `transaction_…`, which begin as `default_transaction_…`.
final class TransactionModes {
  private TransactionModes() {}

  /// BEGIN: what the session has set for transactions to come.
  static void takeDefaults(Settings settings) {
    for (String mode : Settings.TRANSACTION_MODES) {
      settings.setMode(mode, settings.get("default_" + mode));
    }
  }

  /// Changes the open block's modes; all but READ ONLY must come before its first query.
  ///
  /// @param touched true when there has been a query
  static void set(Settings settings, Control.Modes modes, boolean touched) {
    if (modes.isolation() != null) {
      String level = modes.isolation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (touched && !level.equals(settings.get("transaction_isolation"))) {
        throw tooLate("SET TRANSACTION ISOLATION LEVEL must be called before any query");
      }
      settings.setMode("transaction_isolation", level);
    }
    if (modes.readOnly() != null) {
      if (touched && !modes.readOnly() && settings.isOn("transaction_read_only")) {
        throw tooLate("transaction read-write mode must be set before any query");
      }
      settings.setMode("transaction_read_only", modes.readOnly() ? "on" : "off");
    }
    if (modes.deferrable() != null) {
      if (touched) {
        throw tooLate("SET TRANSACTION [NOT] DEFERRABLE must be called before any query");
      }
      settings.setMode("transaction_deferrable", modes.deferrable() ? "on" : "off");
    }
  }

  private static omendb.core.OmenException tooLate(String message) {
    return SqlState.ACTIVE_SQL_TRANSACTION.error(message);
  }

  /// The open transaction's modes: what `AND CHAIN` begins the next one with.
  static Control.Modes of(Settings settings) {
    Control.Isolation level =
        Control.Isolation.valueOf(
            settings.get("transaction_isolation").toUpperCase(Locale.ROOT).replace(' ', '_'));
    return new Control.Modes(
        level, settings.isOn("transaction_read_only"), settings.isOn("transaction_deferrable"));
  }

  static Isolation isolation(String level) {
    return switch (level) {
      case "read committed", "read uncommitted" -> Isolation.READ_COMMITTED;
      case "serializable" -> Isolation.SERIALIZABLE;
      default -> Isolation.REPEATABLE_READ;
    };
  }
}
