package omendb.server;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.TypeKind;
import omendb.core.text.TypeText;
import omendb.core.text.ZonedTime;

/// Java objects of JDBC drivers as PostgreSQL writes them.
final class JdbcText {
  private JdbcText() {}

  /// A value of pgjdbc's, which may have come in binary format.
  static String ofPg(ResultSet rows, int column) throws SQLException {
    String type = rows.getMetaData().getColumnTypeName(column);
    if (rows.getObject(column) == null) {
      return null;
    }
    return switch (type) {
      case "date" -> text(rows.getObject(column, LocalDate.class));
      case "time" -> text(rows.getObject(column, LocalTime.class));
      case "timetz" -> text(rows.getObject(column, OffsetTime.class));
      case "timestamp" -> text(rows.getObject(column, LocalDateTime.class));
      case "timestamptz" -> text(rows.getObject(column, OffsetDateTime.class));
      case "numeric" ->
          rows.getObject(column) instanceof BigDecimal number
              ? text(number)
              : rows.getString(column);
      case "float4", "float8", "bool", "bytea", "uuid" -> text(rows.getObject(column));
      default ->
          type.startsWith("_") && !type.contains("vector")
              ? list(rows.getArray(column))
              : rows.getString(column);
    };
  }

  /// A value of the Flight SQL driver's, timestamps with all their digits.
  static Object flightValue(ResultSet rows, int column) throws SQLException {
    int type = rows.getMetaData().getColumnType(column);
    if (type == Types.TIMESTAMP_WITH_TIMEZONE) {
      return rows.getObject(column, OffsetDateTime.class);
    }
    if (rows.getObject(column) == null) {
      return null;
    }
    return switch (type) {
      case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
      case Types.TIME -> rows.getObject(column, LocalTime.class);
      case Types.REAL, Types.FLOAT -> rows.getFloat(column);
      default -> rows.getObject(column);
    };
  }

  private static String list(java.sql.Array array) {
    try {
      return TypeText.format(ColumnType.array(ColumnType.TEXT), texts((Object[]) array.getArray()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object[] texts(Object[] items) {
    Object[] texts = new Object[items.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = items[i] instanceof Object[] inner ? texts(inner) : text(items[i]);
    }
    return texts;
  }

  static String text(Object value) {
    return switch (value) {
      case null -> null;
      case Boolean bool -> bool ? "t" : "f";
      case Float real -> TypeText.format(ColumnType.REAL, (double) real);
      case Double number -> TypeText.format(ColumnType.DOUBLE, number);
      case BigDecimal decimal -> decimal.toPlainString();
      case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
      case Date date -> text(date.toLocalDate());
      case Time time -> text(time.toLocalTime());
      case LocalDate date -> TypeText.format(ColumnType.DATE, date.toEpochDay());
      case LocalTime time -> TypeText.format(ColumnType.TIME, time.toNanoOfDay() / 1000);
      case OffsetTime time ->
          TypeText.format(
              ColumnType.of(TypeKind.TIMETZ),
              ZonedTime.of(
                  time.toLocalTime().toNanoOfDay() / 1000, time.getOffset().getTotalSeconds()));
      case LocalDateTime time ->
          TypeText.format(ColumnType.TIMESTAMP, micros(time.toInstant(ZoneOffset.UTC)));
      case java.sql.Array array -> list(array);
      case OffsetDateTime time -> TypeText.format(ColumnType.TIMESTAMPTZ, micros(time.toInstant()));
      default ->
          value.getClass().getSimpleName().equals("PeriodDuration")
              ? interval(value.toString())
              : value.toString();
    };
  }

  /// From ISO 8601, period and duration apart.
  private static String interval(String text) {
    String[] parts = text.split(" ");
    Period period = Period.parse(parts[0]);
    Duration duration = parts.length > 1 ? Duration.parse(parts[1]) : Duration.ZERO;
    return TypeText.format(
        ColumnType.INTERVAL,
        new Interval(
            Math.toIntExact(period.toTotalMonths()), period.getDays(), duration.toNanos() / 1000));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
