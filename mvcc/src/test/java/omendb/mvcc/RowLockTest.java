package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RowLockTest {
  private final Hot hot = new Hot();

  @BeforeEach
  void fill() {
    for (int i = 1; i <= 4; i++) {
      hot.put(i, i);
    }
  }

  @AfterEach
  void close() {
    hot.close();
  }

  private boolean lock(Transaction tx, long id, LockMode mode, WaitPolicy policy) {
    return tx.lock(hot.store, Hot.key(id), mode, policy);
  }

  private static <T> CompletableFuture<T> async(Supplier<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            result.complete(action.get());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void untilWaiting(Transaction tx) {
    while (tx.waiting == null) {
      Thread.onSpinWait();
    }
  }

  private static SqlState stateOf(CompletableFuture<?> future) throws Exception {
    try {
      future.get(10, TimeUnit.SECONDS);
      return SqlState.SUCCESSFUL_COMPLETION;
    } catch (ExecutionException e) {
      return ((OmenException) e.getCause()).state();
    }
  }

  @Test
  void writerWaitsAndThenConflictsWithTheFirstCommitter() throws Exception {
    Transaction first = hot.begin();
    Transaction second = hot.begin();
    first.update(hot.store, Hot.key(1), Hot.row(10));
    CompletableFuture<Boolean> waiter =
        async(() -> second.update(hot.store, Hot.key(1), Hot.row(11)));
    untilWaiting(second);
    assertThat(waiter).isNotDone();
    first.commit();
    assertThat(stateOf(waiter)).isEqualTo(SqlState.SERIALIZATION_FAILURE);
    second.rollback();
  }

  @Test
  void writerWaitsAndGoesOnWhenTheFirstRollsBack() throws Exception {
    Transaction first = hot.begin();
    Transaction second = hot.begin();
    first.delete(hot.store, Hot.key(1));
    CompletableFuture<Boolean> waiter =
        async(() -> second.update(hot.store, Hot.key(1), Hot.row(11)));
    untilWaiting(second);
    first.rollback();
    assertThat(waiter.get(10, TimeUnit.SECONDS)).isTrue();
    second.commit();
    try (Transaction tx = hot.begin()) {
      assertThat(hot.get(tx, 1)).isEqualTo(11);
    }
  }

  @Test
  void insertWaitsForTheOtherInsertAndIsADuplicate() throws Exception {
    Transaction first = hot.begin();
    Transaction second = hot.begin();
    first.insert(hot.store, Hot.key(9), Hot.row(10));
    CompletableFuture<Boolean> waiter =
        async(() -> second.insert(hot.store, Hot.key(9), Hot.row(11)));
    untilWaiting(second);
    first.commit();
    assertThat(waiter.get(10, TimeUnit.SECONDS)).isFalse();
    second.rollback();
  }

  @Test
  void deadlockIsFoundByTheLastToArrive() throws Exception {
    Transaction a = hot.begin();
    Transaction b = hot.begin();
    Transaction c = hot.begin();
    lock(a, 1, LockMode.UPDATE, WaitPolicy.WAIT);
    lock(b, 2, LockMode.UPDATE, WaitPolicy.WAIT);
    lock(c, 3, LockMode.UPDATE, WaitPolicy.WAIT);
    CompletableFuture<Boolean> first = async(() -> lock(a, 2, LockMode.UPDATE, WaitPolicy.WAIT));
    untilWaiting(a);
    CompletableFuture<Boolean> second = async(() -> lock(b, 3, LockMode.UPDATE, WaitPolicy.WAIT));
    untilWaiting(b);
    TransactionTest.fails(
        SqlState.DEADLOCK_DETECTED,
        "deadlock detected",
        () -> lock(c, 1, LockMode.UPDATE, WaitPolicy.WAIT));
    assertThat(hot.manager.statistics().deadlocks()).isEqualTo(1);
    c.rollback();
    assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    b.rollback();
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    a.rollback();
  }

  @Test
  void twoSharersThatBothWantToUpdateAreADeadlock() throws Exception {
    Transaction a = hot.begin();
    Transaction b = hot.begin();
    lock(a, 1, LockMode.SHARE, WaitPolicy.WAIT);
    lock(b, 1, LockMode.SHARE, WaitPolicy.WAIT);
    CompletableFuture<Boolean> first = async(() -> a.update(hot.store, Hot.key(1), Hot.row(5)));
    untilWaiting(a);
    TransactionTest.fails(
        SqlState.DEADLOCK_DETECTED,
        "deadlock detected",
        () -> b.update(hot.store, Hot.key(1), Hot.row(6)));
    b.rollback();
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    a.commit();
  }

  @Test
  void noWaitFailsAtOnceAndNamesTheTable() {
    try (Transaction a = hot.begin();
        Transaction b = hot.begin()) {
      lock(a, 1, LockMode.UPDATE, WaitPolicy.WAIT);
      TransactionTest.fails(
          SqlState.LOCK_NOT_AVAILABLE,
          "could not obtain lock on row in relation \"t\"",
          () -> lock(b, 1, LockMode.SHARE, WaitPolicy.NOWAIT));
    }
  }

  @Test
  void skipLockedLeavesLockedRowsOut() {
    try (Transaction a = hot.begin();
        Transaction b = hot.begin()) {
      lock(a, 1, LockMode.UPDATE, WaitPolicy.WAIT);
      assertThat(lock(b, 1, LockMode.UPDATE, WaitPolicy.SKIP_LOCKED)).isFalse();
      assertThat(lock(b, 2, LockMode.UPDATE, WaitPolicy.SKIP_LOCKED)).isTrue();
    }
  }

  @Test
  void abortToRetryNeverSleeps() {
    try (Transaction a = hot.begin();
        Transaction b = hot.begin()) {
      a.update(hot.store, Hot.key(1), Hot.row(7));
      b.setWaitPolicy(WaitPolicy.ABORT_TO_RETRY);
      assertThatThrownBy(() -> b.update(hot.store, Hot.key(1), Hot.row(8)))
          .isInstanceOf(WouldBlock.class);
      assertThatThrownBy(() -> lock(b, 1, LockMode.UPDATE, WaitPolicy.WAIT))
          .isInstanceOf(WouldBlock.class);
      assertThat(b.hasWrites()).isFalse();
    }
  }

  @Test
  void lockTimeoutEndsTheWait() {
    try (Transaction a = hot.begin();
        Transaction b = hot.begin()) {
      lock(a, 1, LockMode.UPDATE, WaitPolicy.WAIT);
      b.setLockTimeoutMillis(20);
      TransactionTest.fails(
          SqlState.LOCK_NOT_AVAILABLE,
          "canceling statement due to lock timeout",
          () -> b.update(hot.store, Hot.key(1), Hot.row(8)));
      assertThat(b.update(hot.store, Hot.key(2), Hot.row(8))).isTrue();
    }
  }

  @Test
  void interruptCancelsTheWait() throws Exception {
    Transaction a = hot.begin();
    Transaction b = hot.begin();
    lock(a, 1, LockMode.UPDATE, WaitPolicy.WAIT);
    Thread[] sleeper = new Thread[1];
    CompletableFuture<Boolean> waiter =
        async(() -> {
          sleeper[0] = Thread.currentThread();
          return b.update(hot.store, Hot.key(1), Hot.row(8));
        });
    untilWaiting(b);
    sleeper[0].interrupt();
    assertThat(stateOf(waiter)).isEqualTo(SqlState.QUERY_CANCELED);
    b.rollback();
    a.rollback();
  }

  @Test
  void modesConflictAsInPostgres() {
    List<LockMode> modes = List.of(LockMode.values());
    String conflicts = "";
    for (LockMode held : modes) {
      for (LockMode wanted : modes) {
        try (Transaction a = hot.begin();
            Transaction b = hot.begin()) {
          lock(a, 1, held, WaitPolicy.WAIT);
          conflicts += lock(b, 1, wanted, WaitPolicy.SKIP_LOCKED) ? "." : "x";
        }
      }
      conflicts += " ";
    }
    assertThat(conflicts.trim()).isEqualTo("...x ..xx .xxx xxxx");
  }

  @Test
  void keyShareDoesNotMindAnUpdateButADelete() {
    try (Transaction child = hot.begin()) {
      hot.put(1, 100);
      hot.remove(2);
      assertThat(lock(child, 1, LockMode.KEY_SHARE, WaitPolicy.WAIT)).isTrue();
      TransactionTest.fails(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent delete",
          () -> lock(child, 2, LockMode.KEY_SHARE, WaitPolicy.WAIT));
      TransactionTest.fails(
          SqlState.SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent update",
          () -> lock(child, 1, LockMode.SHARE, WaitPolicy.WAIT));
    }
  }

  @Test
  void whoWaitsLongerIsServedFirst() throws Exception {
    Transaction holder = hot.begin();
    Transaction writer = hot.begin();
    Transaction sharer = hot.begin();
    lock(holder, 1, LockMode.SHARE, WaitPolicy.WAIT);
    CompletableFuture<Boolean> first =
        async(() -> lock(writer, 1, LockMode.UPDATE, WaitPolicy.WAIT));
    untilWaiting(writer);
    assertThat(lock(sharer, 1, LockMode.SHARE, WaitPolicy.SKIP_LOCKED)).isFalse();
    holder.rollback();
    assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
    writer.rollback();
    sharer.rollback();
  }
}
