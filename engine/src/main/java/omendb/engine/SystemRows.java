package omendb.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Computes the rows of one catalog relation.
interface SystemRows {
  /// All rows, each with the relation's columns in order, boxed.
  List<@Nullable Object[]> rows(SystemView view);

  /// The relations that have rows, by `schema.name`.
  static Map<String, SystemRows> all() {
    Map<String, SystemRows> all = new HashMap<>();
    return all;
  }
}
