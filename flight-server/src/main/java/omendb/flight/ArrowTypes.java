package omendb.flight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.engine.ResultColumn;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Our types as Arrow's, and back.
///
/// | ours | Arrow |
/// |---|---|
/// | boolean, smallint, integer, bigint, real, double | Bool, Int16, Int32, Int64, Float32, Float64 |
/// | numeric(p,s) | Decimal128(p,s), from 39 digits on Decimal256(p,s) |
/// | numeric(p,s) of over 76 digits | Decimal256(76,s), s at most 38; others as of a numeric |
/// | numeric | Decimal128(38,16): more than 22 digits before the point are 22003, digits after the 16th are rounded |
/// | text kinds, uuid, json, enumerated types, bit strings, ranges, multiranges | Utf8 |
/// | arrays of one dimension | List |
/// | bytea | Binary |
/// | date, time, timestamp, timestamptz | Date32, Time64(µs), Timestamp(µs), Timestamp(µs, UTC) |
/// | interval | Interval(MonthDayNano) |
/// | oid and its kin | Int64 |
final class ArrowTypes {
  /// The scale in which an unconstrained numeric travels.
  static final int NUMERIC_SCALE = 16;

  /// The most digits of a Decimal256.
  private static final int PRECISION_256 = 76;

  static final String CATALOG = "omendb";

  private ArrowTypes() {}

  static ArrowType arrow(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case SMALLINT -> new ArrowType.Int(16, true);
      case INTEGER -> new ArrowType.Int(32, true);
      case BIGINT, OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          new ArrowType.Int(64, true);
      case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case NUMERIC -> decimal(type);
      case BYTEA -> ArrowType.Binary.INSTANCE;
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case TIMESTAMPTZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      case INTERVAL -> new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
      case ARRAY -> ArrowType.List.INSTANCE;
      case TEXT,
          VARCHAR,
          CHAR,
          NAME,
          INTERNAL_CHAR,
          JSON,
          JSONB,
          JSONPATH,
          UNKNOWN,
          VOID,
          UUID,
          ENUM,
          XID,
          XID8,
          TIMETZ,
          PG_LSN,
          TID,
          MONEY,
          POINT,
          LSEG,
          PATH,
          BOX,
          POLYGON,
          LINE,
          CIRCLE,
          INET,
          CIDR,
          MACADDR,
          MACADDR8,
          INT2VECTOR,
          OIDVECTOR,
          BIT,
          VARBIT,
          INT4RANGE,
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
          TSTZMULTIRANGE,
          RECORD ->
          ArrowType.Utf8.INSTANCE;
    };
  }

  /// The schema of a result.
  static Schema schema(List<ResultColumn> columns) {
    List<Field> fields = new ArrayList<>(columns.size());
    for (ResultColumn column : columns) {
      fields.add(field(column.name(), column.type(), true, ""));
    }
    return new Schema(fields);
  }

  /// The schema of a table.
  static Schema tableSchema(List<Column> columns, String tableName) {
    List<Field> fields = new ArrayList<>(columns.size());
    for (Column column : columns) {
      fields.add(field(column.name(), column.type(), column.nullable(), tableName));
    }
    return new Schema(fields);
  }

  /// Parameters: timestamps in milliseconds, because the JDBC driver writes those into any unit.
  static Schema parameterSchema(List<ColumnType> types) {
    List<Field> fields = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      ColumnType type = types.get(i);
      ArrowType arrow =
          switch (type.kind()) {
            case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, null);
            case TIMESTAMPTZ -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC");
            // As its text, which every client can write.
            case ARRAY -> ArrowType.Utf8.INSTANCE;
            default -> arrow(type);
          };
      fields.add(new Field("$" + (i + 1), FieldType.nullable(arrow), null));
    }
    return new Schema(fields);
  }

  private static Field field(String name, ColumnType type, boolean nullable, String table) {
    FlightSqlColumnMetadata.Builder metadata =
        new FlightSqlColumnMetadata.Builder()
            .catalogName(CATALOG)
            .typeName(type.toString())
            .isAutoIncrement(false)
            .isCaseSensitive(type.isText())
            .isReadOnly(false)
            .isSearchable(true);
    if (!table.isEmpty()) {
      metadata.tableName(table);
    }
    if (type.precision() > 0) {
      metadata.precision(type.precision()).scale(type.scale());
    }
    Map<String, String> values = metadata.build().getMetadataMap();
    return new Field(name, new FieldType(nullable, arrow(type), null, values), children(type));
  }

  private static @Nullable List<Field> children(ColumnType type) {
    ColumnType element = type.element();
    return element == null || type.isVector()
        ? null
        : List.of(new Field("item", FieldType.nullable(arrow(element)), children(element)));
  }

  private static ArrowType decimal(ColumnType type) {
    if (type.precision() == 0) {
      return new ArrowType.Decimal(ColumnType.PRECISION_MAX, NUMERIC_SCALE, 128);
    }
    // A negative scale rounds before the point: the digits there are zeroes.
    int precision = Math.max(type.precision(), type.scale()) - Math.min(type.scale(), 0);
    int scale = Math.max(type.scale(), 0);
    if (precision <= ColumnType.PRECISION_MAX) {
      return new ArrowType.Decimal(precision, scale, 128);
    }
    return precision <= PRECISION_256
        ? new ArrowType.Decimal(precision, scale, 256)
        : new ArrowType.Decimal(PRECISION_256, Math.min(scale, PRECISION_256 / 2), 256);
  }

  /// The type of an incoming column.
  static ColumnType fromArrow(Field field) {
    return switch (field.getType()) {
      case ArrowType.Bool bool -> ColumnType.BOOLEAN;
      case ArrowType.Int integer -> integer(integer);
      case ArrowType.FloatingPoint number ->
          number.getPrecision() == FloatingPointPrecision.DOUBLE
              ? ColumnType.DOUBLE
              : ColumnType.REAL;
      case ArrowType.Decimal decimal -> {
        if (decimal.getPrecision() > ColumnType.PRECISION_MAX || decimal.getScale() < 0) {
          throw unsupported(field);
        }
        yield ColumnType.numeric(decimal.getPrecision(), decimal.getScale());
      }
      case ArrowType.Utf8 text -> ColumnType.TEXT;
      case ArrowType.LargeUtf8 text -> ColumnType.TEXT;
      case ArrowType.Binary bytes -> ColumnType.BYTEA;
      case ArrowType.LargeBinary bytes -> ColumnType.BYTEA;
      case ArrowType.FixedSizeBinary bytes -> ColumnType.BYTEA;
      case ArrowType.Date date -> ColumnType.DATE;
      case ArrowType.Time time -> ColumnType.TIME;
      case ArrowType.Timestamp timestamp ->
          timestamp.getTimezone() == null ? ColumnType.TIMESTAMP : ColumnType.TIMESTAMPTZ;
      case ArrowType.List list -> array(field);
      case ArrowType.Null nothing -> ColumnType.TEXT;
      default -> throw unsupported(field);
    };
  }

  private static ColumnType array(Field field) {
    ColumnType element = fromArrow(field.getChildren().getFirst());
    if (element.element() != null) {
      throw unsupported(field);
    }
    return ColumnType.array(element);
  }

  private static ColumnType integer(ArrowType.Int type) {
    int bits = type.getBitWidth() + (type.getIsSigned() ? 0 : 1);
    if (bits <= 16) {
      return ColumnType.SMALLINT;
    }
    if (bits <= 32) {
      return ColumnType.INTEGER;
    }
    return bits <= 64 ? ColumnType.BIGINT : ColumnType.numeric(20, 0);
  }

  static RuntimeException unsupported(Field field) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "column \"%s\": Arrow type %s is not supported", field.getName(), field.getType());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
