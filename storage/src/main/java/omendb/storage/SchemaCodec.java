package omendb.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// A table's schema as stored bytes:
///
/// `1 (1) | oid (4) | schema, name, keyName (UTF) | columns (4) | columns… | key columns (4) |
/// indices (4 each)`; a column is `name (UTF) | type | nullable (1) | has default (1) [default (4 +
/// UTF-8)]`, a type is `kind's constant (UTF) | precision (4) | scale (4) | has element (1)
/// [type]`.
final class SchemaCodec {
  private static final byte FORMAT = 1;
  private static final int COLUMNS_MAX = 100_000;

  private SchemaCodec() {}

  static byte[] encode(TableSchema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(schema.oid());
      out.writeUTF(schema.schemaName());
      out.writeUTF(schema.name());
      out.writeUTF(schema.keyName());
      out.writeInt(schema.columns().size());
      for (Column column : schema.columns()) {
        writeColumn(out, column);
      }
      out.writeInt(schema.keyColumns().size());
      for (int index : schema.keyColumns()) {
        out.writeInt(index);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static TableSchema decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != FORMAT) {
        throw new IOException("unknown format");
      }
      int oid = in.readInt();
      String schemaName = in.readUTF();
      String name = in.readUTF();
      String keyName = in.readUTF();
      List<Column> columns = new ArrayList<>();
      for (int i = count(in); i > 0; i--) {
        columns.add(readColumn(in));
      }
      List<Integer> keyColumns = new ArrayList<>();
      for (int i = count(in); i > 0; i--) {
        keyColumns.add(in.readInt());
      }
      return new TableSchema(oid, schemaName, name, columns, keyColumns, keyName);
    } catch (IOException | IllegalArgumentException e) {
      throw SqlState.DATA_CORRUPTED.error("the stored schema of a table is damaged").causedBy(e);
    }
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > COLUMNS_MAX) {
      throw new IOException("count " + count);
    }
    return count;
  }

  private static void writeColumn(DataOutputStream out, Column column) throws IOException {
    out.writeUTF(column.name());
    writeType(out, column.type());
    out.writeBoolean(column.nullable());
    String defaultSql = column.defaultSql();
    out.writeBoolean(defaultSql != null);
    if (defaultSql != null) {
      byte[] text = defaultSql.getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    }
  }

  private static Column readColumn(DataInputStream in) throws IOException {
    String name = in.readUTF();
    ColumnType type = readType(in);
    boolean nullable = in.readBoolean();
    String defaultSql = null;
    if (in.readBoolean()) {
      byte[] text = in.readNBytes(in.readInt());
      defaultSql = new String(text, StandardCharsets.UTF_8);
    }
    return new Column(name, type, nullable, defaultSql);
  }

  private static void writeType(DataOutputStream out, ColumnType type) throws IOException {
    out.writeUTF(type.kind().name());
    out.writeInt(type.precision());
    out.writeInt(type.scale());
    ColumnType element = type.element();
    out.writeBoolean(element != null);
    if (element != null) {
      writeType(out, element);
    }
  }

  private static ColumnType readType(DataInputStream in) throws IOException {
    TypeKind kind = TypeKind.valueOf(in.readUTF());
    int precision = in.readInt();
    int scale = in.readInt();
    @Nullable ColumnType element = in.readBoolean() ? readType(in) : null;
    return new ColumnType(kind, precision, scale, element);
  }
}
