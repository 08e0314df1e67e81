package omendb.mvcc;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import omendb.core.OmenException;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The one way by which anything is committed: *validate → durable → visible → acknowledged*.
///
/// Committers queue up. The first one leads: it takes all that wait, and under the commit order
/// validates and numbers them, appends their records to the log with one flush, installs their
/// versions and makes them visible, in the order of their numbers. Who arrives meanwhile forms the
/// next group.
///
/// When the log fails, none of the group becomes visible. A full disk is an answer: the log is as
/// it was. After any other failure nobody knows what is on disk, so nothing more is committed.
final class CommitPipeline {
  /// How long a planted bug shows half a commit.
  private static final long HALF_VISIBLE_NANOS = 3_000_000;

  /// Held while commits are numbered, logged and installed, and by whoever must not meet one.
  final ReentrantLock order = new ReentrantLock();

  private final ReentrantLock queue = new ReentrantLock();
  private final CommitLog log;
  private final Readers readers;
  private final CommitHistory history;
  private final InstantSource clock;
  final LongAdder commits = new LongAdder();
  final LongAdder groups = new LongAdder();
  private List<Request> waiting = new ArrayList<>();
  private boolean leading;
  private volatile @Nullable Throwable failure;

  /// One transaction's wish to commit.
  private static final class Request {
    final Transaction tx;
    final WriteSet writes;
    List<Write> needed = List.of();
    @Nullable Condition woken;
    boolean done;
    boolean logged;

    /// True when it is known how it went; what is not known when the leader is through has failed.
    boolean settled;

    long commit;
    @Nullable OmenException error;

    Request(Transaction tx, WriteSet writes) {
      this.tx = tx;
      this.writes = writes;
    }
  }

  CommitPipeline(CommitLog log, Readers readers, CommitHistory history, InstantSource clock) {
    this.log = log;
    this.readers = readers;
    this.history = history;
    this.clock = clock;
  }

  /// True when the log has failed and the outcome of its last group is unknown.
  boolean failed() {
    return failure != null;
  }

  long commit(Transaction tx, WriteSet writes) {
    Request request = new Request(tx, writes);
    List<Request> group = enqueue(request);
    if (group != null) {
      try {
        lead(group);
      } finally {
        acknowledge(group);
      }
    }
    if (request.error != null) {
      throw request.error;
    }
    return request.commit;
  }

  /// Waits until the request is done (null) or its thread is to lead this group.
  private @Nullable List<Request> enqueue(Request request) {
    queue.lock();
    try {
      waiting.add(request);
      while (!request.done && leading) {
        if (request.woken == null) {
          request.woken = queue.newCondition();
        }
        request.woken.awaitUninterruptibly();
      }
      if (request.done) {
        return null;
      }
      leading = true;
      List<Request> group = waiting;
      waiting = new ArrayList<>();
      return group;
    } finally {
      queue.unlock();
    }
  }

  private void acknowledge(List<Request> group) {
    queue.lock();
    try {
      leading = false;
      for (Request request : group) {
        settle(request);
        request.done = true;
        if (request.woken != null) {
          request.woken.signal();
        }
      }
      if (!waiting.isEmpty() && waiting.getFirst().woken != null) {
        waiting.getFirst().woken.signal();
      }
    } finally {
      queue.unlock();
    }
  }

  private void settle(Request request) {
    if (!request.settled && request.error == null) {
      request.error = SqlState.IO_ERROR.error("the commit was cut short: its outcome is unknown");
      if (failure == null) {
        failure = request.error;
      }
    }
  }

  private void lead(List<Request> group) {
    order.lock();
    try {
      int from = 0;
      while (from < group.size()) {
        int to = from + 1;
        // What attachments are validated against must be installed: they go alone.
        if (!group.get(from).writes.hasAttachments()) {
          while (to < group.size() && !group.get(to).writes.hasAttachments()) {
            to++;
          }
        }
        commitRun(group.subList(from, to));
        from = to;
      }
    } finally {
      order.unlock();
    }
  }

  private void commitRun(List<Request> run) {
    long before = readers.lastCommit();
    List<CommitRecord> records = new ArrayList<>(run.size());
    for (Request request : run) {
      prepare(request, before + records.size() + 1, records);
    }
    if (records.isEmpty()) {
      return;
    }
    if (!append(run, records, before)) {
      return;
    }
    groups.increment();
    for (Request request : run) {
      if (request.logged) {
        install(request);
      }
    }
  }

  /// Validates the request and, if it has anything to write, numbers it.
  private void prepare(Request request, long commit, List<CommitRecord> records) {
    try {
      if (failure != null) {
        throw SqlState.IO_ERROR
            .error("writes are refused because the commit log has failed")
            .causedBy(failure);
      }
      Transaction tx = request.tx;
      ReadSet reads = tx.reads();
      if (reads != null && !PlantedBug.SKIP_READ_VALIDATION.on()) {
        history.validate(tx.snapshot(), reads);
      }
      request.needed = request.writes.prepare();
      List<CommitAttachment> attachments = request.writes.attachments();
      for (CommitAttachment attachment : attachments) {
        attachment.validate();
      }
      request.commit = readers.lastCommit();
      if (request.needed.isEmpty() && attachments.isEmpty()) {
        request.settled = true;
        return;
      }
      records.add(
          new CommitRecord(commit, micros(), tx.id(), changes(request.needed), attachments));
      history.add(commit, request.needed);
      request.commit = commit;
      request.logged = true;
    } catch (OmenException e) {
      request.error = e;
    } catch (RuntimeException | Error e) {
      request.error = SqlState.INTERNAL_ERROR.error("commit failed: %s", e).causedBy(e);
    }
  }

  private long micros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private static List<RowChange> changes(List<Write> writes) {
    List<RowChange> changes = new ArrayList<>(writes.size());
    for (Write write : writes) {
      RowStore store = write.store;
      if (store != null) {
        changes.add(new RowChange(store.tableOid(), write.key, write.row, write.coldPosition));
      }
    }
    return changes;
  }

  private boolean append(List<Request> run, List<CommitRecord> records, long before) {
    try {
      log.append(records, mustFlush(run));
      return true;
    } catch (OmenException e) {
      boolean untouched =
          e.state() == SqlState.DISK_FULL || e.state() == SqlState.PROGRAM_LIMIT_EXCEEDED;
      if (!untouched) {
        failure = e;
      }
      refuse(run, untouched ? e.state() : SqlState.IO_ERROR, e);
    } catch (RuntimeException | Error e) {
      failure = e;
      refuse(run, SqlState.IO_ERROR, e);
    }
    history.cutAfter(before);
    return false;
  }

  private static boolean mustFlush(List<Request> run) {
    for (Request request : run) {
      if (request.logged && (request.tx.synchronousCommit() || request.writes.hasAttachments())) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(List<Request> run, SqlState state, Throwable cause) {
    for (Request request : run) {
      if (request.logged) {
        request.logged = false;
        request.error =
            state
                .error(
                    switch (state) {
                      case DISK_FULL -> "could not write the commit log: no space left on device";
                      case PROGRAM_LIMIT_EXCEEDED -> "the transaction is too large for the log";
                      default -> "could not write the commit log: the commit's outcome is unknown";
                    })
                .causedBy(cause);
      }
    }
  }

  private void install(Request request) {
    if (failure != null) {
      return; // a commit before it could not be shown, so it cannot either
    }
    try {
      for (Write write : request.needed) {
        RowStore store = write.store;
        if (store != null) {
          store.table().install(write, request.commit);
        }
        if (PlantedBug.VISIBLE_TOO_EARLY.on() && write != request.needed.getLast()) {
          readers.setLastCommit(request.commit);
          LockSupport.parkNanos(HALF_VISIBLE_NANOS);
        }
      }
      for (CommitAttachment attachment : request.writes.attachments()) {
        attachment.apply(request.commit);
      }
      request.writes.setCommitted();
      readers.setLastCommit(request.commit);
      request.settled = true;
      request.tx.releaseLocks(); // who waits for its rows need not wait until its thread wakes up
      commits.increment();
    } catch (RuntimeException | Error e) {
      // It is in the log and cannot be shown: only a restart gets this right.
      failure = e;
      request.error =
          SqlState.IO_ERROR.error("a logged commit could not be made visible: %s", e).causedBy(e);
    }
  }
}
