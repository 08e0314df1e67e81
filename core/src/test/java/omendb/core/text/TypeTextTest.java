package omendb.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.OmenException;
import omendb.core.TypeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypeTextTest {
  static Stream<String> values() throws IOException {
    try (InputStream in = TypeTextTest.class.getResourceAsStream("values.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#"));
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void valueReadsAndPrintsAsPostgresDoes(String line) {
    int bar = line.indexOf('|');
    int arrow = line.lastIndexOf(" => ");
    String expected = line.substring(arrow + 4);
    assertThat(answer(type(line.substring(0, bar)), line.substring(bar + 1, arrow)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("values")
  void printedValueReadsBackAsItself(String line) {
    int arrow = line.lastIndexOf(" => ");
    String printed = line.substring(arrow + 4);
    ColumnType type = type(line.substring(0, line.indexOf('|')));
    if (!printed.startsWith("ERROR") && type.kind() != TypeKind.TIMESTAMPTZ) {
      assertThat(answer(type, printed)).isEqualTo(printed);
    }
  }

  private static String answer(ColumnType type, String text) {
    try {
      return TypeText.format(type, TypeText.parse(type, text));
    } catch (OmenException e) {
      String detail = e.detail() == null ? "" : "|DETAIL:  " + e.detail();
      String hint = e.hint() == null ? "" : "|HINT:  " + e.hint();
      return "ERROR:  " + e.state().code() + ": " + e.message() + detail + hint;
    }
  }

  private static ColumnType type(String name) {
    if (name.endsWith("[]")) {
      return ColumnType.array(type(name.substring(0, name.length() - 2)));
    }
    int open = name.indexOf('(');
    String base = open < 0 ? name : name.substring(0, open);
    int[] modifiers = {0, 0};
    if (open > 0) {
      String[] parts = name.substring(open + 1, name.length() - 1).split(",", -1);
      for (int i = 0; i < parts.length; i++) {
        modifiers[i] = Integer.parseInt(parts[i]);
      }
    }
    for (TypeKind kind : TypeKind.values()) {
      if (kind.internalName().equals(base)) {
        return new ColumnType(kind, modifiers[0], modifiers[1], null);
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void timestamptzIsReadAndPrintedInTheZone() {
    ZoneId zone = ZoneId.of("America/New_York");
    TextContext context = new TextContext(zone, 1_577_836_800_000_000L);
    Object value = TypeText.parse(ColumnType.TIMESTAMPTZ, "2020-07-01 12:00", context);
    assertThat(TypeText.format(ColumnType.TIMESTAMPTZ, value, zone))
        .isEqualTo("2020-07-01 12:00:00-04");
    assertThat(TypeText.format(ColumnType.TIMESTAMPTZ, value, ZoneId.of("Asia/Kolkata")))
        .isEqualTo("2020-07-01 21:30:00+05:30");
    Object today = TypeText.parse(ColumnType.DATE, "today", context);
    assertThat(TypeText.format(ColumnType.DATE, today)).isEqualTo("2019-12-31");
    Object now = TypeText.parse(ColumnType.TIMESTAMP, "now", context);
    assertThat(TypeText.format(ColumnType.TIMESTAMP, now)).isEqualTo("2019-12-31 19:00:00");
  }

  @Test
  void wordsOfTheClockAreRefusedWithoutOne() {
    assertThatThrownBy(() -> TypeText.parse(ColumnType.DATE, "today"))
        .isInstanceOf(OmenException.class)
        .hasMessageContaining("current time");
  }

  @Test
  void vectorsPrintAsBoxedValuesDo() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    ColumnType[] types = {
      ColumnType.INTEGER,
      ColumnType.BIGINT,
      ColumnType.BOOLEAN,
      ColumnType.numeric(18, 4),
      ColumnType.numeric(9, 9),
      ColumnType.numeric(38, 7),
      ColumnType.DOUBLE,
      ColumnType.DATE,
      ColumnType.TIMESTAMP,
      ColumnType.TIMESTAMPTZ,
      ColumnType.UUID,
      ColumnType.NUMERIC,
      ColumnType.TIME,
      ColumnType.OID
    };
    TextBuffer out = new TextBuffer(1);
    for (ColumnType type : types) {
      ColumnVector vector = new ColumnVector(type, 1);
      for (int i = 0; i < 500; i++) {
        fill(vector, random);
        out.clear();
        TypeText.format(vector, 0, TextStyle.UTC, out);
        assertThat(out.toString())
            .as("%s, seed %d", type, seed)
            .isEqualTo(TypeText.format(type, Objects.requireNonNull(vector.get(0))));
      }
    }
  }

  private static void fill(ColumnVector vector, Random random) {
    long word = random.nextLong() >> random.nextInt(64);
    switch (vector.form) {
      case LONG ->
          vector.longs[0] =
              switch (vector.type.kind()) {
                case BOOLEAN -> word & 1;
                case DATE -> word >> 36;
                case TIME -> Math.floorMod(word, Calendar.MICROS_PER_DAY);
                case TIMESTAMP, TIMESTAMPTZ -> word >> 6;
                default -> word;
              };
      case DOUBLE -> vector.doubles[0] = Double.longBitsToDouble(random.nextLong());
      case WIDE -> {
        vector.longs[0] = random.nextLong();
        vector.highs[0] = vector.type.kind() == TypeKind.UUID ? word : word >> 8;
      }
      case OBJECT -> vector.objects[0] = BigDecimal.valueOf(word, random.nextInt(20));
      case BYTES -> throw new AssertionError(vector.type);
    }
  }

  @Test
  void randomDoublesReadBackAsThemselves() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String text = TypeText.format(ColumnType.DOUBLE, value);
      assertThat(TypeText.parse(ColumnType.DOUBLE, text)).as("seed %d", seed).isEqualTo(value);
      double real = Float.intBitsToFloat(random.nextInt());
      String realText = TypeText.format(ColumnType.REAL, real);
      assertThat(TypeText.parse(ColumnType.REAL, realText)).as("seed %d", seed).isEqualTo(real);
    }
  }
}
