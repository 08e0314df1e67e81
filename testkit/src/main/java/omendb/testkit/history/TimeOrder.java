package omendb.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The orders that the data do not show: which client ran what after what, and what was
/// acknowledged before what began. Edges that others imply are left out.
final class TimeOrder {
  private TimeOrder() {}

  static void add(DependencyGraph graph, History history, Writers writers) {
    List<RecordedTransaction> committed =
        history.transactions().stream().filter(writers::committed).toList();
    Map<Integer, RecordedTransaction> lastOfProcess = new HashMap<>();
    for (RecordedTransaction transaction : committed) {
      RecordedTransaction before = lastOfProcess.put(transaction.process(), transaction);
      if (before != null && before.outcome() == Outcome.OK) {
        graph.add(before.index(), transaction.index(), DependencyGraph.SESSION, 0);
      }
    }
    addRealTime(graph, committed);
  }

  /// A sweep over begins and ends. The frontier holds the transactions that have ended and after
  /// which none has both begun and ended: at most as many as there are clients.
  private static void addRealTime(DependencyGraph graph, List<RecordedTransaction> committed) {
    List<RecordedTransaction> byEnd =
        committed.stream()
            .filter(each -> each.completed() != Long.MAX_VALUE)
            .sorted(Comparator.comparingLong(RecordedTransaction::completed))
            .toList();
    List<RecordedTransaction> frontier = new ArrayList<>();
    int ended = 0;
    for (RecordedTransaction transaction : committed) {
      while (ended < byEnd.size() && byEnd.get(ended).completed() < transaction.invoked()) {
        RecordedTransaction next = byEnd.get(ended++);
        frontier.removeIf(each -> each.completed() < next.invoked());
        frontier.add(next);
      }
      for (RecordedTransaction each : frontier) {
        graph.add(each.index(), transaction.index(), DependencyGraph.REAL_TIME, 0);
      }
    }
  }
}
