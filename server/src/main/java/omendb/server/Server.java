package omendb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import omendb.core.SqlState;
import omendb.engine.Database;
import omendb.flight.FlightDoor;
import omendb.pgwire.PgServer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The house with its doors: the only place where rooms are wired. HTTP answers first, the other
/// doors open last, after recovery.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final HttpDoor http;
  private final Database database;
  private final PgServer pg;
  private final FlightDoor flight;
  private boolean closed;

  private Server(ServerConfig config) {
    try {
      http = opened(HttpDoor.start(config.host(), config.httpPort()));
      BufferAllocator root = opened(new RootAllocator());
      database = opened(Database.open(config.data(), config.databaseOptions()));
      http.serve(new Metrics(database));
      pg = opened(PgServer.start(database, config.pgOptions()));
      flight = opened(FlightDoor.start(database, config.flightOptions(), root));
      http.ready();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    Thread.ofPlatform().daemon(true).name("omendb-warm-up").start(this::warmUp);
  }

  /// Opens the folder, recovers, and serves; returns when clients may come.
  public static Server start(ServerConfig config) {
    return new Server(config);
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private void warmUp() {
    try {
      database.warmUp();
    } catch (RuntimeException e) {
      LOG.warn("Warming up ended early", e);
    }
  }

  public Database database() {
    return database;
  }

  public int pgPort() {
    return pg.port();
  }

  public int flightPort() {
    return flight.port();
  }

  public int httpPort() {
    return http.port();
  }

  /// Writes `pg`, `flight` and `http` ports, whole or not at all: whoever waits for the file may
  /// connect once it is there.
  void writePorts(Path file) {
    String text = "pg=" + pgPort() + "\nflight=" + flightPort() + "\nhttp=" + httpPort() + "\n";
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw SqlState.IO_ERROR.error("could not write %s: %s", file, String.valueOf(e.getMessage()));
    }
  }

  /// Closes the doors, then the rooms, in the opposite order of their opening.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.error("A part did not close", e);
      }
    }
  }
}
