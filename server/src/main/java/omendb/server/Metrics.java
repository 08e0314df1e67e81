package omendb.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;
import omendb.engine.Database;
import omendb.engine.DatabaseStatistics;

/// The database's numbers as OpenMetrics.
final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  Metrics(Database database) {
    counter(database, "omendb.commits", "commits", s -> s.transactions().commits());
    counter(
        database, "omendb.conflicts", "serialization conflicts", s -> s.transactions().conflicts());
    counter(database, "omendb.rollbacks", "rollbacks", s -> s.transactions().rollbacks());
    counter(database, "omendb.deadlocks", "deadlocks", s -> s.transactions().deadlocks());
    counter(
        database, "omendb.lock.waits", "waits for a row lock", s -> s.transactions().lockWaits());
    counter(database, "omendb.commit.groups", "commit groups", s -> s.transactions().groups());
    counter(database, "omendb.migrations", "migrations", s -> s.storage().migrations());
    counter(
        database, "omendb.migrated.rows", "rows moved to segments", s -> s.storage().rowsMoved());
    gauge(
        database,
        "omendb.commit.last",
        "newest visible commit",
        s -> s.transactions().lastCommit());
    gauge(database, "omendb.watermark", "oldest commit in use", s -> s.transactions().watermark());
    hotTier(database);
    gauge(database, "omendb.sessions", "sessions", DatabaseStatistics::sessions);
    gauge(database, "omendb.segments", "segments", s -> s.storage().segments());
    gauge(database, "omendb.segments.bytes", "bytes of segments", s -> s.storage().coldBytes());
    gauge(
        database,
        "omendb.plans.cached",
        "plans in the statement cache",
        DatabaseStatistics::cachedPlans);
    gauge(
        database,
        "omendb.spill.held.bytes",
        "bytes of queries' temporary files",
        s -> s.spills().heldBytes());
    counter(
        database,
        "omendb.spill.written.bytes",
        "bytes written to queries' temporary files",
        s -> s.spills().writtenBytes());
    tier(database, "hot", s -> s.storage().hotRows());
    tier(database, "cold", s -> s.storage().coldRows());
    route(database, "lookup", DatabaseStatistics::lookups);
    route(database, "columns", DatabaseStatistics::columnQueries);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
  }

  private void hotTier(Database database) {
    gauge(database, "omendb.hot.bytes", "bytes of hot rows", s -> s.hotTier().bytes());
    gauge(database, "omendb.hot.bytes.max", "memory for hot rows", s -> s.hotTier().bytesMax());
    counter(
        database, "omendb.hot.waits", "writes that waited for memory", s -> s.hotTier().waits());
    gauge(
        database,
        "omendb.versions.dead",
        "rows with versions to be collected",
        s -> s.hotTier().deadVersionRows());
    gauge(
        database,
        "omendb.snapshot.oldest.seconds",
        "age of the oldest snapshot in use",
        s -> s.hotTier().oldestSnapshotMillis() / 1e3);
    counter(
        database,
        "omendb.snapshots.cancelled",
        "snapshots cancelled because of their age",
        s -> s.hotTier().cancelledSnapshots());
    gauge(
        database,
        "omendb.row.cache.hit.rate",
        "part of the point reads of cold rows that the cache answered",
        s -> hitRate(s.storage().cacheHits(), s.storage().cacheMisses()));
  }

  private static double hitRate(long hits, long misses) {
    return hits == 0 ? 0 : (double) hits / (hits + misses);
  }

  private void counter(
      Database database, String name, String what, ToDoubleFunction<DatabaseStatistics> value) {
    FunctionCounter.builder(name, database, d -> value.applyAsDouble(d.statistics()))
        .description(what)
        .register(registry);
  }

  private void gauge(
      Database database, String name, String what, ToDoubleFunction<DatabaseStatistics> value) {
    Gauge.builder(name, database, d -> value.applyAsDouble(d.statistics()))
        .description(what)
        .register(registry);
  }

  private void tier(Database database, String tier, ToDoubleFunction<DatabaseStatistics> value) {
    Gauge.builder("omendb.rows", database, d -> value.applyAsDouble(d.statistics()))
        .description("rows per tier")
        .tag("tier", tier)
        .register(registry);
  }

  private void route(Database database, String route, ToDoubleFunction<DatabaseStatistics> value) {
    FunctionCounter.builder("omendb.queries", database, d -> value.applyAsDouble(d.statistics()))
        .description("statements by route")
        .tag("route", route)
        .register(registry);
  }

  String scrape() {
    return registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
  }
}
