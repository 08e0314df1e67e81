package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Morsel;
import omendb.engine.exec.ExecutionContext;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// The one row with a key.
final class LookupSource extends Source {
  private final Plan.Lookup lookup;
  private final Binding binding;
  private final int keyColumn;

  LookupSource(Plan.Lookup lookup, Binding binding, ExecutionContext context) {
    this.lookup = lookup;
    this.binding = binding;
    this.keyColumn = lookup.columns().indexOf(context.columnCount(lookup.tableOid()));
  }

  @Override
  List<ColumnType> types() {
    return lookup.types();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    @Nullable Object[] key = new @Nullable Object[lookup.key().size()];
    for (int k = 0; k < key.length; k++) {
      key[k] = binding.evaluate(lookup.key().get(k));
      if (key[k] == null) {
        return List.of();
      }
    }
    return run.own(run.context().lookup(lookup, key)).morsels();
  }

  @Override
  MorselReader reader(QueryRun run, Worker worker, Step first) {
    NativeArena arena = keyColumn < 0 ? null : worker.windowArena();
    return new MorselReader(run, types(), types().size(), List.of(), keyColumn, arena, first);
  }

  @Override
  double rows() {
    return 1;
  }
}
