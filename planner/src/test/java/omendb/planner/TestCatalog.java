package omendb.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// A catalog in memory: the TPC-H tables with the statistics of scale factor 1, and others that a
/// test adds.
public final class TestCatalog implements CatalogView, PlanPrinter.Notes {
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private int nextOid = 16384;

  /// Adds a table.
  ///
  /// @param columns `name type distinct [min max]`, a `?` behind the type for nullable
  /// @param key columns of the primary key
  public TestCatalog table(String name, double rows, List<Integer> key, String... columns) {
    return relation("public", name, nextOid++, rows, key, columns);
  }

  public TestCatalog system(String schema, String name, String... columns) {
    return relation(schema, name, 1000 + relations.size(), 100, List.of(), columns);
  }

  public TestCatalog view(String name, String sql, String... columns) {
    relation("public", name, nextOid++, 0, List.of(), columns);
    Relation table = relations.get("public." + name);
    relations.put(
        "public." + name,
        new Relation(
            table.oid(), "public", name, 'v', table.columns(), List.of(), sql, table.statistics()));
    return this;
  }

  private TestCatalog relation(
      String schema, String name, int oid, double rows, List<Integer> key, String... columns) {
    List<Column> all = new ArrayList<>();
    List<ColumnStatistics> statistics = new ArrayList<>();
    for (String column : columns) {
      String[] parts = column.split(" ", -1);
      boolean nullable = parts[1].endsWith("?");
      String type = nullable ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
      String defaultSql = null;
      double distinct = 0;
      Object min = null;
      Object max = null;
      if (parts.length > 2 && parts[2].equals("default")) {
        defaultSql = parts[3];
      } else if (parts.length > 2) {
        distinct = Double.parseDouble(parts[2]);
        if (parts.length > 4) {
          min = Double.parseDouble(parts[3]);
          max = Double.parseDouble(parts[4]);
        }
      }
      all.add(new Column(parts[0], type(type), nullable, defaultSql));
      statistics.add(new ColumnStatistics(distinct, nullable ? 0.1 : 0, min, max));
    }
    relations.put(
        schema + "." + name,
        new Relation(oid, schema, name, 'r', all, key, null, new Statistics(rows, statistics)));
    return this;
  }

  private static ColumnType type(String name) {
    return omendb.planner.bind.TypeBinder.system(
        omendb.planner.parse.SqlParser.parseTypeName(name));
  }

  public static TestCatalog tpch() {
    TestCatalog catalog =
        new TestCatalog()
            .table(
                "region",
                5,
                List.of(0),
                "r_regionkey int 5",
                "r_name char(25) 5",
                "r_comment varchar(152) 5")
            .table(
                "nation",
                25,
                List.of(0),
                "n_nationkey int 25 0 24",
                "n_name char(25) 25",
                "n_regionkey int 5 0 4",
                "n_comment varchar(152) 25")
            .table(
                "part",
                200_000,
                List.of(0),
                "p_partkey int 200000 1 200000",
                "p_name varchar(55) 199000",
                "p_mfgr char(25) 5",
                "p_brand char(10) 25",
                "p_type varchar(25) 150",
                "p_size int 50 1 50",
                "p_container char(10) 40",
                "p_retailprice decimal(15,2) 20000 900 2100",
                "p_comment varchar(23) 130000")
            .table(
                "supplier",
                10_000,
                List.of(0),
                "s_suppkey int 10000 1 10000",
                "s_name char(25) 10000",
                "s_address varchar(40) 10000",
                "s_nationkey int 25 0 24",
                "s_phone char(15) 10000",
                "s_acctbal decimal(15,2) 9900 -999 9999",
                "s_comment varchar(101) 10000")
            .table(
                "partsupp",
                800_000,
                List.of(0, 1),
                "ps_partkey int 200000 1 200000",
                "ps_suppkey int 10000 1 10000",
                "ps_availqty int 10000 1 9999",
                "ps_supplycost decimal(15,2) 99900 1 1000",
                "ps_comment varchar(199) 790000")
            .table(
                "customer",
                150_000,
                List.of(0),
                "c_custkey int 150000 1 150000",
                "c_name varchar(25) 150000",
                "c_address varchar(40) 150000",
                "c_nationkey int 25 0 24",
                "c_phone char(15) 150000",
                "c_acctbal decimal(15,2) 140000 -999 9999",
                "c_mktsegment char(10) 5",
                "c_comment varchar(117) 149000")
            .table(
                "orders",
                1_500_000,
                List.of(0),
                "o_orderkey int 1500000 1 6000000",
                "o_custkey int 100000 1 149999",
                "o_orderstatus char(1) 3",
                "o_totalprice decimal(15,2) 1460000 800 555000",
                "o_orderdate date 2406 8035 10440",
                "o_orderpriority char(15) 5",
                "o_clerk char(15) 1000",
                "o_shippriority int 1 0 0",
                "o_comment varchar(79) 1480000")
            .table(
                "lineitem",
                6_001_215,
                List.of(0, 3),
                "l_orderkey int 1500000 1 6000000",
                "l_partkey int 200000 1 200000",
                "l_suppkey int 10000 1 10000",
                "l_linenumber int 7 1 7",
                "l_quantity decimal(15,2) 50 1 50",
                "l_extendedprice decimal(15,2) 930000 900 105000",
                "l_discount decimal(15,2) 11 0 0.1",
                "l_tax decimal(15,2) 9 0 0.08",
                "l_returnflag char(1) 3",
                "l_linestatus char(1) 2",
                "l_shipdate date 2526 8036 10561",
                "l_commitdate date 2466 8065 10529",
                "l_receiptdate date 2554 8037 10591",
                "l_shipinstruct char(25) 4",
                "l_shipmode char(10) 7",
                "l_comment varchar(44) 4500000");
    return catalog.view(
        "revenue0",
        "select l_suppkey as supplier_no, sum(l_extendedprice * (1 - l_discount)) as total_revenue"
            + " from lineitem where l_shipdate >= date '1996-01-01'"
            + " and l_shipdate < date '1996-01-01' + interval '3' month group by l_suppkey",
        "supplier_no int",
        "total_revenue decimal(38,4)?");
  }

  @Override
  public long version() {
    return 1;
  }

  @Override
  public List<String> searchPath() {
    return List.of("pg_catalog", "public");
  }

  @Override
  public @Nullable Relation relation(@Nullable String schema, String name) {
    if (schema != null) {
      return relations.get(schema + "." + name);
    }
    for (String searched : searchPath()) {
      Relation found = relations.get(searched + "." + name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public @Nullable String setting(String name) {
    return null;
  }

  @Override
  public @Nullable String columnName(int tableOid, int column) {
    for (Relation relation : relations.values()) {
      if (relation.oid() == tableOid) {
        return column < relation.columns().size() ? relation.columns().get(column).name() : "key";
      }
    }
    return null;
  }

  @Override
  public List<String> scan(Plan.Scan scan) {
    return List.of();
  }
}
