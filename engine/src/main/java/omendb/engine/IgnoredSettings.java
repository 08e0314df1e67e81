package omendb.engine;

import java.util.Map;
import java.util.TreeMap;

/// Settings of PostgreSQL that steer its planner, its logs and its upkeep, with their start values:
/// programs set and read them, here they have no effect.
final class IgnoredSettings {
  /// Those that are on or off.
  static final Map<String, String> FLAGS =
      of(
          "enable_indexonlyscan=on",
          "enable_tidscan=on",
          "enable_material=on",
          "enable_memoize=on",
          "enable_gathermerge=on",
          "enable_parallel_append=on",
          "enable_parallel_hash=on",
          "enable_partition_pruning=on",
          "enable_async_append=on",
          "enable_incremental_sort=on",
          "parallel_leader_participation=on",
          "track_activities=on",
          "track_counts=on",
          "jit_expressions=on",
          "jit_tuple_deforming=on",
          "debug_pretty_print=on",
          "enable_partitionwise_join=off",
          "enable_partitionwise_aggregate=off",
          "track_io_timing=off",
          "track_wal_io_timing=off",
          "log_duration=off",
          "log_executor_stats=off",
          "log_parser_stats=off",
          "log_planner_stats=off",
          "log_statement_stats=off",
          "debug_print_parse=off",
          "debug_print_plan=off",
          "debug_print_rewritten=off",
          "lo_compat_privileges=off",
          "log_lock_waits=off",
          "log_replication_commands=off",
          "allow_in_place_tablespaces=off");

  static final Map<String, String> VALUES =
      of(
          "jit_above_cost=100000",
          "jit_inline_above_cost=500000",
          "jit_optimize_above_cost=500000",
          "parallel_tuple_cost=0.1",
          "parallel_setup_cost=1000",
          "min_parallel_table_scan_size=8MB",
          "min_parallel_index_scan_size=512kB",
          "max_parallel_workers_per_gather=2",
          "max_parallel_workers=8",
          "max_parallel_maintenance_workers=2",
          "seq_page_cost=1",
          "random_page_cost=4",
          "cpu_tuple_cost=0.01",
          "cpu_index_tuple_cost=0.005",
          "cpu_operator_cost=0.0025",
          "effective_cache_size=4GB",
          "effective_io_concurrency=1",
          "maintenance_io_concurrency=10",
          "from_collapse_limit=8",
          "join_collapse_limit=8",
          "geqo_threshold=12",
          "geqo_effort=5",
          "geqo_seed=0",
          "geqo_pool_size=0",
          "geqo_generations=0",
          "geqo_selection_bias=2",
          "cursor_tuple_fraction=0.1",
          "hash_mem_multiplier=2",
          "logical_decoding_work_mem=64MB",
          "default_statistics_target=100",
          "constraint_exclusion=partition",
          "plan_cache_mode=auto",
          "force_parallel_mode=off",
          "temp_buffers=8MB",
          "temp_tablespaces=",
          "commit_delay=0",
          "commit_siblings=5",
          "track_functions=none",
          "compute_query_id=auto",
          "log_min_messages=warning",
          "log_min_error_statement=error",
          "log_error_verbosity=default",
          "log_temp_files=-1",
          "vacuum_cost_delay=0",
          "vacuum_cost_limit=200",
          "vacuum_cost_page_hit=1",
          "vacuum_cost_page_miss=2",
          "vacuum_cost_page_dirty=20",
          "vacuum_freeze_min_age=50000000",
          "vacuum_freeze_table_age=150000000",
          "vacuum_failsafe_age=1600000000",
          "vacuum_multixact_freeze_min_age=5000000",
          "vacuum_multixact_freeze_table_age=150000000",
          "vacuum_multixact_failsafe_age=1600000000",
          "gin_pending_list_limit=4MB",
          "gin_fuzzy_search_limit=0",
          "default_text_search_config=pg_catalog.simple",
          "stats_fetch_consistency=cache",
          "client_connection_check_interval=0",
          "tcp_keepalives_idle=0",
          "tcp_keepalives_interval=0",
          "tcp_keepalives_count=0",
          "tcp_user_timeout=0",
          "backend_flush_after=0",
          "wal_compression=off",
          "wal_skip_threshold=2MB");

  private IgnoredSettings() {}

  private static Map<String, String> of(String... settings) {
    Map<String, String> values = new TreeMap<>();
    for (String setting : settings) {
      int at = setting.indexOf('=');
      values.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return Map.copyOf(values);
  }
}
