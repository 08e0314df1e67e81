package omendb.flight;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import omendb.engine.RelationDescription;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/// The rows of the metadata commands, ordered as FlightSql.proto says.
final class MetadataRows {
  private static final List<String> TABLE_TYPES = List.of("SYSTEM TABLE", "TABLE", "VIEW");

  private MetadataRows() {}

  static void catalogs(VectorSchemaRoot root) {
    text(root, "catalog_name", 0, ArrowTypes.CATALOG);
    root.setRowCount(1);
  }

  static void schemas(VectorSchemaRoot root, List<String> schemas, String pattern) {
    Pattern wanted = like(pattern);
    int row = 0;
    for (String schema : schemas.stream().sorted().toList()) {
      if (wanted.matcher(schema).matches()) {
        text(root, "catalog_name", row, ArrowTypes.CATALOG);
        text(root, "db_schema_name", row++, schema);
      }
    }
    root.setRowCount(row);
  }

  static void tableTypes(VectorSchemaRoot root) {
    for (int i = 0; i < TABLE_TYPES.size(); i++) {
      text(root, "table_type", i, TABLE_TYPES.get(i));
    }
    root.setRowCount(TABLE_TYPES.size());
  }

  static void tables(
      VectorSchemaRoot root, List<RelationDescription> relations, CommandGetTables command) {
    Pattern schemas =
        like(command.hasDbSchemaFilterPattern() ? command.getDbSchemaFilterPattern() : "%");
    Pattern names =
        like(command.hasTableNameFilterPattern() ? command.getTableNameFilterPattern() : "%");
    List<String> types = command.getTableTypesList();
    int row = 0;
    for (RelationDescription relation : sorted(relations)) {
      if (!schemas.matcher(relation.schema()).matches()
          || !names.matcher(relation.name()).matches()
          || (!types.isEmpty() && !types.contains(relation.tableType()))) {
        continue;
      }
      text(root, "catalog_name", row, ArrowTypes.CATALOG);
      text(root, "db_schema_name", row, relation.schema());
      text(root, "table_name", row, relation.name());
      text(root, "table_type", row, relation.tableType());
      if (command.getIncludeSchema()) {
        Schema schema = ArrowTypes.tableSchema(relation.columns(), relation.name());
        ((VarBinaryVector) root.getVector("table_schema")).setSafe(row, serialized(schema));
      }
      row++;
    }
    root.setRowCount(row);
  }

  private static List<RelationDescription> sorted(List<RelationDescription> relations) {
    return relations.stream()
        .sorted(
            Comparator.comparing(RelationDescription::schema)
                .thenComparing(RelationDescription::name)
                .thenComparing(RelationDescription::tableType))
        .toList();
  }

  static void primaryKeys(
      VectorSchemaRoot root, List<RelationDescription> relations, CommandGetPrimaryKeys command) {
    int row = 0;
    for (RelationDescription relation : sorted(relations)) {
      if (!relation.name().equals(command.getTable())
          || (command.hasDbSchema() && !relation.schema().equals(command.getDbSchema()))
          || (command.hasCatalog() && !command.getCatalog().equals(ArrowTypes.CATALOG))) {
        continue;
      }
      for (int i = 0; i < relation.keyColumns().size(); i++) {
        text(root, "catalog_name", row, ArrowTypes.CATALOG);
        text(root, "db_schema_name", row, relation.schema());
        text(root, "table_name", row, relation.name());
        String column = relation.columns().get(relation.keyColumns().get(i)).name();
        text(root, "column_name", row, column);
        ((IntVector) root.getVector("key_sequence")).setSafe(row, i + 1);
        text(root, "key_name", row, relation.keyName());
        row++;
      }
    }
    root.setRowCount(row);
  }

  static void text(VectorSchemaRoot root, String column, int row, String value) {
    ((VarCharVector) root.getVector(column)).setSafe(row, ArrowTypes.utf8(value));
  }

  /// A pattern with `%` and `_` as a regular expression.
  private static Pattern like(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case '%' -> regex.append(".*");
        case '_' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static byte[] serialized(Schema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WriteChannel channel = new WriteChannel(Channels.newChannel(bytes))) {
      MessageSerializer.serialize(channel, schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
