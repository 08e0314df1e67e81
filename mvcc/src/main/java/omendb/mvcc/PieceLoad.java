package omendb.mvcc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import omendb.core.KeyCodec;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Fills an empty table of exact keys from pieces. Some threads take a piece after another and
/// write versions and directory entries, each into slabs and a range of row ids of its own, so that
/// they share nothing but the number of the next piece.
final class PieceLoad {
  private static final int THREADS_MAX = 4;

  private final VersionTable table;
  private final RowPieces pieces;
  private final int rows;
  private final int firstId;
  private final long[] prefixes;
  private final long[] heads;
  private final AtomicInteger nextPiece = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  PieceLoad(VersionTable table, RowPieces pieces) {
    this.table = table;
    this.pieces = pieces;
    this.rows = pieces.rowsBefore(pieces.pieces());
    this.firstId = table.rows.reserve(rows);
    this.prefixes = new long[rows];
    this.heads = new long[rows];
  }

  /// Loads everything; returns the number of rows. Throws what reading a piece throws; the table is
  /// of no use then.
  int run() {
    int processors = Runtime.getRuntime().availableProcessors();
    int count = Math.min(Math.min(THREADS_MAX, processors), pieces.pieces());
    Thread[] others = new Thread[Math.max(0, count - 1)];
    for (int i = 0; i < others.length; i++) {
      others[i] = Thread.ofPlatform().name("omendb-load-", i).daemon().start(this::work);
    }
    work();
    for (Thread other : others) {
      await(other);
    }
    switch (failure.get()) {
      case null -> table.index.bulkLoad(prefixes, heads, rows);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
    return rows;
  }

  private void await(Thread thread) {
    boolean ended = false;
    while (!ended) {
      try {
        thread.join();
        ended = true;
      } catch (InterruptedException e) {
        failure.compareAndSet(
            null, SqlState.ADMIN_SHUTDOWN.error("the start was interrupted").causedBy(e));
      }
    }
  }

  private void work() {
    try (SlabHeap.Filler filler = table.heap.filler()) {
      RowPieces.Reader reader = pieces.reader();
      int piece = nextPiece.getAndIncrement();
      while (piece < pieces.pieces() && failure.get() == null) {
        Place place = new Place(filler, pieces.rowsBefore(piece));
        reader.read(piece, place);
        if (place.at != pieces.rowsBefore(piece + 1)) {
          throw new IllegalStateException("piece " + piece + " has another number of rows");
        }
        piece = nextPiece.getAndIncrement();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /// Where the rows of one piece go.
  private final class Place implements RowPieces.Sink {
    private final SlabHeap.Filler filler;
    private int at;

    Place(SlabHeap.Filler filler, int at) {
      this.filler = filler;
      this.at = at;
    }

    @Override
    public void row(long key, int keyBytes, long row, int rowBytes, long commit) {
      long version = filler.allocate(Version.ROW + rowBytes, Version.SLAB);
      Version.fill(version, row, rowBytes, commit);
      long prefix = KeyCodec.prefix(key, keyBytes);
      table.rows.set(firstId + at, prefix, version);
      prefixes[at] = prefix;
      heads[at++] = version;
    }
  }
}
