package omendb.engine.exec.codegen;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The boxed argument rows of one group of an aggregate that keeps them all.
public final class ValueList {
  /// What a kept row is charged: its array, its boxes and its place in the list.
  public static final int ROW_BYTES = 96;

  private final List<@Nullable Object[]> rows = new ArrayList<>();

  void add(@Nullable Object[] row) {
    rows.add(row);
  }

  void addAll(ValueList other) {
    rows.addAll(other.rows);
  }

  public List<@Nullable Object[]> rows() {
    return rows;
  }
}
