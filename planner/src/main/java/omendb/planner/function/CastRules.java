package omendb.planner.function;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// Which types convert to which, and when: PostgreSQL's pg_cast, type categories, common types, and
/// the precision of decimal arithmetic.
public final class CastRules {
  /// Where a conversion stands. Each context allows what the ones before it allow.
  public enum Context {
    /// Anywhere in an expression.
    IMPLICIT,
    /// A value for a column.
    ASSIGNMENT,
    /// CAST and `::`.
    EXPLICIT
  }

  private static final Map<TypeKind, Map<TypeKind, Context>> CASTS = new EnumMap<>(TypeKind.class);

  static {
    casts(
        "int2",
        "int4 int8 float4 float8 numeric oid regclass regtype regproc regnamespace regrole",
        "",
        "");
    casts(
        "int4",
        "int8 float4 float8 numeric oid regclass regtype regproc regnamespace regrole",
        "int2 money",
        "bool char bit");
    casts("bit", "varbit", "", "int4 int8");
    casts("varbit", "bit", "", "");
    casts(
        "int8",
        "float4 float8 numeric oid regclass regtype regproc regnamespace regrole",
        "int2 int4 money",
        "bit");
    casts("float4", "float8", "int2 int4 int8 numeric", "");
    casts("float8", "", "int2 int4 int8 float4 numeric", "");
    casts("numeric", "float4 float8", "int2 int4 int8 money", "");
    casts("bool", "", "text varchar bpchar", "int4");
    casts("text", "bpchar varchar name regclass", "char", "");
    casts("varchar", "text bpchar name regclass", "char", "");
    casts("bpchar", "text varchar name", "char", "");
    casts("name", "text", "varchar bpchar", "");
    casts("char", "text", "varchar bpchar", "int4");
    casts("oid", "regclass regtype regproc regnamespace regrole", "int4 int8", "");
    casts("regclass", "oid", "int4 int8", "");
    casts("regtype", "oid", "int4 int8", "");
    casts("regproc", "oid", "int4 int8", "");
    casts("regnamespace", "oid", "int4 int8", "");
    casts("regrole", "oid", "int4 int8", "");
    casts("date", "timestamp timestamptz", "", "");
    casts("time", "interval timetz", "", "");
    casts("timetz", "", "time", "");
    casts("timestamp", "timestamptz", "date time", "");
    casts("timestamptz", "", "date time timetz timestamp", "");
    casts("interval", "", "time", "");
    casts("xid8", "", "", "xid");
    casts("money", "", "numeric", "");
    casts("cidr", "inet", "", "");
    casts("inet", "", "cidr", "");
    casts("macaddr", "macaddr8", "", "");
    casts("macaddr8", "macaddr", "", "");
    casts("json", "", "jsonb", "");
    casts("point", "", "box", "");
    casts("lseg", "", "", "point");
    casts("path", "", "polygon", "");
    casts("box", "", "polygon", "point lseg circle");
    casts("polygon", "", "path", "point box circle");
    casts("circle", "", "", "point box polygon");
    for (ColumnType range : ColumnType.RANGES) {
      ColumnType multirange = Objects.requireNonNull(range.multirange());
      casts(range.kind().internalName(), "", "", multirange.kind().internalName());
    }
    casts("jsonb", "", "json", "bool int2 int4 int8 float4 float8 numeric");
  }

  private CastRules() {}

  private static void casts(String from, String implicit, String assignment, String explicit) {
    Map<TypeKind, Context> to = new EnumMap<>(TypeKind.class);
    put(to, implicit, Context.IMPLICIT);
    put(to, assignment, Context.ASSIGNMENT);
    put(to, explicit, Context.EXPLICIT);
    CASTS.put(kind(from), to);
  }

  private static void put(Map<TypeKind, Context> to, String names, Context context) {
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        to.put(kind(name), context);
      }
    }
  }

  private static TypeKind kind(String name) {
    ColumnType type = TypeNames.internal(name);
    if (type == null) {
      throw new IllegalArgumentException(name);
    }
    return type.kind();
  }

  /// True when a value of `from` may become one of `to` in the context. A modifier never hinders.
  public static boolean allowed(ColumnType from, ColumnType to, Context context) {
    ColumnType fromElement = from.element();
    ColumnType toElement = to.element();
    if (fromElement != null && toElement != null) {
      return allowed(fromElement, toElement, context);
    }
    if (from.kind() == to.kind() || from.kind() == TypeKind.UNKNOWN) {
      return sameUser(from, to);
    }
    Map<TypeKind, Context> targets = CASTS.get(from.kind());
    Context needed = targets == null ? null : targets.get(to.kind());
    if (needed != null) {
      return needed.compareTo(context) <= 0;
    }
    if (from.kind() == TypeKind.VOID || to.kind() == TypeKind.VOID) {
      return false;
    }
    if (category(to) == 'S' || to.kind() == TypeKind.UNKNOWN) {
      return context != Context.IMPLICIT;
    }
    return category(from) == 'S' && context == Context.EXPLICIT && to.kind() != TypeKind.RECORD;
  }

  /// `pg_type.typcategory`.
  public static char category(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> 'B';
      case SMALLINT,
          INTEGER,
          BIGINT,
          REAL,
          DOUBLE,
          NUMERIC,
          MONEY,
          OID,
          REGCLASS,
          REGTYPE,
          REGPROC,
          REGNAMESPACE,
          REGROLE ->
          'N';
      case TEXT, VARCHAR, CHAR, NAME -> 'S';
      case DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> 'D';
      case INTERVAL -> 'T';
      case BYTEA, UUID, JSON, JSONB, JSONPATH, XID, XID8, PG_LSN, TID, MACADDR, MACADDR8 -> 'U';
      case INET, CIDR -> 'I';
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> 'G';
      case INTERNAL_CHAR -> 'Z';
      case ARRAY, INT2VECTOR, OIDVECTOR -> 'A';
      case ENUM -> 'E';
      case BIT, VARBIT -> 'V';
      case INT4RANGE,
          INT8RANGE,
          NUMRANGE,
          DATERANGE,
          TSRANGE,
          TSTZRANGE,
          INT4MULTIRANGE,
          INT8MULTIRANGE,
          NUMMULTIRANGE,
          DATEMULTIRANGE,
          TSMULTIRANGE,
          TSTZMULTIRANGE ->
          'R';
      case UNKNOWN -> 'X';
      case VOID, RECORD -> 'P';
    };
  }

  /// `pg_type.typispreferred`.
  public static boolean preferred(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN, DOUBLE, OID, TEXT, TIMESTAMPTZ, INTERVAL, VARBIT, INET -> true;
      default -> false;
    };
  }

  /// The type that all of these take in UNION, CASE, COALESCE, VALUES, ARRAY, IN, GREATEST.
  ///
  /// Decimals of one scale keep it; of different scales they become unconstrained, since each value
  /// is printed with its own.
  ///
  /// @param construct as PostgreSQL names it in the error: `UNION`, `CASE`, `COALESCE`, …
  /// @throws OmenException 42804 when types of different categories meet
  public static ColumnType common(String construct, List<ColumnType> types) {
    ColumnType best = ColumnType.UNKNOWN;
    for (ColumnType type : types) {
      if (type.kind() == TypeKind.UNKNOWN || sameType(type, best)) {
        continue;
      }
      if (best.kind() == TypeKind.UNKNOWN) {
        best = type;
      } else if (category(best) != category(type)) {
        throw SqlState.DATATYPE_MISMATCH.error(
            "%s types %s and %s cannot be matched", construct, plain(best), plain(type));
      } else if (!preferred(best)
          && allowed(best, type, Context.IMPLICIT)
          && !allowed(type, best, Context.IMPLICIT)) {
        best = type;
      }
    }
    for (ColumnType type : types) {
      if (!allowed(type, best, Context.IMPLICIT)) {
        throw SqlState.CANNOT_COERCE.error(
            "%s could not convert type %s to %s", construct, plain(type), plain(best));
      }
    }
    return best.kind() == TypeKind.UNKNOWN ? ColumnType.TEXT : modified(best, types);
  }

  private static boolean sameType(ColumnType a, ColumnType b) {
    ColumnType element = a.element();
    ColumnType other = b.element();
    return a.kind() == b.kind()
        && sameUser(a, b)
        && (element == null || other == null || sameType(element, other));
  }

  /// False for two different enumerated types; each of them is an anyenum.
  private static boolean sameUser(ColumnType a, ColumnType b) {
    return a.user() == null || b.user() == null || a.user().oid() == b.user().oid();
  }

  private static ColumnType modified(ColumnType best, List<ColumnType> types) {
    int precision = best.precision();
    boolean same = true;
    boolean sameScale = true;
    for (ColumnType type : types) {
      if (type.kind() == TypeKind.UNKNOWN && best.kind() != TypeKind.NUMERIC) {
        same &= best.precision() == 0;
        continue;
      }
      boolean kind = sameType(type, best);
      same &= kind && type.precision() == best.precision() && type.scale() == best.scale();
      sameScale &= kind && type.precision() > 0 && type.scale() == best.scale();
      precision = Math.max(precision, type.precision());
    }
    if (same || best.element() != null) {
      return best;
    }
    return sameScale && best.kind() == TypeKind.NUMERIC
        ? ColumnType.numeric(precision, best.scale())
        : plain(best);
  }

  /// The type without modifier, as errors name it.
  public static ColumnType plain(ColumnType type) {
    ColumnType element = type.element();
    return element == null || type.isVector()
        ? ColumnType.of(type.kind()).of(type.user())
        : ColumnType.array(plain(element));
  }

  /// The decimal type that holds every value of an integer type.
  public static ColumnType decimalOf(ColumnType integer) {
    return switch (integer.kind()) {
      case SMALLINT -> ColumnType.numeric(5, 0);
      case INTEGER -> ColumnType.numeric(10, 0);
      case BIGINT -> ColumnType.numeric(19, 0);
      default -> ColumnType.NUMERIC;
    };
  }

  /// The type of a sum or difference of decimals: no digit is lost, or it is unconstrained.
  public static ColumnType decimalSum(ColumnType left, ColumnType right) {
    if (isUnbounded(left) || isUnbounded(right)) {
      return ColumnType.NUMERIC;
    }
    int scale = Math.max(left.scale(), right.scale());
    int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
    return fixed(whole + scale + 1, scale);
  }

  /// The type of a product of decimals: no digit is lost, or it is unconstrained.
  public static ColumnType decimalProduct(ColumnType left, ColumnType right) {
    if (isUnbounded(left) || isUnbounded(right)) {
      return ColumnType.NUMERIC;
    }
    return fixed(left.precision() + right.precision(), left.scale() + right.scale());
  }

  /// True for a decimal that is not held in fixed width: its modifiers say nothing of a result's.
  private static boolean isUnbounded(ColumnType type) {
    return type.form() == TypeKind.Form.OBJECT;
  }

  private static ColumnType fixed(int precision, int scale) {
    return precision > ColumnType.PRECISION_MAX || scale < 0
        ? ColumnType.NUMERIC
        : ColumnType.numeric(precision, scale);
  }

  /// The conversion that a resolved call needs of an argument: none when the kinds are the same,
  /// since then modifiers do not matter.
  static ColumnType target(ColumnType argument, ColumnType parameter) {
    ColumnType from = argument.element();
    ColumnType to = parameter.element();
    boolean same = argument.kind() == parameter.kind();
    if (same && from != null && to != null) {
      return ColumnType.array(target(from, to));
    }
    if (same) {
      return argument;
    }
    return parameter.kind() == TypeKind.NUMERIC && argument.isInteger()
        ? decimalOf(argument)
        : parameter;
  }

  /// The common type of these, or null when there is none.
  static @Nullable ColumnType commonOrNull(List<ColumnType> types) {
    try {
      return common("ARRAY", types);
    } catch (OmenException e) {
      return null;
    }
  }
}
