package omendb.core.text;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.shape.Box;
import omendb.core.shape.Circle;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Line;
import omendb.core.shape.Path;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;

/// Shapes as text, in which they are also kept: the shortest digits that read back the same.
public record ShapeText(TypeKind kind) implements ValueCodec {
  private static final int POINT_BYTES = 2 * Double.BYTES;

  @Override
  public Object parse(String text) {
    return kept(new ShapeReader(kind, text, true).read());
  }

  private Shape shape(String kept) {
    return new ShapeReader(kind, kept, false).read();
  }

  /// The text in which a shape is kept.
  public static String kept(Shape shape) {
    TextBuffer out = new TextBuffer(64);
    write(shape, TextStyle.UTC, out);
    return out.toString();
  }

  public static Point point(String kept) {
    return (Point) new ShapeReader(TypeKind.POINT, kept, false).read();
  }

  public static Segment segment(String kept) {
    return (Segment) new ShapeReader(TypeKind.LSEG, kept, false).read();
  }

  public static Line line(String kept) {
    return (Line) new ShapeReader(TypeKind.LINE, kept, false).read();
  }

  public static Box box(String kept) {
    return (Box) new ShapeReader(TypeKind.BOX, kept, false).read();
  }

  public static Path path(String kept) {
    return (Path) new ShapeReader(TypeKind.PATH, kept, false).read();
  }

  public static Polygon polygon(String kept) {
    return (Polygon) new ShapeReader(TypeKind.POLYGON, kept, false).read();
  }

  public static Circle circle(String kept) {
    return (Circle) new ShapeReader(TypeKind.CIRCLE, kept, false).read();
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    if (style.floatDigits() > 0) {
      out.put((String) value);
    } else {
      write(shape((String) value), style, out);
    }
  }

  private static void write(Shape shape, TextStyle style, TextBuffer out) {
    switch (shape) {
      case Point point -> write(point, style, out);
      case Segment segment -> write(List.of(segment.from(), segment.to()), "[]", style, out);
      case Box box -> {
        write(box.high(), style, out);
        out.put(',');
        write(box.low(), style, out);
      }
      case Line line -> {
        out.put('{');
        write(line.a(), style, out);
        out.put(',');
        write(line.b(), style, out);
        out.put(',');
        write(line.c(), style, out);
        out.put('}');
      }
      case Path path -> write(path.points(), path.closed() ? "()" : "[]", style, out);
      case Polygon polygon -> write(polygon.points(), "()", style, out);
      case Circle circle -> {
        out.put('<');
        write(circle.center(), style, out);
        out.put(',');
        write(circle.radius(), style, out);
        out.put('>');
      }
    }
  }

  private static void write(List<Point> points, String around, TextStyle style, TextBuffer out) {
    out.put(around.charAt(0));
    for (int i = 0; i < points.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      write(points.get(i), style, out);
    }
    out.put(around.charAt(1));
  }

  private static void write(Point point, TextStyle style, TextBuffer out) {
    out.put('(');
    write(point.x(), style, out);
    out.put(',');
    write(point.y(), style, out);
    out.put(')');
  }

  private static void write(double number, TextStyle style, TextBuffer out) {
    TypeText.formatFloat(TypeKind.DOUBLE, number, style, out);
  }

  @Override
  public byte[] send(Object value) {
    return switch (shape((String) value)) {
      case Point point -> sent(new byte[0], List.of(point));
      case Segment segment -> sent(new byte[0], List.of(segment.from(), segment.to()));
      case Box box -> sent(new byte[0], List.of(box.high(), box.low()));
      case Line line -> sent(line.a(), line.b(), line.c());
      case Circle circle -> sent(circle.center().x(), circle.center().y(), circle.radius());
      case Path path -> {
        byte[] head = new byte[1 + Integer.BYTES];
        ByteBuffer.wrap(head).put((byte) (path.closed() ? 1 : 0)).putInt(path.points().size());
        yield sent(head, path.points());
      }
      case Polygon polygon -> {
        byte[] head = new byte[Integer.BYTES];
        ByteBuffer.wrap(head).putInt(polygon.points().size());
        yield sent(head, polygon.points());
      }
    };
  }

  private static byte[] sent(double... numbers) {
    ByteBuffer out = ByteBuffer.allocate(numbers.length * Double.BYTES);
    for (double number : numbers) {
      out.putDouble(number);
    }
    return out.array();
  }

  private static byte[] sent(byte[] head, List<Point> points) {
    ByteBuffer out = ByteBuffer.allocate(head.length + points.size() * POINT_BYTES).put(head);
    for (Point point : points) {
      out.putDouble(point.x()).putDouble(point.y());
    }
    return out.array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    return kept(received(in));
  }

  private Shape received(ByteBuffer in) {
    return switch (kind) {
      case POINT -> receivedPoint(in);
      case LSEG -> new Segment(receivedPoint(in), receivedPoint(in));
      case BOX -> Box.of(receivedPoint(in), receivedPoint(in));
      case LINE -> {
        Line line = new Line(in.getDouble(), in.getDouble(), in.getDouble());
        if (Fuzzy.zero(line.a()) && Fuzzy.zero(line.b())) {
          throw SqlState.INVALID_BINARY_REPRESENTATION.error(
              "invalid line specification: A and B cannot both be zero");
        }
        yield line;
      }
      case CIRCLE -> {
        Circle circle = new Circle(receivedPoint(in), in.getDouble());
        if (circle.radius() < 0) {
          throw SqlState.INVALID_BINARY_REPRESENTATION.error(
              "invalid radius in external \"circle\" value");
        }
        yield circle;
      }
      case PATH -> {
        boolean closed = in.get() != 0;
        yield new Path(receivedPoints(in), closed);
      }
      default -> new Polygon(receivedPoints(in));
    };
  }

  private static Point receivedPoint(ByteBuffer in) {
    return new Point(in.getDouble(), in.getDouble());
  }

  private List<Point> receivedPoints(ByteBuffer in) {
    int count = in.getInt();
    if (count <= 0 || count > in.remaining() / POINT_BYTES) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error(
          "invalid number of points in external \"%s\" value", ColumnType.of(kind));
    }
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      points.add(receivedPoint(in));
    }
    return points;
  }

  static OmenException invalid(TypeKind kind, String text) {
    return NumberText.invalid(ColumnType.of(kind), text);
  }
}
