package omendb.clients.tpch;

import io.trino.tpch.TpchEntity;
import java.util.Iterator;
import java.util.List;

/// The eight tables.
public enum TpchTable {
  REGION(
      io.trino.tpch.TpchTable.REGION,
      List.of("r_regionkey integer", "r_name char(25)", "r_comment varchar(152)"),
      "r_regionkey"),
  NATION(
      io.trino.tpch.TpchTable.NATION,
      List.of(
          "n_nationkey integer",
          "n_name char(25)",
          "n_regionkey integer",
          "n_comment varchar(152)"),
      "n_nationkey"),
  PART(
      io.trino.tpch.TpchTable.PART,
      List.of(
          "p_partkey integer",
          "p_name varchar(55)",
          "p_mfgr char(25)",
          "p_brand char(10)",
          "p_type varchar(25)",
          "p_size integer",
          "p_container char(10)",
          "p_retailprice numeric(15,2)",
          "p_comment varchar(23)"),
      "p_partkey"),
  SUPPLIER(
      io.trino.tpch.TpchTable.SUPPLIER,
      List.of(
          "s_suppkey integer",
          "s_name char(25)",
          "s_address varchar(40)",
          "s_nationkey integer",
          "s_phone char(15)",
          "s_acctbal numeric(15,2)",
          "s_comment varchar(101)"),
      "s_suppkey"),
  PARTSUPP(
      io.trino.tpch.TpchTable.PART_SUPPLIER,
      List.of(
          "ps_partkey integer",
          "ps_suppkey integer",
          "ps_availqty integer",
          "ps_supplycost numeric(15,2)",
          "ps_comment varchar(199)"),
      "ps_partkey, ps_suppkey"),
  CUSTOMER(
      io.trino.tpch.TpchTable.CUSTOMER,
      List.of(
          "c_custkey integer",
          "c_name varchar(25)",
          "c_address varchar(40)",
          "c_nationkey integer",
          "c_phone char(15)",
          "c_acctbal numeric(15,2)",
          "c_mktsegment char(10)",
          "c_comment varchar(117)"),
      "c_custkey"),
  ORDERS(
      io.trino.tpch.TpchTable.ORDERS,
      List.of(
          "o_orderkey bigint",
          "o_custkey integer",
          "o_orderstatus char(1)",
          "o_totalprice numeric(15,2)",
          "o_orderdate date",
          "o_orderpriority char(15)",
          "o_clerk char(15)",
          "o_shippriority integer",
          "o_comment varchar(79)"),
      "o_orderkey"),
  LINEITEM(
      io.trino.tpch.TpchTable.LINE_ITEM,
      List.of(
          "l_orderkey bigint",
          "l_partkey integer",
          "l_suppkey integer",
          "l_linenumber integer",
          "l_quantity numeric(15,2)",
          "l_extendedprice numeric(15,2)",
          "l_discount numeric(15,2)",
          "l_tax numeric(15,2)",
          "l_returnflag char(1)",
          "l_linestatus char(1)",
          "l_shipdate date",
          "l_commitdate date",
          "l_receiptdate date",
          "l_shipinstruct char(25)",
          "l_shipmode char(10)",
          "l_comment varchar(44)"),
      "l_orderkey, l_linenumber");

  private final io.trino.tpch.TpchTable<? extends TpchEntity> generator;
  private final List<String> columns;
  private final String key;

  TpchTable(
      io.trino.tpch.TpchTable<? extends TpchEntity> generator, List<String> columns, String key) {
    this.generator = generator;
    this.columns = columns;
    this.key = key;
  }

  /// The table's name.
  public String sqlName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// Name and type of each column.
  public List<String> columns() {
    return columns;
  }

  /// `CREATE TABLE` with NOT NULL columns and the primary key.
  public String createSql() {
    StringBuilder sql = new StringBuilder("CREATE TABLE " + sqlName() + " (");
    for (String column : columns) {
      sql.append(column).append(" NOT NULL, ");
    }
    return sql.append("PRIMARY KEY (").append(key).append("))").toString();
  }

  /// The generated rows as lines `a|b|c|` of the specification's flat files.
  public Iterator<String> lines(double scale) {
    Iterator<? extends TpchEntity> rows = generator.createGenerator(scale, 1, 1).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String next() {
        return rows.next().toLine();
      }
    };
  }

  /// Rows at a scale, about; exact for all but lineitem.
  public long rowCount(double scale) {
    return switch (this) {
      case REGION -> 5;
      case NATION -> 25;
      case SUPPLIER -> Math.round(10_000 * scale);
      case PART -> Math.round(200_000 * scale);
      case PARTSUPP -> Math.round(800_000 * scale);
      case CUSTOMER -> Math.round(150_000 * scale);
      case ORDERS -> Math.round(1_500_000 * scale);
      case LINEITEM -> Math.round(6_001_215 * scale);
    };
  }
}
