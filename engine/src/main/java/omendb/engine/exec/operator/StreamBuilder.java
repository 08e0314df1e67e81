package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.engine.exec.PlanProfile;
import omendb.engine.exec.codegen.ExprTraits;
import omendb.engine.exec.codegen.Functions;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Makes streams of plans. Only columns that somebody above wants are read, joined or computed;
/// projections become expressions of whoever uses them.
public final class StreamBuilder {
  /// An expression larger than this is computed once and kept, not repeated in all its users.
  private static final int INLINED_SIZE_MAX = 64;

  private final QueryRun run;
  private final KernelBuilder kernels;
  private final WorkingTables tables;

  public StreamBuilder(QueryRun run, KernelBuilder kernels) {
    this(run, kernels, WorkingTables.NONE);
  }

  /// @param tables what the steps of recursive tables read
  StreamBuilder(QueryRun run, KernelBuilder kernels, WorkingTables tables) {
    this.run = run;
    this.kernels = kernels;
    this.tables = tables;
  }

  /// The rows of a whole plan.
  public OrderedCursor cursor(Plan plan) {
    return cursor(plan, plan.types());
  }

  /// The rows of a whole plan, whose columns have these types but for NULLs of none.
  OrderedCursor cursor(Plan plan, List<ColumnType> types) {
    Plan input = plan;
    long offset = 0;
    long limit = Long.MAX_VALUE;
    if (plan instanceof Plan.Limit top) {
      input = top.input();
      offset = Limits.offset(top.offset(), kernels.binding());
      limit = Limits.limit(top.limit(), kernels.binding());
    }
    BitSet all = new BitSet();
    all.set(0, plan.types().size());
    Stream stream = build(input, all, last(offset, limit));
    List<Expr> outputs = new ArrayList<>();
    for (int c = 0; c < types.size(); c++) {
      outputs.add(SetOperations.converted(stream.output(c), types.get(c)));
    }
    return new OrderedCursor(run, stream, new Projection(outputs, kernels), offset, limit);
  }

  private static long last(long offset, long limit) {
    return limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
  }

  /// A plan of which at most so many rows, its first, are of use: a recursion then ends early.
  private Stream build(Plan plan, BitSet wanted, long most) {
    return switch (plan) {
      case Plan.Project project -> project(project, wanted, most);
      case Plan.RecursiveUnion union -> recursive(union, wanted, most);
      default -> build(plan, wanted);
    };
  }

  private Stream recursive(Plan.RecursiveUnion union, BitSet wanted, long most) {
    Source source = new RecursiveSource(union, wanted, most, kernels, tables);
    return Stream.of(source, columns(union.types(), wanted), true);
  }

  private Stream working(Plan.WorkingTable table, BitSet wanted) {
    List<List<Expr>> returned = run.context().returned(table.id());
    if (returned != null) {
      return values(new Plan.Values(returned, table.types()));
    }
    int[] picked = wanted.stream().toArray();
    List<ColumnType> types = Arrays.stream(picked).mapToObj(table.types()::get).toList();
    WorkingTables.Part rows = tables.get(table.id());
    Source source = new RowsSource(types, rows.to() - rows.from(), _ -> rows.morsels(picked));
    return Stream.of(source, columns(table.types(), wanted), true);
  }

  Stream build(Plan plan, BitSet wanted) {
    Stream stream = node(plan, wanted);
    PlanProfile profile = run.context().profile();
    return profile == null
        ? stream
        : stream.with(CountStep.factory(profile, profile.node(plan)), stream.types());
  }

  private Stream node(Plan plan, BitSet wanted) {
    return switch (plan) {
      case Plan.Scan scan -> scan(scan, wanted);
      case Plan.Lookup lookup -> lookup(lookup);
      case Plan.IndexScan scan ->
          run.context().indexCovers(scan.index()) ? indexScan(scan) : scan(scan.table(), wanted);
      case Plan.Values values -> values(values);
      case Plan.Filter filter -> filter(filter, wanted);
      case Plan.Project project -> project(project, wanted, Long.MAX_VALUE);
      case Plan.RecursiveUnion union -> recursive(union, wanted, Long.MAX_VALUE);
      case Plan.WorkingTable table -> working(table, wanted);
      case Plan.Aggregate aggregate -> aggregate(aggregate, wanted);
      case Plan.Limit limit -> limit(limit, wanted);
      case Plan.LockRows locks -> lockRows(locks, wanted);
      case Plan.Join join -> new JoinBuilder(this, kernels, join).build(wanted);
      case Plan.Sort sort -> sort(sort, wanted);
      case Plan.SetOperation set -> new SetOperations(this, kernels).build(set, wanted);
      case Plan.Window window -> window(window, wanted);
      case Plan.ProjectSet set -> projectSet(set);
      case Plan.Insert insert -> throw unsupported("INSERT within a query");
      case Plan.Update update -> throw unsupported("UPDATE within a query");
      case Plan.Merge merge -> throw unsupported("MERGE within a query");
      case Plan.Delete delete -> throw unsupported("DELETE within a query");
    };
  }

  private static RuntimeException unsupported(String what) {
    return SqlState.FEATURE_NOT_SUPPORTED.error("%s is not supported", what);
  }

  private Stream scan(Plan.Scan scan, BitSet wanted) {
    return Stream.of(
        new ScanSource(scan, wanted, kernels, run.context()), columns(scan.types(), wanted), false);
  }

  /// The wanted columns, which lie in vectors densely.
  static List<@Nullable Expr> columns(List<ColumnType> types, BitSet wanted) {
    List<@Nullable Expr> outputs = new ArrayList<>();
    int next = 0;
    for (int c = 0; c < types.size(); c++) {
      outputs.add(wanted.get(c) ? new Expr.Column(next++, types.get(c), true) : null);
    }
    return outputs;
  }

  private Stream lookup(Plan.Lookup lookup) {
    BitSet all = new BitSet();
    all.set(0, lookup.types().size());
    Stream stream =
        Stream.of(
            new LookupSource(lookup, kernels.binding(), run.context()),
            columns(lookup.types(), all),
            false);
    return lookup.filter() == null ? stream : filtered(stream, lookup.filter());
  }

  private Stream indexScan(Plan.IndexScan scan) {
    BitSet all = new BitSet();
    all.set(0, scan.types().size());
    Stream stream =
        Stream.of(
            new IndexSource(scan, kernels.binding(), run.context()),
            columns(scan.types(), all),
            false);
    Expr filter = scan.table().filter();
    return filter == null ? stream : filtered(stream, filter);
  }

  /// A single row is a row without columns, whose expressions are computed where they are used.
  private Stream values(Plan.Values values) {
    if (values.tuples().size() == 1) {
      Source row = new ValuesSource(values.tuples(), List.of(), kernels.binding());
      return Stream.of(row, new ArrayList<>(values.tuples().getFirst()), true);
    }
    BitSet all = new BitSet();
    all.set(0, values.types().size());
    Source rows = new ValuesSource(values.tuples(), values.types(), kernels.binding());
    return Stream.of(rows, columns(values.types(), all), true);
  }

  private Stream filter(Plan.Filter filter, BitSet wanted) {
    if (filter.input() instanceof Plan.Scan scan && !Functions.isVolatile(filter.condition())) {
      Expr both =
          scan.filter() == null
              ? filter.condition()
              : Conditions.and(List.of(scan.filter(), filter.condition()));
      return scan(
          new Plan.Scan(
              scan.tableOid(),
              scan.name(),
              scan.columns(),
              scan.types(),
              both,
              scan.zones(),
              scan.key(),
              filter.rows()),
          wanted);
    }
    BitSet inputWanted = (BitSet) wanted.clone();
    ExprTraits.columns(filter.condition(), inputWanted);
    return filtered(build(filter.input(), inputWanted), filter.condition());
  }

  private Stream filtered(Stream stream, Expr condition) {
    StepFactory step = FilterStep.factory(kernels.filter(stream.physical(condition)));
    return stream.with(step, stream.types());
  }

  private Stream project(Plan.Project project, BitSet wanted, long most) {
    BitSet inputWanted = new BitSet();
    wanted.stream().forEach(c -> ExprTraits.columns(project.expressions().get(c), inputWanted));
    Stream input = build(project.input(), inputWanted, most);
    List<@Nullable Expr> outputs = new ArrayList<>();
    boolean keep = false;
    for (int c = 0; c < project.expressions().size(); c++) {
      Expr output = wanted.get(c) ? input.physical(project.expressions().get(c)) : null;
      outputs.add(output);
      keep |=
          output != null
              && (ExprTraits.size(output) > INLINED_SIZE_MAX || Functions.isVolatile(output));
    }
    Stream projected = input.withOutputs(outputs);
    return keep ? materialised(projected) : projected;
  }

  /// The stream with its outputs computed: each wanted one is a vector.
  Stream materialised(Stream stream) {
    List<Expr> distinct = new ArrayList<>();
    List<@Nullable Expr> outputs = new ArrayList<>();
    for (Expr output : stream.outputs()) {
      if (output == null) {
        outputs.add(null);
        continue;
      }
      int at = Functions.isVolatile(output) ? -1 : distinct.indexOf(output);
      if (at < 0) {
        at = distinct.size();
        distinct.add(output);
      }
      outputs.add(new Expr.Column(at, output.type(), output.nullable()));
    }
    Projection projection = new Projection(distinct, kernels);
    int[] origins = new int[distinct.size()];
    for (int c = 0; c < origins.length; c++) {
      origins[c] =
          distinct.get(c) instanceof Expr.Column column ? stream.origin(column.index()) : -1;
    }
    return stream
        .with(projection.step(), projection.types())
        .withOutputs(outputs)
        .withOrigins(origins);
  }

  private Stream aggregate(Plan.Aggregate plan, BitSet wanted) {
    BitSet inputWanted = new BitSet();
    plan.keys().forEach(inputWanted::set);
    for (Plan.AggregateCall call : plan.calls()) {
      if (call.function() != AggregateFunction.GROUPING) {
        call.arguments().forEach(inputWanted::set);
      }
      call.order().forEach(key -> inputWanted.set(key.column()));
      if (call.filter() >= 0) {
        inputWanted.set(call.filter());
      }
    }
    Stream input = build(plan.input(), inputWanted);
    Source source = new AggregateSource(plan, input, wanted.stream().toArray(), kernels);
    return Stream.of(source, columns(plan.types(), wanted), false);
  }

  private Stream sort(Plan.Sort sort, BitSet wanted) {
    BitSet inputWanted = (BitSet) wanted.clone();
    sort.keys().forEach(key -> inputWanted.set(key.column()));
    Stream input = build(sort.input(), inputWanted);
    Source source = new SortSource(sort, input, wanted, kernels);
    return Stream.of(source, columns(sort.types(), wanted), true);
  }

  private Stream window(Plan.Window window, BitSet wanted) {
    int inputs = window.input().types().size();
    BitSet inputWanted = wanted.get(0, inputs);
    window.partition().forEach(inputWanted::set);
    window.order().forEach(key -> inputWanted.set(key.column()));
    window.calls().forEach(call -> call.inputs().forEach(inputWanted::set));
    Stream input = build(window.input(), inputWanted);
    Source source = new WindowSource(window, input, wanted, kernels);
    return Stream.of(source, columns(window.types(), wanted), true);
  }

  private Stream projectSet(Plan.ProjectSet set) {
    BitSet all = new BitSet();
    all.set(0, set.input().types().size());
    Stream input = build(set.input(), all);
    List<Expr> outputs = new ArrayList<>();
    all.stream().forEach(c -> outputs.add(input.output(c)));
    Projection projection = new Projection(outputs, kernels);
    BitSet wanted = new BitSet();
    wanted.set(0, set.types().size());
    int[] origins = new int[set.types().size()];
    java.util.Arrays.fill(origins, -1);
    return input
        .with(projection.step(), projection.types())
        .with(SetReturningStep.factory(set), set.types())
        .withOutputs(columns(set.types(), wanted))
        .withOrigins(origins);
  }

  private Stream lockRows(Plan.LockRows locks, BitSet wanted) {
    BitSet inputWanted = (BitSet) wanted.clone();
    locks.locks().forEach(lock -> inputWanted.set(lock.key()));
    Stream input = materialised(build(locks.input(), inputWanted));
    int[] keys = new int[locks.locks().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = ((Expr.Column) input.output(locks.locks().get(i).key())).index();
    }
    Source source = new LockRowsSource(locks, input, keys, kernels);
    return Stream.of(source, input.outputs(), true);
  }

  private Stream limit(Plan.Limit limit, BitSet wanted) {
    long skipped = Limits.offset(limit.offset(), kernels.binding());
    long taken = Limits.limit(limit.limit(), kernels.binding());
    Stream input = materialised(build(limit.input(), wanted, last(skipped, taken)));
    List<Expr> outputs = new ArrayList<>();
    for (int c = 0; c < input.types().size(); c++) {
      outputs.add(new Expr.Column(c, input.types().get(c), true));
    }
    Projection projection = new Projection(outputs, kernels);
    Source source =
        new RowsSource(
            input.types(),
            limit.rows(),
            open -> {
              OrderedCursor cursor = new OrderedCursor(run, input, projection, skipped, taken);
              Rows rows = run.own(new Rows(input.types(), run.memory()));
              for (int n = cursor.next(); n > 0; n = cursor.next()) {
                rows.append(cursor.vectors(), n);
              }
              return rows.morsels();
            });
    return Stream.of(source, input.outputs(), true);
  }
}
