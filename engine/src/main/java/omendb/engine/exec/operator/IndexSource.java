package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Morsel;
import omendb.engine.exec.ExecutionContext;
import omendb.engine.exec.KeyValues;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Plan;

/// The rows that an index finds.
final class IndexSource extends Source {
  private final Plan.IndexScan scan;
  private final Binding binding;
  private final int keyColumn;

  IndexSource(Plan.IndexScan scan, Binding binding, ExecutionContext context) {
    this.scan = scan;
    this.binding = binding;
    this.keyColumn = scan.table().columns().indexOf(context.columnCount(scan.table().tableOid()));
  }

  @Override
  List<ColumnType> types() {
    return scan.types();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    ExecutionContext.KeyBoundValues bounds = KeyValues.of(scan.key(), binding::evaluate);
    return bounds == null ? List.of() : run.own(run.context().indexScan(scan, bounds)).morsels();
  }

  @Override
  MorselReader reader(QueryRun run, Worker worker, Step first) {
    NativeArena arena = keyColumn < 0 ? null : worker.windowArena();
    return new MorselReader(run, types(), types().size(), List.of(), keyColumn, arena, first);
  }

  @Override
  double rows() {
    return scan.rows();
  }
}
