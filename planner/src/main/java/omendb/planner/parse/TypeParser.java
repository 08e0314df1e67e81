package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.TypeName;
import omendb.planner.ast.TypeName.IntervalFields;
import org.jspecify.annotations.Nullable;

/// Type names.
final class TypeParser {
  private static final int FLOAT4_BITS = 24;
  private static final int FLOAT8_BITS = 53;

  private final Parser p;
  private final Cursor c;

  TypeParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// A type with SETOF and array bounds.
  TypeName type() {
    boolean setOf = c.accept(SETOF);
    TypeName type = scalar();
    int dimensions = 0;
    if (c.accept(ARRAY)) {
      dimensions = 1;
      if (c.accept('[')) {
        c.integer();
        c.expect(']');
      }
    } else {
      while (c.accept('[')) {
        if (!c.at(']')) {
          c.integer();
        }
        c.expect(']');
        dimensions++;
      }
    }
    if (dimensions > 0) {
      type = type.withArrayDimensions(dimensions);
    }
    return setOf ? type.asSet() : type;
  }

  /// A type without array bounds.
  TypeName scalar() {
    TypeName sql = sqlType();
    return sql != null ? sql : generic();
  }

  private TypeName generic() {
    int pos = c.pos();
    String first = c.functionOrTypeName();
    Name name = c.at('.') ? c.restOfName(first, pos) : Name.of(first, pos);
    return named(name, c.at('(') ? modifiers() : List.of());
  }

  static TypeName named(Name name, List<Node> modifiers) {
    return new TypeName(name.schema(), name.name(), modifiers, 0, null, false, name.pos());
  }

  /// `(expression, …)`, or none.
  List<Node> modifiers() {
    if (!c.accept('(')) {
      return List.of();
    }
    c.enter();
    List<Node> modifiers = p.expressions.list();
    c.expect(')');
    c.leave();
    return modifiers;
  }

  /// A type that SQL spells with key words, or null.
  private @Nullable TypeName sqlType() {
    return switch (c.keyword) {
      case INTERVAL -> interval();
      case CHARACTER, CHAR, VARCHAR, NATIONAL, NCHAR, BIT -> characters();
      default -> constantType();
    };
  }

  /// A numeric, boolean or date type, which may also stand before a constant; null if none.
  @Nullable TypeName constantType() {
    int pos = c.pos();
    switch (c.keyword) {
      case INT, INTEGER -> {
        return simple("int4", pos);
      }
      case SMALLINT -> {
        return simple("int2", pos);
      }
      case BIGINT -> {
        return simple("int8", pos);
      }
      case REAL -> {
        return simple("float4", pos);
      }
      case BOOLEAN -> {
        return simple("bool", pos);
      }
      case DOUBLE -> {
        if (c.peek(1) != PRECISION) {
          return null;
        }
        c.advance();
        return simple("float8", pos);
      }
      case FLOAT -> {
        return floating(pos);
      }
      case DECIMAL, DEC, NUMERIC -> {
        return simple("numeric", pos).withModifiers(modifiers());
      }
      case TIME, TIMESTAMP -> {
        return dateTime(c.at(TIME) ? "time" : "timestamp", pos);
      }
      default -> {
        return null;
      }
    }
  }

  private TypeName simple(String name, int pos) {
    c.advance();
    return TypeName.builtin(name, pos);
  }

  private TypeName floating(int pos) {
    c.advance();
    if (!c.accept('(')) {
      return TypeName.builtin("float8", pos);
    }
    int bitsPos = c.pos();
    int bits = c.integer();
    c.expect(')');
    if (bits < 1) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("precision for type float must be at least 1 bit")
          .at(bitsPos);
    }
    if (bits > FLOAT8_BITS) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("precision for type float must be less than 54 bits")
          .at(bitsPos);
    }
    return TypeName.builtin(bits <= FLOAT4_BITS ? "float4" : "float8", pos);
  }

  private TypeName dateTime(String name, int pos) {
    c.advance();
    List<Node> precision = precision();
    String full = name;
    if (c.at(WITH, TIME) || c.at(WITHOUT)) {
      if (c.at(WITH)) {
        full = name + "tz";
      }
      c.advance();
      c.expect(TIME);
      c.expect(ZONE);
    }
    return TypeName.builtin(full, pos).withModifiers(precision);
  }

  /// `(n)` with a plain integer, or none.
  private List<Node> precision() {
    if (!c.accept('(')) {
      return List.of();
    }
    int pos = c.pos();
    Node precision = new Node.IntegerLiteral(c.integer(), pos);
    c.expect(')');
    return List.of(precision);
  }

  /// The character and bit types.
  TypeName characters() {
    int pos = c.pos();
    if (c.accept(BIT)) {
      boolean varying = c.accept(VARYING);
      List<Node> length = modifiers();
      return TypeName.builtin(varying ? "varbit" : "bit", pos)
          .withModifiers(varying || !length.isEmpty() ? length : one(pos));
    }
    boolean varying = c.at(VARCHAR);
    if (c.accept(NATIONAL)) {
      if (!c.accept(CHARACTER)) {
        c.expect(CHAR);
      }
    } else {
      c.advance();
    }
    if (!varying) {
      varying = c.accept(VARYING);
    }
    List<Node> length = precision();
    return TypeName.builtin(varying ? "varchar" : "bpchar", pos)
        .withModifiers(varying || !length.isEmpty() ? length : one(pos));
  }

  private static List<Node> one(int pos) {
    return List.of(new Node.IntegerLiteral(1, pos));
  }

  private TypeName interval() {
    TypeName type = TypeName.builtin("interval", c.pos());
    c.advance();
    if (c.at('(')) {
      return type.withModifiers(precision());
    }
    return intervalFields(type);
  }

  /// `YEAR`, `DAY TO SECOND(3)` … or nothing.
  TypeName intervalFields(TypeName type) {
    Keyword first = c.keyword;
    switch (first) {
      case YEAR, MONTH, DAY, HOUR, MINUTE -> c.advance();
      case SECOND -> {
        c.advance();
        return type.withFields(IntervalFields.SECOND).withModifiers(precision());
      }
      default -> {
        return type;
      }
    }
    if (!c.accept(TO)) {
      return type.withFields(IntervalFields.valueOf(first.name()));
    }
    Keyword last = c.keyword;
    IntervalFields fields = null;
    for (IntervalFields candidate : IntervalFields.values()) {
      if (candidate.name().equals(first.name() + "_TO_" + last.name())) {
        fields = candidate;
      }
    }
    if (fields == null) {
      throw c.syntaxError();
    }
    c.advance();
    TypeName ranged = type.withFields(fields);
    return last == SECOND ? ranged.withModifiers(precision()) : ranged;
  }

  /// The types of `(int, text)`, or none.
  List<TypeName> typeList() {
    List<TypeName> types = new ArrayList<>();
    if (c.accept('(')) {
      do {
        types.add(type());
      } while (c.accept(','));
      c.expect(')');
    }
    return types;
  }
}
