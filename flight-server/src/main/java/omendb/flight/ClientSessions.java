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
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.Version;
import org.jspecify.annotations.Nullable;

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
    sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
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
  void open(String key, String user, @Nullable SocketAddress peer, Metadata headers) {
    sessions.computeIfAbsent(key, ignored -> connect(user, peer, headers));
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
