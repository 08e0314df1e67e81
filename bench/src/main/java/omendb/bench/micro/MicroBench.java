package omendb.bench.micro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// Hands its arguments on to JMH: a regular expression of names and JMH's own flags.
@Command(
    name = "micro",
    description = "JMH benchmarks of single parts: micro [REGEX] [-l] [-prof gc] [-h] …")
public final class MicroBench implements Callable<Integer> {
  @Unmatched private List<String> flags = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> arguments = new ArrayList<>(flags);
    if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
      arguments.addFirst("omendb.bench.micro");
    }
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
