package omendb.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.RoleAttribute;
import omendb.planner.CatalogView.CheckOption;
import org.jspecify.annotations.Nullable;

/// The bytes of a [CatalogState] in the data folder's metadata.
///
/// ```
/// format(int) version(long)
/// count, count × type:    see [TypeCodec]; formats 1 to 4 have none
/// count, count × schema:  name, oid(int)
/// count, count × table:   oid(int), schema, name, columns, key columns, key name
/// count, count × view:    oid(int), schema, name, columns, sql, check option (its name); formats 1
///                         to 11 have none
/// count, count × role:    oid(int), name, superuser, login, verifier
/// indexes, constraints:   see [RuleCodec]; format 1 has none
/// sequences:              see [SequenceCodec]; formats 1 and 2 have none
/// numbers, comments:      see [WordsCodec]; formats 1 to 5 have none
/// generated columns:      see [GeneratedCodec]; formats 1 to 6 have none
/// materialized views:     see [MaterializedCodec]; formats 1 to 8 have none
/// privileges:             see [GrantsCodec]; formats 1 to 9 have none
/// row security:           see [PolicyCodec]; formats 1 to 12 have none
/// functions, procedures:  see [RoutineCodec]; formats 1 to 13 have none
/// column:                 name, type, nullable, default
/// type:                   kind (its name), precision(int), scale(int); from format 5 on: number of
///                         the user's type(int, 0 for none), whether it is an array; its elements' type
/// ```
///
/// Strings are a length in bytes (int, -1 for null) and UTF-8.
final class CatalogCodec {
  private static final int FORMAT = 14;

  /// The oldest format that can be read.
  private static final int FORMAT_MIN = 1;

  /// The first format with [Grants].
  private static final int GRANTS_SINCE = 10;

  /// The first format with views' check options.
  private static final int CHECKS_SINCE = 12;

  private CatalogCodec() {}

  static byte[] encode(CatalogState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(state.version());
      TypeCodec.write(out, state.types());
      out.writeInt(state.schemas().size());
      for (Map.Entry<String, Integer> schema : state.schemas().entrySet()) {
        writeText(out, schema.getKey());
        out.writeInt(schema.getValue());
      }
      out.writeInt(state.tables().size());
      for (TableSchema table : state.tables()) {
        writeTable(out, table);
      }
      out.writeInt(state.views().size());
      for (ViewDefinition view : state.views()) {
        out.writeInt(view.oid());
        writeText(out, view.schema());
        writeText(out, view.name());
        writeColumns(out, view.columns());
        writeText(out, view.sql());
        writeText(out, view.check().name());
      }
      out.writeInt(state.roles().size());
      for (Role role : state.roles()) {
        out.writeInt(role.oid());
        writeText(out, role.name());
        out.writeBoolean(role.superuser());
        out.writeBoolean(role.login());
        writeText(out, role.verifier());
      }
      RuleCodec.write(out, state.rules());
      SequenceCodec.write(out, state.sequences());
      WordsCodec.write(out, state.numbers(), state.comments());
      GeneratedCodec.write(out, state.rules());
      MaterializedCodec.write(out, state.rules());
      GrantsCodec.write(out, state);
      PolicyCodec.write(out, state.policies());
      RoutineCodec.write(out, state.routines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static CatalogState decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readInt();
      if (format < FORMAT_MIN || format > FORMAT) {
        throw SqlState.DATA_CORRUPTED.error("the catalog has unknown format %d", format);
      }
      CatalogState state = CatalogState.empty(in.readLong());
      if (format >= TypeCodec.SINCE) {
        TypeCodec.read(in, state.types());
      }
      for (int i = in.readInt(); i > 0; i--) {
        String name = requireText(in);
        state.putSchema(name, in.readInt());
      }
      for (int i = in.readInt(); i > 0; i--) {
        state.put(readTable(in, format, state.types()));
      }
      for (int i = in.readInt(); i > 0; i--) {
        state.put(
            new ViewDefinition(
                in.readInt(),
                requireText(in),
                requireText(in),
                readColumns(in, format, state.types()),
                requireText(in),
                format < CHECKS_SINCE ? CheckOption.NONE : CheckOption.valueOf(requireText(in))));
      }
      for (int i = in.readInt(); i > 0; i--) {
        state.put(readRole(in));
      }
      if (format > 1) {
        RuleCodec.read(in, format, state.rules());
      }
      if (format > 2) {
        SequenceCodec.read(in, state.sequences());
      }
      if (format >= WordsCodec.SINCE) {
        WordsCodec.read(in, state.numbers(), state.comments());
      }
      if (format >= GeneratedCodec.SINCE) {
        GeneratedCodec.read(in, state.rules());
      }
      if (format >= MaterializedCodec.SINCE) {
        MaterializedCodec.read(in, state.rules());
      }
      if (format >= GRANTS_SINCE) {
        GrantsCodec.read(in, format, state);
      } else {
        state.addPredefined();
      }
      if (format >= PolicyCodec.SINCE) {
        PolicyCodec.read(in, state.policies());
      }
      if (format >= RoutineCodec.SINCE) {
        RoutineCodec.read(in, state.routines());
      }
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw SqlState.DATA_CORRUPTED.error("the catalog cannot be read").causedBy(e);
    }
  }

  /// A role as formats before [#GRANTS_SINCE] know it.
  private static Role readRole(DataInputStream in) throws IOException {
    int oid = in.readInt();
    String name = requireText(in);
    Set<RoleAttribute> attributes = EnumSet.of(RoleAttribute.INHERIT);
    if (in.readBoolean()) {
      attributes.addAll(EnumSet.allOf(RoleAttribute.class));
      attributes.remove(RoleAttribute.LOGIN);
    }
    if (in.readBoolean()) {
      attributes.add(RoleAttribute.LOGIN);
    }
    return new Role(oid, name, readText(in), attributes, -1, null);
  }

  private static void writeTable(DataOutputStream out, TableSchema table) throws IOException {
    out.writeInt(table.oid());
    writeText(out, table.schemaName());
    writeText(out, table.name());
    writeColumns(out, table.columns());
    out.writeInt(table.keyColumns().size());
    for (int column : table.keyColumns()) {
      out.writeInt(column);
    }
    writeText(out, table.keyName());
  }

  private static TableSchema readTable(DataInputStream in, int format, TypeSet types)
      throws IOException {
    int oid = in.readInt();
    String schema = requireText(in);
    String name = requireText(in);
    List<Column> columns = readColumns(in, format, types);
    List<Integer> key = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      key.add(in.readInt());
    }
    return new TableSchema(oid, schema, name, columns, key, requireText(in));
  }

  private static void writeColumns(DataOutputStream out, List<Column> columns) throws IOException {
    out.writeInt(columns.size());
    for (Column column : columns) {
      writeText(out, column.name());
      TypeCodec.write(out, column.type());
      out.writeBoolean(column.nullable());
      writeText(out, column.defaultSql());
    }
  }

  private static List<Column> readColumns(DataInputStream in, int format, TypeSet types)
      throws IOException {
    List<Column> columns = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      String name = requireText(in);
      ColumnType type = TypeCodec.read(in, format, types);
      columns.add(new Column(name, type, in.readBoolean(), readText(in)));
    }
    return columns;
  }

  static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static @Nullable String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("truncated");
    }
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  static String requireText(DataInputStream in) throws IOException {
    String text = readText(in);
    if (text == null) {
      throw new IOException("a text is missing");
    }
    return text;
  }
}
