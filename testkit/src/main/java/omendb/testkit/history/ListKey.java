package omendb.testkit.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import omendb.testkit.history.Writers.Written;
import org.jspecify.annotations.Nullable;

/// One list: the order of its versions, which the longest read tells, and what follows from it.
final class ListKey {
  /// A read of committed values: what the reader itself had appended is cut off.
  record Read(RecordedTransaction by, int[] values, boolean scanned, long since) {}

  private final int key;
  private final Writers writers;
  private final Findings findings;
  private final List<Read> reads = new ArrayList<>();
  private final List<Written> appends = new ArrayList<>();
  private final Map<Integer, Integer> place = new HashMap<>();
  private int[] order = {};
  private @Nullable Written[] writerAt = {};

  ListKey(int key, Writers writers, Findings findings) {
    this.key = key;
    this.writers = writers;
    this.findings = findings;
  }

  void addAppend(Written written) {
    appends.add(written);
  }

  void addRead(RecordedTransaction by, Operation.ReadList read) {
    int[] values = read.values();
    int length = values.length;
    while (length > 0 && own(by, values[length - 1])) {
      length--;
    }
    reads.add(new Read(by, Arrays.copyOf(values, length), read.scanned(), read.since()));
    if (values.length > order.length) {
      order = values;
    }
  }

  private boolean own(RecordedTransaction reader, int value) {
    Written written = writers.find(key, value);
    return written != null && written.by() == reader;
  }

  /// The place of a value in the list, -1 when it was never read.
  int placeOf(int value) {
    return place.getOrDefault(value, -1);
  }

  /// Puts the versions in order and adds what they say about the transactions.
  void build(DependencyGraph graph) {
    readOrder();
    reads.forEach(this::checkRead);
    addOverwrites(graph);
    for (Read read : reads) {
      addReadEdges(graph, read);
    }
    addUnread(graph);
    checkAge();
  }

  private void readOrder() {
    writerAt = new @Nullable Written[order.length];
    for (int i = 0; i < order.length; i++) {
      writerAt[i] = writers.find(key, order[i]);
      Integer before = place.put(order[i], i);
      if (before != null) {
        findings.add(Anomaly.DUPLICATE, () -> "list " + key + " is " + Arrays.toString(order));
      }
    }
    boolean aborted = false;
    for (Written written : writerAt) {
      if (written != null && aborted && !written.aborted()) {
        findings.add(
            Anomaly.DIRTY_UPDATE,
            () ->
                "list %d is %s: %d follows an aborted value"
                    .formatted(key, Arrays.toString(order), written.value()));
        break;
      }
      aborted |= written != null && written.aborted();
    }
  }

  private void checkRead(Read read) {
    int[] values = read.values();
    int same = Arrays.mismatch(values, order);
    if (same >= 0 && same < values.length) {
      findings.add(
          Anomaly.INCOMPATIBLE_ORDER,
          () ->
              "list %d is %s, but %s".formatted(key, Arrays.toString(order), read.by().describe()));
    }
    for (int value : values) {
      Written written = writers.find(key, value);
      if (written == null) {
        findings.add(Anomaly.GARBAGE, () -> value + " of " + read.by().describe());
      } else if (written.aborted()) {
        findings.add(
            Anomaly.G1A,
            () -> "%s, but %s".formatted(read.by().describe(), written.by().describe()));
        return;
      }
    }
    Written newest = values.length == 0 ? null : writers.find(key, values[values.length - 1]);
    if (newest != null && !newest.last() && !newest.aborted()) {
      findings.add(
          Anomaly.G1B, () -> "%s, but %s".formatted(read.by().describe(), newest.by().describe()));
    }
  }

  private void addOverwrites(DependencyGraph graph) {
    for (int i = 1; i < order.length; i++) {
      edge(graph, writerAt[i - 1], writerAt[i], DependencyGraph.WW);
    }
  }

  private void edge(
      DependencyGraph graph, @Nullable Written first, @Nullable Written second, int kind) {
    if (first != null && second != null) {
      graph.add(first.by().index(), second.by().index(), kind, key);
    }
  }

  private void addReadEdges(DependencyGraph graph, Read read) {
    int length = read.values().length;
    int reader = read.by().index();
    Written seen = length == 0 ? null : writers.find(key, read.values()[length - 1]);
    if (seen != null) {
      graph.add(seen.by().index(), reader, DependencyGraph.WR, key);
    }
    Written next = length < writerAt.length ? writerAt[length] : null;
    if (next != null) {
      graph.add(reader, next.by().index(), antiKind(read), key);
    }
  }

  private static int antiKind(Read read) {
    return read.scanned() && read.values().length == 0
        ? DependencyGraph.PREDICATE_RW
        : DependencyGraph.RW;
  }

  /// Acknowledged values that nobody read come after all that were, or are lost.
  private void addUnread(DependencyGraph graph) {
    for (Written written : appends) {
      if (placeOf(written.value()) >= 0
          || written.aborted()
          || written.by().outcome() != Outcome.OK) {
        continue;
      }
      if (order.length > 0) {
        edge(graph, writerAt[order.length - 1], written, DependencyGraph.WW);
      }
      Read after = null;
      for (Read read : reads) {
        if (read.values().length == order.length) {
          graph.add(read.by().index(), written.by().index(), antiKind(read), key);
        }
        if (read.by().invoked() > written.by().completed()) {
          after = read;
        }
      }
      if (after != null) {
        Read later = after;
        findings.add(
            Anomaly.LOST_WRITE,
            () ->
                "%d is missing: %s, then %s"
                    .formatted(written.value(), written.by().describe(), later.by().describe()));
      }
    }
  }

  /// Reads must hold what was acknowledged before their transaction began, and at the levels that
  /// promise it what was before their statement.
  private void checkAge() {
    Integer[] byCompletion = new Integer[order.length];
    Arrays.setAll(byCompletion, i -> i);
    Arrays.sort(byCompletion, Comparator.comparingLong(this::completed));
    checkAge(byCompletion, read -> read.by().invoked(), Anomaly.REAL_TIME);
    checkAge(byCompletion, Read::since, Anomaly.STALE_STATEMENT);
  }

  private long completed(int at) {
    Written written = writerAt[at];
    return written == null ? Long.MAX_VALUE : written.by().completed();
  }

  private void checkAge(Integer[] byCompletion, ToLongFunction<Read> begun, Anomaly anomaly) {
    reads.sort(Comparator.comparingLong(begun));
    int at = 0;
    int newest = -1;
    for (Read read : reads) {
      while (at < byCompletion.length && completed(byCompletion[at]) < begun.applyAsLong(read)) {
        newest = Math.max(newest, byCompletion[at++]);
      }
      if (newest >= read.values().length && !own(read.by(), order[newest])) {
        Written missed = writerAt[newest];
        findings.add(
            anomaly,
            () ->
                "%s does not see the earlier %s"
                    .formatted(read.by().describe(), missed == null ? "" : missed.by().describe()));
      }
    }
  }
}
