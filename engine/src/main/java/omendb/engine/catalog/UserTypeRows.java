package omendb.engine.catalog;

import java.util.Map;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.EnumType;
import omendb.core.UserType;

/// pg_type, with the types of users beside those that came with the server, and pg_enum.
final class UserTypeRows {
  private static final long ENUM_IN = 3504;
  private static final long ENUM_OUT = 3505;
  private static final long ENUM_RECEIVE = 3532;
  private static final long ENUM_SEND = 3533;
  private static final long DOMAIN_IN = 2597;
  private static final long DOMAIN_RECEIVE = 2598;
  private static final long ARRAY_IN = 750;
  private static final long ARRAY_OUT = 751;
  private static final long ARRAY_RECEIVE = 2400;
  private static final long ARRAY_SEND = 2401;
  private static final long ARRAY_SUBSCRIPT = 6179;

  /// Between the codes of neighbours in a new type, whose sort orders differ by 1.
  private static final double CODES = 1L << 40;

  private UserTypeRows() {}

  static void register(Map<String, SystemRows> all) {
    SystemRows system = Objects.requireNonNull(all.get("pg_catalog.pg_type"));
    all.put(
        "pg_catalog.pg_type",
        (rows, view) -> {
          system.add(rows, view);
          for (UserType type : view.source().types()) {
            switch (type) {
              case EnumType labels -> scalar(rows, view, labels);
              case DomainType domain -> domain(rows, view, domain);
            }
            array(rows, view, type);
          }
        });
    all.put("pg_catalog.pg_enum", UserTypeRows::labels);
  }

  private static void scalar(RowSet rows, SystemView view, EnumType type) {
    common(rows, view, type.oid(), type.schema(), type.name())
        .set("typlen", 4)
        .set("typbyval", true)
        .set("typtype", "e")
        .set("typcategory", "E")
        .set("typarray", type.arrayOid())
        .set("typinput", ENUM_IN)
        .set("typoutput", ENUM_OUT)
        .set("typreceive", ENUM_RECEIVE)
        .set("typsend", ENUM_SEND)
        .set("typstorage", "p");
  }

  /// A domain has what its base has, but for what makes it one.
  private static void domain(RowSet rows, SystemView view, DomainType domain) {
    ColumnType base = domain.base();
    RowSet row = common(rows, view, domain.oid(), domain.schema(), domain.name());
    TypeFacts.Type facts = view.types().of(base.plain());
    row.set("typlen", facts.length())
        .set("typbyval", facts.byValue())
        .set("typtype", "d")
        .set("typcategory", category(base.plain()))
        .set("typarray", domain.arrayOid())
        .set("typinput", DOMAIN_IN)
        .set("typreceive", DOMAIN_RECEIVE)
        .set("typnotnull", domain.notNull())
        .set("typbasetype", view.types().of(base).oid())
        .set("typtypmod", base.typmod())
        .set("typcollation", facts.collation())
        .set("typalign", facts.alignment())
        .set("typstorage", facts.storage());
    String sql = domain.defaultSql();
    if (sql != null) {
      row.set("typdefault", view.shown(sql));
    }
  }

  private static String category(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "B";
      case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE -> "N";
      case TEXT, VARCHAR, CHAR -> "S";
      case DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> "D";
      case INTERVAL -> "T";
      case BIT, VARBIT -> "V";
      case INT4RANGE, INT8RANGE, NUMRANGE, DATERANGE, TSRANGE, TSTZRANGE -> "R";
      case POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE -> "G";
      case ARRAY -> "A";
      case ENUM -> "E";
      default -> "U";
    };
  }

  private static void array(RowSet rows, SystemView view, UserType type) {
    common(rows, view, type.arrayOid(), type.schema(), "_" + type.name())
        .set("typlen", -1)
        .set("typtype", "b")
        .set("typcategory", "A")
        .set("typsubscript", ARRAY_SUBSCRIPT)
        .set("typelem", type.oid())
        .set("typinput", ARRAY_IN)
        .set("typoutput", ARRAY_OUT)
        .set("typreceive", ARRAY_RECEIVE)
        .set("typsend", ARRAY_SEND)
        .set("typstorage", "x");
  }

  private static RowSet common(RowSet rows, SystemView view, int oid, String schema, String name) {
    return rows.row()
        .set("oid", oid)
        .set("typname", name)
        .set("typnamespace", view.schemaOid(schema))
        .set("typowner", view.source().owner(oid))
        .set("typacl", view.source().privileges(oid, ""))
        .set("typisdefined", true)
        .set("typdelim", ",")
        .set("typalign", "i")
        .set("typtypmod", -1);
  }

  private static void labels(RowSet rows, SystemView view) {
    for (UserType type : view.source().types()) {
      if (type instanceof EnumType labels) {
        for (int i = 0; i < labels.labels().size(); i++) {
          long code = labels.codes().get(i);
          rows.row()
              .set("oid", SystemOids.label(labels, code))
              .set("enumtypid", labels.oid())
              .set("enumsortorder", (double) (float) (code / CODES + 1))
              .set("enumlabel", labels.labels().get(i));
        }
      }
    }
  }
}
