package omendb.core;

import java.util.List;

/// The kinds of SQL types, with PostgreSQL's object ids and the form in which the engine holds a
/// value of the kind.
///
/// | form | in a [ColumnVector] | boxed |
/// |---|---|---|
/// | LONG | one long: integers, booleans 0/1, days since 1970-01-01, µs of the day, µs since 1970-01-01 00:00 UTC, decimals of precision ≤ 18 unscaled | Long; BOOLEAN Boolean; NUMERIC BigDecimal |
/// | DOUBLE | one double | Double |
/// | WIDE | 128 bits, low and high word: decimals of precision 19..38 unscaled; a uuid's two halves | BigDecimal; java.util.UUID |
/// | BYTES | native address and length: UTF-8 text, raw bytes | String; BYTEA byte[] |
/// | OBJECT | a Java object: unconstrained NUMERIC (BigDecimal), INTERVAL ([Interval]), arrays (Object[]), rows ([RowValue]), ranges and multiranges ([RangeValue], [MultirangeValue]), vectors of the catalog (Long[], which tells that their subscripts begin at 0) | the same |
public enum TypeKind {
  BOOLEAN("boolean", "bool", 16, 1000, 1, Form.LONG),
  SMALLINT("smallint", "int2", 21, 1005, 2, Form.LONG),
  INTEGER("integer", "int4", 23, 1007, 4, Form.LONG),
  BIGINT("bigint", "int8", 20, 1016, 8, Form.LONG),
  REAL("real", "float4", 700, 1021, 4, Form.DOUBLE),
  DOUBLE("double precision", "float8", 701, 1022, 8, Form.DOUBLE),
  /// Form by precision: ≤ 18 LONG, 19..38 WIDE, unconstrained OBJECT; see [ColumnType#form()].
  NUMERIC("numeric", "numeric", 1700, 1231, -1, Form.OBJECT),
  TEXT("text", "text", 25, 1009, -1, Form.BYTES),
  VARCHAR("character varying", "varchar", 1043, 1015, -1, Form.BYTES),
  CHAR("character", "bpchar", 1042, 1014, -1, Form.BYTES),
  BYTEA("bytea", "bytea", 17, 1001, -1, Form.BYTES),
  DATE("date", "date", 1082, 1182, 4, Form.LONG),
  TIME("time without time zone", "time", 1083, 1183, 8, Form.LONG),
  /// A time of day and its distance from UTC; see `core.text.ZonedTime`.
  TIMETZ("time with time zone", "timetz", 1266, 1270, 12, Form.LONG),
  TIMESTAMP("timestamp without time zone", "timestamp", 1114, 1115, 8, Form.LONG),
  TIMESTAMPTZ("timestamp with time zone", "timestamptz", 1184, 1185, 8, Form.LONG),
  UUID("uuid", "uuid", 2950, 2951, 16, Form.WIDE),
  INTERVAL("interval", "interval", 1186, 1187, 16, Form.OBJECT),
  OID("oid", "oid", 26, 1028, 4, Form.LONG),
  NAME("name", "name", 19, 1003, 64, Form.BYTES),
  INTERNAL_CHAR("\"char\"", "char", 18, 1002, 1, Form.BYTES),
  REGCLASS("regclass", "regclass", 2205, 2210, 4, Form.LONG),
  REGTYPE("regtype", "regtype", 2206, 2211, 4, Form.LONG),
  REGPROC("regproc", "regproc", 24, 1008, 4, Form.LONG),
  REGNAMESPACE("regnamespace", "regnamespace", 4089, 4090, 4, Form.LONG),
  REGROLE("regrole", "regrole", 4096, 4097, 4, Form.LONG),
  INT2VECTOR("int2vector", "int2vector", 22, 1006, -1, Form.OBJECT),
  OIDVECTOR("oidvector", "oidvector", 30, 1013, -1, Form.OBJECT),
  JSON("json", "json", 114, 199, -1, Form.BYTES),
  JSONB("jsonb", "jsonb", 3802, 3807, -1, Form.BYTES),
  /// Numbers of transactions and places in the log and in tables; see the codecs of `core.text`.
  XID("xid", "xid", 28, 1011, 4, Form.LONG),
  XID8("xid8", "xid8", 5069, 271, 8, Form.LONG),
  PG_LSN("pg_lsn", "pg_lsn", 3220, 3221, 8, Form.LONG),
  /// Cents.
  MONEY("money", "money", 790, 791, 8, Form.LONG),
  /// Addresses in networks: texts whose bytes have their order; see `core.text.InetValue`.
  INET("inet", "inet", 869, 1041, -1, Form.BYTES),
  CIDR("cidr", "cidr", 650, 651, -1, Form.BYTES),
  MACADDR("macaddr", "macaddr", 829, 1040, 6, Form.LONG),
  MACADDR8("macaddr8", "macaddr8", 774, 775, 8, Form.LONG),
  TID("tid", "tid", 27, 1010, 6, Form.LONG),
  /// Shapes in the plane, kept as their texts; see `core.text.ShapeText`.
  POINT("point", "point", 600, 1017, 16, Form.BYTES),
  LSEG("lseg", "lseg", 601, 1018, 32, Form.BYTES),
  PATH("path", "path", 602, 1019, -1, Form.BYTES),
  BOX("box", "box", 603, 1020, 32, Form.BYTES),
  POLYGON("polygon", "polygon", 604, 1027, -1, Form.BYTES),
  LINE("line", "line", 628, 629, 24, Form.BYTES),
  CIRCLE("circle", "circle", 718, 719, 24, Form.BYTES),
  /// A path into jsonb values, kept as its canonical text.
  JSONPATH("jsonpath", "jsonpath", 4072, 4073, -1, Form.BYTES),
  /// A bit string, kept as its text of zeros and ones, whose order is that of the bits.
  BIT("bit", "bit", 1560, 1561, -1, Form.BYTES),
  VARBIT("bit varying", "varbit", 1562, 1563, -1, Form.BYTES),
  INT4RANGE("int4range", "int4range", 3904, 3905, -1, Form.OBJECT),
  NUMRANGE("numrange", "numrange", 3906, 3907, -1, Form.OBJECT),
  TSRANGE("tsrange", "tsrange", 3908, 3909, -1, Form.OBJECT),
  TSTZRANGE("tstzrange", "tstzrange", 3910, 3911, -1, Form.OBJECT),
  DATERANGE("daterange", "daterange", 3912, 3913, -1, Form.OBJECT),
  INT8RANGE("int8range", "int8range", 3926, 3927, -1, Form.OBJECT),
  INT4MULTIRANGE("int4multirange", "int4multirange", 4451, 6150, -1, Form.OBJECT),
  NUMMULTIRANGE("nummultirange", "nummultirange", 4532, 6151, -1, Form.OBJECT),
  TSMULTIRANGE("tsmultirange", "tsmultirange", 4533, 6152, -1, Form.OBJECT),
  TSTZMULTIRANGE("tstzmultirange", "tstzmultirange", 4534, 6153, -1, Form.OBJECT),
  DATEMULTIRANGE("datemultirange", "datemultirange", 4535, 6155, -1, Form.OBJECT),
  INT8MULTIRANGE("int8multirange", "int8multirange", 4536, 6157, -1, Form.OBJECT),
  /// An enumerated type, whose labels are in [ColumnType#user()]: a value is the number that tells
  /// its label's place in the order. Without labels it is what functions call `anyenum`.
  ENUM("anyenum", "anyenum", 3500, 0, 4, Form.LONG),
  /// A literal or parameter whose type is not known yet.
  UNKNOWN("unknown", "unknown", 705, 0, -2, Form.BYTES),
  VOID("void", "void", 2278, 0, 4, Form.BYTES),
  /// A value of many columns (row constructors); not storable.
  RECORD("record", "record", 2249, 2287, -1, Form.OBJECT),
  /// An array; its element type is in [ColumnType#element()].
  ARRAY("array", "array", 0, 0, -1, Form.OBJECT);

  /// How a value lies in a register, a vector or a row.
  public enum Form {
    LONG,
    DOUBLE,
    WIDE,
    BYTES,
    OBJECT
  }

  /// The kinds of shapes in the plane.
  public static final List<TypeKind> SHAPES =
      List.of(POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE);

  private final String sqlName;
  private final String internalName;
  private final int oid;
  private final int arrayOid;
  private final int length;
  private final Form form;

  TypeKind(String sqlName, String internalName, int oid, int arrayOid, int length, Form form) {
    this.sqlName = sqlName;
    this.internalName = internalName;
    this.oid = oid;
    this.arrayOid = arrayOid;
    this.length = length;
    this.form = form;
  }

  /// The name as `format_type` prints it, without modifier.
  public String sqlName() {
    return sqlName;
  }

  /// `pg_type.typname`.
  public String internalName() {
    return internalName;
  }

  /// `pg_type.oid`.
  public int oid() {
    return oid;
  }

  /// `pg_type.typarray`.
  public int arrayOid() {
    return arrayOid;
  }

  /// `pg_type.typlen`: bytes, -1 for variable length, -2 for a C string.
  public int length() {
    return length;
  }

  /// The form of the kind; for NUMERIC ask [ColumnType#form()].
  Form form() {
    return form;
  }
}
