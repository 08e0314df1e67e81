package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.KeyRange;
import omendb.core.Morsel;
import omendb.core.TypeKind.Form;
import omendb.core.ZoneFilter;
import omendb.engine.exec.ExecutionContext;
import omendb.engine.exec.KeyValues;
import omendb.engine.exec.MorselSource;
import omendb.engine.exec.PlanProfile;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.codegen.ExprTraits;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// A table's rows. Reads only columns that are wanted; the filter's conjuncts come cheapest first,
/// then the filters that joins above have put here, then the other columns.
final class ScanSource extends Source {
  private final Plan.Scan scan;
  private final Binding binding;
  private final List<Integer> positions = new ArrayList<>();
  private final int outputs;
  private final List<ScanFilter> filters = new ArrayList<>();
  private final List<PushedFilter> pushed = new ArrayList<>();
  private final int keyColumn;

  /// @param wanted positions in the scan's columns that are handed on
  ScanSource(Plan.Scan scan, BitSet wanted, KernelBuilder kernels, ExecutionContext context) {
    this.scan = scan;
    this.binding = kernels.binding();
    wanted.stream().forEach(positions::add);
    outputs = positions.size();
    Expr filter = scan.filter();
    if (filter != null) {
      BitSet used = new BitSet();
      ExprTraits.columns(filter, used);
      used.andNot(wanted);
      used.stream().forEach(positions::add);
      addFilters(filter, kernels);
    }
    keyColumn = keyColumn(context);
  }

  private int keyColumn(ExecutionContext context) {
    int key = context.columnCount(scan.tableOid());
    for (int i = 0; i < positions.size(); i++) {
      if (scan.columns().get(positions.get(i)) == key) {
        return i;
      }
    }
    return -1;
  }

  /// One kernel per set of columns, the cheapest first.
  private void addFilters(Expr filter, KernelBuilder kernels) {
    List<Expr> conjuncts = new ArrayList<>();
    ExprTraits.conjuncts(ExprTraits.renumber(filter, positions::indexOf), conjuncts);
    List<List<Expr>> stages = new ArrayList<>();
    conjuncts.sort(Comparator.comparingInt(ExprTraits::cost));
    List<BitSet> stageColumns = new ArrayList<>();
    for (Expr conjunct : conjuncts) {
      BitSet columns = new BitSet();
      ExprTraits.columns(conjunct, columns);
      int stage = stageColumns.indexOf(columns);
      if (stage < 0) {
        stageColumns.add(columns);
        stages.add(new ArrayList<>(List.of(conjunct)));
      } else {
        stages.get(stage).add(conjunct);
      }
    }
    for (int s = 0; s < stages.size(); s++) {
      Expr condition = Conditions.and(stages.get(s));
      int[] columns = stageColumns.get(s).stream().toArray();
      filters.add(new ScanFilter(columns, only(columns), kernels.filter(condition)));
    }
  }

  private @Nullable ColumnType only(int[] columns) {
    if (columns.length != 1) {
      return null;
    }
    ColumnType type = scan.types().get(positions.get(columns[0]));
    return type.form() == Form.BYTES ? type : null;
  }

  /// The filter runs before the columns that it does not need are read.
  @Override
  boolean push(int column, Pushable filter) {
    pushed.add(filter.at(column));
    return true;
  }

  @Override
  List<ColumnType> types() {
    return readTypes().subList(0, outputs);
  }

  private List<ColumnType> readTypes() {
    return positions.stream().map(p -> scan.types().get(p)).toList();
  }

  @Override
  double rows() {
    return scan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    List<ZoneFilter> zones = new ArrayList<>();
    for (Plan.ZoneBound bound : scan.zones()) {
      Object min = bound.min() == null ? null : binding.evaluate(bound.min());
      Object max = bound.max() == null ? null : binding.evaluate(bound.max());
      if ((bound.min() != null && min == null) || (bound.max() != null && max == null)) {
        return List.of();
      }
      zones.add(new ZoneFilter(bound.column(), min, max));
    }
    for (PushedFilter filter : pushed) {
      if (filter.empty()) {
        return List.of();
      }
      ZoneFilter zone = filter.zone(scan.columns().get(positions.get(filter.column())));
      if (zone != null) {
        zones.add(zone);
      }
    }
    KeyRange keys = null;
    Plan.KeyBounds bounds = scan.key();
    if (bounds != null) {
      ExecutionContext.KeyBoundValues values = KeyValues.of(bounds, binding::evaluate);
      if (values == null) {
        return List.of();
      }
      keys = run.context().keyRange(scan.tableOid(), values);
    }
    List<Integer> columns = positions.stream().map(scan.columns()::get).toList();
    MorselSource source = run.own(run.context().scan(scan.tableOid(), columns, zones, keys));
    PlanProfile profile = run.context().profile();
    if (profile != null) {
      profile.pruned(profile.node(scan), source.pruning());
    }
    return source.morsels();
  }

  @Override
  MorselReader reader(QueryRun run, Worker worker, Step first) {
    List<MorselReader.Filter> ready = new ArrayList<>();
    for (ScanFilter filter : filters) {
      ready.add(filter.create(worker));
    }
    for (PushedFilter filter : pushed) {
      MorselReader.Filter created = filter.create();
      if (created != null) {
        ready.add(created);
      }
    }
    NativeArena keyArena = keyColumn < 0 ? null : worker.windowArena();
    return new MorselReader(run, readTypes(), outputs, ready, keyColumn, keyArena, first);
  }

  @Override
  public String toString() {
    return Objects.toString(scan.name());
  }
}
