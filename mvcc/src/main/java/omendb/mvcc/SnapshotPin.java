package omendb.mvcc;

/// Keeps what a snapshot sees: while it is open the watermark does not pass [#commit()].
public final class SnapshotPin implements AutoCloseable {
  private final Readers readers;
  private final Readers.Slot slot;
  private final long commit;
  private boolean closed;

  SnapshotPin(Readers readers) {
    this.readers = readers;
    this.slot = readers.enter();
    this.commit = slot.snapshot;
  }

  public long commit() {
    return commit;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      readers.leave(slot);
    }
  }
}
