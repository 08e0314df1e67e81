package omendb.engine.exec.memory;

import java.util.concurrent.atomic.AtomicLong;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// A limit on the bytes that a query, or all queries together, may hold. A child's bytes count
/// against its parent as well. Thread-safe.
///
/// Exceeding a limit is 53200; nothing is reserved then.
public final class MemoryBudget {
  private final @Nullable MemoryBudget parent;
  private final long limitBytes;
  private final AtomicLong used = new AtomicLong();

  public MemoryBudget(long limitBytes) {
    this(null, limitBytes);
  }

  private MemoryBudget(@Nullable MemoryBudget parent, long limitBytes) {
    this.parent = parent;
    this.limitBytes = limitBytes;
  }

  /// A budget within this one.
  public MemoryBudget child(long childLimitBytes) {
    return new MemoryBudget(this, childLimitBytes);
  }

  /// Takes `bytes` or throws 53200.
  public void reserve(long bytes) {
    long now = used.addAndGet(bytes);
    if (now > limitBytes) {
      used.addAndGet(-bytes);
      throw SqlState.OUT_OF_MEMORY
          .error("out of memory")
          .withDetail(
              "Failed on request of %d bytes: %d of %d bytes are in use.",
              bytes, now - bytes, limitBytes);
    }
    if (parent != null) {
      try {
        parent.reserve(bytes);
      } catch (RuntimeException e) {
        used.addAndGet(-bytes);
        throw e;
      }
    }
  }

  /// Gives back bytes that were reserved here.
  public void release(long bytes) {
    used.addAndGet(-bytes);
    if (parent != null) {
      parent.release(bytes);
    }
  }

  public long usedBytes() {
    return used.get();
  }

  public long limitBytes() {
    return limitBytes;
  }
}
