package omendb.flight;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.Version;
import org.apache.arrow.flight.CallHeaders;

/// The sessions of Flight clients by token or connection. Idle ones are closed.
final class ClientSessions implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long SWEEP_MILLIS = 10_000;

  private final Database database;
  private final FlightOptions options;
  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("omendb-flight-sweeper").daemon(true).factory());

  ClientSessions(Database database, FlightOptions options) {
    this.database = database;
    this.options = options;
    sweeper.scheduleWithFixedDelay(
        this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  static String newToken() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return java.util.HexFormat.of().formatHex(bytes);
  }

  boolean knows(String key) {
    return sessions.containsKey(key);
  }

  /// Opens a session under this key unless there is one.
  void open(String key, String user, CallHeaders headers) {
    sessions.computeIfAbsent(key, ignored -> connect(user, headers));
  }

  private ClientSession connect(String user, CallHeaders headers) {
    Map<String, String> settings = new HashMap<>();
    String application = headers.get("application_name");
    String agent = headers.get("user-agent");
    settings.put(
        "application_name", application != null ? application : agent != null ? agent : "flight");
    String schema = headers.get("schema");
    if (schema != null && !schema.isEmpty()) {
      settings.put("search_path", schema);
    }
    String asked = headers.get("database");
    String name = asked == null || asked.isEmpty() ? Version.DEFAULT_NAME : asked;
    ConnectionRequest request =
        new ConnectionRequest(user, name, String.valueOf(PeerInterceptor.peer()), settings);
    try {
      return new ClientSession(database, request, options.ticketMillis());
    } catch (OmenException e) {
      throw Errors.of(e);
    }
  }

  /// The session of a call's peer identity.
  ClientSession of(String key) {
    ClientSession session = sessions.get(key);
    if (session == null) {
      throw Errors.notFound("the session has ended");
    }
    session.touch();
    return session;
  }

  void close(String key) {
    ClientSession session = sessions.remove(key);
    if (session != null) {
      session.close();
    }
  }

  private void sweep() {
    sessions.forEach(
        (key, session) -> {
          session.dropExpired();
          if (session.idleMillis() > options.sessionIdleMillis()) {
            close(key);
          }
        });
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    sessions.keySet().forEach(this::close);
  }
}
