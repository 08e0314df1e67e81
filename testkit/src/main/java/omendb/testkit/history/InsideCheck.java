package omendb.testkit.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import omendb.testkit.history.Writers.Written;
import org.jspecify.annotations.Nullable;

/// Whether one transaction's operations agree with one another and with what the transactions wrote
/// that it has seen.
final class InsideCheck {
  private static final int[] NOTHING = {};

  private final RecordedTransaction transaction;
  private final Findings findings;
  private final Map<Integer, State> states = new HashMap<>();

  /// What the transaction knows of one key.
  private static final class State {
    int @Nullable [] base;
    boolean baseScanned;
    int[] own = NOTHING;
    @Nullable Integer register;
    boolean registerOwn;
  }

  InsideCheck(RecordedTransaction transaction, Findings findings) {
    this.transaction = transaction;
    this.findings = findings;
  }

  void run() {
    for (Operation operation : transaction.operations()) {
      switch (operation) {
        case Operation.Append append when !append.undone() -> {
          State state = state(append.key());
          state.own = Arrays.copyOf(state.own, state.own.length + 1);
          state.own[state.own.length - 1] = append.value();
        }
        case Operation.Write write when !write.undone() -> {
          State state = state(write.key());
          state.register = write.value();
          state.registerOwn = true;
        }
        case Operation.ReadList read -> check(read, state(read.key()));
        case Operation.ReadRegister read -> check(read, state(read.key()));
        default -> {}
      }
    }
  }

  private State state(int key) {
    return states.computeIfAbsent(key, _ -> new State());
  }

  private void check(Operation.ReadList read, State state) {
    int[] values = read.values();
    int length = values.length - state.own.length;
    if (length < 0
        || !Arrays.equals(values, length, values.length, state.own, 0, state.own.length)) {
      add(Anomaly.INTERNAL, read.key(), "its own writes are missing");
      return;
    }
    int[] base = Arrays.copyOf(values, length);
    int[] before = state.base;
    if (before != null && !Arrays.equals(before, base)) {
      int differs = Arrays.mismatch(before, base);
      if (differs < before.length) {
        add(Anomaly.INTERNAL, read.key(), "a later read is not newer");
      } else if (before.length == 0 && state.baseScanned && read.scanned()) {
        add(Anomaly.PMP, read.key(), "a row appears");
      } else {
        add(Anomaly.FUZZY_READ, read.key(), "a row changes");
      }
    }
    state.base = base;
    state.baseScanned = read.scanned();
  }

  private void check(Operation.ReadRegister read, State state) {
    Integer before = state.register;
    if (before != null && before != read.value()) {
      if (state.registerOwn) {
        add(Anomaly.INTERNAL, read.key(), "its own write is missing");
      } else if (before == 0 && read.scanned()) {
        add(Anomaly.PMP, read.key(), "a row appears");
      } else {
        add(Anomaly.FUZZY_READ, read.key(), "a row changes");
      }
    }
    state.register = read.value();
  }

  private void add(Anomaly anomaly, int key, String what) {
    findings.add(anomaly, () -> what + " at key " + key + ": " + transaction.describe());
  }

  /// Once a transaction has seen one write of another, it sees all of them (monotonic atomic view).
  void runVisibility(Writers writers, Map<Integer, ListKey> lists) {
    Set<Integer> seen = new HashSet<>();
    Map<Integer, Written> required = new HashMap<>();
    for (Operation operation : transaction.operations()) {
      if (!(operation instanceof Operation.ReadList read)) {
        continue;
      }
      Written must = required.get(read.key());
      ListKey list = lists.get(read.key());
      if (must != null && list != null && list.placeOf(must.value()) >= read.values().length) {
        findings.add(
            Anomaly.OTV,
            () ->
                "%s misses %d of %s"
                    .formatted(transaction.describe(), must.value(), must.by().describe()));
      }
      for (int value : read.values()) {
        Written written = writers.find(read.key(), value);
        if (written != null && written.by() != transaction && seen.add(written.by().index())) {
          require(writers, written.by(), lists, required);
        }
      }
    }
  }

  private static void require(
      Writers writers,
      RecordedTransaction seen,
      Map<Integer, ListKey> lists,
      Map<Integer, Written> required) {
    for (Written other : writers.of(seen)) {
      ListKey list = lists.get(other.key());
      if (list == null || other.aborted() || list.placeOf(other.value()) < 0) {
        continue;
      }
      Written before = required.get(other.key());
      if (before == null || list.placeOf(before.value()) < list.placeOf(other.value())) {
        required.put(other.key(), other);
      }
    }
  }
}
