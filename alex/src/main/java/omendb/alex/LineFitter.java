package omendb.alex;

import java.util.Arrays;

/// Covers ascending points (key, position) with the fewest lines whose error stays within a bound,
/// in one pass: a line is extended for as long as some straight line passes through the error bars
/// of all its points, which two convex hulls decide in amortised constant time (O'Rourke, "An
/// on-line algorithm for fitting straight lines between data ranges", 1981).
///
/// The hulls are computed in floating point; each finished line is therefore checked against its
/// points with the very arithmetic of lookups, and shortened in the rare case that it fails.
final class LineFitter {
  private final long[] keys;
  private final int count;
  private final int maxError;
  private final ErrorBars bars;
  private long[] firstKeys = new long[16];
  private float[] slopes = new float[16];
  private int[] intercepts = new int[16];
  private int lines;

  LineFitter(long[] keys, int count, int maxError) {
    this.keys = keys;
    this.count = count;
    this.maxError = maxError;
    // One position is left for rounding the intercept and the guess.
    this.bars = new ErrorBars(maxError - 1);
  }

  PiecewiseLinearModel fit() {
    int start = 0;
    while (start < count) {
      // What follows a run of equal keys stands behind the run even if it is not there, so the next
      // line begins right behind it, unless the next key is too far away to be on that line.
      boolean afterRun =
          start > 1
              && keys[start - 1] == keys[start - 2]
              && keys[start] - (keys[start - 1] + 1) >= 0;
      long firstKey = afterRun ? keys[start - 1] + 1 : keys[start];
      int end = extend(firstKey, start, count);
      while (!append(firstKey, start, end)) {
        int limit = runEnd(start + Math.max(1, (end - start) / 2) - 1);
        // A long run at the end may reach back over the middle: it is left to the next line.
        end = extend(firstKey, start, limit < end ? limit : runStart(end - 1));
      }
      start = end;
    }
    return new PiecewiseLinearModel(
        count,
        maxError,
        Arrays.copyOf(firstKeys, lines),
        Arrays.copyOf(slopes, lines),
        Arrays.copyOf(intercepts, lines));
  }

  /// Feeds points from `start` on and returns the first index that no longer fits.
  private int extend(long firstKey, int start, int limit) {
    bars.clear();
    bars.add(0, start);
    int i = start;
    while (i < limit) {
      long key = keys[i];
      long distance = key - firstKey;
      if (distance < 0 || (distance > 0 && !bars.add(distance, i))) {
        return i;
      }
      int next = runEnd(i);
      if (next < count && keys[next] < key) {
        throw new IllegalArgumentException("keys descend at " + next);
      }
      if (next > i + 1 && next < limit && keys[next] - 1 > key) {
        if (distance + 1 < 0 || !bars.add(distance + 1, next)) {
          return next;
        }
      }
      i = next;
    }
    return i;
  }

  private int runEnd(int index) {
    int end = index + 1;
    while (end < count && keys[end] == keys[index]) {
      end++;
    }
    return end;
  }

  private int runStart(int index) {
    int start = index;
    while (start > 0 && keys[start - 1] == keys[index]) {
      start--;
    }
    return start;
  }

  /// Adds the line found for `[start, end)` unless rounding broke the bound.
  private boolean append(long firstKey, int start, int end) {
    bars.solve();
    float slope = (float) bars.slope();
    long intercept = Math.round(bars.valueAtZero(slope));
    if (runEnd(start) >= end) {
      slope = 0;
      intercept = start;
    }
    for (int i = start; i < end; ) {
      int next = runEnd(i);
      if (distance(firstKey, slope, intercept, keys[i], i) > maxError) {
        return false;
      }
      boolean lookBehind = next > i + 1 && next < end;
      if (lookBehind && distance(firstKey, slope, intercept, keys[i] + 1, next) > maxError) {
        return false;
      }
      i = next;
    }
    if (lines == firstKeys.length) {
      firstKeys = Arrays.copyOf(firstKeys, 2 * lines);
      slopes = Arrays.copyOf(slopes, 2 * lines);
      intercepts = Arrays.copyOf(intercepts, 2 * lines);
    }
    firstKeys[lines] = firstKey;
    slopes[lines] = slope;
    intercepts[lines++] = (int) intercept;
    return true;
  }

  private static long distance(long firstKey, float slope, long intercept, long key, int at) {
    return Math.abs(intercept + PiecewiseLinearModel.steps(firstKey, slope, key) - at);
  }

  /// The set of lines that pass through all error bars (x, y ± error) added so far, kept as its two
  /// extreme lines and the hulls that they touch.
  private static final class ErrorBars {
    private final double error;
    private final Hull tops = new Hull();
    private final Hull bottoms = new Hull();
    private int points;
    // The flattest line runs from (flatX0, flatY0) on a top to a later bottom; the steepest from a
    // bottom to a later top.
    private double flatX0;
    private double flatY0;
    private double flatX1;
    private double flatY1;
    private double steepX0;
    private double steepY0;
    private double steepX1;
    private double steepY1;
    private double slope;
    private double crossX;
    private double crossY;

    ErrorBars(double error) {
      this.error = error;
    }

    void clear() {
      points = 0;
      tops.clear();
      bottoms.clear();
    }

    boolean add(double x, double y) {
      double top = y + error;
      double bottom = y - error;
      if (points == 0) {
        flatX0 = steepX0 = x;
        flatY0 = top;
        steepY0 = bottom;
      } else if (points == 1) {
        flatX1 = steepX1 = x;
        flatY1 = bottom;
        steepY1 = top;
      } else {
        double flat = flatSlope();
        double steep = steepSlope();
        if (top - flatY1 < flat * (x - flatX1) || bottom - steepY1 > steep * (x - steepX1)) {
          return false;
        }
        if (top - steepY0 < steep * (x - steepX0)) {
          int touched = bottoms.flattestTo(x, top);
          steepX0 = bottoms.x[touched];
          steepY0 = bottoms.y[touched];
          steepX1 = x;
          steepY1 = top;
        }
        if (bottom - flatY0 > flat * (x - flatX0)) {
          int touched = tops.steepestTo(x, bottom);
          flatX0 = tops.x[touched];
          flatY0 = tops.y[touched];
          flatX1 = x;
          flatY1 = bottom;
        }
      }
      tops.addLower(x, top);
      bottoms.addUpper(x, bottom);
      points++;
      return true;
    }

    private double flatSlope() {
      return (flatY1 - flatY0) / (flatX1 - flatX0);
    }

    private double steepSlope() {
      return (steepY1 - steepY0) / (steepX1 - steepX0);
    }

    /// Picks the line halfway between the extreme lines, through the point where they cross.
    void solve() {
      if (points < 2) {
        slope = 0;
        crossX = flatX0;
        crossY = flatY0 - error;
        return;
      }
      double flat = flatSlope();
      double steep = steepSlope();
      slope = Math.max(0, (flat + steep) / 2);
      if (steep > flat) {
        crossX = (flatY0 - steepY0 + steep * steepX0 - flat * flatX0) / (steep - flat);
        crossY = steepY0 + steep * (crossX - steepX0);
      } else {
        crossX = steepX0;
        crossY = steepY0;
      }
    }

    double slope() {
      return slope;
    }

    double valueAtZero(double chosenSlope) {
      return crossY - chosenSlope * crossX;
    }
  }

  /// A convex chain of points with ascending x. Points left of the last tangent are never touched
  /// again and are skipped by `first`.
  private static final class Hull {
    double[] x = new double[64];
    double[] y = new double[64];
    private int first;
    private int size;

    void clear() {
      first = 0;
      size = 0;
    }

    void addLower(double px, double py) {
      add(px, py, 1);
    }

    void addUpper(double px, double py) {
      add(px, py, -1);
    }

    private void add(double px, double py, int side) {
      while (size >= first + 2 && side * turn(px, py) <= 0) {
        size--;
      }
      if (size == x.length) {
        x = Arrays.copyOf(x, 2 * size);
        y = Arrays.copyOf(y, 2 * size);
      }
      x[size] = px;
      y[size++] = py;
    }

    /// Positive if the chain turns left at its last point on the way to (px, py).
    private double turn(double px, double py) {
      double ax = x[size - 1] - x[size - 2];
      double ay = y[size - 1] - y[size - 2];
      return ax * (py - y[size - 2]) - ay * (px - x[size - 2]);
    }

    int flattestTo(double px, double py) {
      int best = first;
      double bestSlope = slopeTo(first, px, py);
      for (int i = first + 1; i < size; i++) {
        double slope = slopeTo(i, px, py);
        if (slope > bestSlope) {
          break;
        }
        best = i;
        bestSlope = slope;
      }
      first = best;
      return best;
    }

    int steepestTo(double px, double py) {
      int best = first;
      double bestSlope = slopeTo(first, px, py);
      for (int i = first + 1; i < size; i++) {
        double slope = slopeTo(i, px, py);
        if (slope < bestSlope) {
          break;
        }
        best = i;
        bestSlope = slope;
      }
      first = best;
      return best;
    }

    private double slopeTo(int i, double px, double py) {
      return (py - y[i]) / (px - x[i]);
    }
  }
}
