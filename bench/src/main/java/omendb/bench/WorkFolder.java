package omendb.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A fresh folder for the data of one run, removed at its end.
public final class WorkFolder implements AutoCloseable {
  private final Path path;

  /// @param parent where to make it: the disk that is measured
  public WorkFolder(Path parent) {
    try {
      Files.createDirectories(parent);
      this.path = Files.createTempDirectory(parent, "run-");
      System.err.printf("data in %s (%s)%n", path, Files.getFileStore(path).type());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The default parent of work folders and generated data.
  public static Path defaultParent() {
    return Path.of(System.getProperty("java.io.tmpdir"), "omendb-bench");
  }

  /// True when the folder lies in memory, where a flush costs nothing and proves nothing.
  public boolean inMemory() {
    try {
      return Files.getFileStore(path).type().contains("tmpfs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
