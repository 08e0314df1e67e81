package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.Vectors;

/// Ends a grouping set of which rows are on disk. One part of the keys at a time and thread: the
/// groups that the threads have of it, then its rows from disk, and if these are too many again in
/// parts. The groups' results go to disk.
final class SpilledGroups {
  private final AggregateSource source;
  private final AggregateSink.Shared shared;
  private final QueryRun run;
  private final int set;

  /// Makes merges of the set's states.
  interface Merges {
    GroupMerge of(List<GroupState> states);
  }

  private final Merges merges;

  SpilledGroups(
      AggregateSource source, AggregateSink.Shared shared, QueryRun run, int set, Merges merges) {
    this.source = source;
    this.shared = shared;
    this.run = run;
    this.set = set;
    this.merges = merges;
  }

  /// The results as morsels; the sinks' states of the set are closed.
  List<Morsel> morsels(List<AggregateSink> sinks) {
    List<GroupState> states = sinks.stream().map(sink -> sink.states.get(set)).toList();
    List<SpillParts> spills = new ArrayList<>();
    for (AggregateSink sink : sinks) {
      SpillParts spill = sink.spill(set);
      if (spill != null) {
        spill.finish();
        spills.add(spill);
      }
    }
    List<PartWorker> workers = new ArrayList<>();
    for (int w = 0; w < Math.min(run.threads(), SpillParts.PARTS); w++) {
      workers.add(new PartWorker());
    }
    AtomicInteger next = new AtomicInteger();
    run.parallel(
        workers.size(),
        w -> {
          for (int p = next.getAndIncrement(); p < SpillParts.PARTS; p = next.getAndIncrement()) {
            workers.get(w).part(states, spills, p, 0);
          }
        });
    states.forEach(GroupState::close);
    int[] columns = IntStream.range(0, source.types().size()).toArray();
    List<Morsel> morsels = new ArrayList<>();
    for (PartWorker worker : workers) {
      worker.arena.close();
      morsels.addAll(SpillMorsel.of(worker.results, source.types(), columns, run));
    }
    return morsels;
  }

  /// What one thread needs to end parts.
  private final class PartWorker {
    private final Worker worker = run.own(new Worker(run));
    private final SpillFile results = run.own(run.spill().file());
    private final NativeArena arena = run.arena();
    private final ColumnVector[] rows = Vectors.allocate(shared.rowTypes);
    private final ColumnVector[] out = Vectors.allocate(source.types());

    void part(List<GroupState> states, List<SpillParts> spills, int part, int depth) {
      run.check();
      GroupMerge merge = merges.of(states);
      GroupState state = merge.collect(part, SpillParts.PARTS, depth);
      AggregateSink sink =
          new AggregateSink(
              shared, run, worker, new AggregateSink.PartialSet(set, state), depth + 1);
      for (SpillParts spill : spills) {
        for (SpillFile file : spill.files(part)) {
          replay(file, sink);
        }
      }
      SpillParts again = sink.spill(0);
      if (again != null) {
        again.finish();
        for (int p = 0; p < SpillParts.PARTS; p++) {
          part(List.of(state), List.of(again), p, depth + 1);
        }
      } else {
        merge.finish(state);
        write(state);
      }
      state.close();
    }

    private void replay(SpillFile file, AggregateSink sink) {
      for (int block = 0; block < file.blocks(); block++) {
        run.check();
        sink.consume(rows, file.read(block, rows, arena));
      }
      file.close();
    }

    private void write(GroupState state) {
      int groups = state.table.groups();
      GroupMorsel morsel = new GroupMorsel(source, state, set, 0, groups, run);
      for (int from = 0; from < groups; from += Morsel.WINDOW_ROWS) {
        run.check();
        int count = morsel.load(from, Math.min(Morsel.WINDOW_ROWS, groups - from));
        for (int c = 0; c < out.length; c++) {
          morsel.read(c, out[c]);
        }
        results.append(out, count, arena);
      }
      morsel.close();
    }
  }
}
