package omendb.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Files that stand beside the project's folder and are no part of it: `-Domendb.shared=FOLDER`, or
/// `shared` beside the project.
final class SharedFile {
  private SharedFile() {}

  /// The file; the test is skipped where it does not exist.
  static Path orSkip(String name) {
    String folder = System.getProperty("omendb.shared", "");
    Path shared = folder.isEmpty() ? Path.of("../../shared") : Path.of(folder);
    Path file = shared.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> file + " does not exist");
    return file;
  }
}
