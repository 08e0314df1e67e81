package omendb.planner.function;

import omendb.core.shape.Checked;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Line;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Crossings;
import org.jspecify.annotations.Nullable;

/// Operators and functions of lines.
public final class LineFunctions {
  private LineFunctions() {}

  @SqlFunction("?#(line, line): bool")
  @SqlFunction("line_intersect(line, line): bool")
  public static boolean intersect(String left, String right) {
    return Crossings.of(ShapeText.line(left), ShapeText.line(right)) != null;
  }

  @SqlFunction("#(line, line): point")
  @SqlFunction("line_interpt(line, line): point")
  public static @Nullable String crossing(String left, String right) {
    return SegmentFunctions.keptOrNull(Crossings.of(ShapeText.line(left), ShapeText.line(right)));
  }

  @SqlFunction("?||(line, line): bool")
  @SqlFunction("isparallel(line, line): bool")
  @SqlFunction("line_parallel(line, line): bool")
  public static boolean parallel(String left, String right) {
    return !intersect(left, right);
  }

  @SqlFunction("?|(line): bool")
  @SqlFunction("isvertical(line): bool")
  @SqlFunction("line_vertical(line): bool")
  public static boolean vertical(String value) {
    return Fuzzy.zero(ShapeText.line(value).b());
  }

  @SqlFunction("?-(line): bool")
  @SqlFunction("ishorizontal(line): bool")
  @SqlFunction("line_horizontal(line): bool")
  public static boolean horizontal(String value) {
    return Fuzzy.zero(ShapeText.line(value).a());
  }

  @SqlFunction("?#(line, box): bool")
  @SqlFunction("inter_lb(line, box): bool")
  public static boolean meetsBox(String left, String right) {
    return Crossings.meet(ShapeText.line(left), ShapeText.box(right));
  }

  @SqlFunction("?-|(line, line): bool")
  @SqlFunction("isperp(line, line): bool")
  @SqlFunction("line_perp(line, line): bool")
  public static boolean perpendicular(String left, String right) {
    Line one = ShapeText.line(left);
    Line other = ShapeText.line(right);
    if (Fuzzy.zero(one.a())) {
      return Fuzzy.zero(other.b());
    }
    if (Fuzzy.zero(other.a())) {
      return Fuzzy.zero(one.b());
    }
    if (Fuzzy.zero(one.b()) || Fuzzy.zero(other.b())) {
      return false;
    }
    double slopes =
        Checked.over(Checked.times(one.a(), other.a()), Checked.times(one.b(), other.b()));
    return Fuzzy.equal(slopes, -1);
  }

  /// The factors of one are those of the other, multiplied.
  @SqlFunction("=(line, line): bool")
  @SqlFunction("line_eq(line, line): bool")
  public static boolean equal(String left, String right) {
    Line one = ShapeText.line(left);
    Line other = ShapeText.line(right);
    if (Double.isNaN(one.a() + one.b() + one.c() + other.a() + other.b() + other.c())) {
      return Comparison.compare(one.a(), other.a()) == 0
          && Comparison.compare(one.b(), other.b()) == 0
          && Comparison.compare(one.c(), other.c()) == 0;
    }
    double ratio = 1;
    if (!Fuzzy.zero(other.a())) {
      ratio = Checked.over(one.a(), other.a());
    } else if (!Fuzzy.zero(other.b())) {
      ratio = Checked.over(one.b(), other.b());
    } else if (!Fuzzy.zero(other.c())) {
      ratio = Checked.over(one.c(), other.c());
    }
    return Fuzzy.equal(one.a(), Checked.times(ratio, other.a()))
        && Fuzzy.equal(one.b(), Checked.times(ratio, other.b()))
        && Fuzzy.equal(one.c(), Checked.times(ratio, other.c()));
  }
}
