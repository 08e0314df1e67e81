package omendb.bench.tpch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import omendb.bench.Progress;
import omendb.clients.tpch.TpchTable;

/// The generated rows of one scale as files of `a|b|c` lines, made once and kept.
public final class FlatFiles {
  private final Path folder;
  private final double scale;

  public FlatFiles(Path parent, double scale) {
    this.folder = parent.resolve("tpch-sf" + scale);
    this.scale = scale;
  }

  /// The table's file, generated when it is not there.
  public Path file(TpchTable table) throws IOException {
    Path file = folder.resolve(table.sqlName() + ".tbl");
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(table.sqlName() + ".part");
    Progress progress = new Progress("generating " + table.sqlName(), table.rowCount(scale));
    long rows = 0;
    try (BufferedWriter out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
      for (Iterator<String> lines = table.lines(scale); lines.hasNext(); ) {
        String line = lines.next();
        // The specification's lines end with a delimiter.
        out.write(line, 0, line.endsWith("|") ? line.length() - 1 : line.length());
        out.write('\n');
        if ((++rows & 0xffff) == 0) {
          progress.at(rows);
        }
      }
    }
    progress.done();
    return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
