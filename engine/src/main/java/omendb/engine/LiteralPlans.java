package omendb.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.TypeKind;
import omendb.core.text.TextContext;
import omendb.core.text.TextStyle;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Statement;
import omendb.planner.function.Casts;
import omendb.planner.parse.LiteralText;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// Plans by statement text without its literals: clients that write values into their statements
/// pay for scanning the text, not for parsing and planning it.
///
/// Only statements that read a few rows by keys and indexes share plans. For all others the values
/// matter to the plan, and planning does not matter to the time.
final class LiteralPlans {
  private final Cache<Key, Shape> shapes;

  /// What the plan of a shape depends on.
  private record Key(
      String text, List<ColumnType> types, String scope, TextStyle style, long catalog) {}

  /// @param plan null when statements of this shape are planned one by one
  private record Shape(@Nullable Statement statement, @Nullable PlannedStatement plan) {
    static final Shape APART = new Shape(null, null);
  }

  LiteralPlans(int entriesMax) {
    shapes = Caffeine.newBuilder().maximumSize(entriesMax).build();
  }

  /// The statement as one with its literals for parameters, or null when it is to be parsed and
  /// planned as it stands; so are those that are in error, for the sake of the positions.
  ///
  /// @param planning false: only when its plan is there already
  @Nullable PreparedStatement find(Session session, String sql, boolean planning) {
    if (session.transaction().editsCatalog()) {
      return null;
    }
    LiteralText taken = LiteralText.of(sql);
    if (taken == null) {
      return null;
    }
    Key key =
        new Key(
            taken.text(),
            taken.types(),
            session.planScope(),
            session.style(),
            session.catalogVersion());
    Shape shape = shapes.getIfPresent(key);
    if (shape == null && planning) {
      shape = plan(session, taken);
      shapes.put(key, shape);
    }
    if (shape == null || shape.plan == null) {
      return null;
    }
    @Nullable Object[] values = values(session, taken, shape.plan.parameterTypes());
    return values == null
        ? null
        : PreparedStatement.ofLiterals(
            session, Objects.requireNonNull(shape.statement), sql, shape.plan, values);
  }

  private static Shape plan(Session session, LiteralText taken) {
    try {
      Statement statement = SqlParser.parseOne(taken.text());
      PlannedStatement plan =
          session
              .database()
              .planner()
              .plan(
                  statement,
                  taken.text(),
                  taken.types(),
                  new SessionCatalogView(session),
                  session.context());
      return plan.readsFew() ? new Shape(statement, plan) : Shape.APART;
    } catch (OmenException e) {
      return Shape.APART;
    }
  }

  /// The literals as the plan wants them, or null when one is not of its type or means another
  /// value at another time.
  private static @Nullable Object @Nullable [] values(
      Session session, LiteralText taken, List<ColumnType> types) {
    if (types.size() != taken.values().size()) {
      return null;
    }
    @Nullable Object[] values = taken.values().toArray();
    for (int i = 0; i < values.length; i++) {
      ColumnType type = types.get(i);
      if (taken.types().get(i).kind() == TypeKind.UNKNOWN && type.kind() != TypeKind.TEXT) {
        String text = (String) taken.values().get(i);
        if (!isLasting(text, type)) {
          return null;
        }
        try {
          values[i] = Casts.cast(text, ColumnType.UNKNOWN, type, false, session.context());
        } catch (OmenException e) {
          return null;
        }
      }
    }
    return values;
  }

  /// False where clock, time zone or catalog have a say in what the text means.
  private static boolean isLasting(String text, ColumnType type) {
    return switch (type.kind()) {
      case VARCHAR, CHAR, SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE, BOOLEAN -> true;
      case INT4RANGE, INT8RANGE, NUMRANGE, INT4MULTIRANGE, INT8MULTIRANGE, NUMMULTIRANGE -> true;
      case BIT, VARBIT -> true;
      case ENUM, UUID, BYTEA, JSON, JSONB, JSONPATH, INTERVAL -> true;
      case OID, XID, XID8, PG_LSN, TID -> true;
      case MONEY, INET, CIDR, MACADDR, MACADDR8 -> true;
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> true;
      case ARRAY -> isLasting(text, java.util.Objects.requireNonNull(type.element()));
      case DATE, TIME, TIMESTAMP -> !TextContext.dependsOnClock(text);
      default -> false;
    };
  }
}
