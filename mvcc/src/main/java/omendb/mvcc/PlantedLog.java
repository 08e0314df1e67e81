package omendb.mvcc;

import java.util.ArrayList;
import java.util.List;
import omendb.core.PlantedBug;

/// A log with a planted bug: it keeps commits back until the next ones come, or writes them without
/// their last change.
final class PlantedLog implements CommitLog {
  private final CommitLog log;
  private List<CommitRecord> late = List.of();

  PlantedLog(CommitLog log) {
    this.log = log;
  }

  static boolean wanted() {
    return PlantedBug.ACKNOWLEDGE_TOO_EARLY.on() || PlantedBug.LOG_HALF.on();
  }

  @Override
  public void append(List<CommitRecord> group, boolean flush) {
    if (PlantedBug.LOG_HALF.on()) {
      log.append(group.stream().map(PlantedLog::half).toList(), flush);
      return;
    }
    List<CommitRecord> due = new ArrayList<>(late);
    boolean definitions = group.stream().anyMatch(each -> !each.attachments().isEmpty());
    late = definitions ? List.of() : List.copyOf(group);
    if (definitions) {
      due.addAll(group);
    }
    if (!due.isEmpty()) {
      log.append(due, flush);
    }
  }

  private static CommitRecord half(CommitRecord record) {
    List<RowChange> changes = record.changes();
    return changes.size() < 2
        ? record
        : new CommitRecord(
            record.commit(),
            record.timestampMicros(),
            record.transactionId(),
            changes.subList(0, changes.size() - 1),
            record.attachments());
  }

  @Override
  public void close() {
    log.close();
  }
}
