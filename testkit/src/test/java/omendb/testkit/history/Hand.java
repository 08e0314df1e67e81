package omendb.testkit.history;

import java.util.ArrayList;
import java.util.List;

/// Histories made by hand. Transactions run all at once unless [#then] separates them.
final class Hand {
  static final int X = 1;
  static final int Y = 2;

  private final List<RecordedTransaction> transactions = new ArrayList<>();
  private final List<RecordedTransaction> open = new ArrayList<>();
  private long time;

  Hand ok(Operation... operations) {
    return add(Outcome.OK, operations);
  }

  Hand fail(Operation... operations) {
    return add(Outcome.FAIL, operations);
  }

  Hand info(Operation... operations) {
    return add(Outcome.INFO, operations);
  }

  private Hand add(Outcome outcome, Operation... operations) {
    int index = transactions.size() + open.size();
    open.add(
        new RecordedTransaction(
            index, index, ++time, Long.MAX_VALUE, outcome, List.of(operations)));
    return this;
  }

  /// What was added so far ends here.
  Hand then() {
    for (RecordedTransaction each : open) {
      boolean known = each.outcome() != Outcome.INFO;
      transactions.add(
          new RecordedTransaction(
              each.index(),
              each.process(),
              each.invoked(),
              known ? ++time : Long.MAX_VALUE,
              each.outcome(),
              each.operations()));
    }
    open.clear();
    return this;
  }

  History history() {
    then();
    return new History(transactions);
  }

  Report check() {
    return AnomalyChecker.check(history());
  }

  static Operation append(int key, int value) {
    return new Operation.Append(key, value, false);
  }

  static Operation undone(int key, int value) {
    return new Operation.Append(key, value, true);
  }

  static Operation read(int key, int... values) {
    return new Operation.ReadList(key, values, false, 0);
  }

  static Operation scan(int key, int... values) {
    return new Operation.ReadList(key, values, true, 0);
  }

  static Operation write(int key, int value) {
    return new Operation.Write(key, value, false);
  }

  static Operation register(int key, int value) {
    return new Operation.ReadRegister(key, value, false);
  }
}
