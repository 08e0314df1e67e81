package omendb.engine.exec.operator;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.hash.GroupTable;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.Plan;

/// A recursive table. Its rows are kept in the order in which they are added; the working table of
/// a step is the last part of them. Each step is a query of its own, which gives back what it held
/// before the next one begins.
final class RecursiveSource extends Source {
  private final Plan.RecursiveUnion plan;
  private final int[] wanted;
  private final long most;
  private final KernelBuilder kernels;
  private final WorkingTables tables;

  /// @param most rows of use to who reads them
  RecursiveSource(
      Plan.RecursiveUnion plan,
      BitSet wanted,
      long most,
      KernelBuilder kernels,
      WorkingTables tables) {
    this.plan = plan;
    this.wanted = wanted.stream().toArray();
    this.most = most;
    this.kernels = kernels;
    this.tables = tables;
  }

  @Override
  List<ColumnType> types() {
    return IntStream.of(wanted).mapToObj(plan.types()::get).toList();
  }

  @Override
  double rows() {
    return plan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    Kept kept = plan.all() ? new All(run) : new Distinct(run);
    int from = 0;
    append(run, plan.seed(), tables, kept);
    while (kept.size() > from && kept.size() < most) {
      run.check();
      int to = kept.size();
      WorkingTables.Part working = new WorkingTables.Part(kept.columns(), from, to);
      append(run, plan.step(), tables.with(plan.id(), working), kept);
      from = to;
    }
    return new WorkingTables.Part(kept.columns(), 0, kept.size()).morsels(wanted);
  }

  private void append(QueryRun run, Plan term, WorkingTables visible, Kept kept) {
    try (QueryRun step = run.part()) {
      StreamBuilder streams = new StreamBuilder(step, kernels.within(step.arena()), visible);
      OrderedCursor cursor = streams.cursor(term, plan.types());
      for (int n = cursor.next(); n > 0 && kept.size() < most; n = cursor.next()) {
        kept.add(cursor.vectors(), n);
      }
    }
  }

  /// The rows added so far.
  private abstract static class Kept {
    abstract int size();

    abstract ColumnBuffer[] columns();

    abstract void add(ColumnVector[] in, int count);
  }

  private final class All extends Kept {
    private final Rows rows;

    All(QueryRun run) {
      rows = run.own(new Rows(plan.types(), run.memory()));
    }

    @Override
    int size() {
      return rows.size();
    }

    @Override
    ColumnBuffer[] columns() {
      return rows.columns;
    }

    @Override
    void add(ColumnVector[] in, int count) {
      rows.append(in, count);
    }
  }

  /// Keeps each row once.
  private final class Distinct extends Kept {
    private final GroupTable rows;
    private final int[] groups = new int[Morsel.WINDOW_ROWS];

    Distinct(QueryRun run) {
      rows = run.own(new GroupTable(plan.types(), run.arena(), run.memory()));
    }

    @Override
    int size() {
      return rows.groups();
    }

    @Override
    ColumnBuffer[] columns() {
      return rows.keys();
    }

    @Override
    void add(ColumnVector[] in, int count) {
      rows.lookup(in, count, groups);
    }
  }
}
