package omendb.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A program of the system, run to its end.
final class Command {
  private Command() {}

  /// Runs it and returns what it printed; a status other than 0 fails.
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Runs it and tells whether its status was 0; for what may be done already.
  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /// Fails unless all of these programs are there and this process may use them.
  static void need(List<String> programs) {
    if (!run("id", "-u").equals("0")) {
      throw new AssertionError("mounts need root");
    }
    for (String program : programs) {
      if (!succeeds("sh", "-c", "command -v " + program)) {
        throw new AssertionError(program + " is not installed");
      }
    }
  }
}
