package omendb.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import omendb.core.SqlState;
import omendb.engine.Settings.Check;
import omendb.engine.Settings.Setting;

/// The settings that exist, with PostgreSQL's names, start values and checks.
final class SettingTable {
  private static final List<String> ISOLATION_LEVELS =
      List.of("read uncommitted", "read committed", "repeatable read", "serializable");

  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private SettingTable() {}

  static Map<String, Setting> load() {
    SettingTable table = new SettingTable();
    table.reported();
    table.transactions();
    table.planner();
    table.compatibility();
    IgnoredSettings.FLAGS.forEach(
        (name, value) -> table.add(name, value, false, SettingTable::bool));
    IgnoredSettings.VALUES.forEach(
        (name, value) -> table.add(name, value, false, SettingTable::any));
    return Map.copyOf(table.settings);
  }

  private void reported() {
    add("application_name", "", true, SettingTable::any);
    add("client_encoding", "UTF8", true, SettingTable::encoding);
    add("DateStyle", StyleSettings.DATES_DEFAULT, true, StyleSettings::dates);
    add("default_transaction_read_only", "off", true, SettingTable::bool);
    fixed("in_hot_standby", "off", true);
    fixed("integer_datetimes", "on", true);
    add(
        "IntervalStyle",
        "postgres",
        true,
        choice("postgres", "postgres_verbose", "sql_standard", "iso_8601"));
    fixed("is_superuser", "on", true);
    fixed("server_encoding", "UTF8", true);
    fixed("server_version", Version.SERVER, true);
    add("session_authorization", Version.DEFAULT_NAME, true, SettingTable::any);
    add("standard_conforming_strings", "on", true, choice("on"));
    add("TimeZone", "UTC", true, StyleSettings::zone);
  }

  private void transactions() {
    add(
        "default_transaction_isolation",
        "repeatable read",
        false,
        choice(ISOLATION_LEVELS.toArray(String[]::new)));
    add(
        "transaction_isolation",
        "repeatable read",
        false,
        choice(ISOLATION_LEVELS.toArray(String[]::new)));
    add("transaction_read_only", "off", false, SettingTable::bool);
    add("transaction_deferrable", "off", false, SettingTable::bool);
    add("default_transaction_deferrable", "off", false, SettingTable::bool);
    add(
        "synchronous_commit",
        "on",
        false,
        choice("on", "off", "local", "remote_write", "remote_apply"));
    add("statement_timeout", "0", false, SettingTable::duration);
    add("lock_timeout", "0", false, SettingTable::duration);
    add("transaction_timeout", "0", false, SettingTable::duration);
    add("deadlock_timeout", "1s", false, SettingTable::duration);
    add("idle_in_transaction_session_timeout", "0", false, SettingTable::duration);
    add("idle_session_timeout", "0", false, SettingTable::duration);
  }

  private void planner() {
    add("work_mem", "2GB", false, MemorySetting::checked);
    add("temp_file_limit", "-1", false, MemorySetting::checkedOrNone);
    add("maintenance_work_mem", "64MB", false, SettingTable::any);
    add("query_threads", "0", false, SettingTable::any);
    for (String name :
        List.of(
            "enable_seqscan",
            "enable_indexscan",
            "enable_hashjoin",
            "enable_mergejoin",
            "enable_nestloop",
            "enable_bitmapscan",
            "enable_sort",
            "enable_hashagg",
            "jit",
            "geqo")) {
      add(name, "on", false, SettingTable::bool);
    }
  }

  private void compatibility() {
    add("search_path", "\"$user\", public", false, SettingTable::any);
    add("extra_float_digits", "1", false, StyleSettings::floatDigits);
    add("client_min_messages", "notice", false, SettingTable::lower);
    add("bytea_output", "hex", false, choice("hex", "escape"));
    add("row_security", "on", false, SettingTable::bool);
    add("check_function_bodies", "on", false, SettingTable::bool);
    add("default_table_access_method", "heap", false, choice("heap"));
    add("default_tablespace", "", false, SettingTable::any);
    add("default_toast_compression", "pglz", false, choice("pglz", "lz4"));
    add("password_encryption", "scram-sha-256", false, choice("scram-sha-256", "md5"));
    add("xmloption", "content", false, SettingTable::lower);
    add("escape_string_warning", "on", false, SettingTable::bool);
    add("quote_all_identifiers", "off", false, SettingTable::bool);
    add("synchronize_seqscans", "on", false, SettingTable::bool);
    add("timezone_abbreviations", "Default", false, SettingTable::any);
    add("lc_messages", "C", false, SettingTable::any);
    add("lc_monetary", "C", false, SettingTable::any);
    add("lc_numeric", "C", false, SettingTable::any);
    add("lc_time", "C", false, SettingTable::any);
    add("log_statement", "none", false, SettingTable::lower);
    add("log_min_duration_statement", "-1", false, SettingTable::any);
    add("role", "none", false, SettingTable::any);
    fixed("lc_collate", "C", false);
    fixed("lc_ctype", "C", false);
    fixed("server_version_num", Version.SERVER_NUMBER, false);
    fixed("max_identifier_length", "63", false);
    fixed("max_index_keys", "32", false);
    fixed("block_size", "8192", false);
    fixed("max_connections", "200", false);
    fixed("wal_level", "replica", false);
    fixed("fsync", "on", false);
  }

  private void add(String name, String value, boolean reported, Check check) {
    settings.put(name.toLowerCase(Locale.ROOT), new Setting(name, value, reported, false, check));
  }

  private void fixed(String name, String value, boolean reported) {
    settings.put(
        name.toLowerCase(Locale.ROOT), new Setting(name, value, reported, true, SettingTable::any));
  }

  private static String any(String name, String value) {
    return value;
  }

  private static String lower(String name, String value) {
    return value.toLowerCase(Locale.ROOT);
  }

  private static Check choice(String... values) {
    return (name, value) -> {
      String folded = value.toLowerCase(Locale.ROOT);
      if (!List.of(values).contains(folded)) {
        throw invalid(name, value);
      }
      return folded;
    };
  }

  private static String bool(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1", "t", "y" -> "on";
      case "off", "false", "no", "0", "f", "n" -> "off";
      default ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "parameter \"%s\" requires a Boolean value", name);
    };
  }

  private static String encoding(String name, String value) {
    String folded = value.replaceAll("['\"\\-_ ]", "").toUpperCase(Locale.ROOT);
    return switch (folded) {
      case "UTF8", "UNICODE" -> "UTF8";
      case "SQLASCII" -> "SQL_ASCII";
      default -> throw invalid(name, value);
    };
  }

  /// A duration in the largest unit that shows it exactly, as SHOW prints it.
  private static String duration(String name, String value) {
    long millis = millis(name, value);
    if (millis > Integer.MAX_VALUE) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "%d ms is outside the valid range for parameter \"%s\" (0 ms .. %d ms)",
          millis, name, Integer.MAX_VALUE);
    }
    if (millis == 0) {
      return "0";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "min";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /// The milliseconds of a duration setting: a number, or one with unit ms, s, min, h or d.
  static long millis(String name, String value) {
    String text = value.strip();
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    if (end == 0) {
      throw invalid(name, value);
    }
    double number = Double.parseDouble(text.substring(0, end));
    long unit =
        switch (text.substring(end).strip()) {
          case "", "ms" -> 1;
          case "s" -> 1_000;
          case "min" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> throw invalid(name, value);
        };
    return Math.round(number * unit);
  }

  private static omendb.core.OmenException invalid(String name, String value) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "invalid value for parameter \"%s\": \"%s\"", name, value);
  }
}
