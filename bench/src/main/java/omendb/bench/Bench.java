package omendb.bench;

import omendb.bench.alex.AlexBench;
import omendb.bench.alex.AttackBench;
import omendb.bench.alex.ColdIndexBench;
import omendb.bench.alex.ThreadsBench;
import omendb.bench.commit.CommitBench;
import omendb.bench.gc.GcBench;
import omendb.bench.load.LoadBench;
import omendb.bench.micro.MicroBench;
import omendb.bench.overhead.OverheadBench;
import omendb.bench.pgbench.HtapBench;
import omendb.bench.pgbench.PgbenchBench;
import omendb.bench.planning.PlanningBench;
import omendb.bench.pointread.PointReadBench;
import omendb.bench.restart.RestartBench;
import omendb.bench.scan.ScanBench;
import omendb.bench.tpch.SizeBench;
import omendb.bench.tpch.SpillBench;
import omendb.bench.tpch.TpchBench;
import omendb.bench.wide.WideBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The benchmarks' entry: lists them, or runs the one that is named.
@Command(
    name = "omendb bench",
    description = "Benchmarks against the peers. Flags of one: omendb bench NAME --help",
    subcommands = {
      PointReadBench.class,
      PlanningBench.class,
      OverheadBench.class,
      CommitBench.class,
      TpchBench.class,
      SpillBench.class,
      SizeBench.class,
      PgbenchBench.class,
      HtapBench.class,
      LoadBench.class,
      ScanBench.class,
      WideBench.class,
      RestartBench.class,
      GcBench.class,
      AlexBench.class,
      AttackBench.class,
      ThreadsBench.class,
      ColdIndexBench.class,
      MicroBench.class
    })
public final class Bench implements Runnable {
  private Bench() {}

  /// Runs a benchmark; exits non-zero when an answer is wrong.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.Help help = new CommandLine.Help(this);
    System.out.print("Benchmarks (omendb bench NAME [FLAGS], --help for its flags):\n");
    System.out.print(help.commandList());
  }
}
