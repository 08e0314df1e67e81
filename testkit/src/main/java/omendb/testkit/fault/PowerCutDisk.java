package omendb.testkit.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A disk whose power can be cut: a file system in a file, mounted by a loop device. The cut shuts
/// the file system down at once, without flushing its log: what no fsync has brought to the disk is
/// gone after [#restore].
///
/// With a drive cache, the file system's own disk is a file in another file system, and the cut
/// shuts that one down: what the inner file system has written and not flushed is gone too, as with
/// a drive that answers before its platters have it.
///
/// Needs root, loop devices, e2fsprogs and xfsprogs.
public final class PowerCutDisk implements AutoCloseable {
  private static final long INNER_BYTES = 320L << 20;
  private static final long OUTER_BYTES = 640L << 20;
  private static final long BUSY_MILLIS_MAX = 20_000;

  /// What is on the disk.
  ///
  /// @param type `ext4` or `xfs`
  /// @param driveCache whether the drive has a volatile cache
  public record Kind(String type, boolean driveCache) {
    @Override
    public String toString() {
      return driveCache ? type + " with a drive cache" : type;
    }
  }

  private final Kind kind;
  private final Path work;
  private boolean mounted;

  private PowerCutDisk(Kind kind, Path work) {
    this.kind = kind;
    this.work = work;
  }

  /// Makes a disk; its files and mounts are below `work`.
  public static PowerCutDisk create(Kind kind, Path work) {
    Command.need(List.of("xfs_io", "mkfs.xfs", "mkfs.ext4", "mount", "umount"));
    PowerCutDisk disk = new PowerCutDisk(kind, work);
    try {
      Files.createDirectories(disk.folder());
      Files.createDirectories(disk.outer());
      if (kind.driveCache()) {
        format("xfs", disk.outerImage(), OUTER_BYTES);
        mount("xfs", disk.outerImage(), disk.outer());
      }
      format(kind.type(), disk.image(), INNER_BYTES);
      if (kind.driveCache()) {
        Command.run("sync", "-f", disk.outer().toString());
      }
      mount(kind.type(), disk.image(), disk.folder());
      disk.mounted = true;
      return disk;
    } catch (IOException e) {
      disk.close();
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      disk.close();
      throw e;
    }
  }

  private static void format(String type, Path image, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    if (type.equals("xfs")) {
      Command.run("mkfs.xfs", "-q", "-f", image.toString());
    } else {
      Command.run("mkfs.ext4", "-q", "-F", image.toString());
    }
  }

  private static void mount(String type, Path image, Path at) {
    Command.run("mount", "-t", type, "-o", "loop", image.toString(), at.toString());
  }

  /// Where its files are.
  public Path folder() {
    return work.resolve("disk");
  }

  private Path outer() {
    return work.resolve("outer");
  }

  private Path outerImage() {
    return work.resolve("outer.img");
  }

  private Path image() {
    return (kind.driveCache() ? outer() : work).resolve("disk.img");
  }

  /// Cuts the power. Whoever has files open on the disk gets errors from now on.
  ///
  /// What was acknowledged must be counted before: a sync that runs while the file system goes down
  /// may still report success.
  public void cut() {
    Path cut = kind.driveCache() ? outer() : folder();
    Command.run("xfs_io", "-x", "-c", "shutdown", cut.toString());
  }

  /// Turns the power on again, when all who had files open there are gone.
  public void restore() {
    unmount();
    if (kind.driveCache()) {
      mount("xfs", outerImage(), outer());
    }
    mount(kind.type(), image(), folder());
    mounted = true;
  }

  private void unmount() {
    unmount(folder());
    mounted = false;
    if (kind.driveCache()) {
      unmount(outer());
    }
  }

  /// A process that was killed below a tracer has no parent left that could wait for it: its files
  /// may be open for a moment longer, and the mount is busy so long.
  private static void unmount(Path folder) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS_MAX);
    while (System.nanoTime() < deadline) {
      if (Command.succeeds("umount", folder.toString())) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    Command.run("umount", folder.toString());
  }

  @Override
  public void close() {
    if (mounted) {
      unmount();
    } else {
      Command.succeeds("umount", folder().toString());
      Command.succeeds("umount", outer().toString());
    }
    try {
      Files.deleteIfExists(work.resolve("disk.img"));
      Files.deleteIfExists(outerImage());
      Files.deleteIfExists(folder());
      Files.deleteIfExists(outer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
