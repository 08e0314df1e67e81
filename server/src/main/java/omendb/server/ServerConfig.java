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
/// @param limits what memory and snapshots may take
public record ServerConfig(
    Path data,
    String host,
    int pgPort,
    int flightPort,
    int httpPort,
    int threads,
    int hotRowsMax,
    Limits limits) {

  /// What memory and snapshots may take.
  ///
  /// @param hotTierBytes memory of the row stores of all tables, 0 = no bound
  /// @param rowCacheBytes memory for rows that point reads took from segments
  /// @param snapshotMillis age at which a snapshot is cancelled with 72000, 0 = never
  public record Limits(long hotTierBytes, long rowCacheBytes, long snapshotMillis) {
    public static final Limits DEFAULTS =
        new Limits(
            StorageOptions.DEFAULTS.hotBytesMax(),
            StorageOptions.DEFAULTS.coldCacheBytes(),
            StorageOptions.DEFAULTS.snapshotMillisMax());
  }

  /// A server with the usual limits.
  public ServerConfig(
      Path data,
      String host,
      int pgPort,
      int flightPort,
      int httpPort,
      int threads,
      int hotRowsMax) {
    this(data, host, pgPort, flightPort, httpPort, threads, hotRowsMax, Limits.DEFAULTS);
  }

  /// A server on free ports of this machine: tests, the demo, training.
  public static ServerConfig onFreePorts(Path data) {
    return new ServerConfig(data, "127.0.0.1", 0, 0, 0, 0, StorageOptions.DEFAULTS.hotRowsMax());
  }

  ServerConfig withLimits(Limits other) {
    return new ServerConfig(data, host, pgPort, flightPort, httpPort, threads, hotRowsMax, other);
  }

  DatabaseOptions databaseOptions() {
    StorageOptions defaults = StorageOptions.DEFAULTS;
    StorageOptions storage =
        defaults
            .withMigration(
                hotRowsMax,
                Math.min(defaults.hotRowsKept(), hotRowsMax / 2),
                defaults.migrationRowsMax(),
                defaults.migrationPauseMillis())
            .withColdCache(limits.rowCacheBytes())
            .withHotMemory(limits.hotTierBytes(), limits.snapshotMillis());
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
