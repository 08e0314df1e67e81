package omendb.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import omendb.engine.catalog.Comments;

/// The bytes of [ObjectNumbers] and [Comments] at the end of the catalog's.
///
/// ```
/// count, count × moved object: number(int), oid(int)
/// count, count × comment:      relation(long), object(long), column, text
/// ```
final class WordsCodec {
  /// The first catalog format that has them.
  static final int SINCE = 6;

  private WordsCodec() {}

  static void write(DataOutputStream out, ObjectNumbers numbers, Comments comments)
      throws IOException {
    out.writeInt(numbers.all().size());
    for (Map.Entry<Integer, Integer> each : numbers.all().entrySet()) {
      out.writeInt(each.getKey());
      out.writeInt(each.getValue());
    }
    out.writeInt(comments.all().size());
    for (Map.Entry<Comments.Target, String> each : comments.all().entrySet()) {
      out.writeLong(each.getKey().relation());
      out.writeLong(each.getKey().object());
      CatalogCodec.writeText(out, each.getKey().column());
      CatalogCodec.writeText(out, each.getValue());
    }
  }

  static void read(DataInputStream in, ObjectNumbers numbers, Comments comments)
      throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      numbers.put(in.readInt(), in.readInt());
    }
    for (int i = in.readInt(); i > 0; i--) {
      comments.put(
          new Comments.Target(in.readLong(), in.readLong(), CatalogCodec.requireText(in)),
          CatalogCodec.requireText(in));
    }
  }
}
