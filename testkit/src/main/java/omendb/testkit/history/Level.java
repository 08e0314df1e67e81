package omendb.testkit.history;

import java.util.EnumSet;
import java.util.Set;

/// What an isolation level promises.
public enum Level {
  /// Each statement has a snapshot of its own, newer than everything acknowledged before.
  READ_COMMITTED(
      EnumSet.complementOf(
          EnumSet.of(
              Anomaly.PMP,
              Anomaly.P4,
              Anomaly.G_SINGLE,
              Anomaly.G_NONADJACENT,
              Anomaly.G2_ITEM,
              Anomaly.G2,
              Anomaly.FUZZY_READ))),

  /// Strong snapshot isolation: one snapshot of all that was acknowledged before, first committer
  /// wins.
  REPEATABLE_READ(
      EnumSet.complementOf(EnumSet.of(Anomaly.G2_ITEM, Anomaly.G2, Anomaly.STALE_STATEMENT))),

  /// As if one after the other, in an order that real time does not contradict.
  SERIALIZABLE(EnumSet.complementOf(EnumSet.of(Anomaly.STALE_STATEMENT)));

  private final Set<Anomaly> forbidden;

  Level(Set<Anomaly> forbidden) {
    this.forbidden = forbidden;
  }

  public boolean forbids(Anomaly anomaly) {
    return forbidden.contains(anomaly);
  }

  /// As SQL writes it.
  public String sql() {
    return name().replace('_', ' ');
  }
}
