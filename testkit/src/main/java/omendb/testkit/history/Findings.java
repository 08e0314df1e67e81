package omendb.testkit.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers findings: counts all, keeps the first few of each anomaly.
final class Findings {
  private static final int KEPT_MAX = 5;

  private final List<Finding> kept = new ArrayList<>();
  private final Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);

  void add(Anomaly anomaly, Supplier<String> text) {
    add(anomaly, null, text);
  }

  void add(Anomaly anomaly, @Nullable String order, Supplier<String> text) {
    if (counts.merge(anomaly, 1, Integer::sum) <= KEPT_MAX) {
      kept.add(new Finding(anomaly, order, text.get()));
    }
  }

  Report report() {
    return new Report(kept, counts);
  }
}
