package omendb.flight;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows which sessions the calls of each connection belong to, and says when it has ended: a
/// client that is gone sends no more, and what it holds is held from others.
final class Connections extends ServerTransportFilter {
  private static final Attributes.Key<Used> USED = Attributes.Key.create("omendb-sessions");

  /// The keys of a connection's sessions.
  private static final class Used {
    private final Set<String> keys = new HashSet<>();
    private boolean ended;
  }

  private final ClientSessions sessions;

  Connections(ClientSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(USED, new Used()).build();
  }

  /// A call of this connection belongs to the session.
  void use(Attributes connection, String key) {
    Used used = connection.get(USED);
    if (used == null) {
      return;
    }
    synchronized (used) {
      if (!used.ended && used.keys.add(key)) {
        sessions.joined(key);
      }
    }
  }

  @Override
  public void transportTerminated(@Nullable Attributes attributes) {
    Used used = attributes == null ? null : attributes.get(USED);
    if (used == null) {
      return;
    }
    synchronized (used) {
      used.ended = true;
      used.keys.forEach(sessions::left);
    }
  }
}
