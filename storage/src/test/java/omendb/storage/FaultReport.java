package omendb.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the fault drivers did, a line each, in the file that the system property
/// `omendb.fault.report` names, if any.
final class FaultReport {
  private FaultReport() {}

  static void add(String driver, String figures) {
    String file = System.getProperty("omendb.fault.report");
    if (file == null) {
      return;
    }
    try {
      Files.writeString(
          Path.of(file),
          "FAULTS " + driver + " " + figures + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
