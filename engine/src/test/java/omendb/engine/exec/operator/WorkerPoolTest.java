package omendb.engine.exec.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.engine.exec.ShortStatements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class WorkerPoolTest {
  private static final int NICE_FIELD = 18;

  private final ShortStatements shortStatements = new ShortStatements();
  private final WorkerPool pool = new WorkerPool(2, shortStatements);

  @AfterEach
  void stop() {
    pool.close();
  }

  /// The threads by the numbers of the workers they were; all of them take part.
  private Map<Integer, Thread> threads(int workers) {
    Map<Integer, Thread> threads = new ConcurrentHashMap<>();
    CyclicBarrier all = new CyclicBarrier(workers);
    pool.run(
        workers,
        worker -> {
          threads.put(worker, Thread.currentThread());
          try {
            all.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    return threads;
  }

  @Test
  void aCallerWorksItselfWhenThereAreNoShortStatements() {
    assertThat(threads(3).get(0)).isSameAs(Thread.currentThread());
  }

  @Test
  void aCallerLetsAnotherWorkBesideShortStatementsAndWorksAgainAfterThem() {
    shortStatements.note();
    Map<Integer, Thread> beside = threads(3);
    assertThat(beside).hasSize(3).doesNotContainValue(Thread.currentThread());
    assertThat(Set.copyOf(beside.values())).hasSize(3);
    assertThat(threads(3).get(0)).isSameAs(Thread.currentThread());
  }

  @Test
  void aJobForOneWorkerStaysWithItsCaller() {
    shortStatements.note();
    assertThat(threads(1).get(0)).isSameAs(Thread.currentThread());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void helpersAndStandInsAreNicerThanTheirCaller() {
    long own = nice();
    shortStatements.note();
    Map<Integer, Long> values = new ConcurrentHashMap<>();
    CyclicBarrier all = new CyclicBarrier(3);
    pool.run(
        3,
        worker -> {
          values.put(worker, nice());
          try {
            all.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(values.values()).hasSize(3).allMatch(nice -> nice > own);
    assertThat(nice()).isEqualTo(own);
  }

  private static long nice() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      // The fields after the name, which is in parentheses and the second.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[NICE_FIELD - 2]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void jobsEndWhileShortStatementsNeverPause() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread client =
        Thread.ofPlatform()
            .start(() -> {
              while (!ended.get()) {
                shortStatements.note();
              }
            });
    try {
      for (int job = 0; job < 20; job++) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        pool.run(
            3,
            worker -> {
              long seen = 0;
              while (next.getAndIncrement() < 1000) {
                seen = pool.giveWay(seen);
                done.getAndIncrement();
              }
            });
        assertThat(done).hasValue(1000);
      }
    } finally {
      ended.set(true);
      client.join();
    }
  }

  @Test
  void aStandInsFailureIsItsCallers() {
    shortStatements.note();
    assertThatThrownBy(() ->
            pool.run(
                2,
                worker -> {
                  throw new IllegalArgumentException("of worker " + worker);
                }))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyCallersGoOnWhileAllHelpersAreBusy() throws InterruptedException {
    CyclicBarrier meeting = new CyclicBarrier(8);
    AtomicInteger met = new AtomicInteger();
    List<Thread> callers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(i ->
                Thread.ofPlatform()
                    .start(() -> {
                      shortStatements.note();
                      pool.run(2, worker -> leaderMeets(worker, meeting, met));
                    }))
            .toList();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(met).hasValue(8);
  }

  private static void leaderMeets(int worker, CyclicBarrier meeting, AtomicInteger met) {
    if (worker == 0) {
      try {
        meeting.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      met.getAndIncrement();
    }
  }
}
