package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import omendb.engine.definition.MaterializedView;

/// The bytes of materialized views at the end of the catalog's.
///
/// ```
/// count, count × view: table(int), query, populated
/// ```
final class MaterializedCodec {
  /// The first catalog format that has them.
  static final int SINCE = 9;

  private MaterializedCodec() {}

  static void write(DataOutputStream out, RuleSet rules) throws IOException {
    out.writeInt(rules.materialized().size());
    for (MaterializedView view : rules.materialized().values()) {
      out.writeInt(view.tableOid());
      CatalogCodec.writeText(out, view.sql());
      out.writeBoolean(view.populated());
    }
  }

  static void read(DataInputStream in, RuleSet rules) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      rules.put(new MaterializedView(in.readInt(), CatalogCodec.requireText(in), in.readBoolean()));
    }
  }
}
