package omendb.testkit.history;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import omendb.testkit.history.Writers.Written;
import org.jspecify.annotations.Nullable;

/// Finds the anomalies of a history, whatever its level: see [Report#forbidden].
public final class AnomalyChecker {
  private final History history;
  private final Findings findings = new Findings();
  private final Writers writers;
  private final Map<Integer, ListKey> lists = new LinkedHashMap<>();
  private final Map<Integer, RegisterKey> registers = new LinkedHashMap<>();

  private AnomalyChecker(History history) {
    this.history = history;
    this.writers = new Writers(history);
  }

  /// Checks a history in time about linear in its size.
  public static Report check(History history) {
    return new AnomalyChecker(history).run();
  }

  private Report run() {
    for (RecordedTransaction transaction : history.transactions()) {
      notedBy(transaction);
      if (writers.committed(transaction)) {
        addWrites(transaction);
      }
      if (transaction.outcome() == Outcome.OK) {
        addReads(transaction);
        new InsideCheck(transaction, findings).run();
      }
    }
    DependencyGraph graph = new DependencyGraph(history.size());
    lists.values().forEach(list -> list.build(graph));
    registers.values().forEach(register -> register.build(graph));
    for (RecordedTransaction transaction : history.transactions()) {
      if (transaction.outcome() == Outcome.OK) {
        new InsideCheck(transaction, findings).runVisibility(writers, lists);
      }
    }
    TimeOrder.add(graph, history, writers);
    new CycleSearch(graph, history, findings).run();
    return findings.report();
  }

  private void notedBy(RecordedTransaction transaction) {
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Noted noted) {
        findings.add(noted.anomaly(), () -> noted.what() + ": " + transaction.describe());
      }
    }
  }

  private void addWrites(RecordedTransaction transaction) {
    Map<Integer, Integer> readFirst = new HashMap<>();
    for (Operation operation : transaction.operations()) {
      switch (operation) {
        case Operation.Append append -> {
          Written written = writers.find(append.key(), append.value());
          if (written != null) {
            list(append.key()).addAppend(written);
          }
        }
        case Operation.ReadRegister read -> readFirst.putIfAbsent(read.key(), read.value());
        case Operation.Write write -> addWrite(write, readFirst);
        default -> {}
      }
    }
  }

  private void addWrite(Operation.Write write, Map<Integer, Integer> readFirst) {
    Written written = writers.find(write.key(), write.value());
    if (written == null || written.aborted()) {
      return;
    }
    @Nullable Integer before = readFirst.get(write.key());
    Written own = before == null ? null : writers.find(write.key(), before);
    if (own != null && own.by() == written.by()) {
      before = null; // it read what it had written blindly
    }
    if (written.last()) {
      register(write.key()).addWrite(written, before);
    }
  }

  private void addReads(RecordedTransaction transaction) {
    for (Operation operation : transaction.operations()) {
      switch (operation) {
        case Operation.ReadList read -> list(read.key()).addRead(transaction, read);
        case Operation.ReadRegister read ->
            register(read.key()).addRead(transaction, read.value(), read.scanned());
        default -> {}
      }
    }
  }

  private ListKey list(int key) {
    return lists.computeIfAbsent(key, _ -> new ListKey(key, writers, findings));
  }

  private RegisterKey register(int key) {
    return registers.computeIfAbsent(key, _ -> new RegisterKey(key, writers, findings));
  }
}
