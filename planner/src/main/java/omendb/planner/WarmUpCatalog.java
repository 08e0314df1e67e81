package omendb.planner;

import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import org.jspecify.annotations.Nullable;

/// Two tables that exist only to be planned over.
final class WarmUpCatalog implements CatalogView {
  static final List<String> STATEMENTS =
      List.of(
          "select v from warm_a where k = 1",
          "select a.v, count(*), sum(a.n) from warm_a a join warm_b b on a.k = b.k"
              + " where a.n > 1.5 and b.d < date '2000-01-01' + interval '1' day"
              + " and exists (select 1 from warm_b c where c.k = a.k and c.n <> b.n)"
              + " and a.n < (select avg(e.n) from warm_a e where e.k = b.k)"
              + " group by a.v having count(*) > 1 order by 2 desc limit 10",
          "insert into warm_a values (1, 'x', 2.5, null) returning k",
          "update warm_a set v = 'y' where k = 1",
          "delete from warm_a where k = 1");

  private static final List<Column> COLUMNS =
      List.of(
          new Column("k", ColumnType.INTEGER, false, null),
          new Column("v", ColumnType.TEXT, true, null),
          new Column("n", ColumnType.numeric(15, 2), true, null),
          new Column("d", ColumnType.DATE, true, null));

  @Override
  public long version() {
    return 0;
  }

  @Override
  public List<String> searchPath() {
    return List.of("public");
  }

  @Override
  public @Nullable Relation relation(@Nullable String schema, String name) {
    int oid = name.equals("warm_a") ? 16384 : name.equals("warm_b") ? 16385 : 0;
    return oid == 0
        ? null
        : new Relation(
            oid, "public", name, 'r', COLUMNS, List.of(0), null, new Statistics(1000, List.of()));
  }

  @Override
  public @Nullable String setting(String name) {
    return null;
  }
}
