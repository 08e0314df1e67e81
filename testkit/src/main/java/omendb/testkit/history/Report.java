package omendb.testkit.history;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a history holds.
///
/// @param findings some of each anomaly, the first ones that were found
/// @param counts how many of each anomaly were seen; a lower bound for cycles
public record Report(List<Finding> findings, Map<Anomaly, Integer> counts) {
  public Report {
    findings = List.copyOf(findings);
    counts = Map.copyOf(counts);
  }

  /// The findings that the level forbids.
  public List<Finding> forbidden(Level level) {
    return findings.stream().filter(finding -> level.forbids(finding.anomaly())).toList();
  }

  public boolean has(Anomaly anomaly) {
    return counts.containsKey(anomaly);
  }

  /// The counts in the anomalies' order, such as `G2_ITEM=3 G2=1`, or `none`.
  public String summary() {
    if (counts.isEmpty()) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    new EnumMap<>(counts)
        .forEach((anomaly, count) ->
            text.append(text.isEmpty() ? "" : " ").append(anomaly).append('=').append(count));
    return text.toString();
  }
}
