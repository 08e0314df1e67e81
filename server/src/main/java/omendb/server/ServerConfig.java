package omendb.server;

import java.nio.file.Path;
import omendb.engine.DatabaseOptions;
import omendb.flight.FlightOptions;
import omendb.pgwire.PgOptions;
import omendb.storage.StorageOptions;

/// What the server is told: flags over environment over `omendb.conf` over these rooms' defaults.
///
/// @param threads workers of analytical queries, 0 for one per core
/// @param hotRowsMax rows of a table that may stay in the row store
public record ServerConfig(
    Path data, String host, int pgPort, int flightPort, int httpPort, int threads, int hotRowsMax) {

  /// A server on free ports of this machine: tests, the demo, training.
  public static ServerConfig onFreePorts(Path data) {
    return new ServerConfig(data, "127.0.0.1", 0, 0, 0, 0, StorageOptions.DEFAULTS.hotRowsMax());
  }

  DatabaseOptions databaseOptions() {
    StorageOptions defaults = StorageOptions.DEFAULTS;
    StorageOptions storage =
        defaults.withMigration(
            hotRowsMax,
            Math.min(defaults.hotRowsKept(), hotRowsMax / 2),
            defaults.migrationRowsMax(),
            defaults.migrationPauseMillis());
    DatabaseOptions options = DatabaseOptions.DEFAULTS.withStorage(storage);
    return threads == 0 ? options : options.withThreads(threads);
  }

  PgOptions pgOptions() {
    return PgOptions.DEFAULTS.withAddress(host, pgPort);
  }

  FlightOptions flightOptions() {
    return FlightOptions.DEFAULTS.withAddress(host, flightPort);
  }
}
