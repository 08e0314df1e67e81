package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import omendb.planner.ast.Dml;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.SortKey;
import omendb.planner.ast.Statement;
import org.junit.jupiter.api.Test;

class QueryParserTest {

  @Test
  void operatorWordsAreNotTakenForLabels() {
    Query.Select select = select("select a isnull, b notnull c, d and, e from t");
    assertThat(select.items())
        .extracting(Query.SelectItem::alias)
        .containsExactly(null, "c", "and", null);
  }

  @Test
  void labelsMayBeKeyWords() {
    Query.Select select = select("select a value, b as from, c \"Select\", d select from t");
    assertThat(select.items())
        .extracting(Query.SelectItem::alias)
        .containsExactly("value", "from", "Select", "select");
  }

  @Test
  void intersectBindsTighterThanUnion() {
    Query.SetOperation union =
        (Query.SetOperation) query("select 1 union all select 2 intersect select 3").body();
    assertThat(union.operator()).isEqualTo(Query.SetOperator.UNION);
    assertThat(union.all()).isTrue();
    assertThat(union.right().body()).isInstanceOf(Query.SetOperation.class);
  }

  @Test
  void parenthesesKeepTheirOrderAndLimit() {
    Query outer =
        query("(select a from t order by a limit 1) union (values (2)) order by 1 offset 3");
    Query.SetOperation union = (Query.SetOperation) outer.body();
    assertThat(union.left().orderBy()).hasSize(1);
    assertThat(union.left().limit()).isNotNull();
    assertThat(outer.orderBy()).hasSize(1);
    assertThat(outer.limit()).isNotNull();
    assertThat(outer.limit().count()).isNull();
    assertThat(Sketch.of(outer.limit().offset())).isEqualTo("3");
  }

  @Test
  void clausesAroundParenthesesJoinThoseInside() {
    Query query = query("with x as (select 1) ((select a from x order by a) limit 2) for update");
    assertThat(query.with()).isNotNull();
    assertThat(query.orderBy()).hasSize(1);
    assertThat(query.limit()).isNotNull();
    assertThat(query.locking()).hasSize(1);
    assertThat(query.body()).isInstanceOf(Query.Select.class);
  }

  @Test
  void joinsNestToTheRightUntilTheirCondition() {
    FromItem.Join outer =
        (FromItem.Join) select("select from a join b join c on x on y").from().getFirst();
    assertThat(Sketch.of(outer.condition().on())).isEqualTo("y");
    assertThat(outer.left()).isInstanceOf(FromItem.Table.class);
    FromItem.Join inner = (FromItem.Join) outer.right();
    assertThat(Sketch.of(inner.condition().on())).isEqualTo("x");
  }

  @Test
  void fromTakesFunctionsWithColumnsAndOrdinality() {
    List<FromItem> from =
        select("select from f(1) with ordinality as x (a, b), g() y (c int), rows from (h(2)) z")
            .from();
    FromItem.Function first = (FromItem.Function) from.get(0);
    assertThat(first.ordinality()).isTrue();
    assertThat(first.alias()).isNotNull();
    assertThat(first.alias().columns()).containsExactly("a", "b");
    FromItem.Function second = (FromItem.Function) from.get(1);
    assertThat(second.columns()).hasSize(1);
    assertThat(((FromItem.Function) from.get(2)).rowsFrom()).isTrue();
  }

  @Test
  void groupingSetsNest() {
    Query.GroupBy groupBy =
        select(
                "select from t"
                    + " group by distinct a, (), rollup (b, (c, d)), grouping sets (cube (e))")
            .groupBy();
    assertThat(groupBy).isNotNull();
    assertThat(groupBy.distinct()).isTrue();
    assertThat(groupBy.items())
        .hasExactlyElementsOfTypes(
            Query.GroupExpression.class,
            Query.GroupNothing.class,
            Query.Rollup.class,
            Query.GroupingSets.class);
  }

  @Test
  void orderByKnowsDirectionNullsAndOperator() {
    List<SortKey> keys = query("select a order by a desc nulls last, b using >, c").orderBy();
    assertThat(keys.get(0).descending()).isTrue();
    assertThat(keys.get(0).nulls()).isEqualTo(SortKey.Nulls.LAST);
    assertThat(keys.get(1).using()).isNotNull();
    assertThat(keys.get(2))
        .isEqualTo(
            new SortKey(
                new Node.ColumnRef(List.of("c"), 49), false, null, SortKey.Nulls.DEFAULT, 49));
  }

  @Test
  void withHoldsDataModifyingStatements() {
    Query query =
        query("with recursive a (x) as not materialized (delete from t returning *) table a");
    assertThat(query.with()).isNotNull();
    Query.CommonTable table = query.with().tables().getFirst();
    assertThat(query.with().recursive()).isTrue();
    assertThat(table.materialized()).isFalse();
    assertThat(table.statement()).isInstanceOf(Dml.Delete.class);
  }

  private static Query query(String sql) {
    Statement statement = SqlParser.parseOne(sql);
    assertThat(statement).isInstanceOf(Query.class);
    return (Query) statement;
  }

  private static Query.Select select(String sql) {
    return (Query.Select) query(sql).body();
  }
}
