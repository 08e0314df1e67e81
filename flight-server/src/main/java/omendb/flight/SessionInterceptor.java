package omendb.flight;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.Database;
import omendb.engine.Passwords;
import omendb.engine.Role;
import omendb.engine.Version;
import org.jspecify.annotations.Nullable;

/// Finds each call's session: `Basic` credentials begin one and are answered with a bearer token,
/// `Bearer` goes on with it. A client on this machine may come without either; its connection is
/// then its session.
final class SessionInterceptor implements ServerInterceptor {
  private static final Context.Key<String> SESSION = Context.key("omendb-session");
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final Database database;
  private final ClientSessions sessions;
  private final Connections connections;
  private final boolean trustLoopback;

  SessionInterceptor(
      Database database, ClientSessions sessions, Connections connections, boolean trustLoopback) {
    this.database = database;
    this.sessions = sessions;
    this.connections = connections;
    this.trustLoopback = trustLoopback;
  }

  /// The key of the current call's session.
  static String current() {
    String key = SESSION.get();
    if (key == null) {
      throw new IllegalStateException("outside of a call");
    }
    return key;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String key;
    try {
      key = authenticate(headers, peer);
      connections.use(call.getAttributes(), key);
    } catch (OmenException e) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(e.state().code() + ": " + e.message()),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    ServerCall<Q, A> answering =
        headers.get(AUTHORIZATION) == null ? call : announcing(call, BEARER + key);
    return Contexts.interceptCall(
        Context.current().withValue(SESSION, key), answering, headers, next);
  }

  /// The call, which tells the client its token: before the first message of the answer, or at its
  /// end when there is none, as in a handshake.
  private static <Q, A> ServerCall<Q, A> announcing(ServerCall<Q, A> call, String token) {
    return new SimpleForwardingServerCall<>(call) {
      private boolean told;

      @Override
      public void sendHeaders(Metadata headers) {
        told = true;
        headers.put(AUTHORIZATION, token);
        super.sendHeaders(headers);
      }

      @Override
      public void close(Status status, Metadata trailers) {
        if (!told && status.isOk()) {
          trailers.put(AUTHORIZATION, token);
        }
        super.close(status, trailers);
      }
    };
  }

  private String authenticate(Metadata headers, @Nullable SocketAddress peer) {
    String header = headers.get(AUTHORIZATION);
    boolean local =
        trustLoopback
            && peer instanceof InetSocketAddress address
            && address.getAddress() != null
            && address.getAddress().isLoopbackAddress();
    if (header != null && header.startsWith(BEARER)) {
      String token = header.substring(BEARER.length());
      if (!sessions.knows(token)) {
        throw SqlState.INVALID_AUTHORIZATION_SPECIFICATION.error(
            "the session has ended or its token is unknown");
      }
      return token;
    }
    if (header != null && header.startsWith(BASIC)) {
      String user = checked(header.substring(BASIC.length()), local);
      String token = ClientSessions.newToken();
      sessions.open(token, user, peer, headers);
      return token;
    }
    if (!local) {
      throw SqlState.INVALID_AUTHORIZATION_SPECIFICATION.error("credentials are required");
    }
    String key = ClientSessions.ofConnection(peer);
    sessions.open(key, Version.DEFAULT_NAME, peer, headers);
    return key;
  }

  /// The user of `Basic` credentials that are right, or 28P01.
  private String checked(String encoded, boolean local) {
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw SqlState.INVALID_PASSWORD.error("malformed credentials");
    }
    int colon = decoded.indexOf(':');
    String user = colon < 0 ? decoded : decoded.substring(0, colon);
    String password = colon < 0 ? "" : decoded.substring(colon + 1);
    Role role = database.role(user);
    boolean right = local || Passwords.matches(password, role == null ? null : role.verifier());
    if (role == null || !role.login() || !right) {
      throw SqlState.INVALID_PASSWORD.error("password authentication failed for user \"%s\"", user);
    }
    return user;
  }
}
