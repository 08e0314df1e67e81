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
/// Committers queue up. One leads: it takes all that wait, and under the commit order validates and
/// numbers them, appends their records to the log with one flush, installs their versions and makes
/// them visible, in the order of their numbers. Who arrives meanwhile forms the next group. A
/// thread that waits for its commit leads when it comes first; for those that do not wait
/// ([#submit]) a thread of the pipeline does.
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

  /// Signalled when the pipeline's own thread is to lead, or to end.
  private final Condition submitted = queue.newCondition();

  private List<Request> waiting = new ArrayList<>();
  private boolean leading;
  private boolean closed;
  private @Nullable Thread committer;
  private volatile @Nullable Throwable failure;

  /// One transaction's wish to commit.
  static final class Request {
    private final Transaction tx;
    private final WriteSet writes;

    /// Told when the request is done; null when its thread waits for it.
    private final @Nullable Runnable listener;

    List<Write> needed = List.of();
    @Nullable Condition woken;
    boolean done;
    boolean logged;

    /// True when it is known how it went; what is not known when the leader is through has failed.
    boolean settled;

    long commit;
    @Nullable OmenException error;

    private Request(Transaction tx, WriteSet writes, @Nullable Runnable listener) {
      this.tx = tx;
      this.writes = writes;
      this.listener = listener;
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
    Request request = new Request(tx, writes, null);
    List<Request> group = enqueue(request);
    if (group != null) {
      leadAndAcknowledge(group);
    }
    return outcome(request);
  }

  /// Queues a commit and returns. `done` is run once when the outcome is known, by the thread that
  /// led; it must not take long and must not throw.
  Request submit(Transaction tx, WriteSet writes, Runnable done) {
    Request request = new Request(tx, writes, done);
    queue.lock();
    try {
      if (closed) {
        throw SqlState.ADMIN_SHUTDOWN.error("the database is closed");
      }
      if (committer == null) {
        committer =
            Thread.ofPlatform().name("omendb-commit").daemon(true).start(this::leadSubmitted);
      }
      waiting.add(request);
      if (!leading) {
        submitted.signal();
      }
    } finally {
      queue.unlock();
    }
    return request;
  }

  /// How a submitted commit ended: its number, or what is thrown. Waits until that is known.
  long awaitOutcome(Request request) {
    queue.lock();
    try {
      while (!request.done) {
        if (request.woken == null) {
          request.woken = queue.newCondition();
        }
        request.woken.awaitUninterruptibly();
      }
    } finally {
      queue.unlock();
    }
    return outcome(request);
  }

  private static long outcome(Request request) {
    if (request.error != null) {
      throw request.error;
    }
    return request.commit;
  }

  /// The pipeline's own thread: leads the groups that no waiting thread leads.
  private void leadSubmitted() {
    List<Request> group = nextSubmitted();
    while (group != null) {
      try {
        leadAndAcknowledge(group);
      } catch (RuntimeException | Error e) {
        // The group has been told; what may still be done after it, the failure says.
        if (failure == null) {
          failure = e;
        }
      }
      group = nextSubmitted();
    }
  }

  private @Nullable List<Request> nextSubmitted() {
    queue.lock();
    try {
      while (leading || waiting.isEmpty()) {
        if (closed && waiting.isEmpty()) {
          return null;
        }
        submitted.awaitUninterruptibly();
      }
      return takeGroup();
    } finally {
      queue.unlock();
    }
  }

  /// Ends the pipeline's own thread, after what was submitted has been committed.
  void close() {
    Thread running;
    queue.lock();
    try {
      closed = true;
      running = committer;
      submitted.signal();
    } finally {
      queue.unlock();
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void leadAndAcknowledge(List<Request> group) {
    try {
      lead(group);
    } finally {
      acknowledge(group);
      for (Request request : group) {
        if (request.listener != null) {
          request.listener.run();
        }
      }
    }
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
      return takeGroup();
    } finally {
      queue.unlock();
    }
  }

  /// Makes the caller the leader of all that wait. Under the queue's lock.
  private List<Request> takeGroup() {
    leading = true;
    List<Request> group = waiting;
    waiting = new ArrayList<>();
    return group;
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
      if (!waiting.isEmpty()) {
        Request next = waiting.getFirst();
        if (next.listener != null) {
          submitted.signal();
        } else if (next.woken != null) {
          next.woken.signal();
        }
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
      ReadSet reads = tx.readSet();
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
