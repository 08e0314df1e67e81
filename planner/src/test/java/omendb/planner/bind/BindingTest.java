package omendb.planner.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.planner.PlanPrinter;
import omendb.planner.PlannedStatement;
import omendb.planner.QueryPlanner;
import omendb.planner.TestCatalog;
import omendb.planner.TestContext;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names, types, errors and the shapes of plans.
final class BindingTest {
  private static final TestCatalog CATALOG =
      new TestCatalog()
          .table(
              "t",
              1000,
              List.of(0),
              "id int 1000",
              "a int? 10",
              "b varchar(10)?",
              "d date?",
              "n numeric(8,2)?")
          .table("u", 100, List.of(0), "id int 100", "t_id int?", "b text?")
          .table("pair", 100, List.of(0, 1), "x int", "y bigint", "v text?")
          .table("defaults", 10, List.of(0), "id int", "v text default 'none'", "w int default 7");

  private static PlannedStatement plan(String sql, ColumnType... parameters) {
    return new QueryPlanner()
        .plan(SqlParser.parseOne(sql), sql, List.of(parameters), CATALOG, new TestContext());
  }

  private static String explain(String sql) {
    return String.join("\n", PlanPrinter.explain(plan(sql), CATALOG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1|?column?:integer",
        "select 'x'|?column?:text",
        "select null|?column?:text",
        "select 1.5 as n|n:numeric(2,1)",
        "select a, b from t|a:integer,b:character varying(10)",
        "select t.a + 1 from t|?column?:integer",
        "select a::text, '1'::int from t|a:text,int4:integer",
        "select count(*), sum(a), avg(a) from t|count:bigint,sum:bigint,avg:numeric",
        "select case when true then 1 else 2 end|case:integer",
        "select coalesce(a, 0), nullif(a, 1) from t|coalesce:integer,nullif:integer",
        "select (select max(id) from u)|max:integer",
        "select exists (select 1 from u)|exists:boolean",
        "select date '2020-01-01' + interval '1 day'|?column?:timestamp without time zone",
        "select true|bool:boolean",
        "select u.id, u.* from u|id:integer,id:integer,t_id:integer,b:text",
        "select * from t join u using (id)"
            + "|id:integer,a:integer,b:character varying(10),d:date,n:numeric(8,2),"
            + "t_id:integer,b:text",
        "select array[1, 2]|array:integer[]",
        "select 1 union select 2.5|?column?:numeric",
        "select 'a' union select 'b'|?column?:text",
        "values (1, 'x'), (2, null)|column1:integer,column2:text",
        "select row_number() over (order by a) from t|row_number:bigint",
        "select g from generate_series(1, 3) g|g:integer",
      })
  void outputColumnsAreNamedAndTypedAsInPostgres(String sql, String expected) {
    String columns =
        plan(sql).columns().stream()
            .map(c -> c.name() + ":" + c.type())
            .collect(java.util.stream.Collectors.joining(","));
    assertThat(columns).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from nix|42P01|15|relation \"nix\" does not exist",
        "select x from t|42703|8|column \"x\" does not exist",
        "select t.x from t|42703|8|column t.x does not exist",
        "select v.a from t|42P01|8|missing FROM-clause entry for table \"v\"",
        "select id from t, u|42702|8|column reference \"id\" is ambiguous",
        "select 1 from t, t|42712|18|table name \"t\" specified more than once",
        "select a = b from t|42883|10|operator does not exist: integer = character varying",
        "select nix(a) from t|42883|8|function nix(integer) does not exist",
        "select a, count(*) from t|42803|8"
            + "|column \"t.a\" must appear in the GROUP BY clause or be used in an aggregate"
            + " function",
        "select 1 from t where sum(a) > 1|42803|23|aggregate functions are not allowed in WHERE",
        "select 1 from t where a|42804|23"
            + "|argument of WHERE must be type boolean, not type integer",
        "select case when a = 1 then 1 else true end from t|42804|8"
            + "|CASE types integer and boolean cannot be matched",
        "select (select 1, 2)|42601|8|subquery must return only one column",
        "select 1 where 1 in (select 1, 2)|42601|18|subquery has too many columns",
        "select a from t order by 2|42P10|26|ORDER BY position 2 is not in select list",
        "select distinct a from t order by b|42P10|35"
            + "|for SELECT DISTINCT, ORDER BY expressions must appear in select list",
        "select 1 union select 1, 2|42601|16"
            + "|each UNION query must have the same number of columns",
        "select 1 union select true|42804|16|UNION types integer and boolean cannot be matched",
        "select 'x'::int|22P02|8|invalid input syntax for type integer: \"x\"",
        "select 1::nix|42704|11|type \"nix\" does not exist",
        "insert into t values (1, 2, 'x', null, 1, 9)|42601|43"
            + "|INSERT has more expressions than target columns",
        "insert into t (id, a) values (1)|42601|20"
            + "|INSERT has more target columns than expressions",
        "insert into t (id, nix) values (1, 2)|42703|20"
            + "|column \"nix\" of relation \"t\" does not exist",
        "insert into t (id, id) values (1, 2)|42701|20" + "|column \"id\" specified more than once",
        "insert into t (id, d) values (1, true)|42804|34"
            + "|column \"d\" is of type date but expression is of type boolean",
        "update t set a = 'x' where id = 1|22P02|18"
            + "|invalid input syntax for type integer: \"x\"",
        "update t set a = 1, a = 2|42601|21|multiple assignments to same column \"a\"",
        "with recursive r (n) as (select n from r union select 1) select * from r"
            + "|42P19|40|recursive reference to query \"r\" must not appear within its"
            + " non-recursive term",
        "with recursive r (n) as (select 1 union select sum(n) from r) select * from r"
            + "|42P19|0|aggregate functions are not allowed in a recursive query's recursive term",
        "insert into t (id) values (1) on conflict (a) do nothing|42P10|0"
            + "|there is no unique or exclusion constraint matching the ON CONFLICT"
            + " specification",
      })
  void errorsAreThoseOfPostgres(String sql, String state, int position, String message) {
    OmenException error = catchThrowableOfType(OmenException.class, () -> plan(sql));
    assertThat(error.message()).isEqualTo(message);
    assertThat(error.state().code()).isEqualTo(state);
    if (position > 0 && state.startsWith("42") && !message.contains("CASE types")) {
      assertThat(error.position()).isEqualTo(position);
    }
  }

  @Test
  void misspeltColumnIsAnsweredWithTheNearestOne() {
    OmenException error =
        catchThrowableOfType(OmenException.class, () -> plan("select t_ix from u"));
    assertThat(error.hint()).isEqualTo("Perhaps you meant to reference the column \"u.t_id\".");
  }

  @Test
  void parametersTakeTheTypeOfTheirFirstUse() {
    assertThat(plan("select a from t where id = $1 and b = $2 limit $3").parameterTypes())
        .extracting(ColumnType::toString)
        .containsExactly("integer", "text", "bigint");
    assertThat(plan("insert into t (id, n, d) values ($1, $2, $3)").parameterTypes())
        .extracting(ColumnType::toString)
        .containsExactly("integer", "numeric", "date");
    assertThat(plan("select $1").parameterTypes()).containsExactly(ColumnType.TEXT);
    assertThat(plan("select a from t where id = $1", ColumnType.BIGINT).parameterTypes())
        .containsExactly(ColumnType.BIGINT);
  }

  @Test
  void oneParameterCannotHaveTwoTypes() {
    OmenException error =
        catchThrowableOfType(
            OmenException.class, () -> plan("select 1 from t where a = $1 and d = $1"));
    assertThat(error.state().code()).isIn("42P08", "42883");
  }

  @Test
  void wholeKeyEquatedWithConstantsGoesDownTheRowPath() {
    assertThat(plan("select a from t where id = 5").plan()).isInstanceOf(Plan.Lookup.class);
    assertThat(plan("select a from t where id = $1 and a > 3").route().lane())
        .isEqualTo(PlannedStatement.Lane.LOOKUP);
    assertThat(plan("select v from pair where y = 2 and x = $1").plan())
        .isInstanceOf(Plan.Lookup.class);
    assertThat(explain("select v from pair where x = 1")).contains("Key Scan on pair");
    assertThat(((Plan.Update) plan("update t set a = a + 1 where id = 1").plan()).source())
        .isInstanceOf(Plan.Lookup.class);
    assertThat(((Plan.Delete) plan("delete from t where id = 1").plan()).source())
        .isInstanceOf(Plan.Lookup.class);
  }

  @Test
  void widerParameterOfANarrowKeyStillFindsItsRow() {
    assertThat(plan("select a from t where id = $1", ColumnType.BIGINT).plan())
        .isInstanceOf(Plan.Lookup.class);
  }

  @Test
  void insertFillsDefaultsAndKeepsTheOrderOfTheTable() {
    Plan.Insert insert = (Plan.Insert) plan("insert into defaults (w, id) values (5, 1)").plan();
    assertThat(insert.source().toString())
        .contains("value=1", "value=none", "value=5")
        .startsWith("Values");
    assertThat(explain("insert into defaults select id from u")).contains("Seq Scan on u");
  }

  @Test
  void insertOfSeveralRowsIsOneListOfConstants() {
    Plan.Insert insert =
        (Plan.Insert) plan("insert into defaults values (1, 'x', 2), (2, default, $1)").plan();
    assertThat(((Plan.Values) insert.source()).tuples()).hasSize(2);
  }

  @Test
  void onConflictSeesTheOldAndTheProposedRow() {
    PlannedStatement planned =
        plan(
            "insert into t (id, a) values (1, 2) on conflict (id) do update"
                + " set a = t.a + excluded.a where t.a < 5 returning id, a");
    Plan.Insert insert = (Plan.Insert) planned.plan();
    assertThat(insert.onConflict()).isNotNull();
    assertThat(planned.columns()).hasSize(2);
  }

  @Test
  void updateFromAndDeleteUsingReadTheKeyAndWhatTheyJoin() {
    assertThat(explain("update t set a = u.t_id from u where u.t_id = t.id"))
        .contains("Set: a = t_id", "Hash Join", "Update on t");
    assertThat(explain("delete from t using u where u.t_id = t.id")).contains("Delete on t");
    assertThat(explain("delete from t where id in (select t_id from u)"))
        .contains("Hash Semi Join");
  }

  @Test
  void notInWithNullsIsGuardedByCounts() {
    assertThat(explain("select 1 from t where a not in (select t_id from u)"))
        .contains("Anti Join", "count(");
    assertThat(explain("select 1 from t where id not in (select id from u)"))
        .contains("Hash Anti Join")
        .doesNotContain("count(");
  }

  @Test
  void correlatedSubqueriesBecomeJoins() {
    assertThat(explain("select (select u.b from u where u.id = t.a) from t")).contains("Left Join");
    assertThat(explain("select (select count(*) from u where u.t_id = t.id) from t"))
        .contains("HashAggregate");
    assertThat(
            explain("select id from t where exists (select 1 from u where u.t_id > t.a) or a = 1"))
        .contains("HashAggregate");
    assertThat(
            explain(
                "select t.id, x.id from t, lateral"
                    + " (select u.id from u where u.t_id = t.id order by u.id limit 1) x"))
        .contains("WindowAgg");
    assertThat(explain("select id from t where a = any (select t_id from u where u.id < t.id)"))
        .contains("Hash Semi Join");
  }

  @Test
  void dateColumnIsComparedAsItIs() {
    assertThat(explain("select 1 from t where d <= date '1998-12-01' - interval '90' day"))
        .contains("(d <= '1998-09-02'::date)", "Zones: d");
    assertThat(explain("select 1 from t where d < timestamp '2000-01-01 12:00'"))
        .contains("(d <= '2000-01-01'::date)");
  }

  @Test
  void columnsThatTheKeyDeterminesNeedNotBeGrouped() {
    assertThat(plan("select t.b, count(*) from t join u on u.t_id = t.id group by t.id").columns())
        .hasSize(2);
  }

  @Test
  void warmUpPlansWithoutAnError() {
    new QueryPlanner().warmUp(new TestContext());
    assertThat(plan("select 1").columns()).hasSize(1);
  }
}
