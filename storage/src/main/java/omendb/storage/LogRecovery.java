package omendb.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the commit log at a start, from its oldest file to its end.
///
/// Every record must be whole, have the next number and name the hash of the one before. Where that
/// ends, it is the torn tail of a crash, which is cut, or damage, which is an error. What comes
/// after tells: a record says which one was certainly on disk when it was written, so if any later
/// record says so of the bad one, it is damage. A record that nobody waited for may be missing and
/// later ones be there; then the log ends before the missing one.
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  private final ChainHead covered;
  private final Visitor visitor;
  private final List<LogFiles.Old> files = new ArrayList<>();
  private final List<LogFile> empty = new ArrayList<>();
  private byte[] content = {};
  private @Nullable ChainHead end;
  private long bytesAfter;

  /// Takes the records after the covered one, in order.
  @FunctionalInterface
  interface Visitor {
    /// @param file content of the record's file
    void record(LogRecord record, byte[] file);
  }

  /// @param covered the record up to which the store has everything on disk
  LogRecovery(ChainHead covered, Visitor visitor) {
    this.covered = covered;
    this.visitor = visitor;
  }

  /// The newest record.
  ChainHead end() {
    return end == null ? covered : end;
  }

  /// The files with records, oldest first.
  List<LogFiles.Old> files() {
    return files;
  }

  /// Files after them that hold none.
  List<LogFile> empty() {
    return empty;
  }

  /// Bytes of the records that the visitor got.
  long bytesAfter() {
    return bytesAfter;
  }

  /// Reads all files. Errors: XX001.
  void run(List<LogFile> all) throws IOException {
    for (LogFile file : all) {
      read(file);
    }
    ChainHead last = end();
    if (last.number() < covered.number()) {
      throw damaged(
          "it ends at record " + last.number() + ", the store at record " + covered.number());
    }
  }

  private void read(LogFile file) throws IOException {
    content = file.content(content);
    int limit = (int) file.bytes();
    int at = LogFile.HEADER_BYTES;
    long first = 0;
    LogRecord record;
    while ((record = LogRecord.at(content, at, limit, file.identity())) != null) {
      accept(record, file.path());
      if (first == 0) {
        first = record.head().number();
      }
      at = record.end();
    }
    judgeRest(file, at, limit);
    if (first == 0) {
      empty.add(file);
      return;
    }
    for (LogFile between : empty) {
      files.add(new LogFiles.Old(between, first));
    }
    empty.clear();
    files.add(new LogFiles.Old(file, first));
  }

  private void accept(LogRecord record, Path file) {
    long number = record.head().number();
    ChainHead before = end;
    if (before == null) {
      if (number > covered.number() + 1) {
        throw LogFile.damaged(
            file, "it begins at record " + number + ", the store ends at " + covered.number());
      }
      before = number == covered.number() + 1 ? covered : null;
    }
    if (before != null
        && (number != before.number() + 1 || !Arrays.equals(record.before(), before.hash()))) {
      throw LogFile.damaged(file, "record " + number + " does not follow " + before.number());
    }
    if (number == covered.number() && !Arrays.equals(record.head().hash(), covered.hash())) {
      throw LogFile.damaged(file, "record " + number + " is not the one that the store has");
    }
    end = record.head();
    if (number > covered.number()) {
      bytesAfter += LogRecord.spaceFor(record.changesBytes());
      visitor.record(record, content);
    }
  }

  /// Decides what it means that there is no record where the next one should be.
  private void judgeRest(LogFile file, int from, int limit) {
    long missing = end().number() + 1;
    boolean cut = false;
    for (int at = from; at < limit; at += 8) {
      LogRecord later = LogRecord.at(content, at, limit, file.identity());
      if (later == null) {
        continue;
      }
      if (later.flushed() >= missing || later.head().number() < missing) {
        throw LogFile.damaged(
            file.path(),
            "record " + missing + " is damaged, " + later.head().number() + " after it is whole");
      }
      cut = true;
      at = later.end() - 8;
    }
    if (cut) {
      LOG.info("the commit log ends before record {}: later ones were not waited for", missing);
    }
  }

  private static RuntimeException damaged(String what) {
    return SqlState.DATA_CORRUPTED.error("the commit log is damaged: %s", what);
  }
}
