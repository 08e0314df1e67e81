package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.Morsel;

/// Runs streams to their end.
final class Pipelines {
  /// Rows that one thread has read before another would be awake.
  private static final int SINGLE_ROWS_MAX = 4 * Morsel.WINDOW_ROWS;

  private Pipelines() {}

  /// Makes the last step of a worker's chains.
  interface SinkFactory<S extends Step> {
    S create(Worker worker);
  }

  /// Prepares all steps of the stream, once each.
  static void prepare(QueryRun run, Stream stream) {
    Set<StepFactory> prepared = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Lane lane : stream.lanes()) {
      for (StepFactory step : lane.steps()) {
        if (prepared.add(step)) {
          step.prepare(run);
        }
      }
    }
  }

  /// Runs all lanes, each worker into its own sink; returns the sinks that were used.
  static <S extends Step> List<S> run(
      QueryRun run, Stream stream, int threads, SinkFactory<S> factory) {
    prepare(run, stream);
    List<Worker> workers = new ArrayList<>();
    List<S> sinks = new ArrayList<>();
    for (int w = 0; w < Math.min(threads, run.threads()); w++) {
      Worker worker = run.own(new Worker(run));
      workers.add(worker);
      sinks.add(factory.create(worker));
    }
    for (Lane lane : stream.lanes()) {
      run.check();
      runLane(run, lane, workers, sinks);
    }
    return sinks;
  }

  /// Threads worth waking for the morsels.
  static int workers(int threads, List<? extends Morsel> morsels) {
    long rows = 0;
    for (Morsel morsel : morsels) {
      rows += morsel.rowCount();
      if (rows > SINGLE_ROWS_MAX) {
        return Math.min(threads, morsels.size());
      }
    }
    return 1;
  }

  private static <S extends Step> void runLane(
      QueryRun run, Lane lane, List<Worker> workers, List<S> sinks) {
    List<? extends Morsel> morsels = lane.source().open(run);
    AtomicInteger next = new AtomicInteger();
    run.parallel(
        workers(sinks.size(), morsels),
        w -> {
          int m = next.getAndIncrement();
          if (m >= morsels.size()) {
            return;
          }
          Worker worker = workers.get(w);
          Step chain = lane.chain(run, worker, sinks.get(w));
          MorselReader reader = lane.source().reader(run, worker, chain);
          for (; m < morsels.size(); m = next.getAndIncrement()) {
            reader.read(morsels.get(m));
          }
        });
  }
}
