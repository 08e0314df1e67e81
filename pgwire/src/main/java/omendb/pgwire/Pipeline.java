package omendb.pgwire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.MustWait;
import omendb.engine.Session;
import omendb.engine.TransactionState;
import org.jspecify.annotations.Nullable;

/// What the extended protocol has run since the last Sync outside a block. It is one implicit
/// transaction, so that a conflict can be resolved by running all of it again, as long as nothing
/// of its answers has gone to the client.
final class Pipeline {
  private static final int RUNS_MAX = 20;
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

  private final Session session;
  private final MessageWriter writer;
  private final List<Step> steps = new ArrayList<>();
  private long flushes;
  private int start;
  private boolean broken;
  private boolean mayWait = true;
  private @Nullable OmenException pending;

  /// One Execute, which writes its answer.
  interface Run {
    void run();
  }

  /// An Execute and the place of its answer in what the writer holds.
  private record Step(Run run, int from, int to) {}

  Pipeline(Session session, MessageWriter writer) {
    this.session = session;
    this.writer = writer;
  }

  /// Sync, or the error that takes its place.
  void clear() {
    steps.clear();
    broken = false;
    pending = null;
  }

  void mayWait(boolean allowed) {
    mayWait = allowed;
  }

  /// Something has happened that cannot be done again.
  void breakOff() {
    broken = true;
  }

  /// Runs an Execute; when a conflict ends it, everything since Sync again.
  void execute(Run run) {
    if (steps.isEmpty()) {
      flushes = writer.flushes();
      start = writer.pendingBytes();
    }
    int from = writer.pendingBytes();
    OmenException conflict = pending;
    if (conflict != null) {
      pending = null;
      steps.add(new Step(run, from, from));
      if (!again(conflict)) {
        throw conflict;
      }
      replay(false);
      return;
    }
    try {
      run.run();
      steps.add(new Step(run, from, writer.pendingBytes()));
      broken |= session.transactionState() != TransactionState.IDLE;
    } catch (OmenException e) {
      // The first has been tried often enough.
      if (steps.isEmpty() || !again(e)) {
        throw e;
      }
      if (!mayWait) {
        // A worker will run all of it.
        pending = e;
        throw MustWait.signal();
      }
      steps.add(new Step(run, from, from));
      replay(false);
    }
  }

  /// Commits at Sync; when a conflict ends that, runs everything again.
  void commit() {
    OmenException conflict = pending;
    if (conflict != null) {
      pending = null;
      if (!again(conflict)) {
        throw conflict;
      }
      replay(true);
      return;
    }
    try {
      session.sync();
    } catch (OmenException e) {
      if (steps.isEmpty() || !again(e)) {
        throw e;
      }
      if (!mayWait) {
        pending = e;
        throw MustWait.signal();
      }
      replay(true);
    }
  }

  private boolean again(OmenException e) {
    return !broken
        && writer.flushes() == flushes
        && session.transactionState() == TransactionState.IDLE
        && (e.state() == SqlState.SERIALIZATION_FAILURE || e.state() == SqlState.DEADLOCK_DETECTED);
  }

  private void replay(boolean commit) {
    byte[] answers = writer.takeFrom(start);
    List<Step> old = List.copyOf(steps);
    for (int runs = 1; ; runs++) {
      try {
        steps.clear();
        int at = start;
        for (Step step : old) {
          writer.raw(answers, at - start, step.from() - start);
          at = step.to();
          int from = writer.pendingBytes();
          step.run().run();
          steps.add(new Step(step.run(), from, writer.pendingBytes()));
        }
        writer.raw(answers, at - start, answers.length);
        if (commit) {
          session.sync();
        }
        return;
      } catch (OmenException e) {
        if (runs == RUNS_MAX || !again(e)) {
          throw e;
        }
        writer.takeFrom(start);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS_MAX));
      }
    }
  }
}
