package omendb.engine;

import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.planner.ast.Option;

/// The options of EXPLAIN. BUFFERS, VERBOSE, WAL and SETTINGS are taken, and add nothing: tiers and
/// segments are shown always.
record ExplainOptions(
    boolean analyze, boolean costs, boolean timing, boolean summary, boolean json) {

  static ExplainOptions of(List<Option> options) {
    boolean analyze = false;
    boolean costs = true;
    Boolean timing = null;
    Boolean summary = null;
    boolean json = false;
    boolean wal = false;
    for (Option option : options) {
      switch (option.name()) {
        case "analyze" -> analyze = on(option);
        case "costs" -> costs = on(option);
        case "timing" -> timing = on(option);
        case "summary" -> summary = on(option);
        case "wal" -> wal = on(option);
        case "verbose", "buffers", "settings" -> on(option);
        case "format" -> json = json(option);
        default ->
            throw SqlState.SYNTAX_ERROR
                .error("unrecognized EXPLAIN option \"%s\"", option.name())
                .at(option.pos());
      }
    }
    if (wal && !analyze) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("EXPLAIN option WAL requires ANALYZE");
    }
    if (timing != null && timing && !analyze) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("EXPLAIN option TIMING requires ANALYZE");
    }
    return new ExplainOptions(
        analyze, costs, timing == null || timing, summary == null ? analyze : summary, json);
  }

  private static boolean on(Option option) {
    String value = option.value();
    if (value == null) {
      return true;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default -> throw SqlState.SYNTAX_ERROR.error("%s requires a Boolean value", option.name());
    };
  }

  private static boolean json(Option option) {
    String value = String.valueOf(option.value()).toLowerCase(Locale.ROOT);
    return switch (value) {
      case "text" -> false;
      case "json" -> true;
      case "xml", "yaml" ->
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("EXPLAIN option FORMAT %s is not supported", value)
              .at(option.pos());
      default ->
          throw SqlState.INVALID_PARAMETER_VALUE
              .error("unrecognized value for EXPLAIN option \"format\": \"%s\"", value)
              .at(option.pos());
    };
  }
}
