package omendb.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonOrderTest {
  /// As PostgreSQL orders them.
  private static final List<String> ASCENDING =
      List.of(
          "[]",
          "null",
          "\"abc\"",
          "\"x\"",
          "-1",
          "1",
          "1.5",
          "false",
          "true",
          "[null]",
          "[[]]",
          "[1, 2]",
          "{}",
          "{\"b\": 2}",
          "{\"c\": 0}",
          "{\"a\": 3, \"bb\": 1}",
          "{\"b\": 1, \"aa\": 1}");

  @Test
  void valuesAreOrderedByKindThenSizeThenContent() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        assertThat(Integer.signum(JsonOrder.compare(ASCENDING.get(i), ASCENDING.get(j))))
            .as("%s and %s", ASCENDING.get(i), ASCENDING.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void numbersThatAreEqualAreOneValueHoweverTheyAreWritten() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment plain = text(arena, "{\"a\": [1, 10]}");
      MemorySegment scaled = text(arena, "{\"a\": [1.00, 10.0]}");
      MemorySegment other = text(arena, "{\"a\": [1.01, 10.0]}");
      assertThat(equal(plain, scaled)).isTrue();
      assertThat(hash(plain)).isEqualTo(hash(scaled));
      assertThat(equal(scaled, other)).isFalse();
      assertThat(equal(plain, other)).isFalse();
    }
  }

  private static MemorySegment text(Arena arena, String json) {
    return arena.allocateFrom(
        java.lang.foreign.ValueLayout.JAVA_BYTE, json.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean equal(MemorySegment a, MemorySegment b) {
    return JsonOrder.equal(a.address(), (int) a.byteSize(), b.address(), (int) b.byteSize());
  }

  private static long hash(MemorySegment json) {
    return JsonOrder.hash(json.address(), (int) json.byteSize());
  }
}
