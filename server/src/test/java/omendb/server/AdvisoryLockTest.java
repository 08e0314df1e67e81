package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Advisory locks between connections.
final class AdvisoryLockTest {
  private Clients clients;
  private Connection a;
  private Connection b;

  @BeforeEach
  void start() throws Exception {
    clients = new Clients();
    a = clients.connect();
    b = clients.connect();
  }

  @AfterEach
  void stop() throws Exception {
    clients.close();
  }

  @Test
  void aSessionHoldsALockAsOftenAsItTookIt() throws SQLException {
    one(a, "SELECT pg_advisory_lock(7)");
    assertThat(one(a, "SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
    one(a, "SELECT pg_advisory_unlock(7)");
    assertThat(one(b, "SELECT pg_try_advisory_lock(7)")).isEqualTo("f");
    assertThat(one(b, "SELECT pg_try_advisory_lock(0, 7)")).isEqualTo("t");
    assertThat(one(a, "SELECT pg_advisory_unlock(7)")).isEqualTo("t");
    assertThat(one(a, "SELECT pg_advisory_unlock(7)")).isEqualTo("f");
    assertThat(one(b, "SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
  }

  @Test
  void sharedLocksKeepOnlyExclusiveOnesOut() throws SQLException {
    assertThat(one(a, "SELECT pg_try_advisory_lock_shared(-1)")).isEqualTo("t");
    assertThat(one(b, "SELECT pg_try_advisory_lock_shared(-1)")).isEqualTo("t");
    assertThat(one(b, "SELECT pg_try_advisory_lock(-1)")).isEqualTo("f");
    one(a, "SELECT pg_advisory_unlock_all()");
    assertThat(one(b, "SELECT pg_try_advisory_lock(-1)")).isEqualTo("t");
    assertThat(one(a, "SELECT pg_try_advisory_lock_shared(-1)")).isEqualTo("f");
  }

  @Test
  void aTransactionsLockGoesWithItAndASessionsDoesNot() throws SQLException {
    run(a, "BEGIN");
    one(a, "SELECT pg_advisory_xact_lock(1)");
    one(a, "SELECT pg_advisory_lock(2)");
    assertThat(one(b, "SELECT pg_try_advisory_xact_lock(1)")).isEqualTo("f");
    run(a, "ROLLBACK");
    assertThat(one(b, "SELECT pg_try_advisory_xact_lock(1)")).isEqualTo("t");
    // Outside a block it is gone at once.
    assertThat(one(a, "SELECT pg_try_advisory_xact_lock(1)")).isEqualTo("t");
    assertThat(one(b, "SELECT pg_try_advisory_lock(2)")).isEqualTo("f");
  }

  @Test
  void whoWaitsGetsTheLockWhenItsHolderDisconnects() throws Exception {
    one(a, "SELECT pg_advisory_lock(5)");
    CompletableFuture<String> waiting = locking(b, 5);
    a.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void aRingOfWaitersAndAWaitForTooLongAreErrors() throws Exception {
    one(a, "SELECT pg_advisory_lock(1)");
    one(b, "SELECT pg_advisory_lock(2)");
    CompletableFuture<String> first = locking(a, 2);
    CompletableFuture<String> second = locking(b, 1);
    assertThatThrownBy(() -> CompletableFuture.anyOf(first, second).get(30, TimeUnit.SECONDS))
        .rootCause()
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("40P01"));
    Connection loser = first.isDone() ? a : b;
    Connection third = clients.connect();
    run(third, "SET lock_timeout = '50ms'");
    assertThat(Clients.stateOf(third, "SELECT pg_advisory_lock(1)")).isEqualTo("55P03");
    one(loser, "SELECT pg_advisory_unlock_all()");
    assertThat((loser == a ? second : first).get(30, TimeUnit.SECONDS)).isEmpty();
  }

  private static CompletableFuture<String> locking(Connection connection, long number) {
    return CompletableFuture.supplyAsync(
        () -> lock(connection, number), task -> Thread.ofPlatform().daemon().start(task));
  }

  private static String lock(Connection connection, long number) {
    try {
      return one(connection, "SELECT pg_advisory_lock(" + number + ")");
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
