package omendb.alex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock for one writer at a time and a version for any number of optimistic readers, in one word.
///
/// A reader takes a [#stamp], reads without a lock, and asks [#validate] whether a writer moved
/// something meanwhile. A writer takes the lock bit, searches, and raises the writing bit only
/// while it moves keys, so that readers do not wait for a structure change or for a payload, which
/// is a single store. What was replaced is obsolete: it can no longer be locked.
abstract sealed class VersionedNode extends Node permits Leaf {
  private static final int LOCKED = 1;
  private static final int WRITING = 2;
  private static final int OBSOLETE = 4;
  private static final int VERSION = 8;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(VersionedNode.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private int state;

  final boolean tryLock() {
    int seen = (int) STATE.getAcquire(this);
    return (seen & (LOCKED | OBSOLETE)) == 0 && STATE.compareAndSet(this, seen, seen | LOCKED);
  }

  final void unlock() {
    STATE.setRelease(this, state & ~LOCKED);
  }

  /// Marks the node as replaced. The caller holds the lock.
  final void retire() {
    STATE.setRelease(this, state | OBSOLETE);
  }

  final boolean isObsolete() {
    return ((int) STATE.getAcquire(this) & OBSOLETE) != 0;
  }

  final void beginWriting() {
    STATE.setOpaque(this, state | WRITING);
    VarHandle.storeStoreFence();
  }

  final void endWriting() {
    STATE.setRelease(this, (state + VERSION) & ~WRITING);
  }

  /// A stamp for [#validate], taken when no writer moves keys.
  final int stamp() {
    int spins = 0;
    for (; ; ) {
      int seen = (int) STATE.getAcquire(this);
      if ((seen & WRITING) == 0) {
        return seen;
      }
      spins = Backoff.spin(spins);
    }
  }

  /// Whether no keys moved since the stamp was taken.
  final boolean validate(int stamp) {
    VarHandle.acquireFence();
    return (((int) STATE.getOpaque(this) ^ stamp) & ~(LOCKED | OBSOLETE)) == 0;
  }
}
