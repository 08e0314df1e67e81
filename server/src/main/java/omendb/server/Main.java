package omendb.server;

import omendb.core.OmenException;
import omendb.engine.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program: `start`, `inspect`, `train`, `version`.
@Command(
    name = "omendb",
    description = "One engine for rows and for columns.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    subcommands = {StartCommand.class, InspectCommand.class, TrainCommand.class})
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main(CommandLine.Model.CommandSpec unset) {
    this.spec = unset;
  }

  Main() {
    this(CommandLine.Model.CommandSpec.create());
  }

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((error, command, parsed) -> {
      report(error);
      return 1;
    });
    System.exit(line.execute(args));
  }

  /// Errors that we know get a line, others their trace.
  private static void report(Throwable error) {
    if (error instanceof OmenException known) {
      System.err.println("omendb: " + known.state().code() + ": " + known.message());
      if (known.detail() != null) {
        System.err.println("  " + known.detail());
      }
      if (known.hint() != null) {
        System.err.println("  Hint: " + known.hint());
      }
    } else {
      error.printStackTrace();
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /// What `--version` prints.
  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"OmenDB " + Version.OMENDB, Version.text()};
    }
  }
}
