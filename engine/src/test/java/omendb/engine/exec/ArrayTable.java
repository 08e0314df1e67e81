package omendb.engine.exec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.TypeKind;

/// A table in arrays, scanned in morsels of a given size.
final class ArrayTable {
  final List<ColumnType> types;
  final List<Object[]> rows;
  private final int morselRows;
  private final Arena arena = Arena.ofAuto();
  private final ColumnVector[] columns;

  ArrayTable(List<ColumnType> types, List<Object[]> rows, int morselRows) {
    this.types = types;
    this.rows = rows;
    this.morselRows = morselRows;
    this.columns = new ColumnVector[types.size()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = new ColumnVector(types.get(c), Math.max(1, rows.size()));
      for (int r = 0; r < rows.size(); r++) {
        set(columns[c], r, rows.get(r)[c]);
      }
    }
  }

  private void set(ColumnVector vector, int row, Object value) {
    if (value == null) {
      vector.nulls[row] = 1;
      vector.hasNulls = true;
      if (!vector.type.isText() && vector.longs.length > 0) {
        vector.longs[row] = 0x7777_7777_7777L;
      }
      return;
    }
    switch (vector.form) {
      case LONG ->
          vector.longs[row] =
              switch (value) {
                case Boolean truth -> truth ? 1 : 0;
                case BigDecimal number ->
                    number.setScale(vector.type.scale()).unscaledValue().longValueExact();
                default -> ((Number) value).longValue();
              };
      case DOUBLE -> vector.doubles[row] = ((Number) value).doubleValue();
      case WIDE -> {
        if (vector.type.kind() == TypeKind.UUID) {
          vector.highs[row] = ((UUID) value).getMostSignificantBits();
          vector.longs[row] = ((UUID) value).getLeastSignificantBits();
        } else {
          var bits = ((BigDecimal) value).setScale(vector.type.scale()).unscaledValue();
          vector.longs[row] = bits.longValue();
          vector.highs[row] = bits.shiftRight(64).longValue();
        }
      }
      case BYTES -> {
        byte[] bytes =
            value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment copy = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(
            bytes, 0, copy, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        vector.longs[row] = copy.address();
        vector.lengths[row] = bytes.length;
      }
      case OBJECT -> vector.objects[row] = value;
    }
  }

  List<Morsel> morsels(List<Integer> wanted) {
    List<Morsel> morsels = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += morselRows) {
      morsels.add(new Piece(wanted, from, Math.min(rows.size(), from + morselRows)));
    }
    return morsels;
  }

  private final class Piece implements Morsel {
    private final List<Integer> wanted;
    private final int start;
    private final int end;
    private int at;
    private int loaded;

    Piece(List<Integer> wanted, int start, int end) {
      this.wanted = wanted;
      this.start = start;
      this.end = end;
    }

    @Override
    public int rowCount() {
      return end - start;
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public int load(int from, int count) {
      at = start + from;
      loaded = count;
      return count;
    }

    @Override
    public void read(int column, ColumnVector into) {
      ColumnVector from = columns[wanted.get(column)];
      switch (from.form) {
        case LONG -> System.arraycopy(from.longs, at, into.longs, 0, loaded);
        case DOUBLE -> System.arraycopy(from.doubles, at, into.doubles, 0, loaded);
        case OBJECT -> System.arraycopy(from.objects, at, into.objects, 0, loaded);
        case WIDE -> {
          System.arraycopy(from.longs, at, into.longs, 0, loaded);
          System.arraycopy(from.highs, at, into.highs, 0, loaded);
        }
        case BYTES -> {
          System.arraycopy(from.longs, at, into.longs, 0, loaded);
          System.arraycopy(from.lengths, at, into.lengths, 0, loaded);
        }
      }
      into.hasNulls = from.hasNulls;
      if (from.hasNulls) {
        System.arraycopy(from.nulls, at, into.nulls, 0, loaded);
      }
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      ColumnVector from = columns[wanted.get(column)];
      for (int i = 0; i < count; i++) {
        int row = at + selection[i];
        switch (from.form) {
          case LONG -> into.longs[i] = from.longs[row];
          case DOUBLE -> into.doubles[i] = from.doubles[row];
          case OBJECT -> into.objects[i] = from.objects[row];
          case WIDE -> {
            into.longs[i] = from.longs[row];
            into.highs[i] = from.highs[row];
          }
          case BYTES -> {
            into.longs[i] = from.longs[row];
            into.lengths[i] = from.lengths[row];
          }
        }
        into.nulls[i] = from.nulls[row];
      }
      into.hasNulls = from.hasNulls;
    }

    @Override
    public byte[] key(int row) {
      int number = at + row;
      return new byte[] {
        (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
      };
    }
  }
}
