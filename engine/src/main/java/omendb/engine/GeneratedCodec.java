package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import omendb.engine.definition.GeneratedColumn;

/// The bytes of generated columns at the end of the catalog's.
///
/// ```
/// count, count × table: table(int), count, count × column: name, expression
/// ```
final class GeneratedCodec {
  /// The first catalog format that has them.
  static final int SINCE = 7;

  private GeneratedCodec() {}

  static void write(DataOutputStream out, RuleSet rules) throws IOException {
    out.writeInt(rules.generated().size());
    for (List<GeneratedColumn> columns : rules.generated().values()) {
      out.writeInt(columns.getFirst().tableOid());
      out.writeInt(columns.size());
      for (GeneratedColumn column : columns) {
        CatalogCodec.writeText(out, column.column());
        CatalogCodec.writeText(out, column.expression());
      }
    }
  }

  static void read(DataInputStream in, RuleSet rules) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int table = in.readInt();
      List<GeneratedColumn> columns = new ArrayList<>();
      for (int j = in.readInt(); j > 0; j--) {
        columns.add(
            new GeneratedColumn(table, CatalogCodec.requireText(in), CatalogCodec.requireText(in)));
      }
      rules.generate(table, columns);
    }
  }
}
