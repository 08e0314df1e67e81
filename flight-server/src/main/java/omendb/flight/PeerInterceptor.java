package omendb.flight;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Notes where a call comes from: without a token, the connection is the client's identity.
final class PeerInterceptor implements ServerInterceptor {
  private static final Context.Key<SocketAddress> PEER = Context.key("omendb-peer");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return Contexts.interceptCall(
        Context.current().withValue(PEER, peer), call, headers, next);
  }

  /// The current call's peer, or null outside of a call.
  static @Nullable SocketAddress peer() {
    return PEER.get();
  }

  static boolean fromLoopback() {
    return peer() instanceof InetSocketAddress address
        && address.getAddress() != null
        && address.getAddress().isLoopbackAddress();
  }
}
