package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/// Loads RocksDB's native library so that no file of it stays behind.
///
/// RocksDB's own loader unpacks the library, 17 MB, under a new name into the folder for temporary
/// files and removes it when the process ends; what is killed leaves it there, and a server that is
/// killed often fills the disk. Here the file goes as soon as it is mapped.
final class RocksLibrary {
  private RocksLibrary() {}

  /// Loads the library unless that was done before.
  static synchronized void load() throws IOException {
    Path folder = Files.createTempDirectory("omendb-native");
    try {
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
      RocksDB.loadLibrary();
    } finally {
      delete(folder);
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
