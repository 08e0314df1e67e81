package omendb.engine.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.RowBuilder;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TypeKind;
import omendb.core.text.TypeText;
import omendb.planner.ast.Option;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldParserTest {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.BIGINT,
          ColumnType.numeric(15, 2),
          ColumnType.numeric(18, 0),
          ColumnType.numeric(3, 3),
          ColumnType.numeric(5, -2),
          ColumnType.numeric(30, 2),
          ColumnType.NUMERIC,
          ColumnType.DATE,
          ColumnType.TEXT,
          ColumnType.varchar(5),
          ColumnType.character(5),
          ColumnType.DOUBLE);

  private static final List<String> HARD =
      List.of(
          "",
          "-",
          "+1",
          " 1",
          "1 ",
          "-0",
          "0",
          "00012",
          "32767",
          "32768",
          "-32768",
          "-32769",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "999999999999999999",
          "1000000000000000000",
          "1.",
          ".5",
          "1.5",
          "-1.05",
          "1.005",
          "0.999",
          "1.000",
          "9999999999999.99",
          "10000000000000.00",
          "1e3",
          "NaN",
          "1.-5",
          "12345",
          "1970-01-01",
          "1969-12-31",
          "2024-02-29",
          "2023-02-29",
          "0000-01-01",
          "0001-01-01",
          "9999-12-31",
          "2024-13-01",
          "2024-00-10",
          "2024-10-00",
          "2024-04-31",
          "20240101",
          "2024-1-01x",
          "infinity",
          "abc",
          "abcde",
          "abcdef",
          "abcd ",
          "abcde  ",
          "é",
          "éééééé",
          "日本",
          "ab\tc");

  /// What is put directly is what the type's parser says; what is not valid is left to it.
  @Test
  void directValuesAreThoseOfTheTypes() {
    List<String> texts = new ArrayList<>(HARD);
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append("0123456789-.0123".charAt(random.nextInt(16)));
      }
      texts.add(text.toString());
      texts.add(
          "%04d-%02d-%02d"
              .formatted(random.nextInt(10_000), random.nextInt(14), random.nextInt(33)));
    }
    for (ColumnType type : TYPES) {
      int direct = 0;
      for (String text : texts) {
        direct += same(type, text) ? 1 : 0;
      }
      boolean plain = type.kind() != TypeKind.DOUBLE && type.form() != TypeKind.Form.OBJECT;
      assertThat(direct > 0)
          .as(type.toString())
          .isEqualTo(plain && type.form() != TypeKind.Form.WIDE && type.scale() >= 0);
    }
  }

  /// True when the text was put directly, and then well.
  private static boolean same(ColumnType type, String text) {
    RowLayout layout = RowLayout.of(List.of(ColumnType.TEXT, type));
    LineFields fields = new LineFields(1);
    byte[] bytes = ("x" + text + "9").getBytes(StandardCharsets.UTF_8);
    fields.set(0, bytes, 1, bytes.length - 1);
    try (RowBuilder row = new RowBuilder(layout)) {
      row.begin();
      if (!FieldParser.put(fields, 0, type, 1, row)) {
        assertThat(fields.text(0)).isEqualTo(text);
        return false;
      }
      Object expected;
      try {
        expected = TypeText.parse(type, text);
      } catch (OmenException e) {
        throw new AssertionError(type + " takes '" + text + "'", e);
      }
      assertThat(new RowCodec(layout).value(row.address(), 1))
          .as("%s '%s'", type, text)
          .isEqualTo(expected);
      return true;
    }
  }

  @Test
  void fieldsOfOnePieceAndOfMany() {
    String csv = "a,\"b,\"\"c\"\"\",\n\"\",d\"e\"f,\"x\ny\"\n";
    for (int piece : new int[] {1, 2, 3, 5, 1000}) {
      assertThat(lines(true, csv, piece))
          .containsExactly(row("a", "b,\"c\"", null), row("", "def", "x\ny"));
    }
    String text = "a\\tb\t\\N\t\\x41\\102\\\\\n\t\\\\N\té\n";
    for (int piece : new int[] {1, 2, 3, 5, 1000}) {
      assertThat(lines(false, text, piece))
          .containsExactly(row("a\tb", null, "AB\\"), row("", "\\N", "é"));
    }
  }

  private static List<@Nullable String> row(@Nullable String... fields) {
    return java.util.Arrays.asList(fields);
  }

  private static List<List<@Nullable String>> lines(boolean csv, String data, int piece) {
    CopyFormat format =
        CopyFormat.of(csv ? List.of(Option.of("format", "csv", 0)) : List.<Option>of(), true);
    List<List<@Nullable String>> lines = new ArrayList<>();
    LineReader reader =
        new LineReader(
            format,
            List.of("a", "b", "c"),
            (fields, number) -> lines.add(row(fields.text(0), fields.text(1), fields.text(2))));
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += piece) {
      reader.write(bytes, i, Math.min(piece, bytes.length - i));
    }
    reader.finish();
    return lines;
  }
}
