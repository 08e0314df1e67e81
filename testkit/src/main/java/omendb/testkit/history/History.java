package omendb.testkit.history;

import java.util.List;

/// Transactions in the order of their beginning. Immutable.
public record History(List<RecordedTransaction> transactions) {
  public History {
    transactions = List.copyOf(transactions);
  }

  public int size() {
    return transactions.size();
  }

  /// Transactions that ended so.
  public long count(Outcome outcome) {
    return transactions.stream().filter(each -> each.outcome() == outcome).count();
  }
}
