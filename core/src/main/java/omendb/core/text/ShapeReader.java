package omendb.core.text;

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

/// Reads the text of one shape; most brackets may be left out.
final class ShapeReader {
  private final TypeKind kind;
  private final String text;
  private final boolean checked;
  private int at;

  /// The places that [#places] read stand in square brackets.
  private boolean open;

  /// @param checked false for a text in which a shape is kept: what is no text of a shape can come
  ///   out of constructors
  ShapeReader(TypeKind kind, String text, boolean checked) {
    this.kind = kind;
    this.text = text;
    this.checked = checked;
  }

  Shape read() {
    Shape shape =
        switch (kind) {
          case POINT -> place();
          case LSEG -> {
            List<Point> ends = places(true, 2);
            yield new Segment(ends.get(0), ends.get(1));
          }
          case BOX -> {
            List<Point> corners = places(false, 2);
            yield Box.of(corners.get(0), corners.get(1));
          }
          case LINE -> line();
          case PATH -> path();
          case CIRCLE -> circle();
          default -> new Polygon(places(false, count()));
        };
    if (at < text.length()) {
      throw invalid();
    }
    return shape;
  }

  private Line line() {
    spaces();
    if (!skip('{')) {
      List<Point> places = places(true, 2);
      if (at < text.length()) {
        throw invalid();
      }
      return Shape.lineOf(places.get(0), places.get(1), SqlState.INVALID_TEXT_REPRESENTATION);
    }
    double a = number();
    require(',');
    double b = number();
    require(',');
    double c = number();
    require('}');
    spaces();
    if (at < text.length()) {
      throw invalid();
    }
    if (checked && Fuzzy.zero(a) && Fuzzy.zero(b)) {
      throw SqlState.INVALID_TEXT_REPRESENTATION.error(
          "invalid line specification: A and B cannot both be zero");
    }
    return new Line(a, b, c);
  }

  private Path path() {
    int count = count();
    spaces();
    boolean around = peek() == '(' && text.lastIndexOf('(') == at;
    if (around) {
      at++;
    }
    List<Point> points = places(true, count);
    if (around) {
      require(')');
      spaces();
    }
    return new Path(points, !open);
  }

  private Circle circle() {
    spaces();
    int depth = 0;
    if (skip('<')) {
      depth++;
    } else if (peek() == '(' && next(at + 1) == '(') {
      depth++;
      at++;
    }
    Point center = place();
    skip(',');
    double radius = number();
    if (checked && radius < 0) {
      throw invalid();
    }
    if (depth > 0) {
      if (!skip('>')) {
        require(')');
      }
      spaces();
    }
    return new Circle(center, radius);
  }

  /// How many places there are: half as many as numbers.
  private int count() {
    long commas = text.chars().filter(c -> c == ',').count();
    if (commas % 2 == 0) {
      throw invalid();
    }
    return (int) (commas + 1) / 2;
  }

  /// So many places, which may have brackets around them all, square ones only where `mayBeOpen`.
  private List<Point> places(boolean mayBeOpen, int count) {
    spaces();
    open = peek() == '[';
    boolean around = open;
    if (open) {
      if (!mayBeOpen) {
        throw invalid();
      }
      at++;
    } else if (peek() == '(' && (next(at + 1) == '(' || text.lastIndexOf('(') == at)) {
      around = true;
      at++;
    }
    List<Point> points = new ArrayList<>(Math.min(count, text.length()));
    for (int i = 0; i < count; i++) {
      points.add(place());
      skip(',');
    }
    if (around) {
      if (!(open && skip(']'))) {
        require(')');
      }
      spaces();
    }
    return points;
  }

  private Point place() {
    spaces();
    boolean around = skip('(');
    double x = number();
    require(',');
    double y = number();
    if (around) {
      require(')');
      spaces();
    }
    return new Point(x, y);
  }

  /// The number that begins here, with blanks around it.
  private double number() {
    spaces();
    int start = at;
    if (peek() == '+' || peek() == '-') {
      at++;
    }
    if (Character.isLetter(peek())) {
      while (Character.isLetter(peek())) {
        at++;
      }
    } else {
      digits();
    }
    String number = text.substring(start, at);
    spaces();
    try {
      return NumberText.parseDouble(ColumnType.DOUBLE, number);
    } catch (OmenException e) {
      throw e.state() == SqlState.INVALID_TEXT_REPRESENTATION ? invalid().causedBy(e) : e;
    }
  }

  private void digits() {
    while (digit(at) || peek() == '.') {
      at++;
    }
    if (peek() == 'e' || peek() == 'E') {
      int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
      if (digit(at + 1 + sign)) {
        at += 1 + sign;
        while (digit(at)) {
          at++;
        }
      }
    }
  }

  private boolean digit(int i) {
    return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  /// The first that is no blank from `from` on; 0 at the end.
  private char next(int from) {
    int i = from;
    while (i < text.length() && NumberText.isSpace(text.charAt(i))) {
      i++;
    }
    return i < text.length() ? text.charAt(i) : 0;
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private void require(char c) {
    if (!skip(c)) {
      throw invalid();
    }
  }

  private void spaces() {
    while (at < text.length() && NumberText.isSpace(text.charAt(at))) {
      at++;
    }
  }

  private OmenException invalid() {
    return ShapeText.invalid(kind, text);
  }
}
