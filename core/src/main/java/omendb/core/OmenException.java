package omendb.core;

import org.jspecify.annotations.Nullable;

/// The only exception that we throw on purpose. It carries what an ErrorResponse needs: SQLSTATE,
/// message, detail, hint, position and the names of the objects concerned.
public final class OmenException extends RuntimeException {
  private final SqlState state;
  private final @Nullable String detail;
  private final @Nullable String hint;
  private final @Nullable String context;
  private final int position;
  private final @Nullable Names names;

  /// The schema objects that an error is about; ORMs read the constraint's name.
  public record Names(
      @Nullable String schema,
      @Nullable String table,
      @Nullable String column,
      @Nullable String dataType,
      @Nullable String constraint) {}

  OmenException(
      SqlState state,
      String message,
      @Nullable String detail,
      @Nullable String hint,
      @Nullable String context,
      int position,
      @Nullable Names names,
      @Nullable Throwable cause) {
    super(message, cause);
    this.state = state;
    this.detail = detail;
    this.hint = hint;
    this.context = context;
    this.position = position;
    this.names = names;
  }

  public SqlState state() {
    return state;
  }

  /// The message without decoration; never null.
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public @Nullable String detail() {
    return detail;
  }

  public @Nullable String hint() {
    return hint;
  }

  /// Where it happened, one line per level, the innermost first.
  public @Nullable String context() {
    return context;
  }

  /// 1-based position in characters (code points) of the statement's text; 0 when unknown.
  public int position() {
    return position;
  }

  public @Nullable Names names() {
    return names;
  }

  public OmenException withDetail(String format, Object... args) {
    String text = args.length == 0 ? format : String.format(format, args);
    return new OmenException(state, message(), text, hint, context, position, names, getCause());
  }

  public OmenException withHint(String format, Object... args) {
    String text = args.length == 0 ? format : String.format(format, args);
    return new OmenException(state, message(), detail, text, context, position, names, getCause());
  }

  /// Adds a line that says in what this happened.
  public OmenException within(String format, Object... args) {
    String line = String.format(format, args);
    String all = context == null ? line : context + "\n" + line;
    return new OmenException(state, message(), detail, hint, all, position, names, getCause());
  }

  /// The same about another text than the statement's, whose positions mean nothing there.
  public OmenException elsewhere() {
    return new OmenException(state, message(), detail, hint, context, 0, names, getCause());
  }

  /// Sets the position unless one is known already: the innermost place wins.
  public OmenException at(int position) {
    return this.position > 0 || position <= 0
        ? this
        : new OmenException(state, message(), detail, hint, context, position, names, getCause());
  }

  public OmenException withNames(Names names) {
    return new OmenException(state, message(), detail, hint, context, position, names, getCause());
  }

  public OmenException causedBy(Throwable cause) {
    return new OmenException(state, message(), detail, hint, context, position, names, cause);
  }
}
