package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import org.jspecify.annotations.Nullable;

/// Boxed rows in the order in which they are added, to be read again at any place. The first few
/// megabytes stay in memory, the rest goes to a temporary file.
final class RowSpool implements AutoCloseable {
  private static final int BLOCK_ROWS = 1024;
  private static final long MEMORY_BYTES = 4L << 20;

  /// A boxed value beside its text or bytes.
  private static final int VALUE_BYTES = 32;

  private final StatementContext context;
  private final List<ColumnType> types;
  private final List<List<@Nullable Object[]>> held = new ArrayList<>();
  private List<@Nullable Object[]> tail = new ArrayList<>();
  private long heldBytes;
  private long size;
  private @Nullable SpillFile file;
  private @Nullable NativeArena arena;

  /// The block of the file that was read last, and its number; -1 for none.
  private List<@Nullable Object[]> loaded = List.of();

  private int loadedBlock = -1;

  RowSpool(StatementContext context, List<ColumnType> types) {
    this.context = context;
    this.types = List.copyOf(types);
  }

  long size() {
    return size;
  }

  /// Errors: 53400 beyond `temp_file_limit`, 53100 when the disk is full.
  void add(@Nullable Object[] row) {
    tail.add(row);
    heldBytes += bytes(row);
    size++;
    if (tail.size() == BLOCK_ROWS) {
      if (file == null && heldBytes <= MEMORY_BYTES) {
        held.add(tail);
      } else {
        write(tail);
      }
      tail = new ArrayList<>();
    }
  }

  private static long bytes(@Nullable Object[] row) {
    long bytes = (long) VALUE_BYTES * row.length;
    for (Object value : row) {
      if (value instanceof String text) {
        bytes += text.length();
      } else if (value instanceof byte[] raw) {
        bytes += raw.length;
      }
    }
    return bytes;
  }

  private void write(List<@Nullable Object[]> rows) {
    SpillFile open = file;
    if (open == null) {
      open = context.spill().file();
      file = open;
    }
    try (BoxedRows boxed = new BoxedRows(types)) {
      Batch batch = boxed.batch(rows);
      open.append(batch.vectors, batch.rowCount, arena());
    }
  }

  private NativeArena arena() {
    NativeArena open = arena;
    if (open == null) {
      open = new NativeArena(context.memory());
      arena = open;
    }
    return open;
  }

  /// @param index from 0 to below [#size()]
  @Nullable Object[] get(long index) {
    int block = (int) (index / BLOCK_ROWS);
    int row = (int) (index % BLOCK_ROWS);
    if (block < held.size()) {
      return held.get(block).get(row);
    }
    SpillFile open = file;
    if (open == null || block - held.size() >= open.blocks()) {
      return tail.get(row);
    }
    if (block != loadedBlock) {
      loaded = read(open, block - held.size());
      loadedBlock = block;
    }
    return loaded.get(row);
  }

  private List<@Nullable Object[]> read(SpillFile open, int block) {
    ColumnVector[] vectors = new ColumnVector[types.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new ColumnVector(types.get(i), BLOCK_ROWS);
    }
    Batch batch = new Batch(vectors);
    batch.rowCount = open.read(block, vectors, arena());
    List<@Nullable Object[]> rows = new ArrayList<>(batch.rowCount);
    for (int i = 0; i < batch.rowCount; i++) {
      rows.add(QueryRunner.boxed(batch, i));
    }
    return rows;
  }

  @Override
  public void close() {
    SpillFile open = file;
    NativeArena bytes = arena;
    file = null;
    arena = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      if (bytes != null) {
        bytes.close();
      }
    }
  }
}
