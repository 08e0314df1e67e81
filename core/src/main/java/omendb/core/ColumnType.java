package omendb.core;

import java.util.List;
import java.util.Objects;
import omendb.core.TypeKind.Form;
import org.jspecify.annotations.Nullable;

/// A SQL type with its modifiers.
///
/// @param kind the kind
/// @param precision NUMERIC: total digits, 0 when unconstrained; VARCHAR and CHAR: characters, BIT
///   and VARBIT: bits, 0 when unbounded; else 0
/// @param scale NUMERIC: digits after the point, negative to round before it; else 0
/// @param element the element's type of an ARRAY, int2vector or oidvector; else null
/// @param user the definition of an ENUM; for a table's column also the domain that it is of, as
///   whose values it is kept; else null
public record ColumnType(
    TypeKind kind,
    int precision,
    int scale,
    @Nullable ColumnType element,
    @Nullable UserType user) {
  /// The most digits of a decimal that is held in fixed width; more are held as an object.
  public static final int PRECISION_MAX = 38;

  /// The most digits of a decimal that is held in one long.
  public static final int PRECISION_LONG_MAX = 18;

  public static final ColumnType BOOLEAN = of(TypeKind.BOOLEAN);
  public static final ColumnType SMALLINT = of(TypeKind.SMALLINT);
  public static final ColumnType INTEGER = of(TypeKind.INTEGER);
  public static final ColumnType BIGINT = of(TypeKind.BIGINT);
  public static final ColumnType REAL = of(TypeKind.REAL);
  public static final ColumnType DOUBLE = of(TypeKind.DOUBLE);
  public static final ColumnType NUMERIC = of(TypeKind.NUMERIC);
  public static final ColumnType TEXT = of(TypeKind.TEXT);
  public static final ColumnType VARCHAR = of(TypeKind.VARCHAR);
  public static final ColumnType BYTEA = of(TypeKind.BYTEA);
  public static final ColumnType DATE = of(TypeKind.DATE);
  public static final ColumnType TIME = of(TypeKind.TIME);
  public static final ColumnType TIMESTAMP = of(TypeKind.TIMESTAMP);
  public static final ColumnType TIMESTAMPTZ = of(TypeKind.TIMESTAMPTZ);
  public static final ColumnType UUID = of(TypeKind.UUID);
  public static final ColumnType INTERVAL = of(TypeKind.INTERVAL);
  public static final ColumnType OID = of(TypeKind.OID);
  public static final ColumnType NAME = of(TypeKind.NAME);
  public static final ColumnType INTERNAL_CHAR = of(TypeKind.INTERNAL_CHAR);
  public static final ColumnType REGCLASS = of(TypeKind.REGCLASS);
  public static final ColumnType REGTYPE = of(TypeKind.REGTYPE);
  public static final ColumnType REGPROC = of(TypeKind.REGPROC);
  public static final ColumnType JSON = of(TypeKind.JSON);
  public static final ColumnType JSONB = of(TypeKind.JSONB);

  /// The range types, each of which has its [#bound()] and its [#multirange()].
  public static final List<ColumnType> RANGES =
      List.of(
          of(TypeKind.INT4RANGE),
          of(TypeKind.INT8RANGE),
          of(TypeKind.NUMRANGE),
          of(TypeKind.DATERANGE),
          of(TypeKind.TSRANGE),
          of(TypeKind.TSTZRANGE));

  public static final ColumnType UNKNOWN = of(TypeKind.UNKNOWN);
  public static final ColumnType VOID = of(TypeKind.VOID);
  public static final ColumnType RECORD = of(TypeKind.RECORD);

  public ColumnType {
    Objects.requireNonNull(kind);
    if ((kind == TypeKind.ARRAY || isVector(kind)) != (element != null)) {
      throw new IllegalArgumentException("an array, and only an array, has an element type");
    }
  }

  /// A type that came with the server.
  public ColumnType(TypeKind kind, int precision, int scale, @Nullable ColumnType element) {
    this(kind, precision, scale, element, null);
  }

  public static ColumnType enumerated(EnumType type) {
    return new ColumnType(TypeKind.ENUM, 0, 0, null, type);
  }

  public static ColumnType of(TypeKind kind) {
    ColumnType element =
        switch (kind) {
          case INT2VECTOR -> of(TypeKind.SMALLINT);
          case OIDVECTOR -> of(TypeKind.OID);
          default -> null;
        };
    return new ColumnType(kind, 0, 0, element);
  }

  private static boolean isVector(TypeKind kind) {
    return kind == TypeKind.INT2VECTOR || kind == TypeKind.OIDVECTOR;
  }

  /// True for int2vector and oidvector: arrays whose text is `1 2 3`.
  public boolean isVector() {
    return isVector(kind);
  }

  public static ColumnType numeric(int precision, int scale) {
    return new ColumnType(TypeKind.NUMERIC, precision, scale, null);
  }

  public static ColumnType varchar(int characters) {
    return new ColumnType(TypeKind.VARCHAR, characters, 0, null);
  }

  public static ColumnType character(int characters) {
    return new ColumnType(TypeKind.CHAR, characters, 0, null);
  }

  public static ColumnType array(ColumnType element) {
    return new ColumnType(TypeKind.ARRAY, 0, 0, element);
  }

  /// How values of the type lie in vectors and rows.
  public Form form() {
    if (kind != TypeKind.NUMERIC) {
      return kind.form();
    }
    if (precision == 0 || precision > PRECISION_MAX || scale < 0 || scale > precision) {
      return Form.OBJECT;
    }
    return precision <= PRECISION_LONG_MAX ? Form.LONG : Form.WIDE;
  }

  /// True for text, varchar, char, name, "char", unknown: UTF-8 in [Form#BYTES].
  public boolean isText() {
    return switch (kind) {
      case TEXT, VARCHAR, CHAR, NAME, INTERNAL_CHAR, UNKNOWN -> true;
      default -> false;
    };
  }

  public boolean isInteger() {
    return kind == TypeKind.SMALLINT || kind == TypeKind.INTEGER || kind == TypeKind.BIGINT;
  }

  public boolean isNumber() {
    return isInteger()
        || kind == TypeKind.NUMERIC
        || kind == TypeKind.REAL
        || kind == TypeKind.DOUBLE;
  }

  /// The type of the bounds of a range or multirange; null for other types.
  public @Nullable ColumnType bound() {
    return switch (kind) {
      case INT4RANGE, INT4MULTIRANGE -> INTEGER;
      case INT8RANGE, INT8MULTIRANGE -> BIGINT;
      case NUMRANGE, NUMMULTIRANGE -> NUMERIC;
      case DATERANGE, DATEMULTIRANGE -> DATE;
      case TSRANGE, TSMULTIRANGE -> TIMESTAMP;
      case TSTZRANGE, TSTZMULTIRANGE -> TIMESTAMPTZ;
      default -> null;
    };
  }

  /// The multirange type of a range type; null for other types.
  public @Nullable ColumnType multirange() {
    return switch (kind) {
      case INT4RANGE -> of(TypeKind.INT4MULTIRANGE);
      case INT8RANGE -> of(TypeKind.INT8MULTIRANGE);
      case NUMRANGE -> of(TypeKind.NUMMULTIRANGE);
      case DATERANGE -> of(TypeKind.DATEMULTIRANGE);
      case TSRANGE -> of(TypeKind.TSMULTIRANGE);
      case TSTZRANGE -> of(TypeKind.TSTZMULTIRANGE);
      default -> null;
    };
  }

  /// The labels of an ENUM.
  ///
  /// @throws IllegalStateException when it has none here
  public EnumType labels() {
    if (plain().user instanceof EnumType labels) {
      return labels;
    }
    throw new IllegalStateException("an enumerated type without its labels");
  }

  /// The type without its domain: what its values are.
  public ColumnType plain() {
    return user instanceof DomainType domain ? domain.base().plain() : this;
  }

  /// The type as tables are stored by: without definitions of users, who change them.
  public ColumnType stored() {
    if (element == null) {
      return user == null ? this : of((UserType) null);
    }
    return element.user == null ? this : array(element.stored());
  }

  /// The same type with another definition, or with none.
  public ColumnType of(@Nullable UserType newUser) {
    return new ColumnType(kind, precision, scale, element, newUser);
  }

  /// The object id of the type as RowDescription gives it: that of the type below a domain.
  public int oid() {
    if (user instanceof DomainType) {
      return plain().oid();
    }
    if (element == null || isVector()) {
      return user instanceof EnumType labels ? labels.oid() : kind.oid();
    }
    return element.user instanceof EnumType labels ? labels.arrayOid() : element.kind().arrayOid();
  }

  /// PostgreSQL's type modifier: varchar(n), char(n) n + 4; numeric ((p << 16) | (s & 0x7ff)) + 4;
  /// an array has that of its elements; else -1.
  public int typmod() {
    return switch (kind) {
      case VARCHAR, CHAR -> precision == 0 ? -1 : precision + 4;
      case BIT, VARBIT -> precision == 0 ? -1 : precision;
      case ARRAY -> element == null ? -1 : element.typmod();
      case NUMERIC -> precision == 0 ? -1 : ((precision << 16) | (scale & 0x7ff)) + 4;
      default -> -1;
    };
  }

  /// The type as `format_type(oid, typmod)` prints it.
  @Override
  public String toString() {
    if (element != null && !isVector()) {
      return element + "[]";
    }
    if (kind == TypeKind.NUMERIC && precision > 0) {
      return "numeric(" + precision + "," + scale + ")";
    }
    boolean sized =
        switch (kind) {
          case VARCHAR, CHAR, BIT, VARBIT -> precision > 0;
          default -> false;
        };
    if (sized) {
      return kind.sqlName() + "(" + precision + ")";
    }
    return user instanceof EnumType labels ? labels.shownName() : kind.sqlName();
  }
}
