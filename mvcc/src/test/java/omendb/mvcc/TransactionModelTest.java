package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import omendb.core.ColumnType;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random histories of interleaved transactions, with migration and garbage collection in between,
/// against maps of all versions that ever were.
@Timeout(60)
class TransactionModelTest {
  private static final int HISTORIES = 200;
  private static final int STEPS = 400;

  enum Keys {
    LONG,
    TEXT;

    byte[] key(int number) {
      return this == LONG
          ? Hot.key(number * 1000L - 5000)
          : Hot.key((number % 3 == 0 ? "customer#00000" : "customer") + number);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyReadShowsWhatTheSerialOracleShows(Keys keys) {
    for (int i = 0; i < HISTORIES; i++) {
      long seed = 7919L * i + keys.ordinal();
      try {
        new History(keys, seed).run();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  /// The oracle's view of one transaction.
  private static final class Client {
    final Transaction tx;
    final Isolation isolation;
    long snapshot;
    long tableVersion;
    Map<Integer, Long> own = new HashMap<>();
    final Map<Integer, LockMode> locks = new HashMap<>();
    final List<Map<Integer, Long>> savepoints = new ArrayList<>();
    final List<Integer> marks = new ArrayList<>();
    final Set<Integer> read = new HashSet<>();

    Client(Transaction tx) {
      this.tx = tx;
      this.isolation = tx.isolation();
    }
  }

  private static final class History {
    private static final long DELETED = Long.MIN_VALUE;
    private final Keys keys;
    private final Random random;
    private final int keyCount;
    private final Hot hot;
    private final List<TreeMap<Long, Long>> versions = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private @Nullable MigrationSet migration;
    private long lastCommit;
    private long nextValue = 1;

    History(Keys keys, long seed) {
      this.keys = keys;
      this.random = new Random(seed);
      this.keyCount = 4 + random.nextInt(180);
      ColumnType type = keys == Keys.LONG ? ColumnType.BIGINT : ColumnType.TEXT;
      this.hot = new Hot(type, Hot.smallSlabs());
      for (int i = 0; i < keyCount; i++) {
        versions.add(new TreeMap<>());
      }
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      if (migration != null) {
        migration.close();
      }
      while (!clients.isEmpty()) {
        end(clients.getFirst(), random.nextBoolean());
      }
      hot.close();
    }

    private void step() {
      if (clients.isEmpty() || (clients.size() < 5 && random.nextInt(8) == 0)) {
        begin();
        return;
      }
      Client client = clients.get(random.nextInt(clients.size()));
      int key = random.nextInt(keyCount);
      switch (random.nextInt(24)) {
        case 0, 1 -> end(client, true);
        case 2 -> end(client, random.nextInt(4) > 0);
        case 3 -> checkScan(client);
        case 4 -> checkRange(client);
        case 5 -> {
          client.savepoints.add(new HashMap<>(client.own));
          client.marks.add(client.tx.savepoint());
        }
        case 6 -> rollbackTo(client);
        case 7 -> refresh(client);
        case 8 -> migrate();
        case 9 -> reclaim();
        case 10 -> hot.manager.maintain();
        case 11 -> lock(client, key);
        case 12, 13, 14 -> checkGet(client, key);
        default -> write(client, key, random.nextInt(3));
      }
    }

    private void begin() {
      Isolation isolation = Isolation.values()[random.nextInt(3)];
      Client client = new Client(hot.begin(isolation));
      client.tx.setWaitPolicy(WaitPolicy.ABORT_TO_RETRY);
      client.snapshot = lastCommit;
      client.tableVersion = hot.cold.tableVersion();
      assertThat(client.tx.snapshot()).isEqualTo(lastCommit);
      clients.add(client);
    }

    private void refresh(Client client) {
      client.tx.refreshSnapshot();
      if (client.isolation == Isolation.READ_COMMITTED) {
        client.snapshot = lastCommit;
        client.tableVersion = hot.cold.tableVersion();
      }
      assertThat(client.tx.snapshot()).isEqualTo(client.snapshot);
    }

    private void rollbackTo(Client client) {
      if (client.marks.isEmpty()) {
        return;
      }
      int at = random.nextInt(client.marks.size());
      client.tx.rollbackTo(client.marks.get(at));
      client.own = new HashMap<>(client.savepoints.get(at));
      while (client.marks.size() > at + 1) {
        client.marks.removeLast();
        client.savepoints.removeLast();
      }
    }

    /// Collects rows to move; the next time, when some have changed, moves them or gives up.
    private void migrate() {
      MigrationSet set = migration;
      if (set == null) {
        KeyRange all = new KeyRange(null, null);
        int limit = 1 + random.nextInt(keyCount);
        migration = hot.store.collect(hot.manager.watermark(), all, limit);
        return;
      }
      if (random.nextInt(5) == 0) {
        hot.manager.exclusively(() -> {
          hot.store.unmark(set, hot.store.mark(set, hot.cold.tableVersion() + 1));
          return true;
        });
      } else {
        hot.cold.publish(hot.manager, hot.store, set);
      }
      set.close();
      migration = null;
    }

    private void reclaim() {
      long oldest = hot.cold.tableVersion();
      for (Client client : clients) {
        oldest = Math.min(oldest, client.tableVersion);
      }
      hot.store.reclaim(oldest);
    }

    private long committed(int key, long snapshot) {
      Map.Entry<Long, Long> entry = versions.get(key).floorEntry(snapshot);
      return entry == null ? DELETED : entry.getValue();
    }

    private long newestCommit(int key) {
      return versions.get(key).isEmpty() ? 0 : versions.get(key).lastKey();
    }

    private long visible(Client client, int key) {
      Long own = client.own.get(key);
      return own != null ? own : committed(key, client.snapshot);
    }

    private void checkGet(Client client, int key) {
      Long found = hot.cold.get(client.tx, hot.store, keys.key(key));
      long expected = visible(client, key);
      assertThat(found).isEqualTo(expected == DELETED ? null : (Long) expected);
      if (!client.own.containsKey(key)) {
        client.read.add(key);
      }
    }

    private TreeMap<byte[], Long> expected(Client client, KeyRange range) {
      TreeMap<byte[], Long> rows = new TreeMap<>(Arrays::compareUnsigned);
      for (int key = 0; key < keyCount; key++) {
        if (MemorySegments.within(range, keys.key(key))) {
          client.read.add(key);
          if (visible(client, key) != DELETED) {
            rows.put(keys.key(key), visible(client, key));
          }
        }
      }
      return rows;
    }

    private static String text(TreeMap<byte[], Long> rows) {
      StringBuilder text = new StringBuilder();
      rows.forEach(
          (key, value) -> text.append(Arrays.toString(key)).append('=').append(value).append(' '));
      return text.toString();
    }

    private void checkScan(Client client) {
      long version = random.nextBoolean() ? client.tableVersion : hot.cold.tableVersion();
      TreeMap<byte[], Long> found = hot.cold.scan(client.tx, hot.store, version);
      assertThat(text(found)).isEqualTo(text(expected(client, new KeyRange(null, null))));
    }

    private void checkRange(Client client) {
      byte[] from = random.nextInt(4) == 0 ? null : bound();
      byte[] to = random.nextInt(4) == 0 ? null : bound();
      KeyRange range = new KeyRange(from, to);
      TreeMap<byte[], Long> found =
          hot.cold.range(client.tx, hot.store, range, random.nextBoolean());
      assertThat(text(found)).isEqualTo(text(expected(client, range)));
    }

    /// A key, the beginning of one, or one made longer.
    private byte[] bound() {
      byte[] key = keys.key(random.nextInt(keyCount));
      int change = random.nextInt(3);
      return change == 0 ? key : Arrays.copyOf(key, Math.max(1, key.length + 2 * change - 3));
    }

    private boolean blocked(Client client, int key, LockMode mode) {
      LockMode mine = client.locks.get(key);
      if (mine != null && mine.compareTo(mode) >= 0) {
        return false;
      }
      return clients.stream()
          .anyMatch(other ->
              other != client
                  && other.locks.containsKey(key)
                  && other.locks.get(key).conflicts(mode));
    }

    private void locked(Client client, int key, LockMode mode) {
      client.locks.merge(key, mode, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    private void lock(Client client, int key) {
      LockMode mode = LockMode.values()[random.nextInt(4)];
      boolean blocked = blocked(client, key, mode);
      boolean skip = random.nextBoolean();
      String outcome =
          attempt(
              client,
              () ->
                  client.tx.lock(
                      hot.store,
                      keys.key(key),
                      mode,
                      skip ? WaitPolicy.SKIP_LOCKED : WaitPolicy.WAIT));
      if (blocked) {
        assertThat(outcome).isEqualTo(skip ? "false" : "blocked");
        return;
      }
      locked(client, key, mode);
      boolean changed = newestCommit(key) > client.snapshot && !client.own.containsKey(key);
      boolean exists = committed(key, lastCommit) != DELETED;
      // READ COMMITTED wants to be shown the newest row; the others only need it to be there.
      boolean content = mode == LockMode.KEY_SHARE && client.isolation != Isolation.READ_COMMITTED;
      boolean conflict = changed && !(content && exists);
      assertThat(outcome).isEqualTo(conflict ? "40001" : "true");
      afterConflict(client, conflict);
    }

    private void write(Client client, int key, int kind) {
      LockMode mode = kind == 1 ? LockMode.NO_KEY_UPDATE : LockMode.UPDATE;
      long value = nextValue++;
      byte[] bytes = keys.key(key);
      String expected = expectedWrite(client, key, kind, mode);
      String outcome =
          attempt(
              client,
              () ->
                  switch (kind) {
                    case 0 -> client.tx.insert(hot.store, bytes, Hot.row(value));
                    case 1 -> client.tx.update(hot.store, bytes, Hot.row(value));
                    default -> client.tx.delete(hot.store, bytes);
                  });
      assertThat(outcome).isEqualTo(expected);
      if (outcome.equals("true")) {
        client.own.put(key, kind == 2 ? DELETED : value);
      }
      afterConflict(client, outcome.equals("40001"));
    }

    private String expectedWrite(Client client, int key, int kind, LockMode mode) {
      Long own = client.own.get(key);
      if (own != null) {
        boolean exists = own != DELETED;
        if (exists && kind == 2) {
          if (blocked(client, key, mode)) {
            return "blocked";
          }
          locked(client, key, mode);
        }
        return String.valueOf(exists == (kind != 0));
      }
      if (blocked(client, key, mode)) {
        return "blocked";
      }
      locked(client, key, mode);
      boolean exists = committed(key, lastCommit) != DELETED;
      if (kind == 0 && exists) {
        return "false";
      }
      if (newestCommit(key) > client.snapshot) {
        return "40001";
      }
      return String.valueOf(exists == (kind != 0));
    }

    /// What the engine does: READ COMMITTED goes on with a new snapshot, the others give up.
    private void afterConflict(Client client, boolean conflict) {
      if (conflict) {
        if (client.isolation == Isolation.READ_COMMITTED) {
          refresh(client);
        } else {
          end(client, false);
        }
      }
    }

    private interface Attempt {
      boolean run();
    }

    private static String attempt(Client client, Attempt action) {
      try {
        return String.valueOf(action.run());
      } catch (WouldBlock e) {
        return "blocked";
      } catch (OmenException e) {
        return e.state().code();
      }
    }

    private void end(Client client, boolean commit) {
      clients.remove(client);
      if (!commit) {
        client.tx.rollback();
        return;
      }
      Map<Integer, Long> effects = new HashMap<>();
      client.own.forEach((key, value) -> {
        if (value != DELETED || committed(key, lastCommit) != DELETED) {
          effects.put(key, value);
        }
      });
      boolean stale =
          client.isolation == Isolation.SERIALIZABLE
              && !client.own.isEmpty()
              && client.read.stream().anyMatch(key -> newestCommit(key) > client.snapshot);
      try {
        long commitNumber = client.tx.commit();
        assertThat(stale).as("commits a stale read").isFalse();
        if (effects.isEmpty()) {
          return;
        }
        lastCommit++;
        assertThat(commitNumber).isEqualTo(lastCommit);
        effects.forEach((key, value) -> versions.get(key).put(lastCommit, value));
      } catch (OmenException e) {
        assertThat(e.state()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
        assertThat(stale).as("refuses what was not stale").isTrue();
      }
    }
  }
}
