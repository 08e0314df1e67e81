package omendb.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A disk that is full at a command: a small tmpfs beside whose files ballast can be put.
///
/// Needs root.
public final class SmallDisk implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int PAGE_BYTES = 4096;

  private final Path work;

  private SmallDisk(Path work) {
    this.work = work;
  }

  /// Makes a disk of this size; it is mounted below `work`.
  public static SmallDisk create(Path work, long bytes) {
    Command.need(List.of("mount", "umount"));
    SmallDisk disk = new SmallDisk(work);
    try {
      Files.createDirectories(disk.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", disk.folder().toString());
    return disk;
  }

  /// Where its files are.
  public Path folder() {
    return work.resolve("small");
  }

  public long freeBytes() {
    try {
      return Files.getFileStore(folder()).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts ballast there until this much is free, or less while others write.
  public void fill(long leaveBytes) {
    try (FileChannel ballast =
        FileChannel.open(
            ballast(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      long left = freeBytes() - leaveBytes;
      while (left >= PAGE_BYTES) {
        ballast.write(ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, left)));
        left = freeBytes() - leaveBytes;
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Takes the ballast away.
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return folder().resolve("ballast");
  }

  @Override
  public void close() {
    Command.run("umount", folder().toString());
    try {
      Files.deleteIfExists(folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
