package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Rows of constant expressions.
final class ValuesSource extends Source {
  private final List<List<Expr>> tuples;
  private final List<ColumnType> types;
  private final Binding binding;

  ValuesSource(List<List<Expr>> tuples, List<ColumnType> types, Binding binding) {
    this.tuples = tuples;
    this.types = types;
    this.binding = binding;
  }

  @Override
  List<ColumnType> types() {
    return types;
  }

  @Override
  double rows() {
    return tuples.size();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    return List.of(new Tuples(run.arena()));
  }

  private final class Tuples implements Morsel {
    private final NativeArena arena;
    private int at;
    private int loaded;

    Tuples(NativeArena arena) {
      this.arena = arena;
    }

    @Override
    public int rowCount() {
      return tuples.size();
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public int load(int from, int count) {
      arena.reset();
      at = from;
      loaded = count;
      return count;
    }

    @Override
    public void read(int column, ColumnVector into) {
      into.hasNulls = false;
      for (int i = 0; i < loaded; i++) {
        set(column, at + i, into, i);
      }
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      into.hasNulls = false;
      for (int i = 0; i < count; i++) {
        set(column, at + selection[i], into, i);
      }
    }

    private void set(int column, int row, ColumnVector into, int i) {
      @Nullable Object value = binding.evaluate(tuples.get(row).get(column));
      boolean known = Boxed.set(into, i, value, arena);
      into.nulls[i] = (byte) (known ? 0 : 1);
      into.hasNulls |= !known;
    }

    @Override
    public byte[] key(int row) {
      throw new IllegalStateException("a literal row has no key");
    }
  }
}
