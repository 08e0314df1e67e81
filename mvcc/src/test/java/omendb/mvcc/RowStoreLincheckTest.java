package omendb.mvcc;

import java.util.HashMap;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/// Each operation is a transaction of its own: together they must look sequential, though rows
/// move, versions are collected and memory is reused meanwhile.
@Param(name = "key", gen = IntGen.class, conf = "1:3")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class RowStoreLincheckTest {
  private final Hot hot = new Hot(ColumnType.BIGINT, Hot.smallSlabs());

  private interface Body<T> {
    T run(Transaction tx);
  }

  private <T> T transact(Body<T> body) {
    while (true) {
      try (Transaction tx = hot.begin()) {
        T result = body.run(tx);
        tx.commit();
        return result;
      } catch (OmenException e) {
        if (!e.state().retryable()) {
          throw e;
        }
      }
    }
  }

  @Operation
  public boolean insert(@Param(name = "key") int key, @Param(name = "value") int value) {
    return transact(tx -> tx.insert(hot.store, Hot.key(key), Hot.row(value)));
  }

  @Operation
  public boolean update(@Param(name = "key") int key, @Param(name = "value") int value) {
    return transact(tx -> tx.update(hot.store, Hot.key(key), Hot.row(value)));
  }

  @Operation
  public boolean delete(@Param(name = "key") int key) {
    return transact(tx -> tx.delete(hot.store, Hot.key(key)));
  }

  @Operation
  public long get(@Param(name = "key") int key) {
    return transact(tx -> {
      Long value = hot.cold.get(tx, hot.store, Hot.key(key));
      return value == null ? 0 : value;
    });
  }

  @Operation
  public long sum() {
    return transact(tx -> {
      long sum = 0;
      for (long value : hot.cold.scan(tx, hot.store).values()) {
        sum = sum * 10 + value;
      }
      return sum;
    });
  }

  @Operation
  public void migrateAndCollect() {
    hot.cold.migrate(hot.manager, hot.store, 2);
    hot.manager.maintain();
  }

  /// Runs once at the end of each execution.
  @Validate
  public void close() {
    hot.close();
  }

  @Test
  void transactionsLookSequential() {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .sequentialSpecification(Sequential.class)
        .check(getClass());
  }

  /// The same as a map.
  public static final class Sequential {
    private final Map<Integer, Integer> rows = new HashMap<>();

    public boolean insert(int key, int value) {
      return rows.putIfAbsent(key, value) == null;
    }

    public boolean update(int key, int value) {
      return rows.replace(key, value) != null;
    }

    public boolean delete(int key) {
      return rows.remove(key) != null;
    }

    public long get(int key) {
      return rows.getOrDefault(key, 0);
    }

    public long sum() {
      long sum = 0;
      for (int key = 1; key <= 3; key++) {
        sum = rows.containsKey(key) ? sum * 10 + rows.get(key) : sum;
      }
      return sum;
    }

    public void migrateAndCollect() {}
  }
}
