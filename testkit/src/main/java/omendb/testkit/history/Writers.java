package omendb.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who wrote which value of which key, and which transactions count as committed: those that were
/// acknowledged, and those of unknown outcome of which something was read.
final class Writers {
  /// One value.
  ///
  /// @param aborted true when it was certainly never committed
  /// @param last true when its transaction wrote no other value of the key after it
  record Written(RecordedTransaction by, int key, int value, boolean aborted, boolean last) {}

  private final Map<Long, Written> values = new HashMap<>();
  private final Map<Integer, List<Written>> byTransaction = new HashMap<>();
  private final boolean[] committed;

  Writers(History history) {
    committed = new boolean[history.size()];
    for (RecordedTransaction transaction : history.transactions()) {
      committed[transaction.index()] = transaction.outcome() == Outcome.OK;
      Map<Integer, Integer> last = new HashMap<>();
      for (Operation operation : transaction.operations()) {
        switch (operation) {
          case Operation.Append append when !append.undone() ->
              last.put(append.key(), append.value());
          case Operation.Write write when !write.undone() -> last.put(write.key(), write.value());
          default -> {}
        }
      }
      for (Operation operation : transaction.operations()) {
        switch (operation) {
          case Operation.Append append ->
              add(transaction, append.key(), append.value(), append.undone(), last);
          case Operation.Write write ->
              add(transaction, write.key(), write.value(), write.undone(), last);
          default -> {}
        }
      }
    }
    for (RecordedTransaction transaction : history.transactions()) {
      if (transaction.outcome() == Outcome.OK) {
        transaction.operations().forEach(this::noteSeen);
      }
    }
  }

  private void add(
      RecordedTransaction by, int key, int value, boolean undone, Map<Integer, Integer> last) {
    boolean aborted = undone || by.outcome() == Outcome.FAIL;
    Integer lastValue = last.get(key);
    boolean isLast = !undone && lastValue != null && lastValue == value;
    Written written = new Written(by, key, value, aborted, isLast);
    if (values.put(word(key, value), written) != null) {
      throw new IllegalArgumentException("value " + value + " of key " + key + " is not unique");
    }
    byTransaction.computeIfAbsent(by.index(), _ -> new ArrayList<>()).add(written);
  }

  private void noteSeen(Operation operation) {
    switch (operation) {
      case Operation.ReadList read -> {
        for (int value : read.values()) {
          noteSeen(read.key(), value);
        }
      }
      case Operation.ReadRegister read -> noteSeen(read.key(), read.value());
      default -> {}
    }
  }

  private void noteSeen(int key, int value) {
    Written written = find(key, value);
    if (written != null && written.by().outcome() == Outcome.INFO && !written.aborted()) {
      committed[written.by().index()] = true;
    }
  }

  private static long word(int key, int value) {
    return (long) key << 32 | value;
  }

  @Nullable Written find(int key, int value) {
    return values.get(word(key, value));
  }

  /// The values that a transaction wrote.
  List<Written> of(RecordedTransaction transaction) {
    return byTransaction.getOrDefault(transaction.index(), List.of());
  }

  boolean committed(RecordedTransaction transaction) {
    return committed[transaction.index()];
  }
}
