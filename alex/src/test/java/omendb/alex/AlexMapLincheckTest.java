package omendb.alex;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/// Checks that single-key operations are linearizable, with leaves of a few slots so that inserts
/// split and removals merge them.
@Param(name = "key", gen = IntGen.class, conf = "1:6")
@Param(name = "payload", gen = IntGen.class, conf = "1:3")
public class AlexMapLincheckTest {
  private final AlexMap map = prepared();

  private static AlexMap prepared() {
    AlexMap map = new AlexMap(AlexOptions.DEFAULTS.withLeafSlotsMax(8).withFanoutMax(4));
    for (int i = 0; i < 12; i++) {
      map.put(i * 100L, i);
    }
    for (int i = 0; i < 12; i++) {
      map.remove(i * 100L + (i % 2) * 1000);
    }
    return map;
  }

  @Operation
  public long put(@Param(name = "key") int key, @Param(name = "payload") int payload) {
    return map.put(key * 70L, payload);
  }

  @Operation
  public long putIfAbsent(@Param(name = "key") int key, @Param(name = "payload") int payload) {
    return map.putIfAbsent(key * 70L, payload);
  }

  @Operation
  public long get(@Param(name = "key") int key) {
    return map.get(key * 70L);
  }

  @Operation
  public long remove(@Param(name = "key") int key) {
    return map.remove(key * 70L);
  }

  @Operation
  public boolean replace(
      @Param(name = "key") int key,
      @Param(name = "payload") int expected,
      @Param(name = "payload") int payload) {
    return map.replace(key * 70L, expected, payload);
  }

  @Test
  void allInterleavingsLookSequential() {
    new ModelCheckingOptions()
        .iterations(12)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(4)
        .actorsBefore(6)
        .check(getClass());
  }

  @Test
  void stressedOperationsLookSequential() {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(6)
        .check(getClass());
  }
}
