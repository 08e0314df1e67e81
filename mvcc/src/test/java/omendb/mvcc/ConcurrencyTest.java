package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import omendb.core.KeyRange;
import omendb.core.NativeMemory;
import omendb.core.OmenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ConcurrencyTest {
  private static final int ACCOUNTS = 40;
  private static final long START = 1000;

  private interface Body {
    void run(Transaction tx, Random random);
  }

  /// Runs the body until it has committed `count` times, again after each conflict.
  private static void repeat(Hot hot, Isolation isolation, int count, long seed, Body body) {
    Random random = new Random(seed);
    for (int done = 0; done < count; ) {
      try (Transaction tx = hot.begin(isolation)) {
        body.run(tx, random);
        tx.commit();
        done++;
      } catch (OmenException e) {
        if (!e.state().retryable()) {
          throw e;
        }
      }
    }
  }

  private static void inParallel(List<Runnable> actions) throws Exception {
    AtomicReference<Throwable> error = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Runnable action : actions) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  action.run();
                } catch (Throwable e) {
                  error.compareAndSet(null, e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(error.get()).isNull();
  }

  private static long read(Hot hot, Transaction tx, long id) {
    Long value = hot.cold.get(tx, hot.store, Hot.key(id));
    assertThat(value).as("row %d", id).isNotNull();
    return value;
  }

  private static long sum(Hot hot, Transaction tx, int way) {
    long sum = 0;
    switch (way) {
      case 0 -> {
        for (int i = 0; i < ACCOUNTS; i++) {
          sum += read(hot, tx, i);
        }
      }
      case 1 -> {
        for (long value : hot.cold.scan(tx, hot.store).values()) {
          sum += value;
        }
      }
      default -> {
        KeyRange all = new KeyRange(null, null);
        for (long value : hot.cold.range(tx, hot.store, all, way == 2).values()) {
          sum += value;
        }
      }
    }
    return sum;
  }

  /// Two writers move money, one reader adds it up, one thread migrates and collects.
  @ParameterizedTest
  @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
  void moneyIsNeitherMadeNorLost(Isolation isolation) throws Exception {
    try (Hot hot = new Hot()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        hot.put(i, START);
      }
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong writers = new AtomicLong(2);
      Body transfer =
          (tx, random) -> {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long amount = random.nextInt(10);
            long source = read(hot, tx, from);
            long target = read(hot, tx, to);
            tx.update(hot.store, Hot.key(from), Hot.row(source - amount));
            tx.update(hot.store, Hot.key(to), Hot.row(target + amount));
          };
      List<Runnable> actions = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        long seed = 17 + i;
        actions.add(() -> {
          try {
            repeat(hot, isolation, 1500, seed, transfer);
          } finally {
            stop.set(writers.decrementAndGet() == 0);
          }
        });
      }
      actions.add(() -> {
        int way = 0;
        while (!stop.get()) {
          way = (way + 1) % 4;
          try (Transaction tx = hot.manager.begin(isolation, true)) {
            assertThat(sum(hot, tx, way)).isEqualTo(ACCOUNTS * START);
            assertThat(sum(hot, tx, 0)).isEqualTo(ACCOUNTS * START);
          }
        }
      });
      actions.add(() -> {
        while (!stop.get()) {
          hot.cold.migrate(hot.manager, hot.store, 5);
          hot.manager.maintain();
          Thread.yield();
        }
      });
      inParallel(actions);
      try (Transaction tx = hot.begin()) {
        assertThat(sum(hot, tx, 1)).isEqualTo(ACCOUNTS * START);
      }
    }
  }

  @Test
  void noIncrementIsLost() throws Exception {
    try (Hot hot = new Hot()) {
      hot.put(1, 0);
      Body increment =
          (tx, random) -> {
            Long value = hot.get(tx, 1);
            tx.update(hot.store, Hot.key(1), Hot.row(value + 1));
          };
      List<Runnable> actions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Isolation isolation = Isolation.values()[i % 3];
        actions.add(() -> repeat(hot, isolation, 500, 1, increment));
      }
      inParallel(actions);
      try (Transaction tx = hot.begin()) {
        assertThat(hot.get(tx, 1)).isEqualTo(2000);
      }
    }
  }

  @Test
  void onlyOneOfManyInsertsOfAKeySucceeds() throws Exception {
    try (Hot hot = new Hot()) {
      AtomicLong inserted = new AtomicLong();
      List<Runnable> actions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        actions.add(() -> {
          for (int id = 0; id < 300; id++) {
            try (Transaction tx = hot.begin()) {
              if (tx.insert(hot.store, Hot.key(id), Hot.row(id))) {
                tx.commit();
                inserted.incrementAndGet();
              }
            }
          }
        });
      }
      inParallel(actions);
      assertThat(inserted).hasValue(300);
      assertThat(hot.store.rowCount()).isEqualTo(300);
    }
  }

  @Test
  void readersNeverSeeMemoryThatWasReused() throws Exception {
    MvccOptions options = Hot.smallSlabs();
    try (Hot hot = new Hot(omendb.core.ColumnType.BIGINT, options)) {
      for (int i = 0; i < 50; i++) {
        hot.put(i, i);
      }
      AtomicBoolean stop = new AtomicBoolean();
      List<Runnable> actions = new ArrayList<>();
      actions.add(() -> {
        try {
          Random random = new Random(3);
          for (int i = 0; i < 8000; i++) {
            int id = random.nextInt(50);
            try (Transaction tx = hot.begin()) {
              // The value tells its key: value % 50 == id.
              long value = id + 50L * i;
              if (!tx.update(hot.store, Hot.key(id), Hot.row(value))) {
                tx.insert(hot.store, Hot.key(id), Hot.row(value));
              } else if (random.nextInt(4) == 0) {
                tx.delete(hot.store, Hot.key(id));
              }
              tx.commit();
            }
          }
        } finally {
          stop.set(true);
        }
      });
      for (int reader = 0; reader < 2; reader++) {
        actions.add(() -> {
          while (!stop.get()) {
            try (Transaction tx = hot.begin()) {
              long[] first = new long[50];
              for (int id = 0; id < 50; id++) {
                first[id] = hot.store.getByPrefix(tx, id);
                if (first[id] > 0) {
                  assertThat(NativeMemory.getLong(first[id]) % 50).isEqualTo(id);
                }
              }
              for (int id = 0; id < 50; id++) {
                long again = hot.store.getByPrefix(tx, id);
                assertThat(Math.max(0, again)).isEqualTo(Math.max(0, first[id]));
                if (again > 0) {
                  assertThat(NativeMemory.getLong(again) % 50).isEqualTo(id);
                }
              }
            }
          }
        });
      }
      inParallel(actions);
      hot.manager.maintain();
      assertThat(hot.store.statistics().retiredQueue()).isZero();
    }
  }
}
