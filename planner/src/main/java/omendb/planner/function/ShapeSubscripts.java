package omendb.planner.function;

import java.util.List;
import omendb.core.SqlState;
import omendb.core.shape.Box;
import omendb.core.shape.Line;
import omendb.core.shape.Point;
import omendb.core.shape.Segment;
import omendb.core.text.ShapeText;
import org.jspecify.annotations.Nullable;

/// The numbers of points and lines and the places of segments and boxes as items of arrays that
/// begin at 0.
public final class ShapeSubscripts {
  private ShapeSubscripts() {}

  @SqlFunction("shape_subscript(point, int8): float8")
  public static @Nullable Double number(String value, long index) {
    Point point = ShapeText.point(value);
    return item(List.of(point.x(), point.y()), index);
  }

  @SqlFunction("shape_subscript(line, int8): float8")
  public static @Nullable Double factor(String value, long index) {
    Line line = ShapeText.line(value);
    return item(List.of(line.a(), line.b(), line.c()), index);
  }

  @SqlFunction("shape_subscript(lseg, int8): point")
  public static @Nullable String end(String value, long index) {
    Segment segment = ShapeText.segment(value);
    return kept(item(List.of(segment.from(), segment.to()), index));
  }

  @SqlFunction("shape_subscript(box, int8): point")
  public static @Nullable String corner(String value, long index) {
    Box box = ShapeText.box(value);
    return kept(item(List.of(box.high(), box.low()), index));
  }

  private static @Nullable String kept(@Nullable Point point) {
    return point == null ? null : ShapeText.kept(point);
  }

  private static <T> @Nullable T item(List<T> items, long index) {
    return index < 0 || index >= items.size() ? null : items.get((int) index);
  }

  /// With another item; as it is when that is NULL.
  @SqlFunction(value = "shape_assign(point, float8, int8): point", nulls = true)
  public static @Nullable String withNumber(
      @Nullable String value, @Nullable Double number, @Nullable Long index) {
    int place = place(index, 2);
    if (value == null || number == null) {
      return value;
    }
    Point point = ShapeText.point(value);
    return ShapeText.kept(place == 0 ? new Point(number, point.y()) : new Point(point.x(), number));
  }

  @SqlFunction(value = "shape_assign(line, float8, int8): line", nulls = true)
  public static @Nullable String withFactor(
      @Nullable String value, @Nullable Double number, @Nullable Long index) {
    int place = place(index, 3);
    if (value == null || number == null) {
      return value;
    }
    Line line = ShapeText.line(value);
    return ShapeText.kept(
        switch (place) {
          case 0 -> new Line(number, line.b(), line.c());
          case 1 -> new Line(line.a(), number, line.c());
          default -> new Line(line.a(), line.b(), number);
        });
  }

  @SqlFunction(value = "shape_assign(lseg, point, int8): lseg", nulls = true)
  public static @Nullable String withEnd(
      @Nullable String value, @Nullable String point, @Nullable Long index) {
    int place = place(index, 2);
    if (value == null || point == null) {
      return value;
    }
    Segment segment = ShapeText.segment(value);
    Point end = ShapeText.point(point);
    return ShapeText.kept(
        place == 0 ? new Segment(end, segment.to()) : new Segment(segment.from(), end));
  }

  @SqlFunction(value = "shape_assign(box, point, int8): box", nulls = true)
  public static @Nullable String withCorner(
      @Nullable String value, @Nullable String point, @Nullable Long index) {
    int place = place(index, 2);
    if (value == null || point == null) {
      return value;
    }
    Box box = ShapeText.box(value);
    Point corner = ShapeText.point(point);
    return ShapeText.kept(place == 0 ? new Box(corner, box.low()) : new Box(box.high(), corner));
  }

  private static int place(@Nullable Long index, int size) {
    if (index == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("array subscript in assignment must not be null");
    }
    if (index < 0 || index >= size) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("array subscript out of range");
    }
    return (int) (long) index;
  }
}
