package omendb.planner.function;

import java.time.ZoneId;
import omendb.core.text.TextContext;
import omendb.core.text.TextStyle;
import org.jspecify.annotations.Nullable;

/// What functions may ask of the session that runs them. Times are µs since 1970-01-01 UTC.
public interface EvalContext {
  /// When the current statement arrived: `statement_timestamp()`.
  long statementMicros();

  /// When the transaction began: `now()`.
  long transactionMicros();

  /// The time at this moment: `clock_timestamp()`.
  long clockMicros();

  /// The session's time zone and styles.
  TextStyle style();

  /// The session's time zone.
  default ZoneId zone() {
    return style().zone();
  }

  /// The value of a setting, or null when there is none of this name.
  @Nullable String setting(String name);

  /// Sets a setting, for the transaction only when `local`.
  ///
  /// @return the new value
  String set(String name, String value, boolean local);

  /// Throws 57014 when the statement was cancelled or has timed out.
  void checkCancelled();

  /// Waits, and throws 57014 when cancelled meanwhile.
  void sleep(long micros);

  /// A number from 0 to below 1.
  double random();

  /// Answers a function of the catalog or the session.
  ///
  /// @param id a signature's id for which [FunctionImplementations.Implementation#catalog()] is
  ///   true, or a cast: `regclass(text)`, `regtype(text)`, `regproc(text)`, `regnamespace(text)`,
  ///   `regrole(text)` from a name to an oid, and `text(regclass)`, `text(regtype)`,
  ///   `text(regproc)` back
  /// @param arguments boxed; of a function that is strict none is null
  @Nullable Object catalog(String id, @Nullable Object[] arguments);

  /// The context in which values are read and printed.
  default TextContext text() {
    return new TextContext(style(), transactionMicros());
  }
}
