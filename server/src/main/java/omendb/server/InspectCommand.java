package omendb.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import omendb.storage.SegmentReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `omendb inspect FILE`: prints a segment as a person can read it.
@Command(
    name = "inspect",
    description = "Prints a segment file: schema, row groups, encodings, zone maps.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A file of the data folder's segments.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    System.out.println(SegmentReport.of(file));
    return 0;
  }
}
