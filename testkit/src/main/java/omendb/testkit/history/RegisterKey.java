package omendb.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.testkit.history.Writers.Written;
import org.jspecify.annotations.Nullable;

/// One register: a version comes before another when a transaction read the one and wrote the
/// other. 0 is the version before all.
final class RegisterKey {
  private static final int INITIAL = 0;

  private record Read(RecordedTransaction by, int value, boolean scanned) {}

  private final int key;
  private final Writers writers;
  private final Findings findings;
  private final List<Read> reads = new ArrayList<>();
  private final Map<Integer, List<Written>> successors = new LinkedHashMap<>();
  private final Map<Integer, Boolean> hasPredecessor = new HashMap<>();
  private final List<Written> writes = new ArrayList<>();

  RegisterKey(int key, Writers writers, Findings findings) {
    this.key = key;
    this.writers = writers;
    this.findings = findings;
  }

  /// @param before what the transaction read before its first write, null when it did not read
  void addWrite(Written written, @Nullable Integer before) {
    writes.add(written);
    hasPredecessor.put(written.value(), before != null);
    if (before != null) {
      successors.computeIfAbsent(before, _ -> new ArrayList<>()).add(written);
    }
  }

  void addRead(RecordedTransaction by, int value, boolean scanned) {
    reads.add(new Read(by, value, scanned));
  }

  void build(DependencyGraph graph) {
    for (Written written : writes) {
      if (!hasPredecessor.getOrDefault(written.value(), false)) {
        List<Written> first = successors.computeIfAbsent(INITIAL, _ -> new ArrayList<>());
        first.add(written);
      }
    }
    checkLostUpdates();
    checkOrder();
    successors.forEach((value, next) -> {
      Written before = writers.find(key, value);
      for (Written written : next) {
        if (before != null) {
          graph.add(before.by().index(), written.by().index(), DependencyGraph.WW, key);
        }
      }
    });
    for (Read read : reads) {
      checkRead(read);
      addReadEdges(graph, read);
    }
  }

  private void checkLostUpdates() {
    successors.forEach((value, next) -> {
      List<Written> updates =
          next.stream().filter(each -> hasPredecessor.getOrDefault(each.value(), false)).toList();
      if (updates.size() > 1) {
        findings.add(
            Anomaly.P4,
            () ->
                "register %d at %d: %s and %s"
                    .formatted(
                        key,
                        value,
                        updates.get(0).by().describe(),
                        updates.get(1).by().describe()));
      }
    });
  }

  /// Versions that lead to themselves, by a walk that takes off what nothing precedes.
  private void checkOrder() {
    Map<Integer, Integer> before = new HashMap<>();
    successors
        .values()
        .forEach(next -> next.forEach(written -> before.merge(written.value(), 1, Integer::sum)));
    List<Integer> open = new ArrayList<>();
    successors.keySet().stream().filter(value -> !before.containsKey(value)).forEach(open::add);
    while (!open.isEmpty()) {
      for (Written next : successors.getOrDefault(open.removeLast(), List.of())) {
        if (before.merge(next.value(), -1, Integer::sum) == 0) {
          open.add(next.value());
          before.remove(next.value());
        }
      }
    }
    if (!before.isEmpty()) {
      findings.add(
          Anomaly.CYCLIC_VERSION_ORDER,
          () -> "register %d: values %s precede one another".formatted(key, before.keySet()));
    }
  }

  private void checkRead(Read read) {
    Written written = writers.find(key, read.value());
    if (written == null) {
      if (read.value() != INITIAL) {
        findings.add(Anomaly.GARBAGE, () -> read.value() + " of " + read.by().describe());
      }
      return;
    }
    if (written.aborted()) {
      findings.add(
          Anomaly.G1A, () -> "%s, but %s".formatted(read.by().describe(), written.by().describe()));
    } else if (!written.last() && written.by() != read.by()) {
      findings.add(
          Anomaly.G1B, () -> "%s, but %s".formatted(read.by().describe(), written.by().describe()));
    }
  }

  private void addReadEdges(DependencyGraph graph, Read read) {
    Written seen = writers.find(key, read.value());
    if (seen != null) {
      graph.add(seen.by().index(), read.by().index(), DependencyGraph.WR, key);
    }
    boolean absent = read.scanned() && read.value() == INITIAL;
    for (Written next : successors.getOrDefault(read.value(), List.of())) {
      graph.add(
          read.by().index(),
          next.by().index(),
          absent ? DependencyGraph.PREDICATE_RW : DependencyGraph.RW,
          key);
      if (next.by().completed() < read.by().invoked()) {
        findings.add(
            Anomaly.REAL_TIME,
            () ->
                "%s does not see the earlier %s"
                    .formatted(read.by().describe(), next.by().describe()));
      }
    }
  }
}
