package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The built-in functions by number and by name.
final class FunctionFacts {
  private static final int OID = 0;
  private static final int NAME = 1;

  /// Places of pg_proc's columns, for [#value(long, int)].
  static final int SET = 13;

  static final int RESULT = 18;
  static final int ARGUMENTS = 19;

  private final List<@Nullable Object[]> rows;
  private final Map<Long, @Nullable Object[]> byOid = new HashMap<>();
  private final Map<String, List<Long>> byName = new HashMap<>();

  FunctionFacts(List<@Nullable Object[]> rows) {
    this.rows = rows;
    for (@Nullable Object[] row : rows) {
      Long oid = (Long) Objects.requireNonNull(row[OID]);
      byOid.put(oid, row);
      byName
          .computeIfAbsent((String) Objects.requireNonNull(row[NAME]), name -> new ArrayList<>())
          .add(oid);
    }
  }

  /// The rows of pg_proc.
  List<@Nullable Object[]> rows() {
    return rows;
  }

  /// The functions of this name.
  List<Long> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  @Nullable String name(long oid) {
    return (String) value(oid, NAME);
  }

  /// A value of the function's row; null when there is no such function.
  @Nullable Object value(long oid, int column) {
    @Nullable Object[] row = byOid.get(oid);
    return row == null ? null : row[column];
  }
}
