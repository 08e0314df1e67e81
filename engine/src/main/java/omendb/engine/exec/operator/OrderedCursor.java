package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.vector.Vectors;

/// A stream's rows in the order of its lanes and morsels, pulled by one thread.
///
/// Morsels are run in waves: some at a time in parallel, each into rows of its own; then the caller
/// takes the rows in order. So no worker ever waits for the caller, little is held at a time, and a
/// limit stops the scan.
public final class OrderedCursor {
  private static final int WAVE_MORSELS_PER_THREAD = 4;

  private final QueryRun run;
  private final Stream stream;
  private final Projection projection;
  private final List<WaveWorker> workers = new ArrayList<>();
  private final ColumnVector[] vectors;
  private List<? extends Morsel> morsels = List.of();
  private int lane = -1;
  private int nextMorsel;
  private Rows[] wave = {};
  private int waveAt;
  private int rowAt;
  private int waveSize;
  private long skip;
  private long remaining;
  private boolean prepared;

  /// @param limit rows wanted at most
  OrderedCursor(QueryRun run, Stream stream, Projection projection, long offset, long limit) {
    this.run = run;
    this.stream = stream;
    this.projection = projection;
    this.skip = offset;
    this.remaining = limit;
    this.vectors = Vectors.allocate(projection.types());
    this.waveSize = limit < Morsel.WINDOW_ROWS ? 1 : run.threads();
  }

  public List<ColumnType> types() {
    return projection.types();
  }

  /// The vectors that [#next] fills.
  public ColumnVector[] vectors() {
    return vectors;
  }

  /// Fills the vectors with the next rows; returns how many, 0 at the end.
  public int next() {
    if (!prepared) {
      prepared = true;
      if (remaining > 0) {
        Pipelines.prepare(run, stream);
      }
    }
    while (remaining > 0) {
      if (waveAt < wave.length) {
        int count = take(wave[waveAt]);
        if (count > 0) {
          return count;
        }
        wave[waveAt++].close();
        rowAt = 0;
      } else if (!nextWave()) {
        break;
      }
    }
    closeWave();
    remaining = 0;
    return 0;
  }

  private int take(Rows rows) {
    int left = rows.size() - rowAt;
    if (skip > 0) {
      int skipped = (int) Math.min(skip, left);
      skip -= skipped;
      rowAt += skipped;
      left -= skipped;
    }
    int count = (int) Math.min(Math.min(left, Morsel.WINDOW_ROWS), remaining);
    if (count > 0) {
      for (int c = 0; c < vectors.length; c++) {
        rows.columns[c].read(rowAt, count, vectors[c]);
      }
      rowAt += count;
      remaining -= count;
    }
    return count;
  }

  private boolean nextWave() {
    while (nextMorsel == morsels.size()) {
      if (lane + 1 == stream.lanes().size()) {
        return false;
      }
      run.check();
      lane++;
      morsels = stream.lanes().get(lane).source().open(run);
      nextMorsel = 0;
      workers.clear();
    }
    int from = nextMorsel;
    int count = Math.min(waveSize, morsels.size() - from);
    nextMorsel = from + count;
    waveSize = Math.min(waveSize * 2, run.threads() * WAVE_MORSELS_PER_THREAD);
    wave = new Rows[count];
    for (int m = 0; m < count; m++) {
      wave[m] = run.own(new Rows(projection.types(), run.memory()));
    }
    waveAt = 0;
    rowAt = 0;
    runWave(from, count);
    return true;
  }

  private void runWave(int from, int count) {
    int threads = Pipelines.workers(run.threads(), morsels.subList(from, from + count));
    while (workers.size() < threads) {
      workers.add(new WaveWorker(stream.lanes().get(lane)));
    }
    AtomicInteger next = new AtomicInteger();
    run.parallel(
        threads,
        w -> {
          for (int m = next.getAndIncrement(); m < count; m = next.getAndIncrement()) {
            workers.get(w).run(morsels.get(from + m), wave[m]);
          }
        });
  }

  private void closeWave() {
    for (; waveAt < wave.length; waveAt++) {
      wave[waveAt].close();
    }
    wave = new Rows[0];
    waveAt = 0;
  }

  /// The chain of one thread on the current lane, which collects each morsel's rows.
  private final class WaveWorker {
    private final Worker worker = run.own(new Worker(run));
    private final Lane source;
    private final Collector collector;
    private @org.jspecify.annotations.Nullable MorselReader reader;

    WaveWorker(Lane source) {
      this.source = source;
      this.collector = new Collector(projection.evaluator(worker));
    }

    void run(Morsel morsel, Rows into) {
      MorselReader current = reader;
      if (current == null) {
        Step chain = source.chain(run, worker, collector);
        current = source.source().reader(run, worker, chain);
        reader = current;
      }
      collector.rows = into;
      collector.wanted = skip > Long.MAX_VALUE - remaining ? Long.MAX_VALUE : skip + remaining;
      current.restart();
      collector.reader = current;
      current.read(morsel);
    }
  }

  /// Keeps a morsel's rows until there are as many as the limit can use.
  private static final class Collector extends Step {
    private final Projection.Evaluator projection;
    private @org.jspecify.annotations.Nullable Rows rows;
    private @org.jspecify.annotations.Nullable MorselReader reader;
    private long wanted;

    Collector(Projection.Evaluator projection) {
      this.projection = projection;
    }

    @Override
    void consume(ColumnVector[] in, int count) {
      Rows into = Objects.requireNonNull(rows);
      into.append(projection.apply(in, count), count);
      if (into.size() >= wanted && reader != null) {
        reader.stop();
      }
    }
  }
}
