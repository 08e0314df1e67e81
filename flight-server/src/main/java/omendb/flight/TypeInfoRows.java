package omendb.flight;

import java.util.List;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/// CommandGetXdbcTypeInfo: the types that a column can have, with their JDBC numbers.
final class TypeInfoRows {
  private static final int NULLABLE = 1;
  private static final int SEARCHABLE_FULL = 3;
  private static final int SEARCHABLE_BASIC = 2;

  /// @param size digits, characters or bytes
  /// @param literal the quote before and after a literal, empty for numbers
  /// @param parameters what may stand in parentheses
  private record Type(
      String name, int jdbc, int size, String literal, List<String> parameters, boolean text) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("bigint", -5, 19, "", List.of(), false),
          new Type("bytea", -2, Integer.MAX_VALUE, "'", List.of(), false),
          new Type("boolean", 16, 1, "", List.of(), false),
          new Type("character", 1, 10_485_760, "'", List.of("length"), true),
          new Type("numeric", 2, 38, "", List.of("precision", "scale"), false),
          new Type("integer", 4, 10, "", List.of(), false),
          new Type("smallint", 5, 5, "", List.of(), false),
          new Type("real", 7, 6, "", List.of(), false),
          new Type("double precision", 8, 15, "", List.of(), false),
          new Type("text", 12, 1_073_741_824, "'", List.of(), true),
          new Type("character varying", 12, 10_485_760, "'", List.of("length"), true),
          new Type("uuid", 12, 36, "'", List.of(), false),
          new Type("date", 91, 10, "'", List.of(), false),
          new Type("time without time zone", 92, 15, "'", List.of(), false),
          new Type("timestamp without time zone", 93, 26, "'", List.of(), false),
          new Type("timestamp with time zone", 2014, 32, "'", List.of(), false));

  private TypeInfoRows() {}

  /// @param jdbc the only type wanted, null for all
  static void fill(VectorSchemaRoot root, @Nullable Integer jdbc) {
    int row = 0;
    for (Type type : TYPES) {
      if (jdbc != null && type.jdbc() != jdbc) {
        continue;
      }
      MetadataRows.text(root, "type_name", row, type.name());
      number(root, "data_type", row, type.jdbc());
      number(root, "column_size", row, type.size());
      if (!type.literal().isEmpty()) {
        MetadataRows.text(root, "literal_prefix", row, type.literal());
        MetadataRows.text(root, "literal_suffix", row, type.literal());
      }
      parameters((ListVector) root.getVector("create_params"), row, type.parameters());
      number(root, "nullable", row, NULLABLE);
      bit(root, "case_sensitive", row, type.text());
      number(root, "searchable", row, type.text() ? SEARCHABLE_FULL : SEARCHABLE_BASIC);
      bit(root, "unsigned_attribute", row, false);
      bit(root, "fixed_prec_scale", row, false);
      bit(root, "auto_increment", row, false);
      MetadataRows.text(root, "local_type_name", row, type.name());
      number(root, "sql_data_type", row, type.jdbc());
      row++;
    }
    root.setRowCount(row);
  }

  private static void number(VectorSchemaRoot root, String column, int row, int value) {
    ((IntVector) root.getVector(column)).setSafe(row, value);
  }

  private static void bit(VectorSchemaRoot root, String column, int row, boolean value) {
    ((BitVector) root.getVector(column)).setSafe(row, value ? 1 : 0);
  }

  private static void parameters(ListVector vector, int row, List<String> values) {
    if (values.isEmpty()) {
      vector.setNull(row);
      return;
    }
    int start = vector.startNewValue(row);
    VarCharVector texts = (VarCharVector) vector.getDataVector();
    for (int i = 0; i < values.size(); i++) {
      texts.setSafe(start + i, ArrowTypes.utf8(values.get(i)));
    }
    vector.endValue(row, values.size());
  }
}
