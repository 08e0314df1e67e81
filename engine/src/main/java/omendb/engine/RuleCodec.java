package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import org.jspecify.annotations.Nullable;

/// The bytes of a [RuleSet] at the end of the catalog's.
///
/// ```
/// count, count × index:        oid(int), schema, name, table(int), unique, constraint,
///                              count, count × part: column(int), descending, nulls first,
///                              from format 8 on: whether an expression, it, operator class;
///                              from format 8 on: nulls alike, whether partial, predicate,
///                              included columns
/// count, count × check:        oid(int), table(int), name, condition, valid (from format 4 on)
/// count, count × foreign key:  oid(int), table(int), name, columns, target(int), target columns,
///                              target index(int), on delete, on update, timing (names),
///                              valid (from format 4 on)
/// columns:                     count, count × int
/// ```
final class RuleCodec {
  /// The first catalog format that says whether a constraint is valid.
  private static final int VALIDITY_SINCE = 4;

  /// The first catalog format whose indexes may hold expressions and only some of the rows.
  private static final int EXPRESSIONS_SINCE = 8;

  private RuleCodec() {}

  static void write(DataOutputStream out, RuleSet rules) throws IOException {
    out.writeInt(rules.indexes().size());
    for (IndexDefinition index : rules.indexes()) {
      out.writeInt(index.oid());
      CatalogCodec.writeText(out, index.schema());
      CatalogCodec.writeText(out, index.name());
      out.writeInt(index.tableOid());
      out.writeBoolean(index.unique());
      out.writeBoolean(index.constraint());
      out.writeInt(index.parts().size());
      for (IndexDefinition.Part part : index.parts()) {
        out.writeInt(part.column());
        out.writeBoolean(part.descending());
        out.writeBoolean(part.nullsFirst());
        writeOptional(out, part.expression());
        CatalogCodec.writeText(out, part.operatorClass());
      }
      out.writeBoolean(index.traits().nullsAlike());
      writeOptional(out, index.predicate());
      writeColumns(out, index.include());
    }
    out.writeInt(rules.checks().size());
    for (CheckDefinition check : rules.checks()) {
      out.writeInt(check.oid());
      out.writeInt(check.tableOid());
      CatalogCodec.writeText(out, check.name());
      CatalogCodec.writeText(out, check.condition());
      out.writeBoolean(check.valid());
    }
    out.writeInt(rules.foreignKeys().size());
    for (ForeignKey key : rules.foreignKeys()) {
      out.writeInt(key.oid());
      out.writeInt(key.tableOid());
      CatalogCodec.writeText(out, key.name());
      writeColumns(out, key.columns());
      out.writeInt(key.targetOid());
      writeColumns(out, key.targetColumns());
      out.writeInt(key.targetIndex());
      CatalogCodec.writeText(out, key.onDelete().name());
      CatalogCodec.writeText(out, key.onUpdate().name());
      CatalogCodec.writeText(out, key.timing().name());
      out.writeBoolean(key.valid());
    }
  }

  /// @param format the catalog's
  static void read(DataInputStream in, int format, RuleSet rules) throws IOException {
    boolean validity = format >= VALIDITY_SINCE;
    for (int i = in.readInt(); i > 0; i--) {
      rules.put(readIndex(in, format));
    }
    for (int i = in.readInt(); i > 0; i--) {
      rules.put(
          new CheckDefinition(
              in.readInt(),
              in.readInt(),
              CatalogCodec.requireText(in),
              CatalogCodec.requireText(in),
              !validity || in.readBoolean()));
    }
    for (int i = in.readInt(); i > 0; i--) {
      rules.put(
          new ForeignKey(
              in.readInt(),
              in.readInt(),
              CatalogCodec.requireText(in),
              readColumns(in),
              in.readInt(),
              readColumns(in),
              in.readInt(),
              ForeignKey.Rule.valueOf(CatalogCodec.requireText(in)),
              ForeignKey.Rule.valueOf(CatalogCodec.requireText(in)),
              ForeignKey.Timing.valueOf(CatalogCodec.requireText(in)),
              !validity || in.readBoolean()));
    }
  }

  private static IndexDefinition readIndex(DataInputStream in, int format) throws IOException {
    boolean whole = format >= EXPRESSIONS_SINCE;
    int oid = in.readInt();
    String schema = CatalogCodec.requireText(in);
    String name = CatalogCodec.requireText(in);
    int table = in.readInt();
    boolean unique = in.readBoolean();
    boolean constraint = in.readBoolean();
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      int column = in.readInt();
      boolean descending = in.readBoolean();
      boolean nullsFirst = in.readBoolean();
      String expression = whole ? readOptional(in) : null;
      String operators = whole ? CatalogCodec.requireText(in) : "";
      parts.add(new IndexDefinition.Part(column, expression, operators, descending, nullsFirst));
    }
    boolean nullsAlike = whole && in.readBoolean();
    String predicate = whole ? readOptional(in) : null;
    List<Integer> include = whole ? readColumns(in) : List.of();
    IndexDefinition.Traits traits =
        new IndexDefinition.Traits(unique, nullsAlike, constraint, predicate);
    return new IndexDefinition(oid, schema, name, table, parts, traits, include);
  }

  private static void writeOptional(DataOutputStream out, @Nullable String text)
      throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      CatalogCodec.writeText(out, text);
    }
  }

  private static @Nullable String readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? CatalogCodec.requireText(in) : null;
  }

  private static void writeColumns(DataOutputStream out, List<Integer> columns) throws IOException {
    out.writeInt(columns.size());
    for (int column : columns) {
      out.writeInt(column);
    }
  }

  private static List<Integer> readColumns(DataInputStream in) throws IOException {
    List<Integer> columns = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      columns.add(in.readInt());
    }
    return columns;
  }
}
