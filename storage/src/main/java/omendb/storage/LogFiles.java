package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import omendb.core.FailPoint;
import org.jspecify.annotations.Nullable;

/// The files of the commit log: which there are, which comes next, which may go.
///
/// `NUMBER.log` are the files of the log; their numbers have no gap. `NUMBER.free` are old ones
/// that wait to be used again, `next.tmp` is one in the making; a start removes both. A file gets
/// its name when its header is on disk, so a bad header is damage and never a crash. The oldest
/// goes first and the newest comes last, each with the folder synced, so that a crash leaves no
/// gap.
///
/// The first file is small and each next one twice as large up to the maximum: a small database has
/// a small log.
final class LogFiles implements AutoCloseable {
  private static final int FIRST_BYTES = 1 << 20;
  private static final int BLOCK = 4096;
  private static final int FREE_MAX = 2;
  private static final String LOG = ".log";

  private final Path folder;
  private final long bytesMax;
  private final SecureRandom random = new SecureRandom();
  private final Deque<Old> old = new ArrayDeque<>();
  private final Deque<Path> free = new ArrayDeque<>();
  private @Nullable LogFile active;
  private @Nullable LogFile spare;
  private long lastNumber;
  private long firstOfActive;

  /// A file that is no longer written to.
  ///
  /// @param firstRecord number of its first record, or of the one after it if it has none
  record Old(LogFile file, long firstRecord) {}

  /// @param bytesMax length of a file; only one for a record that is longer is larger
  LogFiles(Path folder, long bytesMax) {
    this.folder = folder;
    this.bytesMax = Math.max(FIRST_BYTES, bytesMax & -BLOCK);
  }

  /// The files in the folder, oldest first. Errors: XX001 when one is missing or damaged.
  static List<LogFile> open(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (Path path : DataFolder.list(folder)) {
      if (path.toString().endsWith(LOG)) {
        paths.add(path);
      } else {
        Files.delete(path);
      }
    }
    paths.sort(Comparator.comparingLong(LogFiles::number));
    List<LogFile> files = new ArrayList<>();
    try {
      for (Path path : paths) {
        long number = number(path);
        if (!files.isEmpty() && number != files.getLast().number() + 1) {
          throw LogFile.damaged(path, "the file before it is missing");
        }
        files.add(LogFile.openExisting(path, number));
      }
    } catch (IOException | RuntimeException e) {
      closeAll(files);
      throw e;
    }
    return files;
  }

  static void closeAll(List<LogFile> files) throws IOException {
    for (LogFile file : files) {
      file.close();
    }
  }

  private static long number(Path path) {
    String name = path.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - LOG.length()), 16);
    } catch (NumberFormatException e) {
      throw LogFile.damaged(path, "its name is no number").causedBy(e);
    }
  }

  private Path path(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%016x", number) + LOG);
  }

  /// Takes over the files of an earlier run, which keep their records, and begins a new one: a tail
  /// that was cut stays behind in a file that is not written to again.
  ///
  /// @param files with records, oldest first
  /// @param empty newer files without one
  /// @param nextRecord number of the next record
  synchronized LogFile begin(List<Old> files, List<LogFile> empty, long nextRecord)
      throws IOException {
    old.addAll(files);
    firstOfActive = nextRecord;
    lastNumber = files.isEmpty() ? 0 : files.getLast().file().number();
    long size = files.isEmpty() ? FIRST_BYTES : files.getLast().file().bytes();
    for (LogFile file : empty) {
      file.close();
    }
    if (files.isEmpty() && !empty.isEmpty()) {
      // There is a file at every moment: the new one comes first.
      lastNumber = empty.getLast().number();
      active = make(FIRST_BYTES);
      for (LogFile file : empty) {
        remove(file.path());
      }
    } else {
      for (LogFile file : empty.reversed()) {
        remove(file.path());
      }
      active = make(Math.min(size, bytesMax));
    }
    return active;
  }

  private LogFile make(long bytes) throws IOException {
    long number = lastNumber + 1;
    Path draft = folder.resolve("next.tmp");
    LogFile file;
    Path again = bytes == bytesMax ? free.peekFirst() : null;
    try {
      if (again == null) {
        file = LogFile.create(draft, number, bytes, random.nextLong());
      } else {
        free.removeFirst();
        Files.move(again, draft, StandardCopyOption.ATOMIC_MOVE);
        file = LogFile.recycle(draft, number, bytes, random.nextLong());
      }
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    FailPoint.hit("log.file.rename");
    Path named = path(number);
    Files.move(draft, named, StandardCopyOption.ATOMIC_MOVE);
    FailPoint.hit("log.file.renamed");
    DataFolder.sync(folder);
    lastNumber = number;
    return file.at(named);
  }

  private void remove(Path path) throws IOException {
    Files.delete(path);
    DataFolder.sync(folder);
  }

  /// The file for the next record when the current one has no room for it.
  ///
  /// @param needed bytes of that record
  /// @param nextRecord number of the record that needs it
  synchronized LogFile next(long needed, long nextRecord) throws IOException {
    LogFile current = current();
    long bytes = (needed + LogFile.HEADER_BYTES + BLOCK - 1) & -BLOCK;
    LogFile made = spare;
    if (made != null && made.bytes() < bytes) {
      LogFile large = make(bytes);
      old.addLast(new Old(current, firstOfActive));
      old.addLast(new Old(made, nextRecord)); // stays empty
      made = large;
    } else {
      made = made == null ? make(Math.max(bytes, sizeAfter(current))) : made;
      old.addLast(new Old(current, firstOfActive));
    }
    spare = null;
    active = made;
    firstOfActive = nextRecord;
    return made;
  }

  private LogFile current() {
    LogFile current = active;
    if (current == null) {
      throw new IllegalStateException("the log has not begun");
    }
    return current;
  }

  private long sizeAfter(LogFile file) {
    return Math.min(bytesMax, 2 * Math.max(file.bytes(), FIRST_BYTES));
  }

  /// Makes the file that comes next, so that no commit has to wait for it.
  synchronized void prepare() throws IOException {
    if (spare == null && active != null) {
      spare = make(sizeAfter(active));
    }
  }

  /// Lets go of the files whose records are all covered.
  ///
  /// @param covered newest record that the store has on disk
  synchronized void free(long covered) throws IOException {
    while (!old.isEmpty()) {
      Old oldest = old.removeFirst();
      long next = old.isEmpty() ? firstOfActive : old.getFirst().firstRecord();
      if (next > covered + 1) {
        old.addFirst(oldest);
        return;
      }
      FailPoint.hit("log.file.free");
      oldest.file().close();
      Path path = oldest.file().path();
      if (oldest.file().bytes() == bytesMax && free.size() < FREE_MAX) {
        Path aside = Path.of(path.toString().replace(LOG, ".free"));
        Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        DataFolder.sync(folder);
        free.addLast(aside);
      } else {
        remove(path);
      }
    }
  }

  /// How many files hold records that may be needed.
  synchronized int count() {
    return old.size() + 1;
  }

  @Override
  public synchronized void close() throws IOException {
    for (Old each : old) {
      each.file().close();
    }
    if (active != null) {
      active.close();
    }
    if (spare != null) {
      spare.close();
    }
  }
}
