package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.KeyRange;
import omendb.core.NativeMemory;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class MigrationTest {
  private static final KeyRange ALL = new KeyRange(null, null);

  private final Hot hot = new Hot();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 5; i++) {
      hot.put(i, i);
    }
  }

  @AfterEach
  void close() {
    hot.close();
  }

  private MigrationSet collect() {
    return hot.store.collect(hot.manager.watermark(), ALL, 100);
  }

  private BitSet mark(MigrationSet set, long tableVersion) {
    return hot.manager.exclusively(() -> hot.store.mark(set, tableVersion));
  }

  @Test
  void rowsChangedOrLockedSinceTheyWereCollectedStay() {
    try (MigrationSet set = collect();
        Transaction tx = hot.begin()) {
      assertThat(set.count()).isEqualTo(5);
      hot.put(1, 100);
      hot.remove(2);
      tx.lock(hot.store, Hot.key(3), LockMode.SHARE, WaitPolicy.WAIT);
      BitSet moved = mark(set, 7);
      assertThat(moved).hasToString("{0, 4}");
      for (int i = 0; i < 5; i++) {
        assertThat(NativeMemory.getLong(set.row(i))).as("still readable").isEqualTo(i);
        assertThat(set.key(i)).isEqualTo(Hot.key(i));
        assertThat(set.commit(i)).isEqualTo(i + 1);
        assertThat(set.rowBytes(i)).isEqualTo(8);
      }
      hot.manager.exclusively(() -> {
        hot.store.unmark(set, moved);
        return true;
      });
    }
    try (MigrationSet set = collect()) {
      assertThat(set.count()).isEqualTo(4);
    }
  }

  @Test
  void rowsNewerThanTheWatermarkOrLockedAreNotCollected() {
    try (SnapshotPin pin = hot.manager.pin();
        Transaction tx = hot.begin()) {
      assertThat(pin.commit()).isEqualTo(5);
      hot.put(9, 9);
      hot.put(0, 10);
      tx.lock(hot.store, Hot.key(1), LockMode.KEY_SHARE, WaitPolicy.WAIT);
      try (MigrationSet set = collect()) {
        assertThat(set.count()).isEqualTo(3);
        assertThat(set.key(0)).isEqualTo(Hot.key(2));
      }
    }
  }

  @Test
  void scansSeeAMovedRowInExactlyOneTier() {
    try (Transaction tx = hot.begin()) {
      assertThat(hot.cold.migrate(hot.manager, hot.store, 3)).isEqualTo(3);
      assertThat(hot.cold.scan(tx, hot.store, 1)).hasSize(5);
      assertThat(hot.cold.scan(tx, hot.store, 2)).hasSize(5);
      try (HotScan before = hot.store.scan(tx, 1);
          HotScan after = hot.store.scan(tx, 2)) {
        long[] rows = new long[10];
        int[] ids = new int[10];
        assertThat(before.load(0, 10, rows, ids)).isEqualTo(5);
        assertThat(after.load(0, 10, rows, ids)).isEqualTo(2);
      }
    }
  }

  @Test
  void reclaimedRowsGiveTheirMemoryBack() {
    assertThat(hot.cold.migrate(hot.manager, hot.store, 100)).isEqualTo(5);
    hot.store.reclaim(1);
    assertThat(hot.store.rowCount()).isEqualTo(5);
    hot.store.reclaim(2);
    hot.manager.maintain();
    assertThat(hot.store.rowCount()).isZero();
    assertThat(hot.store.statistics().liveBytes()).isZero();
    try (Transaction tx = hot.begin()) {
      assertThat(hot.store.get(tx, Hot.key(1))).isZero();
      assertThat(hot.cold.get(tx, hot.store, Hot.key(1))).isEqualTo(1);
      assertThat(tx.update(hot.store, Hot.key(1), Hot.row(11))).isTrue();
      assertThat(tx.insert(hot.store, Hot.key(2), Hot.row(22))).isFalse();
      assertThat(tx.delete(hot.store, Hot.key(3))).isTrue();
      tx.commit();
    }
    List<RowChange> changes = hot.log.records().getLast().changes();
    assertThat(changes).hasSize(2);
    assertThat(changes.get(0).coldPosition()).isEqualTo(hot.cold.find(Hot.key(1)));
    assertThat(changes.get(1).coldPosition()).isEqualTo(hot.cold.find(Hot.key(3)));
    assertThat(hot.cold.deletedAt(hot.cold.find(Hot.key(3)))).isEqualTo(6);
  }

  /// Rows `0, 3, 6 …` for a restart.
  private static final class Rows implements RowSource {
    private final Iterator<Integer> numbers;
    private final ColumnType type;
    private int number;

    Rows(ColumnType type, int count) {
      this.type = type;
      this.numbers = java.util.stream.IntStream.range(0, count).iterator();
    }

    @Override
    public boolean next() {
      if (!numbers.hasNext()) {
        return false;
      }
      number = numbers.next();
      return true;
    }

    @Override
    public byte[] key() {
      return keyOf(type, number);
    }

    static byte[] keyOf(ColumnType type, int number) {
      return type == ColumnType.BIGINT
          ? Hot.key(number * 3L)
          : Hot.key(String.format("some text %06d", number));
    }

    @Override
    public byte[] row() {
      return Hot.row(number);
    }

    @Override
    public long commit() {
      return 1 + number % 10;
    }
  }

  enum KeyType {
    BIGINT(ColumnType.BIGINT),
    TEXT(ColumnType.TEXT);

    final ColumnType type;

    KeyType(ColumnType type) {
      this.type = type;
    }
  }

  @ParameterizedTest
  @EnumSource
  void restartLoadsRowsAndReplaysTheLog(KeyType keyType) {
    ColumnType type = keyType.type;
    try (Hot again = new Hot(type, Hot.smallSlabs())) {
      assertThat(again.store.bulkLoad(new Rows(type, 3000))).isEqualTo(3000);
      again.store.load(Rows.keyOf(type, 7), Hot.row(70), 11);
      again.store.load(Rows.keyOf(type, 8), null, 12);
      again.store.load(Rows.keyOf(type, 5000), Hot.row(5000), 12);
      again.store.load(Rows.keyOf(type, 5001), null, 12);
      again.manager.recovered(12);
      again.manager.maintain();
      try (Transaction tx = again.begin()) {
        assertThat(tx.snapshot()).isEqualTo(12);
        for (int i = 0; i < 3000; i++) {
          Long value = again.cold.get(tx, again.store, Rows.keyOf(type, i));
          assertThat(value).isEqualTo(i == 8 ? null : i == 7 ? 70L : (Long) (long) i);
        }
        assertThat(again.cold.range(tx, again.store, ALL, true)).hasSize(3000);
        assertThat(tx.insert(again.store, Rows.keyOf(type, 8), Hot.row(1))).isTrue();
        assertThat(tx.commit()).isEqualTo(13);
      }
      assertThat(again.store.rowCount()).isEqualTo(3001);
    }
  }

  /// Pieces of a few rows, which several threads take.
  private record Pieces(Rows rows, int count) implements RowPieces {
    private static final int PIECE_ROWS = 37;

    @Override
    public int pieces() {
      return (count + PIECE_ROWS - 1) / PIECE_ROWS;
    }

    @Override
    public int rowsBefore(int piece) {
      return Math.min(count, piece * PIECE_ROWS);
    }

    @Override
    public Reader reader() {
      return (piece, sink) -> {
        for (int i = rowsBefore(piece); i < rowsBefore(piece + 1); i++) {
          byte[] key = Rows.keyOf(rows.type, i);
          byte[] row = Hot.row(i);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment keyBytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, key);
            MemorySegment rowBytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, row);
            sink.row(keyBytes.address(), key.length, rowBytes.address(), row.length, 1 + i % 10);
          }
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void restartLoadsPiecesAndAllTheirMemoryComesBack(KeyType keyType) {
    ColumnType type = keyType.type;
    try (Hot again = new Hot(type, Hot.smallSlabs())) {
      Pieces pieces = new Pieces(new Rows(type, 3000), 3000);
      assertThat(again.store.bulkLoad(pieces)).isEqualTo(3000);
      again.store.load(Rows.keyOf(type, 5000), Hot.row(5000), 12);
      again.manager.recovered(12);
      assertThat(again.store.hotRows()).isEqualTo(3001);
      HotStatistics full = again.store.statistics();
      assertThat(full.rows()).isEqualTo(3001);
      assertThat(full.liveBytes()).isBetween(3001 * 48L, full.nativeBytes());
      try (Transaction tx = again.begin()) {
        for (int i = 0; i < 3000; i++) {
          assertThat(again.cold.get(tx, again.store, Rows.keyOf(type, i))).isEqualTo(i);
        }
        assertThat(again.cold.range(tx, again.store, ALL, true)).hasSize(3001);
        for (int i = 0; i < 3000; i++) {
          assertThat(tx.delete(again.store, Rows.keyOf(type, i))).isTrue();
        }
        assertThat(tx.delete(again.store, Rows.keyOf(type, 5000))).isTrue();
        tx.commit();
      }
      again.manager.maintain();
      again.manager.maintain();
      assertThat(again.store.rowCount()).isZero();
      assertThat(again.store.statistics().liveBytes()).isZero();
      assertThat(again.store.statistics().nativeBytes()).isLessThan(full.nativeBytes() / 2);
    }
  }

  @Test
  void aPieceThatCannotBeReadEndsTheLoad() {
    try (Hot again = new Hot(ColumnType.BIGINT, Hot.smallSlabs())) {
      RowPieces broken =
          new RowPieces() {
            @Override
            public int pieces() {
              return 40;
            }

            @Override
            public int rowsBefore(int piece) {
              return piece;
            }

            @Override
            public Reader reader() {
              return (_, _) -> {
                throw SqlState.DATA_CORRUPTED.error("broken");
              };
            }
          };
      assertThatThrownBy(() -> again.store.bulkLoad(broken)).isInstanceOf(OmenException.class);
    }
  }
}
