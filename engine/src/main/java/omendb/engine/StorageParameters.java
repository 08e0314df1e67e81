package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Option;

/// The storage parameters of PostgreSQL (CREATE TABLE, section "Storage Parameters"; CREATE INDEX;
/// CREATE VIEW). They tune pages and vacuuming, which do not exist here, so that they are checked
/// as PostgreSQL checks them, and then have no effect.
final class StorageParameters {
  /// Whose parameters they are.
  enum Kind {
    TABLE,
    TOAST,
    INDEX,
    VIEW,
    COLUMN
  }

  private sealed interface Values {
    record Flag() implements Values {}

    record Whole(long min, long max) implements Values {}

    record Real(double min, double max) implements Values {}

    record OneOf(List<String> words, String shown) implements Values {}
  }

  private static final Values FLAG = new Values.Flag();
  private static final Values COUNT = new Values.Whole(0, Integer.MAX_VALUE);
  private static final Values OPTIONAL_COUNT = new Values.Whole(-1, Integer.MAX_VALUE);
  private static final Values FILL = new Values.Whole(10, 100);
  private static final Values SHARE = new Values.Real(0, 100);
  private static final Values AGE = new Values.Whole(0, 2_000_000_000);
  private static final Values MIN_AGE = new Values.Whole(0, 1_000_000_000);
  private static final Values ON_OFF_AUTO =
      new Values.OneOf(
          List.of("on", "off", "auto", "true", "false", "yes", "no", "1", "0"),
          "Valid values are \"on\", \"off\", and \"auto\".");

  private static final Map<String, Values> TOAST =
      Map.ofEntries(
          Map.entry("autovacuum_enabled", FLAG),
          Map.entry("vacuum_truncate", FLAG),
          Map.entry("vacuum_index_cleanup", ON_OFF_AUTO),
          Map.entry("autovacuum_vacuum_threshold", COUNT),
          Map.entry("autovacuum_vacuum_scale_factor", SHARE),
          Map.entry("autovacuum_vacuum_insert_threshold", OPTIONAL_COUNT),
          Map.entry("autovacuum_vacuum_insert_scale_factor", SHARE),
          Map.entry("autovacuum_vacuum_cost_delay", SHARE),
          Map.entry("autovacuum_vacuum_cost_limit", new Values.Whole(1, 10_000)),
          Map.entry("autovacuum_freeze_min_age", MIN_AGE),
          Map.entry("autovacuum_freeze_max_age", new Values.Whole(100_000, 2_000_000_000)),
          Map.entry("autovacuum_freeze_table_age", AGE),
          Map.entry("autovacuum_multixact_freeze_min_age", MIN_AGE),
          Map.entry("autovacuum_multixact_freeze_max_age", new Values.Whole(10_000, 2_000_000_000)),
          Map.entry("autovacuum_multixact_freeze_table_age", AGE),
          Map.entry("log_autovacuum_min_duration", OPTIONAL_COUNT));

  private static final Map<String, Values> TABLE =
      and(
          TOAST,
          Map.of(
              "fillfactor", FILL,
              "parallel_workers", new Values.Whole(0, 1024),
              "toast_tuple_target", new Values.Whole(128, 8160),
              "user_catalog_table", FLAG,
              "autovacuum_analyze_threshold", COUNT,
              "autovacuum_analyze_scale_factor", SHARE));

  private static final Map<String, Values> INDEX =
      Map.of("fillfactor", FILL, "deduplicate_items", FLAG);

  private static final Map<String, Values> VIEW =
      Map.of(
          "security_barrier",
          FLAG,
          "security_invoker",
          FLAG,
          "check_option",
          new Values.OneOf(
              List.of("local", "cascaded"), "Valid values are \"local\" and \"cascaded\"."));

  private static final Values DISTINCT = new Values.Real(-1, Double.MAX_VALUE);
  private static final Map<String, Values> COLUMN =
      Map.of("n_distinct", DISTINCT, "n_distinct_inherited", DISTINCT);

  private StorageParameters() {}

  /// Checks a list of a WITH, SET or RESET; 22023 for what PostgreSQL would not take.
  static void check(Kind kind, List<Option> options, boolean reset) {
    Set<String> named = new HashSet<>();
    for (Option option : options) {
      Kind of = kind;
      if (option.namespace() != null) {
        if (kind != Kind.TABLE || !option.namespace().equals("toast")) {
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "unrecognized parameter namespace \"%s\"", option.namespace());
        }
        of = Kind.TOAST;
      }
      Values values = known(of).get(option.name());
      if (values == null && !reset) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "unrecognized parameter \"%s\"", option.name());
      }
      if (reset && option.value() != null) {
        throw SqlState.SYNTAX_ERROR.error("RESET must not include values for parameters");
      }
      if (!reset && !named.add(of + option.name())) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "parameter \"%s\" specified more than once", option.name());
      }
      if (!reset && values != null) {
        check(values, option);
      }
    }
  }

  /// What stands behind the columns of a CREATE TABLE.
  static void checkStorage(Ddl.TableStorage storage) {
    List<Option> options = new ArrayList<>();
    for (Option option : storage.options()) {
      if (!option.name().equals("oids")) {
        options.add(option);
      } else if (option.value() == null || !option.value().equalsIgnoreCase("false")) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error("tables declared WITH OIDS are not supported");
      }
    }
    check(Kind.TABLE, options, false);
    String method = storage.accessMethod();
    if (method != null && !method.equals("heap")) {
      throw SqlState.UNDEFINED_OBJECT.error("access method \"%s\" does not exist", method);
    }
    if (storage.tablespace() != null) {
      PhysicalActions.requireTablespace(storage.tablespace());
    }
  }

  private static Map<String, Values> known(Kind kind) {
    return switch (kind) {
      case TABLE -> TABLE;
      case TOAST -> TOAST;
      case INDEX -> INDEX;
      case VIEW -> VIEW;
      case COLUMN -> COLUMN;
    };
  }

  private static void check(Values values, Option option) {
    String text = option.value() == null ? "true" : option.value();
    switch (values) {
      case Values.Flag _ -> {
        if (!isFlag(text)) {
          throw invalid("boolean", option, text);
        }
      }
      case Values.Whole(long min, long max) -> {
        long value;
        try {
          value = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
          throw invalid("integer", option, text);
        }
        if (value < min || value > max) {
          throw outside(option, text)
              .withDetail("Valid values are between \"%d\" and \"%d\".".formatted(min, max));
        }
      }
      case Values.Real(double min, double max) -> {
        double value;
        try {
          value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
          throw invalid("floating point", option, text);
        }
        if (!(value >= min && value <= max)) {
          throw outside(option, text)
              .withDetail(
                  String.format(
                      Locale.ROOT, "Valid values are between \"%f\" and \"%f\".", min, max));
        }
      }
      case Values.OneOf(List<String> words, String shown) -> {
        if (!words.contains(text.toLowerCase(Locale.ROOT))) {
          throw invalid("enum", option, text).withDetail(shown);
        }
      }
    }
  }

  /// Whether PostgreSQL reads a word as a boolean: beginnings of it are enough.
  private static boolean isFlag(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return false;
    }
    return "true".startsWith(word)
        || "false".startsWith(word)
        || "yes".startsWith(word)
        || "no".startsWith(word)
        || word.equals("on")
        || (word.length() > 1 && "off".startsWith(word))
        || word.equals("1")
        || word.equals("0");
  }

  private static OmenException invalid(String what, Option option, String text) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "invalid value for %s option \"%s\": %s", what, option.name(), text);
  }

  private static OmenException outside(Option option, String text) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "value %s out of bounds for option \"%s\"", text, option.name());
  }

  private static Map<String, Values> and(Map<String, Values> some, Map<String, Values> more) {
    Map<String, Values> all = new TreeMap<>(some);
    all.putAll(more);
    return all;
  }
}
