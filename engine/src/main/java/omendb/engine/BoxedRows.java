package omendb.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.RowCodec;
import omendb.engine.exec.MorselSource;
import org.jspecify.annotations.Nullable;

/// Boxed rows in the forms that the doors and the executor read: as a batch, or as a scan's morsel.
/// For few rows: catalog relations, SHOW, RETURNING.
final class BoxedRows implements AutoCloseable {
  private final List<ColumnType> types;
  private @Nullable Arena arena;

  BoxedRows(List<ColumnType> types) {
    this.types = List.copyOf(types);
  }

  /// The rows as one batch, valid until the next call.
  Batch batch(List<@Nullable Object[]> rows) {
    close();
    ColumnVector[] vectors = new ColumnVector[types.size()];
    for (int column = 0; column < vectors.length; column++) {
      ColumnVector vector = new ColumnVector(types.get(column), rows.size());
      for (int row = 0; row < rows.size(); row++) {
        put(vector, row, rows.get(row)[column]);
      }
      vectors[column] = vector;
    }
    Batch batch = new Batch(vectors);
    batch.rowCount = rows.size();
    return batch;
  }

  private void put(ColumnVector vector, int row, @Nullable Object value) {
    if (value == null) {
      vector.nulls[row] = 1;
      vector.hasNulls = true;
      return;
    }
    ColumnType type = vector.type;
    switch (vector.form) {
      case LONG -> vector.longs[row] = RowCodec.unscaled(type, value);
      case DOUBLE -> vector.doubles[row] = ((Number) value).doubleValue();
      case WIDE -> {
        if (value instanceof UUID uuid) {
          vector.highs[row] = uuid.getMostSignificantBits();
          vector.longs[row] = uuid.getLeastSignificantBits();
        } else {
          BigInteger unscaled = ((BigDecimal) value).setScale(type.scale()).unscaledValue();
          vector.longs[row] = unscaled.longValue();
          vector.highs[row] = unscaled.shiftRight(64).longValue();
        }
      }
      case BYTES -> {
        byte[] bytes = RowCodec.variableBytes(type, value);
        MemorySegment copy = arena().allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        vector.longs[row] = copy.address();
        vector.lengths[row] = bytes.length;
      }
      case OBJECT -> vector.objects[row] = value;
    }
  }

  /// Shared, because a portal may be opened on one thread and read on another.
  private Arena arena() {
    Arena open = arena;
    if (open == null) {
      open = Arena.ofAuto();
      arena = open;
    }
    return open;
  }

  @Override
  public void close() {
    arena = null;
  }

  /// The rows as a scan of one morsel.
  ///
  /// @param keyColumn the index of the column that holds each row's encoded key, -1 for none
  static MorselSource source(List<ColumnType> types, List<@Nullable Object[]> rows, int keyColumn) {
    BoxedRows boxed = new BoxedRows(types);
    List<byte[]> keys = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      if (keyColumn >= 0 && row[keyColumn] instanceof byte[] key) {
        keys.add(key);
      }
    }
    Morsel morsel = new BoxedMorsel(boxed.batch(rows), boxed, keys);
    return new MorselSource() {
      @Override
      public List<Morsel> morsels() {
        return List.of(morsel);
      }

      @Override
      public void close() {
        boxed.close();
      }
    };
  }

  /// @param owner keeps the native bytes alive
  private static final class BoxedMorsel implements Morsel {
    private final Batch all;
    private final BoxedRows owner;
    private final List<byte[]> keys;
    private int from;

    BoxedMorsel(Batch all, BoxedRows owner, List<byte[]> keys) {
      this.all = all;
      this.owner = owner;
      this.keys = keys;
    }

    @Override
    public int rowCount() {
      return all.rowCount;
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public int load(int newFrom, int count) {
      from = newFrom;
      return Math.min(count, all.rowCount - newFrom);
    }

    @Override
    public void read(int column, ColumnVector into) {
      int count = Math.min(into.capacity(), all.rowCount - from);
      copy(all.vectors[column], from, into, 0, count);
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      into.hasNulls = false;
      for (int i = 0; i < count; i++) {
        copyOne(all.vectors[column], from + selection[i], into, i);
      }
    }

    @Override
    public byte[] key(int row) {
      if (keys.isEmpty()) {
        throw new IllegalStateException("these rows in memory have no key: " + owner);
      }
      return keys.get(from + row);
    }

    private static void copy(ColumnVector source, int start, ColumnVector into, int at, int count) {
      into.hasNulls = false;
      for (int i = 0; i < count; i++) {
        copyOne(source, start + i, into, at + i);
      }
    }

    private static void copyOne(ColumnVector source, int row, ColumnVector into, int at) {
      boolean isNull = source.isNull(row);
      into.nulls[at] = (byte) (isNull ? 1 : 0);
      into.hasNulls |= isNull;
      switch (source.form) {
        case LONG -> into.longs[at] = source.longs[row];
        case DOUBLE -> into.doubles[at] = source.doubles[row];
        case WIDE -> {
          into.longs[at] = source.longs[row];
          into.highs[at] = source.highs[row];
        }
        case BYTES -> {
          into.longs[at] = source.longs[row];
          into.lengths[at] = source.lengths[row];
        }
        case OBJECT -> into.objects[at] = source.objects[row];
      }
    }
  }
}
