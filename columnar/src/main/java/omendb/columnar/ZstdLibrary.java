package omendb.columnar;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import omendb.core.SqlState;

/// Loads ZSTD's native library so that no file of it stays behind when the process is killed: the
/// file goes as soon as it is mapped.
final class ZstdLibrary {
  private ZstdLibrary() {}

  /// Loads the library unless that was done before.
  static void load() {
    if (!Native.isLoaded()) {
      unpack();
    }
  }

  private static synchronized void unpack() {
    if (Native.isLoaded()) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("omendb-native");
      try {
        Native.load(folder.toFile());
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw SqlState.IO_ERROR.error("could not unpack the ZSTD library").causedBy(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
