package omendb.testkit;

/// One way into a database: an engine's session, or a client's connection over a wire.
///
/// Values come as PostgreSQL's text format writes them with its default settings, whatever the way
/// makes of them in between. An error is an answer as well: it never leaves as an exception.
@FunctionalInterface
public interface SqlRunner extends AutoCloseable {
  /// Runs one text, usually one statement.
  SqlAnswer run(String sql);

  @Override
  default void close() {}
}
