package omendb.flight;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import omendb.engine.Database;
import omendb.engine.Passwords;
import omendb.engine.Role;
import omendb.engine.Version;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.auth2.CallHeaderAuthenticator;

/// Who calls: `Basic` credentials begin a session and are answered with a bearer token, `Bearer`
/// goes on with it. A client on this machine may come without either; its connection is then its
/// session.
final class Authenticator implements CallHeaderAuthenticator {
  private static final String HEADER = "authorization";
  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final Database database;
  private final ClientSessions sessions;
  private final boolean trustLoopback;

  Authenticator(Database database, ClientSessions sessions, boolean trustLoopback) {
    this.database = database;
    this.sessions = sessions;
    this.trustLoopback = trustLoopback;
  }

  @Override
  public AuthResult authenticate(CallHeaders headers) {
    String header = headers.get(HEADER);
    if (header != null && header.startsWith(BEARER)) {
      String token = header.substring(BEARER.length());
      if (!sessions.knows(token)) {
        throw CallStatus.UNAUTHENTICATED
            .withDescription("the session has ended or its token is unknown")
            .toRuntimeException();
      }
      return new Identity(token, false);
    }
    if (header != null && header.startsWith(BASIC)) {
      return basic(header.substring(BASIC.length()), headers);
    }
    if (trustLoopback && PeerInterceptor.fromLoopback()) {
      String identity = "peer " + PeerInterceptor.peer();
      sessions.open(identity, Version.DEFAULT_NAME, headers);
      return new Identity(identity, false);
    }
    throw CallStatus.UNAUTHENTICATED
        .withDescription("28000: credentials are required")
        .toRuntimeException();
  }

  private AuthResult basic(String encoded, CallHeaders headers) {
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw failed("");
    }
    int colon = decoded.indexOf(':');
    String user = colon < 0 ? decoded : decoded.substring(0, colon);
    String password = colon < 0 ? "" : decoded.substring(colon + 1);
    boolean trusted = trustLoopback && PeerInterceptor.fromLoopback();
    Role role = database.role(user);
    boolean right = Passwords.matches(password, role == null ? null : role.verifier());
    if (role == null || !role.login() || !(trusted || right)) {
      throw failed(user);
    }
    String token = ClientSessions.newToken();
    sessions.open(token, user, headers);
    return new Identity(token, true);
  }

  private static RuntimeException failed(String user) {
    return CallStatus.UNAUTHENTICATED
        .withDescription("28P01: password authentication failed for user \"" + user + "\"")
        .toRuntimeException();
  }

  /// @param announced true when the client has yet to learn its token
  private record Identity(String key, boolean announced) implements AuthResult {
    @Override
    public String getPeerIdentity() {
      return key;
    }

    @Override
    public void appendToOutgoingHeaders(CallHeaders outgoing) {
      if (announced) {
        outgoing.insert(HEADER, BEARER + key);
      }
    }
  }
}
