package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeleteVectorModelTest {
  @Test
  void windowsShowWhatEachSnapshotSees() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int rows = 1 + random.nextInt(10_000);
      DeleteVector deletes = new DeleteVector(rows);
      TreeMap<Integer, Long> model = new TreeMap<>();
      int adds = random.nextInt(random.nextBoolean() ? 20 : 6_000);
      for (int i = 0; i < adds; i++) {
        int position = random.nextInt(random.nextBoolean() ? rows : Math.min(rows, 300));
        long commit = 1 + i / 3;
        boolean added = model.putIfAbsent(position, commit) == null;
        assertThat(deletes.add(position, commit)).isEqualTo(added);
      }
      check(seed, deletes, model, random, adds / 3 + 2);
    }
  }

  private static void check(
      long seed, DeleteVector deletes, TreeMap<Integer, Long> model, Random random, long commits) {
    assertThat(deletes.deletedCount()).isEqualTo(model.size());
    TreeMap<Integer, Long> entries = new TreeMap<>();
    deletes.forEach(entries::put);
    assertThat(entries).isEqualTo(model);
    int[] selection = new int[5_000];
    for (int i = 0; i < 100; i++) {
      int from = random.nextInt(deletes.rowCount());
      int count = random.nextInt(Math.min(selection.length, deletes.rowCount() - from) + 1);
      long snapshot = random.nextLong(commits + 1);
      List<Integer> expected = new ArrayList<>();
      for (int p = from; p < from + count; p++) {
        long deletedAt = model.getOrDefault(p, DeleteVector.ALIVE);
        assertThat(deletes.deletedAt(p)).isEqualTo(deletedAt);
        if (deletedAt > snapshot) {
          expected.add(p - from);
        }
      }
      int visible = deletes.visible(from, count, snapshot, selection);
      assertThat(visible)
          .as("seed %d, [%d, +%d) at %d", seed, from, count, snapshot)
          .isEqualTo(expected.size() == count ? -1 : expected.size());
      for (int k = 0; k < visible; k++) {
        assertThat(selection[k]).isEqualTo(expected.get(k));
      }
    }
  }

  @Test
  void theFirstDeleteOfARowStays() {
    DeleteVector deletes = new DeleteVector(10);
    assertThat(deletes.add(3, 5)).isTrue();
    assertThat(deletes.add(3, 6)).isFalse();
    assertThat(deletes.deletedAt(3)).isEqualTo(5);
    assertThat(deletes.deletedAt(4)).isEqualTo(DeleteVector.ALIVE);
    assertThatThrownBy(() -> deletes.add(10, 7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> deletes.add(-1, 7)).isInstanceOf(IllegalArgumentException.class);
  }

  /// Commit c deletes row order[c - 1] and is then published. A reader at snapshot s must see
  /// exactly the rows of the later commits, whatever is added meanwhile.
  @Test
  void readersSeeASnapshotWhileRowsAreDeleted() throws Exception {
    long seed = 77;
    int rows = 6_000;
    int[] order = new Random(seed).ints(0, rows).distinct().limit(rows - 100).toArray();
    long[] deletedBy = new long[rows];
    for (int i = 0; i < rows; i++) {
      deletedBy[i] = DeleteVector.ALIVE;
    }
    for (int i = 0; i < order.length; i++) {
      deletedBy[order[i]] = i + 1;
    }
    DeleteVector deletes = new DeleteVector(rows);
    AtomicLong published = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<Map<String, Long>>> results = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        results.add(readers.submit(() -> read(deletes, deletedBy, published, done)));
      }
      try {
        for (int i = 0; i < order.length; i++) {
          assertThat(deletes.add(order[i], i + 1)).isTrue();
          published.set(i + 1);
        }
      } finally {
        done.set(true);
      }
      for (Future<Map<String, Long>> result : results) {
        assertThat(result.get()).isEqualTo(Map.of("wrong", 0L));
      }
    }
  }

  private static Map<String, Long> read(
      DeleteVector deletes, long[] deletedBy, AtomicLong published, AtomicBoolean done) {
    int[] selection = new int[2048];
    long wrong = 0;
    boolean last;
    int from = 0;
    do {
      last = done.get();
      long snapshot = published.get();
      from = (from + 1000) % (deletedBy.length - 2048);
      int visible = deletes.visible(from, 2048, snapshot, selection);
      int at = 0;
      for (int i = 0; i < 2048; i++) {
        boolean expected = deletedBy[from + i] > snapshot;
        boolean actual = visible < 0 || (at < visible && selection[at] == i);
        at += actual ? 1 : 0;
        wrong += expected == actual ? 0 : 1;
      }
    } while (!last);
    return Map.of("wrong", wrong);
  }
}
