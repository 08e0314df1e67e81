package omendb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder that is gone after [#close]; `-Domendb.keep=true` keeps it to be looked at. The system
/// property `omendb.fault.folder` says where it is made, if not in the folder for temporary files.
public final class TempFolder implements AutoCloseable {
  private final Path path;

  private TempFolder(Path path) {
    this.path = path;
  }

  public static TempFolder create() {
    try {
      String above = System.getProperty("omendb.fault.folder");
      return new TempFolder(
          above == null
              ? Files.createTempDirectory("omendb-test")
              : Files.createTempDirectory(Path.of(above), "omendb-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    if (Boolean.getBoolean("omendb.keep")) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
