package omendb.testkit.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A transaction of a history.
///
/// @param index its place in the history
/// @param process the client, which runs one transaction at a time
/// @param invoked when it began; times are numbers that count the recorder's events
/// @param completed when its client knew the outcome, [Long#MAX_VALUE] when never
public record RecordedTransaction(
    int index,
    int process,
    long invoked,
    long completed,
    Outcome outcome,
    List<Operation> operations) {

  /// One line, such as `#12 p3 ok [append 5 7, read 4 [1, 2]]`.
  public String describe() {
    return "#%d p%d %s [%s]"
        .formatted(
            index,
            process,
            outcome.name().toLowerCase(java.util.Locale.ROOT),
            operations.stream()
                .map(RecordedTransaction::describe)
                .collect(Collectors.joining(", ")));
  }

  private static String describe(Operation operation) {
    return switch (operation) {
      case Operation.Append append ->
          (append.undone() ? "undone append " : "append ") + append.key() + " " + append.value();
      case Operation.Write write ->
          (write.undone() ? "undone write " : "write ") + write.key() + " " + write.value();
      case Operation.ReadList read ->
          (read.scanned() ? "scan " : "read ") + read.key() + " " + Arrays.toString(read.values());
      case Operation.ReadRegister read ->
          (read.scanned() ? "scan " : "read ") + read.key() + " " + read.value();
      case Operation.Noted noted -> noted.anomaly() + ": " + noted.what();
    };
  }
}
