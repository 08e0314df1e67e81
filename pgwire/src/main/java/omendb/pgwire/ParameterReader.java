package omendb.pgwire;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.core.text.TextContext;
import omendb.core.text.TypeText;
import omendb.core.text.ValueCodec;
import omendb.engine.Session;
import org.jspecify.annotations.Nullable;

/// Reads parameter values in text or binary format into boxed values.
final class ParameterReader {
  private ParameterReader() {}

  static Object text(byte[] bytes, ColumnType type, Session session) {
    String text = MessageReader.utf8(bytes);
    return switch (type.kind()) {
      // Names along the search path.
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE ->
          session.convert(text, ColumnType.TEXT, type);
      default -> TypeText.parse(type, text, new TextContext(session.style(), TextContext.NO_CLOCK));
    };
  }

  static Object binary(byte[] bytes, ColumnType type) {
    MessageReader in = new MessageReader(Unpooled.wrappedBuffer(bytes));
    Object value = binary(in, type, bytes.length);
    if (in.hasMore()) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error(
          "incorrect binary data format in bind parameter");
    }
    return value;
  }

  /// Reads a value with its length before it; null for NULL.
  static @Nullable Object readSized(MessageReader in, ColumnType type) {
    int length = in.readInt();
    return length < 0 ? null : binary(in.readBytes(length), type);
  }

  private static Object binary(MessageReader in, ColumnType type, int length) {
    return switch (type.kind()) {
      case BOOLEAN -> in.readByte() != 0;
      case SMALLINT -> (long) (short) in.readShort();
      case INTEGER -> (long) in.readInt();
      case OID, REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> in.readInt() & 0xffff_ffffL;
      case BIGINT, TIME -> readLong(in);
      case REAL -> (double) Float.intBitsToFloat(in.readInt());
      case DOUBLE -> Double.longBitsToDouble(readLong(in));
      case NUMERIC -> NumericBinary.read(in);
      case DATE -> Epoch.fromPostgresDay(in.readInt());
      case TIMESTAMP, TIMESTAMPTZ -> Epoch.fromPostgresMicros(readLong(in));
      case UUID -> new UUID(readLong(in), readLong(in));
      case INTERVAL -> {
        long micros = readLong(in);
        int days = in.readInt();
        yield new Interval(in.readInt(), days, micros);
      }
      case ENUM, TEXT, VARCHAR, CHAR, NAME, INTERNAL_CHAR, UNKNOWN, JSON, VOID ->
          TypeText.parse(type, MessageReader.utf8(in.readBytes(length)));
      case JSONB, JSONPATH -> {
        if (in.readByte() != 1) {
          throw SqlState.INVALID_BINARY_REPRESENTATION.error("unsupported %s version number", type);
        }
        yield TypeText.parse(type, MessageReader.utf8(in.readBytes(length - 1)));
      }
      case TIMETZ, XID, XID8, PG_LSN, TID, MONEY, INET, CIDR, MACADDR, MACADDR8 ->
          coded(in.readBytes(length), type);
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> coded(in.readBytes(length), type);
      case BYTEA -> in.readBytes(length);
      case ARRAY, INT2VECTOR, OIDVECTOR ->
          ArrayBinary.read(in, java.util.Objects.requireNonNull(type.element()));
      case BIT, VARBIT -> BitBinary.read(in, type, length);
      case INT4RANGE, INT8RANGE, NUMRANGE, DATERANGE, TSRANGE, TSTZRANGE ->
          RangeBinary.read(in, java.util.Objects.requireNonNull(type.bound()));
      case INT4MULTIRANGE,
          INT8MULTIRANGE,
          NUMMULTIRANGE,
          DATEMULTIRANGE,
          TSMULTIRANGE,
          TSTZMULTIRANGE ->
          RangeBinary.readMany(in, java.util.Objects.requireNonNull(type.bound()));
      case RECORD ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error(
              "input of anonymous composite types is not implemented");
    };
  }

  private static Object coded(byte[] bytes, ColumnType type) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      Object value = java.util.Objects.requireNonNull(ValueCodec.of(type.kind())).receive(in);
      if (!in.hasRemaining()) {
        return value;
      }
    } catch (java.nio.BufferUnderflowException e) {
      throw SqlState.PROTOCOL_VIOLATION.error("insufficient data left in message").causedBy(e);
    }
    throw SqlState.INVALID_BINARY_REPRESENTATION.error(
        "incorrect binary data format in bind parameter");
  }

  private static long readLong(MessageReader in) {
    return ByteBuffer.wrap(in.readBytes(8)).getLong();
  }
}
