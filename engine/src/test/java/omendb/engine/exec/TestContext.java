package omendb.engine.exec;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.KeyRange;
import omendb.core.Morsel;
import omendb.core.SqlState;
import omendb.core.ZoneFilter;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.spill.SpillScope;
import omendb.engine.exec.spill.SpillSpace;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.Plan;

/// Tables by oid, and counters that must be back at zero when a query has been closed.
final class TestContext implements ExecutionContext {
  final MemoryBudget memory = new MemoryBudget(2L << 30);
  final AtomicInteger openScans = new AtomicInteger();
  final AtomicInteger checks = new AtomicInteger();
  List<ZoneFilter> lastZones = List.of();
  int cancelAfterChecks = Integer.MAX_VALUE;
  private final Map<Integer, ArrayTable> tables;
  private final int threads;
  private final Object[] parameters;
  private MemoryBudget limited = memory;
  private SpillScope spill = SpillScope.NONE;

  TestContext(Map<Integer, ArrayTable> tables, int threads, Object... parameters) {
    this.tables = tables;
    this.threads = threads;
    this.parameters = parameters;
  }

  TestContext limitedTo(long bytes) {
    limited = memory.child(bytes);
    return this;
  }

  TestContext spilling(SpillSpace space, long memoryBytes, long fileBytesMax) {
    spill = new SpillScope(space, memoryBytes, fileBytesMax);
    return this;
  }

  @Override
  public SpillScope spill() {
    return spill;
  }

  @Override
  public MorselSource scan(
      int tableOid, List<Integer> columns, List<ZoneFilter> zones, KeyRange keys) {
    lastZones = zones;
    openScans.incrementAndGet();
    return source(tables.get(tableOid).morsels(columns));
  }

  private MorselSource source(List<Morsel> morsels) {
    return new MorselSource() {
      @Override
      public List<Morsel> morsels() {
        return morsels;
      }

      @Override
      public void close() {
        openScans.decrementAndGet();
      }
    };
  }

  @Override
  public boolean lock(Plan.RowLock lock, byte[] key) {
    throw new AssertionError("nobody locks here");
  }

  @Override
  public MorselSource lookup(Plan.Lookup lookup, Object[] key) {
    openScans.incrementAndGet();
    ArrayTable table = tables.get(lookup.tableOid());
    List<Object[]> found = table.rows.stream().filter(row -> row[0].equals(key[0])).toList();
    return source(new ArrayTable(table.types, found, 100).morsels(lookup.columns()));
  }

  @Override
  public MorselSource indexScan(Plan.IndexScan scan, KeyBoundValues bounds) {
    throw new AssertionError("no indexes");
  }

  @Override
  public boolean indexCovers(int index) {
    return false;
  }

  @Override
  public int columnCount(int tableOid) {
    return tables.get(tableOid).types.size();
  }

  @Override
  public KeyRange keyRange(int tableOid, KeyBoundValues bounds) {
    return null;
  }

  @Override
  public Object[] parameters() {
    return parameters;
  }

  @Override
  public EvalContext evalContext() {
    return new EvalContext() {
      @Override
      public long statementMicros() {
        return 1_700_000_000_000_000L;
      }

      @Override
      public long transactionMicros() {
        return statementMicros();
      }

      @Override
      public long clockMicros() {
        return statementMicros();
      }

      @Override
      public omendb.core.text.TextStyle style() {
        return omendb.core.text.TextStyle.UTC;
      }

      @Override
      public String setting(String name) {
        return null;
      }

      @Override
      public String set(String name, String value, boolean local) {
        throw new AssertionError(name);
      }

      @Override
      public void checkCancelled() {}

      @Override
      public void sleep(long micros) {
        throw new AssertionError();
      }

      @Override
      public double random() {
        return 0.25;
      }

      @Override
      public Object catalog(String id, Object[] arguments) {
        throw new AssertionError(id);
      }
    };
  }

  @Override
  public void checkCancelled() {
    if (checks.incrementAndGet() > cancelAfterChecks) {
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request");
    }
  }

  @Override
  public MemoryBudget memory() {
    return limited;
  }

  @Override
  public int threads() {
    return threads;
  }
}
