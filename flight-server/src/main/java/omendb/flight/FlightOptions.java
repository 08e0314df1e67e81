package omendb.flight;

/// How the Flight SQL door listens.
///
/// @param host address to bind
/// @param port 0 for a free one
/// @param trustLoopback clients from this machine need no password
/// @param sessionIdleMillis after which a client's session is closed
/// @param reconnectMillis after which a session ends whose client has no connection any more
/// @param ticketMillis how long an unfetched result is kept
/// @param batchRows rows of one record batch
public record FlightOptions(
    String host,
    int port,
    boolean trustLoopback,
    long sessionIdleMillis,
    long reconnectMillis,
    long ticketMillis,
    int batchRows) {
  public static final FlightOptions DEFAULTS =
      new FlightOptions("127.0.0.1", 8815, true, 3_600_000, 30_000, 300_000, 65_536);

  public FlightOptions withAddress(String newHost, int newPort) {
    return new FlightOptions(
        newHost,
        newPort,
        trustLoopback,
        sessionIdleMillis,
        reconnectMillis,
        ticketMillis,
        batchRows);
  }

  public FlightOptions withReconnectMillis(long millis) {
    return new FlightOptions(
        host, port, trustLoopback, sessionIdleMillis, millis, ticketMillis, batchRows);
  }
}
