package omendb.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The folder that holds a database, and the right to use it.
///
/// ```
/// LOCK       locked while a process uses the folder; holds its process id
/// VERSION    the number of the folder's format
/// log/       the commit log
/// rocksdb/   hot rows, manifest, catalog
/// hot.image  hot rows, from a clean stop to the next start
/// segments/  one immutable file per segment, SEGMENT_ID.arrow
/// tmp/       files in the making; emptied at open
/// ```
final class DataFolder implements AutoCloseable {
  /// The format that this program writes. Folders of another number are refused.
  static final int FORMAT = 2;

  private final Path root;
  private final FileChannel lockChannel;
  private final FileLock lock;

  private DataFolder(Path root, FileChannel lockChannel, FileLock lock) {
    this.root = root;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /// Takes the folder, making it when it is not there or empty. Errors: 55006 when another process
  /// has it, 0A000 when a newer version wrote it, 58P01 when it is something else.
  static DataFolder open(Path root) {
    try {
      refuseForeign(root);
      create(root.toAbsolutePath());
      FileChannel channel =
          FileChannel.open(
              root.resolve("LOCK"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        OmenException error = inUse(root, channel);
        channel.close();
        throw error;
      }
      DataFolder folder = new DataFolder(root, channel, lock);
      try {
        folder.prepare();
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
      return folder;
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not open data folder \"" + root + "\"");
    }
  }

  /// Makes the folder and those above it, and their names durable.
  private static void create(Path root) throws IOException {
    Path above = root.getParent();
    if (above != null && !Files.isDirectory(root)) {
      create(above);
      Files.createDirectories(root);
      sync(above);
    }
  }

  Path log() {
    return root.resolve("log");
  }

  /// The hot rows as a clean stop left them, for the next start.
  Path image() {
    return root.resolve("hot.image");
  }

  Path rocks() {
    return root.resolve("rocksdb");
  }

  Path segments() {
    return root.resolve("segments");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  Path root() {
    return root;
  }

  Path segmentFile(long segmentId) {
    return segments().resolve(segmentId + ".arrow");
  }

  /// Where the segment is written before it is renamed to [#segmentFile].
  Path segmentDraft(long segmentId) {
    return temporary().resolve(segmentId + ".arrow");
  }

  /// Makes the names in a directory durable.
  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  long freeBytes() {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not ask for free space");
    }
  }

  static List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    }
    return files;
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockChannel.close();
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not release data folder \"" + root + "\"");
    }
  }

  private static void refuseForeign(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw SqlState.UNDEFINED_FILE.error("\"%s\" is not a directory", root);
    }
    if (!Files.exists(root.resolve("VERSION"))) {
      for (Path file : list(root)) {
        String name = file.getFileName().toString();
        // A first start that was cut short leaves the lock and the draft of VERSION only.
        if (!name.equals("LOCK") && !name.equals("VERSION.new") && !name.equals("lost+found")) {
          throw SqlState.UNDEFINED_FILE
              .error("directory \"%s\" exists but is not empty", root)
              .withHint("Give an empty directory or one that holds a database.");
        }
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static OmenException inUse(Path root, FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    String holder =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    OmenException error =
        SqlState.OBJECT_IN_USE.error("data folder \"%s\" is in use by another process", root);
    return holder.isEmpty() ? error : error.withDetail("Process %s holds its lock file.", holder);
  }

  private void prepare() throws IOException {
    lockChannel.truncate(0);
    lockChannel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    Path version = root.resolve("VERSION");
    if (Files.exists(version)) {
      checkVersion(Files.readString(version, StandardCharsets.ISO_8859_1).strip());
    } else {
      writeVersion(version);
    }
    Files.createDirectories(rocks());
    Files.createDirectories(segments());
    Files.createDirectories(temporary());
    for (Path file : list(temporary())) {
      Files.delete(file);
    }
    sync(root);
  }

  private void checkVersion(String text) {
    int format;
    try {
      format = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw SqlState.DATA_CORRUPTED
          .error("file \"%s\" is damaged", root.resolve("VERSION"))
          .causedBy(e);
    }
    if (format > FORMAT) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("data folder \"%s\" was written by a newer version", root)
          .withDetail("Its format is %s, this program reads %s.", format, FORMAT);
    }
    if (format < 1) {
      throw SqlState.DATA_CORRUPTED.error("file \"%s\" is damaged", root.resolve("VERSION"));
    }
    if (format < FORMAT) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("data folder \"%s\" was written by an older version", root)
          .withDetail("Its format is %s, this program reads %s.", format, FORMAT)
          .withHint("Copy the data over with that version and COPY.");
    }
  }

  private void writeVersion(Path version) throws IOException {
    Path draft = root.resolve("VERSION.new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap((FORMAT + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(draft, version, StandardCopyOption.ATOMIC_MOVE);
    sync(root);
  }
}
