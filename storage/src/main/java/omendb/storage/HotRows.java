package omendb.storage;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import omendb.core.SqlState;
import omendb.mvcc.RowSource;
import org.jspecify.annotations.Nullable;

/// The stored hot rows of one table in key order: what a restart loads. A thread reads them from
/// RocksDB while the caller puts them into the row store.
final class HotRows implements RowSource, AutoCloseable {
  private static final int PIECE_ROWS = 1024;
  private static final int PIECES = 16;

  private final RocksStore store;
  private final int oid;
  private final RecoveryProgress progress;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
  private final Thread reader;
  private volatile boolean stopped;
  private Piece piece = new Piece();
  private int at = -1;
  private long count;

  /// Some rows; the last piece has no row, and what went wrong if anything did.
  private static final class Piece {
    final byte[][] keys = new byte[PIECE_ROWS][];
    final byte[][] values = new byte[PIECE_ROWS][];
    int rows;
    @Nullable RuntimeException failure;
  }

  HotRows(RocksStore store, int oid, RecoveryProgress progress) {
    this.store = store;
    this.oid = oid;
    this.progress = progress;
    this.reader = Thread.ofPlatform().name("omendb-load").daemon().start(this::read);
  }

  private void read() {
    Piece last = new Piece();
    try (Entries entries = store.entries(Family.HOT, StoredKeys.hotPrefix(oid))) {
      Piece next = new Piece();
      while (!stopped && entries.next()) {
        next.keys[next.rows] = entries.key();
        next.values[next.rows++] = entries.value();
        if (next.rows == PIECE_ROWS) {
          pieces.put(next);
          next = new Piece();
        }
      }
      if (next.rows > 0) {
        pieces.put(next);
      }
    } catch (RuntimeException e) {
      last.failure = e;
    } catch (InterruptedException e) {
      return; // closed before its end
    }
    try {
      pieces.put(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean next() {
    if (++at >= piece.rows) {
      take();
      at = 0;
      if (piece.rows == 0) {
        return false;
      }
    }
    if (piece.values[at].length < 8) {
      throw SqlState.DATA_CORRUPTED.error("a stored row is damaged");
    }
    count++;
    return true;
  }

  private void take() {
    try {
      piece = pieces.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.ADMIN_SHUTDOWN.error("the start was interrupted").causedBy(e);
    }
    if (piece.failure != null) {
      throw piece.failure;
    }
    progress.hotRows(piece.rows);
  }

  long count() {
    return count;
  }

  @Override
  public byte[] key() {
    return StoredKeys.keyOfHot(piece.keys[at]);
  }

  @Override
  public byte[] row() {
    byte[] value = piece.values[at];
    return Arrays.copyOfRange(value, 8, value.length);
  }

  @Override
  public long commit() {
    return StoredKeys.readLong(piece.values[at], 0);
  }

  /// Waits for the reading thread to end.
  @Override
  public void close() {
    stopped = true;
    reader.interrupt();
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
