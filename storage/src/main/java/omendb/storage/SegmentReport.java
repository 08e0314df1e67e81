package omendb.storage;

import java.nio.file.Path;
import omendb.columnar.SegmentInspector;

/// A segment file in words, for `omendb inspect`.
public final class SegmentReport {
  private SegmentReport() {}

  /// The whole description; XX001 when the file is damaged.
  public static String of(Path file) {
    return SegmentInspector.describe(file, true);
  }
}
