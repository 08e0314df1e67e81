package omendb.testkit;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A record of an `.slt` file.
sealed interface SqlRecord {
  /// The 1-based line of the record's first word.
  int line();

  /// True when a way with these names runs the record.
  boolean runsFor(Set<String> names);

  /// What `skipif` and `onlyif` lines before a record ask for.
  record Conditions(List<String> skipped, List<String> only) {
    static final Conditions NONE = new Conditions(List.of(), List.of());

    boolean hold(Set<String> names) {
      return skipped.stream().noneMatch(names::contains)
          && (only.isEmpty() || only.stream().anyMatch(names::contains));
    }
  }

  /// `statement ok`, `statement count N`, `statement error SQLSTATE [regex]`.
  ///
  /// @param connection the name of the connection that runs it, empty for the first
  /// @param count rows that must have changed, -1 when any will do
  /// @param sqlState the error to expect, null for none
  record Statement(
      int line,
      Conditions conditions,
      String connection,
      String sql,
      long count,
      @Nullable String sqlState,
      @Nullable String messageRegex)
      implements SqlRecord {
    @Override
    public boolean runsFor(Set<String> names) {
      return conditions.hold(names);
    }
  }

  /// `query TYPES [nosort|rowsort|valuesort] [label]`.
  ///
  /// @param types one of I (integer), R (number) and T (anything) per column
  /// @param expected lines after `----`
  /// @param expectedLine the 1-based line of the first of them
  record Query(
      int line,
      Conditions conditions,
      String connection,
      String sql,
      String types,
      Sort sort,
      @Nullable String label,
      List<String> expected,
      int expectedLine)
      implements SqlRecord {
    @Override
    public boolean runsFor(Set<String> names) {
      return conditions.hold(names);
    }
  }

  /// `hash-threshold N`: longer results are expected as the hash of their lines.
  record HashThreshold(int line, int values) implements SqlRecord {
    @Override
    public boolean runsFor(Set<String> names) {
      return true;
    }
  }

  /// `halt`: nothing after this is run.
  record Halt(int line, Conditions conditions) implements SqlRecord {
    @Override
    public boolean runsFor(Set<String> names) {
      return conditions.hold(names);
    }
  }

  /// The order in which a result is compared.
  enum Sort {
    NOSORT,
    ROWSORT,
    VALUESORT
  }
}
