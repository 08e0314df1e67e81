package omendb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.flight.FlightDoor;
import omendb.flight.FlightOptions;
import omendb.pgwire.PgOptions;
import omendb.pgwire.PgServer;
import omendb.storage.StorageOptions;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// A database that never rests: every 50 ms all rows that can be moved are, garbage is collected up
/// to the watermark, and small segments are merged.
final class HistoryServer implements AutoCloseable {
  private static final int PAUSE_MILLIS = 50;
  private static final int SEGMENTS_MAX = 3;
  private static final int SEGMENT_ROWS_MAX = 64;

  private final Database database;
  private final PgServer pg;
  private final BufferAllocator allocator = new RootAllocator();
  private final FlightDoor flight;

  private HistoryServer(Path data, boolean nemesis) {
    StorageOptions storage =
        nemesis
            ? StorageOptions.DEFAULTS
                .withMigration(0, 0, SEGMENT_ROWS_MAX, PAUSE_MILLIS)
                .withSegmentsMax(SEGMENTS_MAX)
            : StorageOptions.DEFAULTS;
    this.database =
        Database.open(data, DatabaseOptions.DEFAULTS.withStorage(storage).withThreads(1));
    this.pg = PgServer.start(database, PgOptions.DEFAULTS.withAddress("127.0.0.1", 0));
    this.flight =
        FlightDoor.start(database, FlightOptions.DEFAULTS.withAddress("127.0.0.1", 0), allocator);
  }

  static HistoryServer start(Path data, boolean nemesis) {
    return new HistoryServer(data, nemesis);
  }

  String pgUrl() {
    return "jdbc:postgresql://127.0.0.1:" + pg.port() + "/omendb?user=omendb";
  }

  int flightPort() {
    return flight.port();
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    flight.close();
    pg.close();
    database.close();
    allocator.close();
  }

  /// Serves the folder of the first argument until it is killed; the second names the file for the
  /// port. The third says whether it rests.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    HistoryServer server = start(Path.of(arguments[0]), Boolean.parseBoolean(arguments[2]));
    Path file = Path.of(arguments[1]);
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(draft, server.pgUrl());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Thread.currentThread().join();
  }
}
