package omendb.flight;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import omendb.core.SqlState;
import omendb.engine.Database;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;

/// The Arrow Flight SQL door.
public final class FlightDoor implements AutoCloseable {
  private static final int WINDOW_BYTES = 8 << 20;
  private static final int MESSAGE_BYTES_MAX = 256 << 20;
  private static final int HEADER_BYTES_MAX = 64 << 10;

  private final FlightServer server;
  private final ClientSessions sessions;
  private final ExecutorService workers;
  private final BufferAllocator allocator;

  private FlightDoor(
      FlightServer server,
      ClientSessions sessions,
      ExecutorService workers,
      BufferAllocator allocator) {
    this.server = server;
    this.sessions = sessions;
    this.workers = workers;
    this.allocator = allocator;
  }

  /// Listens; 58030 when the address is taken.
  ///
  /// @param parent the allocator under which the door's own is made
  public static FlightDoor start(Database database, FlightOptions options, BufferAllocator parent) {
    BufferAllocator allocator = parent.newChildAllocator("flight", 0, Long.MAX_VALUE);
    ClientSessions sessions = new ClientSessions(database, options);
    ExecutorService workers =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().name("omendb-flight-", 0).daemon(true).factory());
    Connections connections = new Connections(sessions);
    SessionInterceptor interceptor =
        new SessionInterceptor(database, sessions, connections, options.trustLoopback());
    Consumer<NettyServerBuilder> transport =
        builder ->
            builder
                .intercept(interceptor)
                .addTransportFilter(connections)
                .initialFlowControlWindow(WINDOW_BYTES)
                .flowControlWindow(WINDOW_BYTES);
    SqlProducer producer = new SqlProducer(database, sessions, options, workers, allocator);
    try {
      FlightServer server =
          FlightServer.builder(
                  allocator, Location.forGrpcInsecure(options.host(), options.port()), producer)
              .executor(new ContextExecutor(workers))
              .maxInboundMessageSize(MESSAGE_BYTES_MAX)
              .setMaxHeaderListSize(HEADER_BYTES_MAX)
              .transportHint("grpc.builderConsumer", transport)
              .build()
              .start();
      return new FlightDoor(server, sessions, workers, allocator);
    } catch (IOException e) {
      sessions.close();
      workers.shutdownNow();
      allocator.close();
      throw SqlState.IO_ERROR
          .error(
              "could not listen on %s:%d for Flight SQL clients: %s",
              options.host(), options.port(), String.valueOf(e.getMessage()))
          .withHint("Is another server running on this port? Choose one with --flight-port.");
    }
  }

  /// The port in use.
  public int port() {
    return server.getPort();
  }

  /// Stops listening, ends the streams, closes the sessions.
  @Override
  public void close() {
    try {
      server.shutdown();
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.close();
      }
      sessions.close();
      workers.shutdown();
      if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    allocator.close();
  }
}
