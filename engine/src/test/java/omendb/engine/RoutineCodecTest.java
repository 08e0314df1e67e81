package omendb.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import omendb.engine.definition.RoutineDefinition;
import omendb.engine.definition.RoutineDefinition.Parameter;
import omendb.engine.definition.RoutineDefinition.Result;
import omendb.engine.definition.RoutineDefinition.Traits;
import org.junit.jupiter.api.Test;

final class RoutineCodecTest {
  private static RoutineDefinition routine(int oid, String name, boolean procedure) {
    return new RoutineDefinition(
        oid,
        "public",
        name,
        procedure,
        List.of(
            new Parameter('i', "a", "integer", null),
            new Parameter('v', "", "text[]", "'{ü}'::text[]"),
            new Parameter('o', "b", "numeric", null)),
        new Result("numeric", !procedure),
        new Traits('s', true, false, true, 'r', 12.5, 1000),
        "SELECT 1.5; -- é",
        procedure);
  }

  @Test
  void routinesComeBackAsTheyWere() {
    CatalogState state = CatalogState.fresh();
    state.routines().put(routine(16_500, "f", false));
    state.routines().put(routine(16_501, "p", true));
    CatalogState read = CatalogCodec.decode(CatalogCodec.encode(state));
    assertThat(read.routines()).isEqualTo(state.routines());
    assertThat(read.routines().all()).containsExactlyElementsOf(state.routines().all());
  }

  @Test
  void whatIsCutShortIsRefused() {
    CatalogState state = CatalogState.fresh();
    state.routines().put(routine(16_500, "f", false));
    byte[] whole = CatalogCodec.encode(state);
    assertThatThrownBy(() -> CatalogCodec.decode(Arrays.copyOf(whole, whole.length - 20)))
        .isInstanceOf(RuntimeException.class);
  }
}
