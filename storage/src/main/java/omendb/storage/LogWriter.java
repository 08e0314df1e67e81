package omendb.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Appends records to the commit log.
///
/// | step | fail point |
/// |---|---|
/// | go on to the next file, when the record has no room | `log.roll` |
/// | write the record | `log.append` |
/// | flush | `log.flush` |
/// | go on | `log.appended` |
///
/// Before a record that is waited for, all records before it are flushed: a valid record then
/// proves that those before it were on disk, and recovery can tell damage from a torn tail. A full
/// disk refuses the record and leaves the log as it was. After any other failure nobody knows what
/// is on disk, and nothing more is written.
final class LogWriter implements AutoCloseable {
  private static final int IO_BYTES = 1 << 20;

  private final LogFiles files;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(IO_BYTES);
  private LogFile file;
  private long position = LogFile.HEADER_BYTES;
  private volatile ChainHead head;
  private volatile long flushed;
  private volatile @Nullable OmenException failed;

  /// @param file the empty file to begin with, from [LogFiles#begin]
  /// @param head the newest record, which is on disk
  LogWriter(LogFiles files, LogFile file, ChainHead head) {
    this.files = files;
    this.file = file;
    this.head = head;
    this.flushed = head.number();
  }

  /// The newest record.
  ChainHead head() {
    return head;
  }

  /// Number of the newest record that is on disk for certain.
  long flushed() {
    return flushed;
  }

  /// True when a write or flush has failed and the end of the log is unknown.
  boolean hasFailed() {
    return failed != null;
  }

  /// True when the current file is half full.
  synchronized boolean wantsSpare() {
    return position > file.bytes() / 2;
  }

  /// Writes a record and, if told, brings it to the disk. Errors: 53100 and the log is as it was;
  /// else 58030 and it is unknown whether the record is there.
  ///
  /// @param commit newest commit after the record
  synchronized ChainHead append(
      int kind, long commit, long micros, LogBatch changes, boolean flush) {
    checkUsable();
    ChainHead before = head;
    ChainHead next = new ChainHead(before.number() + 1, commit, micros, before.hash());
    if (flush) {
      flush();
    }
    long space = LogRecord.spaceFor(changes.size());
    if (position + space > file.bytes()) {
      roll(space, next.number());
    }
    byte[] header = LogRecord.header(kind, file.identity(), flushed, next, changes.size());
    LogRecord.seal(header, changes.bytes(), changes.size());
    byte[] hash = LogRecord.hash(header, changes.bytes(), changes.size());
    write(header, changes);
    if (flush) {
      force(header, changes);
    }
    position += space;
    head = new ChainHead(next.number(), commit, micros, hash);
    if (flush) {
      flushed = next.number();
    }
    FailPoint.pass("log.appended");
    return head;
  }

  /// Brings all records to the disk.
  synchronized void flush() {
    checkUsable();
    if (flushed < head.number()) {
      force(null, null);
      flushed = head.number();
    }
  }

  private void checkUsable() {
    if (failed != null) {
      throw SqlState.IO_ERROR
          .error("the commit log failed before; restart the server")
          .causedBy(failed);
    }
  }

  private void roll(long space, long nextRecord) {
    flush();
    try {
      FailPoint.hit("log.roll");
      file = uninterrupted(() -> files.next(space, nextRecord));
      position = LogFile.HEADER_BYTES;
    } catch (IOException e) {
      OmenException error = DiskErrors.of(e, "could not extend the commit log");
      failed = error.state() == SqlState.DISK_FULL ? null : error;
      throw error;
    }
  }

  private void write(byte[] header, LogBatch changes) {
    try {
      FailPoint.hit("log.append");
      uninterrupted(() -> put(header, changes));
    } catch (IOException e) {
      OmenException error = DiskErrors.of(e, "could not write the commit log");
      failed = error.state() == SqlState.DISK_FULL ? null : error;
      throw error;
    }
  }

  private LogFile put(byte[] header, LogBatch changes) throws IOException {
    byte[] bytes = changes.bytes();
    int size = changes.size();
    long at = position;
    buffer.clear().put(header);
    int from = 0;
    while (from < size || buffer.position() > 0) {
      int count = Math.min(size - from, buffer.remaining());
      buffer.put(bytes, from, count).flip();
      int length = buffer.limit();
      file.write(buffer, at);
      buffer.clear();
      at += length;
      from += count;
    }
    return file;
  }

  /// Flushes. The record is written again when an interrupt hits the flush, because a failure of
  /// the first attempt would be reported to nobody.
  private void force(byte @Nullable [] header, @Nullable LogBatch changes) {
    try {
      FailPoint.hit("log.flush");
      boolean[] again = {false};
      uninterrupted(() -> {
        if (again[0] && header != null && changes != null) {
          put(header, changes);
        }
        again[0] = true;
        file.force();
        return file;
      });
    } catch (IOException e) {
      // Also a full disk: the pages may be gone, and whether any reached the disk is unknown.
      failed = SqlState.IO_ERROR.error("could not flush the commit log: %s", e);
      throw failed.causedBy(e);
    }
  }

  @FunctionalInterface
  private interface FileAction {
    LogFile run() throws IOException;
  }

  /// Runs to the end although somebody interrupts this thread, which closes the file's channel.
  private LogFile uninterrupted(FileAction action) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return action.run();
        } catch (ClosedByInterruptException e) {
          interrupted = Thread.interrupted();
          file.reopen();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Lets no more be written; waits for a writer.
  @Override
  public synchronized void close() {
    if (failed == null) {
      failed = SqlState.ADMIN_SHUTDOWN.error("the database is closed");
    }
    try {
      files.close();
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not close the commit log");
    }
  }
}
