package omendb.columnar;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// Prints a segment file as a person can read it: what it is, how each column is stored, and on
/// demand each row group.
public final class SegmentInspector {
  private static final int VALUE_CHARS_MAX = 24;
  private static final List<String> HEADINGS =
      List.of("column", "type", "encoding", "bytes", "per row", "nulls", "distinct", "min", "max");

  private final Segment segment;
  private final SegmentDirectory directory;
  private final StringBuilder out = new StringBuilder();

  private SegmentInspector(Segment segment) {
    this.segment = segment;
    this.directory = segment.directory();
  }

  /// The file's description. Damage of the directory is an error; values are not read.
  ///
  /// @param rowGroups whether each row group is described too
  public static String describe(Path file, boolean rowGroups) {
    try (Segment segment = Segment.open(file)) {
      SegmentInspector inspector = new SegmentInspector(segment);
      inspector.describeFile();
      inspector.describeColumns();
      for (int group = 0; rowGroups && group < segment.rowGroupCount(); group++) {
        inspector.describeRowGroup(group);
      }
      return inspector.out.toString();
    }
  }

  private void describeFile() {
    TableSchema schema = directory.schema();
    SegmentSummary summary = segment.summary();
    line(
        "segment   %d of table %s.%s (oid %d)",
        segment.id(), schema.schemaName(), schema.name(), schema.oid());
    line("file      %s", segment.file());
    line("bytes     %,d", summary.fileBytes());
    line("sha-256   %s", summary.hash());
    line("buffers   %s", segment.compressed() ? "compressed (zstd)" : "as they are");
    line("rows      %,d in %,d row groups", summary.rowCount(), summary.rowGroupCount());
    line("key       %s", schema.hiddenKey() ? SegmentDescriptor.HIDDEN_KEY : keyColumns(schema));
    if (summary.rowCount() > 0) {
      line("from      %s", hex(summary.minKey()));
      line("to        %s", hex(summary.maxKey()));
    }
    line(
        "key model %,d lines, error up to %d, %,d bytes",
        directory.model().segments(),
        directory.model().maxError(),
        directory.model().toBytes().length);
  }

  private static String keyColumns(TableSchema schema) {
    return schema.keyColumns().stream()
        .map(i -> schema.columns().get(i).name())
        .collect(Collectors.joining(", "));
  }

  private static String hex(byte[] key) {
    String digits = HexFormat.of().formatHex(key);
    return digits.length() <= 64 ? digits : digits.substring(0, 64) + "…";
  }

  private void describeColumns() {
    List<List<String>> table = new ArrayList<>(List.of(HEADINGS));
    for (ColumnEntry column : directory.columns()) {
      long bytes = column.chunks().stream().mapToLong(SegmentInspector::bytes).sum();
      DictionaryEntry dictionary = column.dictionary();
      if (dictionary != null) {
        bytes += dictionary.offsets().bytes() + dictionary.values().bytes();
      }
      table.add(cells(column, encoding(column), bytes, column.zoneMap()));
    }
    line("");
    print(table);
  }

  private void describeRowGroup(int group) {
    int start = segment.rowGroupStart(group);
    int rows = segment.rowGroupRows(group);
    line("");
    line("row group %d: positions %,d to %,d", group, start, start + rows - 1);
    List<List<String>> table = new ArrayList<>(List.of(HEADINGS));
    for (ColumnEntry column : directory.columns()) {
      ChunkEntry chunk = column.chunks().get(group);
      String encoding = encoding(column) + (chunk.base() == 0 ? "" : " + " + chunk.base());
      table.add(cells(column, encoding, bytes(chunk), chunk.zoneMap()));
    }
    print(table);
  }

  private static long bytes(ChunkEntry chunk) {
    return chunk.validity().bytes() + chunk.offsets().bytes() + chunk.values().bytes();
  }

  private static String encoding(ColumnEntry column) {
    DictionaryEntry dictionary = column.dictionary();
    int bits = 8 * column.width();
    return switch (column.encoding()) {
      case NARROW -> "int" + bits;
      case FIXED -> "fixed" + bits;
      case UUID -> "uuid";
      case PLAIN -> "plain";
      case DICTIONARY ->
          "int" + bits + " of " + (dictionary == null ? 0 : dictionary.size()) + " entries";
    };
  }

  private static List<String> cells(ColumnEntry column, String encoding, long bytes, ZoneMap zone) {
    int rows = Math.max(1, zone.rowCount());
    return List.of(
        column.column().name(),
        column.column().type().toString(),
        encoding,
        String.format(Locale.ROOT, "%,d", bytes),
        String.format(Locale.ROOT, "%.2f", (double) bytes / rows),
        String.format(Locale.ROOT, "%,d", zone.nullCount()),
        String.format(Locale.ROOT, "%,d", zone.distinct()),
        value(zone.min()),
        value(zone.max()));
  }

  private static String value(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "";
          case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
          default -> value.toString().replaceAll("\\p{Cntrl}", "·");
        };
    int end =
        text.offsetByCodePoints(
            0, Math.min(VALUE_CHARS_MAX, text.codePointCount(0, text.length())));
    return end == text.length() ? text : text.substring(0, end) + "…";
  }

  private void print(List<List<String>> table) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : table) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean number = i >= 3 && i <= 6;
        String cell = row.get(i);
        String blanks = " ".repeat(widths[i] - cell.length());
        text.append(number ? blanks + cell : cell + blanks).append("  ");
      }
      line("%s", text.toString().stripTrailing());
    }
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
