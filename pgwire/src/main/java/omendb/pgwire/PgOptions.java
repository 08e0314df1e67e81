package omendb.pgwire;

/// How the PostgreSQL door listens.
///
/// @param host address to bind
/// @param port 0 for a free one
/// @param authenticationTimeoutMillis from accept to the end of authentication
/// @param messageBytesMax longest message of an authenticated client
/// @param trustLoopback clients from this machine need no password
public record PgOptions(
    String host,
    int port,
    int authenticationTimeoutMillis,
    int messageBytesMax,
    boolean trustLoopback) {
  public static final PgOptions DEFAULTS = new PgOptions("127.0.0.1", 5433, 30_000, 1 << 30, true);

  public PgOptions withAddress(String newHost, int newPort) {
    return new PgOptions(
        newHost, newPort, authenticationTimeoutMillis, messageBytesMax, trustLoopback);
  }
}
