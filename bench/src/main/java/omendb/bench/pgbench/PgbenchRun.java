package omendb.bench.pgbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// One run of the program `pgbench` and what it reported.
///
/// @param transactions that succeeded
/// @param failures transactions given up
/// @param retries tries after a serialization failure or a deadlock
/// @param perSecond transactions per second without the time to connect
/// @param latencies of a sample of the transactions, in µs
record PgbenchRun(
    long transactions, long failures, long retries, double perSecond, Histogram latencies) {
  /// What to run.
  ///
  /// @param program the path of pgbench
  /// @param script `-S` or `-b tpcb-like`
  record Load(Path program, List<String> script, int clients, int threads, int seconds) {}

  private static final int LATENCY_FIELD = 2;

  /// Creates pgbench's tables and rows as `pgbench -i` does.
  static void initialise(WireServer server, Path program, int scale, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "-i", "-q"));
    command.addAll(List.of("-s", Integer.toString(scale)));
    command.addAll(address(server));
    run(command, folder.resolve("init.log"));
  }

  /// Runs the load at isolation READ COMMITTED, which is PostgreSQL's default.
  static PgbenchRun of(WireServer server, Load load, Path folder)
      throws IOException, InterruptedException {
    Path logs = Files.createTempDirectory(folder, "latencies-");
    List<String> command = new ArrayList<>(List.of(load.program().toString(), "-n"));
    command.addAll(load.script());
    command.addAll(List.of("-M", "prepared", "--max-tries=100"));
    command.addAll(List.of("-c", "" + load.clients(), "-j", "" + load.threads()));
    command.addAll(List.of("-T", "" + load.seconds()));
    command.addAll(List.of("--log", "--sampling-rate=0.05", "--log-prefix=" + logs.resolve("log")));
    command.addAll(address(server));
    String output = run(command, logs.resolve("output"));
    return new PgbenchRun(
        (long) number(output, "transactions actually processed: (\\d+)"),
        (long) number(output, "number of failed transactions: (\\d+)"),
        (long) number(output, "total number of retries: (\\d+)"),
        number(output, "tps = ([0-9.]+) \\(without initial connection time\\)"),
        latencies(logs));
  }

  private static List<String> address(WireServer server) {
    return List.of(
        "-h", "127.0.0.1", "-p", "" + server.port(), "-U", server.user(), server.database());
  }

  private static String run(List<String> command, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("PGOPTIONS", "-c default_transaction_isolation=read\\ committed");
    Process process = builder.start();
    // Whoever stops the benchmark stops its load as well.
    Thread stop = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    Runtime.getRuntime().removeShutdownHook(stop);
    String output = Files.readString(log);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " failed:\n" + output);
    }
    return output;
  }

  private static double number(String output, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  private static Histogram latencies(Path logs) throws IOException {
    Histogram latencies = new Histogram(3);
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("log")).toList()) {
        for (String line : Files.readAllLines(file)) {
          String micros = line.split(" ")[LATENCY_FIELD];
          if (!micros.equals("failed")) {
            latencies.recordValue(Long.parseLong(micros));
          }
        }
      }
    }
    return latencies;
  }
}
