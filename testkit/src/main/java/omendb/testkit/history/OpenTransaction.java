package omendb.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A transaction as its client goes through it: its operations in order, then [#ok], [#fail] or
/// [#info].
public final class OpenTransaction {
  private final AtomicLong clock;
  private final int process;
  private final long invoked;
  private final List<Operation> operations = new ArrayList<>();
  private Outcome outcome = Outcome.INFO;
  private long completed = Long.MAX_VALUE;
  private long statementBegan;

  OpenTransaction(AtomicLong clock, int process) {
    this.clock = clock;
    this.process = process;
    this.invoked = clock.incrementAndGet();
  }

  long invoked() {
    return invoked;
  }

  /// Notes that a reading statement is about to be sent.
  public void statement() {
    statementBegan = clock.incrementAndGet();
  }

  public void append(int key, int value) {
    operations.add(new Operation.Append(key, value, false));
  }

  public void readList(int key, int[] values, boolean scanned) {
    operations.add(new Operation.ReadList(key, values, scanned, statementBegan));
  }

  public void write(int key, int value) {
    operations.add(new Operation.Write(key, value, false));
  }

  public void readRegister(int key, int value, boolean scanned) {
    operations.add(new Operation.ReadRegister(key, value, scanned));
  }

  /// Something that the workload itself saw to be wrong.
  public void note(Anomaly anomaly, String what) {
    operations.add(new Operation.Noted(0, anomaly, what));
  }

  /// The place up to which [#rollbackTo] undoes.
  public int savepoint() {
    return operations.size();
  }

  /// Notes that everything since the savepoint was undone. What was read meanwhile is forgotten.
  public void rollbackTo(int savepoint) {
    List<Operation> undone = operations.subList(savepoint, operations.size());
    undone.removeIf(
        each -> each instanceof Operation.ReadList || each instanceof Operation.ReadRegister);
    undone.replaceAll(each ->
        switch (each) {
          case Operation.Append append -> new Operation.Append(append.key(), append.value(), true);
          case Operation.Write write -> new Operation.Write(write.key(), write.value(), true);
          default -> each;
        });
  }

  /// The commit was acknowledged.
  public void ok() {
    end(Outcome.OK);
  }

  /// The transaction was certainly rolled back.
  public void fail() {
    end(Outcome.FAIL);
  }

  /// The outcome is not known and may come at any time.
  public void info() {
    outcome = Outcome.INFO;
  }

  private void end(Outcome how) {
    outcome = how;
    completed = clock.incrementAndGet();
  }

  RecordedTransaction recorded(int index) {
    return new RecordedTransaction(
        index, process, invoked, completed, outcome, List.copyOf(operations));
  }
}
