package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import omendb.planner.ast.Access;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Node;
import omendb.planner.ast.Option;
import omendb.planner.ast.Query;
import omendb.planner.ast.Setting;
import omendb.planner.ast.Statement;
import org.junit.jupiter.api.Test;

class StatementParserTest {

  @Test
  void insertKnowsItsConflictClause() {
    Dml.Insert insert =
        parse(
            Dml.Insert.class,
            "insert into s.t as x (a, b) values (1, default)"
                + " on conflict (a) where c do update set (b, d) = (1, 2) where e"
                + " returning *, a y");
    assertThat(insert.table().display()).isEqualTo("s.t");
    assertThat(insert.alias()).isEqualTo("x");
    assertThat(insert.columns()).extracting(Dml.Target::column).containsExactly("a", "b");
    assertThat(insert.onConflict()).isNotNull();
    assertThat(insert.onConflict().target()).isNotNull();
    assertThat(insert.onConflict().assignments()).hasSize(1);
    assertThat(insert.onConflict().assignments().getFirst().multiple()).isTrue();
    assertThat(insert.returning()).hasSize(2);
    Query.Values values = (Query.Values) insert.source().body();
    assertThat(values.rows().getFirst().get(1)).isInstanceOf(Node.Default.class);
  }

  @Test
  void insertWithoutSourceTakesDefaults() {
    assertThat(parse(Dml.Insert.class, "insert into t default values").source()).isNull();
  }

  @Test
  void setIsNoAliasOfAnUpdatedTable() {
    Dml.Update update = parse(Dml.Update.class, "update t set a = 1, b[2] = 3 where current of c");
    assertThat(update.table().alias()).isNull();
    assertThat(update.assignments()).hasSize(2);
    assertThat(update.where()).isInstanceOf(Node.CurrentOf.class);
    assertThat(parse(Dml.Update.class, "update t as set set a = 1").table().alias()).isNotNull();
  }

  @Test
  void mergeHasBranches() {
    Dml.Merge merge =
        parse(
            Dml.Merge.class,
            "merge into t using u on a = b when matched and c then delete"
                + " when not matched then insert (a) values (1)");
    assertThat(merge.branches()).extracting(Dml.MergeBranch::matched).containsExactly(true, false);
  }

  @Test
  void tablesKeepTheTextOfTheirExpressions() {
    Ddl.CreateTable table =
        parse(
            Ddl.CreateTable.class,
            "create table if not exists t (a int not null default 1 + 1 check ( a > 0 ), "
                + "constraint k primary key (a), foreign key (a) references u on delete cascade)");
    assertThat(table.elements()).hasSize(3);
    Ddl.ColumnDefinition column = (Ddl.ColumnDefinition) table.elements().getFirst();
    assertThat(Sketch.type(column.type())).isEqualTo("pg_catalog.int4");
    assertThat(column.constraints()).hasSize(3);
    assertThat(((Constraint.DefaultValue) column.constraints().get(1)).value().text())
        .isEqualTo("1 + 1");
    assertThat(((Constraint.Check) column.constraints().get(2)).condition().text())
        .isEqualTo("a > 0");
    Constraint.Unique key = (Constraint.Unique) table.elements().get(1);
    assertThat(key.name()).isEqualTo("k");
    assertThat(key.primaryKey()).isTrue();
    Constraint.ForeignKey reference = (Constraint.ForeignKey) table.elements().get(2);
    assertThat(reference.onDelete().action()).isEqualTo(Constraint.Action.CASCADE);
  }

  @Test
  void createTableAsIsToldFromColumns() {
    assertThat(parse(Ddl.CreateTableAs.class, "create table t (a, b) as select 1, 2").queryText())
        .isEqualTo("select 1, 2");
    assertThat(parse(Ddl.CreateTableAs.class, "create table t as table u with no data").withData())
        .isFalse();
  }

  @Test
  void alterTableListsItsActions() {
    AlterTable alter =
        parse(
            AlterTable.class,
            "alter table t add a int, alter b type text using b::text, set (tiering = cold)");
    assertThat(alter.actions())
        .hasExactlyElementsOfTypes(
            AlterTable.AddColumn.class,
            AlterTable.AlterColumnType.class,
            AlterTable.TableOptions.class);
    AlterTable.TableOptions options = (AlterTable.TableOptions) alter.actions().get(2);
    assertThat(options.options()).containsExactly(Option.of("tiering", "cold", 64));
  }

  @Test
  void indexesKeepTheTextOfTheirElements() {
    Ddl.CreateIndex index =
        parse(Ddl.CreateIndex.class, "create index on t (a desc, lower(b) text_ops) where c > 1");
    assertThat(index.name()).isNull();
    assertThat(index.shape().method()).isEqualTo("btree");
    assertThat(index.shape().elements().get(1).text()).isEqualTo("lower(b)");
    assertThat(index.shape().where()).isNotNull();
    assertThat(index.shape().where().text()).isEqualTo("c > 1");
  }

  @Test
  void transactionsCarryTheirModes() {
    Control.Begin begin =
        parse(Control.Begin.class, "start transaction isolation level repeatable read, read only");
    assertThat(begin.start()).isTrue();
    assertThat(begin.modes())
        .isEqualTo(new Control.Modes(Control.Isolation.REPEATABLE_READ, true, null));
  }

  @Test
  void settingsAreNormalised() {
    assertThat(SqlParser.parseOne("set time zone 'UTC'"))
        .isEqualTo(new Setting.Set("timezone", List.of("UTC"), false, 1));
    assertThat(SqlParser.parseOne("set local DateStyle = ISO, 'mdy'"))
        .isEqualTo(new Setting.Set("datestyle", List.of("iso", "mdy"), true, 1));
    assertThat(SqlParser.parseOne("set session a.B to default"))
        .isEqualTo(new Setting.Set("a.b", List.of(), false, 1));
    assertThat(SqlParser.parseOne("set x = -1.5"))
        .isEqualTo(new Setting.Set("x", List.of("-1.5"), false, 1));
    assertThat(SqlParser.parseOne("show transaction isolation level"))
        .isEqualTo(new Setting.Show("transaction_isolation", 1));
  }

  @Test
  void oldCopyOptionsGetTheirNewNames() {
    Control.Copy copy =
        parse(Control.Copy.class, "copy t (a) from stdin delimiter '|' csv header null as ''");
    assertThat(copy.options())
        .extracting(Option::name, Option::value)
        .containsExactly(
            tuple("delimiter", "|"),
            tuple("format", "csv"),
            tuple("header", "true"),
            tuple("null", ""));
    assertThat(copy.end().kind()).isEqualTo(Control.CopyEndKind.CLIENT);
  }

  @Test
  void fetchKnowsItsDirection() {
    assertThat(SqlParser.parseOne("fetch backward all from c"))
        .isEqualTo(new Control.Fetch(false, Control.Direction.BACKWARD, Long.MAX_VALUE, "c", 1));
    assertThat(SqlParser.parseOne("move last c"))
        .isEqualTo(new Control.Fetch(true, Control.Direction.ABSOLUTE, -1, "c", 1));
    assertThat(SqlParser.parseOne("fetch next"))
        .isEqualTo(new Control.Fetch(false, Control.Direction.FORWARD, 1, "next", 1));
  }

  @Test
  void preparedStatementsKeepTheirText() {
    Control.Prepare prepare =
        parse(Control.Prepare.class, "prepare p (int, text[]) as  select $1, $2 ;");
    assertThat(prepare.statementText()).isEqualTo("select $1, $2");
    assertThat(prepare.types())
        .extracting(Sketch::type)
        .containsExactly("pg_catalog.int4", "text[]");
  }

  @Test
  void grantsTellPrivilegesFromRoles() {
    Access.Grant grant =
        parse(Access.Grant.class, "grant select (a, b), insert on t to joe, public");
    assertThat(grant.privileges())
        .extracting(Access.Privilege::name)
        .containsExactly("select", "insert");
    assertThat(grant.roles())
        .extracting(Access.RoleName::kind)
        .containsExactly(Access.RoleKind.NAMED, Access.RoleKind.PUBLIC);
    assertThat(parse(Access.GrantRole.class, "revoke a, b from joe cascade").cascade()).isTrue();
  }

  @Test
  void roleOptionsAreNamedByWhatTheyMean() {
    Access.CreateRole role =
        parse(
            Access.CreateRole.class, "create user u nosuperuser password null connection limit 3");
    assertThat(role.login()).isTrue();
    assertThat(role.options())
        .extracting(Option::name, Option::value)
        .containsExactly(
            tuple("superuser", "false"), tuple("password", null), tuple("connection_limit", "3"));
  }

  @Test
  void emptyTextIsAnEmptyStatement() {
    assertThat(SqlParser.parseOne(" -- ping\n /* /* x */ */ ;")).isInstanceOf(Control.Empty.class);
    assertThat(SqlParser.parseScript("")).isEmpty();
  }

  @Test
  void oneStatementMeansOne() {
    assertThatThrownBy(() -> SqlParser.parseOne("select 1; select 2"))
        .hasMessage("cannot insert multiple commands into a prepared statement");
  }

  @Test
  void typeNamesParseAlone() {
    assertThat(Sketch.type(SqlParser.parseTypeName("character varying(3)[]")))
        .isEqualTo("pg_catalog.varchar(3)[]");
  }

  private static <T extends Statement> T parse(Class<T> type, String sql) {
    Statement statement = SqlParser.parseOne(sql);
    assertThat(statement).isInstanceOf(type);
    return type.cast(statement);
  }
}
