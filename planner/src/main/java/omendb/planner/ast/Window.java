package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows OVER, and what a WINDOW clause defines.
public sealed interface Window {

  int pos();

  /// `OVER w`.
  record Reference(String name, int pos) implements Window {}

  /// `OVER (base PARTITION BY … ORDER BY … frame)`.
  ///
  /// @param base the window that this one starts from, or null
  record Specification(
      @Nullable String base,
      List<Node> partitionBy,
      List<SortKey> orderBy,
      @Nullable Frame frame,
      int pos)
      implements Window {}

  /// `WINDOW name AS (…)`.
  record Definition(String name, Specification specification, int pos) {}

  /// A frame clause; `end` is CURRENT_ROW when the clause names only its start.
  record Frame(Mode mode, Bound start, Bound end, Exclusion exclusion, int pos) {}

  /// @param offset the expression of PRECEDING and FOLLOWING, null for the other kinds
  record Bound(BoundKind kind, @Nullable Node offset) {}

  /// The unit in which a frame counts.
  enum Mode {
    ROWS,
    RANGE,
    GROUPS
  }

  /// How a frame's end is given.
  enum BoundKind {
    UNBOUNDED_PRECEDING,
    PRECEDING,
    CURRENT_ROW,
    FOLLOWING,
    UNBOUNDED_FOLLOWING
  }

  /// Which rows near the current one a frame leaves out.
  enum Exclusion {
    NO_OTHERS,
    CURRENT_ROW,
    GROUP,
    TIES
  }
}
