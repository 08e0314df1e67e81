package omendb.mvcc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A commit log that only remembers, and fails when told to.
final class MemoryCommitLog implements CommitLog {
  private final List<CommitRecord> records = new ArrayList<>();
  private final List<Integer> groupSizes = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private final List<Boolean> flushes = new ArrayList<>();
  private Runnable beforeAppend = () -> {};

  @Override
  public void append(List<CommitRecord> group, boolean flush) {
    beforeAppend.run();
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
      for (CommitRecord record : group) {
        long expected = records.isEmpty() ? record.commit() : records.getLast().commit() + 1;
        if (record.commit() != expected) {
          throw new AssertionError("commit " + record.commit() + " after " + (expected - 1));
        }
        records.add(record);
      }
      groupSizes.add(group.size());
      flushes.add(flush);
    }
  }

  synchronized void failWith(@Nullable RuntimeException error) {
    failure = error;
  }

  void beforeAppend(Runnable action) {
    beforeAppend = action;
  }

  synchronized List<CommitRecord> records() {
    return List.copyOf(records);
  }

  synchronized List<Boolean> flushes() {
    return List.copyOf(flushes);
  }

  synchronized List<Integer> groupSizes() {
    return List.copyOf(groupSizes);
  }

  @Override
  public void close() {}
}
