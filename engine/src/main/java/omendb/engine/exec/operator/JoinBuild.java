package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.core.ZoneFilter;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.hash.JoinTable;
import omendb.engine.exec.hash.KeyFilter;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// The build side of a join: its rows, kept, and the table over their keys. Built once, before the
/// probe side is opened.
final class JoinBuild {
  private static final int PARALLEL_ROWS_MIN = 1 << 16;

  private final Stream input;
  private final List<Expr> columns = new ArrayList<>();
  private final int[] keyColumns;
  private final int[] payloadColumns;
  private final Projection projection;
  private final List<Pushed> pushed = new ArrayList<>();
  private final boolean tracksMatches;
  private @Nullable Rows rows;
  private @Nullable JoinTable table;
  private byte[] matched = {};

  /// The rows on disk, when there are; then the table is empty.
  private List<SpillParts> parts = List.of();

  private final List<SpillParts> probes = new ArrayList<>();

  /// @param keys over the input's vectors
  /// @param payload what matching rows contribute, over the input's vectors
  /// @param tracksMatches true when rows without a match are wanted at the end
  JoinBuild(
      Stream input,
      List<Expr> keys,
      List<Expr> payload,
      boolean tracksMatches,
      KernelBuilder kernels) {
    this.input = input;
    this.tracksMatches = tracksMatches;
    this.keyColumns = keys.stream().mapToInt(this::place).toArray();
    this.payloadColumns = payload.stream().mapToInt(this::place).toArray();
    this.projection = new Projection(columns, kernels);
  }

  private JoinBuild(JoinBuild whole) {
    this.input = whole.input;
    this.tracksMatches = whole.tracksMatches;
    this.columns.addAll(whole.columns);
    this.keyColumns = whole.keyColumns;
    this.payloadColumns = whole.payloadColumns;
    this.projection = whole.projection;
  }

  private int place(Expr expr) {
    int at = columns.indexOf(expr);
    if (at < 0) {
      at = columns.size();
      columns.add(expr);
    }
    return at;
  }

  /// A filter for the probe side's scan by one of the keys, which is a column of whole numbers.
  PushedFilter push(int key, int scanColumn) {
    Pushed filter = new Pushed(key, scanColumn);
    pushed.add(filter);
    return filter;
  }

  List<ColumnType> payloadTypes() {
    return Arrays.stream(payloadColumns).mapToObj(c -> columns.get(c).type()).toList();
  }

  void run(QueryRun run) {
    List<ColumnType> types = projection.types();
    List<BuildSink> sinks =
        Pipelines.run(
            run,
            input.with(projection.step(), types),
            run.threads(),
            worker -> new BuildSink(run, types, keyColumns));
    if (sinks.stream().anyMatch(BuildSink::spilled)) {
      parts = sinks.stream().map(BuildSink::spill).toList();
      parts.forEach(SpillParts::finish);
      return;
    }
    Rows all = sinks.getFirst().rows;
    all.appendAll(sinks.stream().skip(1).map(sink -> sink.rows).toList());
    build(run, all, run.threads());
    for (Pushed filter : pushed) {
      filter.complete(run, table(), all);
    }
  }

  /// The same build side of other rows, those of a part.
  JoinBuild part(QueryRun run, Rows all) {
    JoinBuild part = new JoinBuild(this);
    part.build(run, all, 1);
    return part;
  }

  private void build(QueryRun run, Rows all, int threads) {
    rows = all;
    JoinTable built = run.own(new JoinTable(keys(all), all.size(), run.memory()));
    int parts = all.size() < PARALLEL_ROWS_MIN || keyColumns.length == 0 ? 1 : threads;
    AtomicInteger next = new AtomicInteger();
    run.parallel(
        parts,
        worker -> {
          for (int p = next.getAndIncrement(); p < parts; p = next.getAndIncrement()) {
            built.insert(p, parts);
          }
        });
    table = built;
    if (tracksMatches) {
      run.memory().reserve(all.size());
      int bytes = all.size();
      run.own(() -> run.memory().release(bytes));
      matched = new byte[all.size()];
    }
  }

  /// True when the rows are on disk, and those of the probe side are to go there.
  boolean spilled() {
    return !parts.isEmpty();
  }

  List<SpillParts> parts() {
    return parts;
  }

  /// Takes the rows of one thread of the probe side, still to be written.
  synchronized void addProbe(SpillParts probe) {
    probes.add(probe);
  }

  synchronized List<SpillParts> probes() {
    return List.copyOf(probes);
  }

  /// The types of the kept rows.
  List<ColumnType> types() {
    return projection.types();
  }

  private ColumnBuffer[] keys(Rows all) {
    ColumnBuffer[] keys = new ColumnBuffer[keyColumns.length];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = all.columns[keyColumns[k]];
    }
    return keys;
  }

  JoinTable table() {
    return Objects.requireNonNull(table);
  }

  /// The build column behind a payload column.
  ColumnBuffer payload(int column) {
    return Objects.requireNonNull(rows).columns[payloadColumns[column]];
  }

  int payloadCount() {
    return payloadColumns.length;
  }

  /// Remembers that a row has a match; threads may race to write the same 1.
  void mark(int row) {
    matched[row] = 1;
  }

  boolean isMarked(int row) {
    return matched[row] != 0;
  }

  /// The rows with or without a match, as morsels of the payload columns.
  List<Morsel> rows(boolean withMatch) {
    if (spilled()) {
      return List.of();
    }
    int[] order = new int[matched.length];
    int count = 0;
    for (int row = 0; row < matched.length; row++) {
      order[count] = row;
      count += (matched[row] != 0) == withMatch ? 1 : 0;
    }
    Rows all = Objects.requireNonNull(rows);
    ColumnBuffer[] columnsOut = new ColumnBuffer[payloadColumns.length];
    for (int c = 0; c < columnsOut.length; c++) {
      columnsOut[c] = all.columns[payloadColumns[c]];
    }
    return Rows.morsels(columnsOut, order, 0, count);
  }

  /// A key filter where the probe side is scanned. It stops filtering in a thread that finds that
  /// it hardly ever rejects a row.
  private final class Pushed implements PushedFilter {
    private static final int TRIAL_ROWS = 16 * Morsel.WINDOW_ROWS;

    private final int key;
    private final int scanColumn;
    private @Nullable KeyFilter filter;

    Pushed(int key, int scanColumn) {
      this.key = key;
      this.scanColumn = scanColumn;
    }

    void complete(QueryRun run, JoinTable built, Rows all) {
      if (built.rows() > 0) {
        ColumnBuffer column = all.columns[keyColumns[key]];
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int row = 0; row < column.size; row++) {
          if (!column.isNull(row)) {
            min = Math.min(min, column.longs[row]);
            max = Math.max(max, column.longs[row]);
          }
        }
        if (min <= max) {
          filter = run.own(new KeyFilter(column, min, max, run.memory()));
        }
      }
    }

    @Override
    public int column() {
      return scanColumn;
    }

    @Override
    public boolean empty() {
      return filter == null && !spilled();
    }

    @Override
    public @Nullable ZoneFilter zone(int tableColumn) {
      TypeKind kind = columns.get(keyColumns[key]).type().kind();
      KeyFilter known = filter;
      boolean plain =
          kind == TypeKind.SMALLINT
              || kind == TypeKind.INTEGER
              || kind == TypeKind.BIGINT
              || kind == TypeKind.DATE;
      return known == null || !plain ? null : new ZoneFilter(tableColumn, known.min(), known.max());
    }

    @Override
    public MorselReader.@Nullable Filter create() {
      KeyFilter known = filter;
      if (known == null) {
        return null;
      }
      int[] read = {scanColumn};
      return new MorselReader.Filter() {
        private long seen;
        private long passed;

        @Override
        public int[] columns() {
          return read;
        }

        @Override
        public int filter(ColumnVector[] vectors, int count, int[] selection) {
          if (seen > TRIAL_ROWS && passed > seen - (seen >> 4)) {
            return count;
          }
          int kept = known.filter(vectors[scanColumn], count, selection);
          seen += count;
          passed += kept;
          return kept;
        }
      };
    }
  }

  /// True when a key of this type can be filtered in a scan.
  static boolean pushable(ColumnType type) {
    return type.form() == Form.LONG && type.kind() != TypeKind.BOOLEAN;
  }
}
