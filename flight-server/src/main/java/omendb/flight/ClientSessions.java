package omendb.flight;

import io.grpc.Metadata;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.Version;
import org.jspecify.annotations.Nullable;

/// The sessions of Flight clients by token or connection. Idle ones are closed; so are those whose
/// connections have ended: at once when the connection was the session, else when the client has
/// not come back with its token for a while.
final class ClientSessions implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long SWEEP_MILLIS = 10_000;
  private static final String PEER = "peer ";

  private final Database database;
  private final FlightOptions options;
  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("omendb-flight-sweeper").daemon(true).factory());

  ClientSessions(Database database, FlightOptions options) {
    this.database = database;
    this.options = options;
    long millis = Math.min(SWEEP_MILLIS, options.reconnectMillis());
    sweeper.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
  }

  static String newToken() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return java.util.HexFormat.of().formatHex(bytes);
  }

  /// The key of a client that has no token.
  static String ofConnection(@Nullable SocketAddress peer) {
    return PEER + peer;
  }

  boolean knows(String key) {
    return sessions.containsKey(key);
  }

  /// Opens a session under this key unless there is one. Those that were left make room.
  void open(String key, String user, @Nullable SocketAddress peer, Metadata headers) {
    try {
      sessions.computeIfAbsent(key, ignored -> connect(user, peer, headers));
    } catch (OmenException e) {
      if (e.state() != SqlState.TOO_MANY_CONNECTIONS || !closeAllLeft()) {
        throw e;
      }
      sessions.computeIfAbsent(key, ignored -> connect(user, peer, headers));
    }
  }

  /// A connection sends calls of this session.
  void joined(String key) {
    ClientSession session = sessions.get(key);
    if (session != null) {
      session.joined();
    }
  }

  /// A connection that sent calls of this session has ended.
  void left(String key) {
    ClientSession session = sessions.get(key);
    if (session != null && session.left() && key.startsWith(PEER)) {
      end(key);
    }
  }

  /// Closes what has no connection any more; returns whether there was something.
  private boolean closeAllLeft() {
    boolean any = false;
    for (Map.Entry<String, ClientSession> each : sessions.entrySet()) {
      if (each.getValue().leftMillis() >= 0) {
        close(each.getKey());
        any = true;
      }
    }
    return any;
  }

  private ClientSession connect(String user, @Nullable SocketAddress peer, Metadata headers) {
    Map<String, String> settings = new HashMap<>();
    String application = header(headers, "application_name");
    String agent = header(headers, "user-agent");
    settings.put(
        "application_name", application != null ? application : agent != null ? agent : "flight");
    String schema = header(headers, "schema");
    if (schema != null && !schema.isEmpty()) {
      settings.put("search_path", schema);
    }
    String asked = header(headers, "database");
    String name = asked == null || asked.isEmpty() ? Version.DEFAULT_NAME : asked;
    ConnectionRequest request = new ConnectionRequest(user, name, String.valueOf(peer), settings);
    return new ClientSession(database, request, options.ticketMillis());
  }

  private static @Nullable String header(Metadata headers, String name) {
    return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  /// The session of the current call.
  ClientSession current() {
    String key = SessionInterceptor.current();
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
    sessions.forEach((key, session) -> {
      session.dropExpired();
      if (session.leftMillis() > options.reconnectMillis()
          || session.idleMillis() > options.sessionIdleMillis()) {
        end(key);
      }
    });
  }

  /// Closes a session on a thread of its own: it may have to wait for the end of a statement.
  private void end(String key) {
    ClientSession session = sessions.remove(key);
    if (session != null) {
      Thread.startVirtualThread(session::close);
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    sessions.keySet().forEach(this::close);
  }
}
