package omendb.alex;

import org.jspecify.annotations.Nullable;

/// What tells a leaf where its keys are: a line or a histogram. A histogram's line says in which of
/// many equally wide stretches of the leaf's key range a key is, and an array where in the leaf
/// each stretch starts. Within a stretch keys are taken to be spread evenly. Keys that come in
/// clusters need no leaf per cluster then, since a stretch has slots in proportion to its keys.
///
/// @param line gives a key's slot or, in a histogram, its stretch and the place in it as a fraction
/// @param starts first slot of each stretch, and behind them the number of slots; `null` if there
///   is only a line
record LeafModel(Line line, char @Nullable [] starts) {
  /// Leaves of more slots have no histogram.
  static final int SLOTS_MAX = Character.MAX_VALUE;

  /// Keys per stretch on average. A stretch takes two bytes: finer ones would cost more memory than
  /// they spare searching.
  private static final int KEYS_PER_STRETCH = 2;

  /// Keeps the greatest key below the last stretch's end in spite of rounding.
  private static final double BELOW_ONE = 1 - 0x1p-20;

  /// The line alone.
  static LeafModel of(Line line) {
    return new LeafModel(line, null);
  }

  /// The histogram of at least two keys that are to be spread over `slots` slots.
  static LeafModel histogram(Run run, int slots) {
    int size = run.size();
    int stretches = Math.max(1, size / KEYS_PER_STRETCH);
    double width = Line.unsigned(run.lastKey() - run.key(0)) + 1;
    Line line = new Line(run.key(0), stretches * BELOW_ONE / width, 0);
    float slope = (float) line.slope();
    char[] starts = new char[stretches + 1];
    float slotsPerKey = (float) slots / size;
    int stretch = 0;
    for (int i = 0; i < size; i++) {
      int of = (int) (slope * (float) (run.key(i) - line.base()));
      while (stretch < of) {
        starts[++stretch] = (char) (i * slotsPerKey);
      }
    }
    while (stretch < stretches) {
      starts[++stretch] = (char) slots;
    }
    return new LeafModel(line, starts);
  }

  /// The slot of a key, before it is bounded by the ends of the leaf.
  int slot(long key) {
    float at = (float) line.slope() * (float) (key - line.base()) + (float) line.intercept();
    return starts == null ? (int) at : slot(starts, at);
  }

  /// Where a histogram puts a key of which the line says `at`.
  static int slot(char[] starts, float at) {
    int stretch = (int) at;
    int stretches = starts.length - 1;
    if (at < 0 || stretch >= stretches) {
      return at < 0 ? -1 : starts[stretches];
    }
    int start = starts[stretch];
    return start + (int) ((at - stretch) * (starts[stretch + 1] - start));
  }
}
