package omendb.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.TableSchema;
import omendb.engine.exec.ExecutionContext.KeyBoundValues;
import org.jspecify.annotations.Nullable;

/// Bounds on key columns as ranges of encoded keys.
final class KeyRanges {
  private KeyRanges() {}

  static KeyRange of(TableSchema schema, KeyBoundValues bounds) {
    byte[] prefix = encode(schema, bounds.equal());
    Object lower = bounds.lower();
    Object upper = bounds.upper();
    byte @Nullable [] from = prefix;
    if (lower != null) {
      from = encode(schema, with(bounds.equal(), lower));
      from = bounds.lowerInclusive() ? from : after(from);
    }
    byte @Nullable [] to = after(prefix);
    if (upper != null) {
      to = encode(schema, with(bounds.equal(), upper));
      to = bounds.upperInclusive() ? after(to) : to;
    }
    return new KeyRange(from == null ? new byte[] {(byte) 0xff} : from, to);
  }

  /// All keys with this prefix.
  static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, after(prefix));
  }

  private static List<Object> with(List<Object> values, Object last) {
    List<Object> all = new ArrayList<>(values);
    all.add(last);
    return all;
  }

  /// The encoding of the first key columns.
  private static byte[] encode(TableSchema schema, List<Object> values) {
    if (values.isEmpty()) {
      return new byte[0];
    }
    List<ColumnType> types = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      types.add(schema.columns().get(schema.keyColumns().get(i)).type());
    }
    return new KeyCodec(types).encode(values.toArray(), null);
  }

  /// The least key that is greater than all keys with this prefix; null when there is none.
  private static byte @Nullable [] after(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xff) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] next = Arrays.copyOf(prefix, length);
    next[length - 1]++;
    return next;
  }
}
