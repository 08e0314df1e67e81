package omendb.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.CatalogView.Relation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The catalog as tools read it: expected values are those of PostgreSQL 15.
final class SystemCatalogTest {
  @TempDir private Path folder;
  private Database database;
  private Session session;

  @BeforeEach
  void open() {
    database = Database.open(folder, DatabaseOptions.DEFAULTS.withThreads(1));
    session = connect();
    run(
        "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x',"
            + " code varchar(3), price numeric(10,2), day date)");
    run("CREATE TABLE \"Pair\" (\"A\" int, b text, PRIMARY KEY (b, \"A\"))");
    run("CREATE TABLE keyless (x int)");
    run("CREATE VIEW names AS SELECT id, name FROM item");
  }

  @AfterEach
  void close() {
    session.close();
    database.close();
  }

  private Session connect() {
    return database.connect(new ConnectionRequest("omendb", "omendb", "test", Map.of()));
  }

  private void run(String sql) {
    rows(session, sql);
  }

  private List<String> rows(String sql) {
    return rows(session, sql);
  }

  /// Each row as psql prints it without alignment, NULL as `-`.
  private static List<String> rows(Session on, String sql) {
    List<String> lines = new ArrayList<>();
    try {
      for (PreparedStatement statement : on.parseScript(sql)) {
        if (on.execute(statement) instanceof Result.Rows rows) {
          try (rows) {
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
              add(on, batch, rows.columns(), lines);
            }
          }
        }
      }
      on.sync();
    } catch (OmenException e) {
      on.rollback();
      throw e;
    }
    return lines;
  }

  private static void add(Session on, Batch batch, List<ResultColumn> columns, List<String> lines) {
    for (int row = 0; row < batch.rowCount; row++) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Object value = batch.vectors[i].get(row);
        values.add(value == null ? "-" : on.text(columns.get(i).type(), value));
      }
      lines.add(String.join("|", values));
    }
  }

  private void fails(String sql, SqlState state, String message) {
    assertThatThrownBy(() -> run(sql))
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state))
        .hasMessageContaining(message);
  }

  @Test
  void everyRelationGivesRowsOfItsColumnsTypes() {
    SessionView source = new SessionView(session);
    int filled = 0;
    for (Relation relation : database.systemCatalog().relations()) {
      var rows = database.systemCatalog().rows(relation.oid(), source);
      filled += rows.isEmpty() ? 0 : 1;
      for (Object[] row : rows) {
        assertThat(row).hasSameSizeAs(relation.columns());
        for (int i = 0; i < row.length; i++) {
          check(relation, relation.columns().get(i), row[i]);
        }
      }
    }
    assertThat(filled).isGreaterThan(35);
  }

  private static void check(Relation relation, Column column, Object value) {
    String place = relation.name() + "." + column.name();
    if (value == null) {
      assertThat(column.nullable()).as(place).isTrue();
      return;
    }
    Class<?> expected =
        switch (column.type().form()) {
          case LONG -> column.type().kind() == TypeKind.BOOLEAN ? Boolean.class : Long.class;
          case DOUBLE -> Double.class;
          case OBJECT -> Object[].class;
          default -> String.class;
        };
    assertThat(value).as(place).isInstanceOf(expected);
  }

  @Test
  void tablesViewsAndPrimaryKeysAreRelations() {
    assertThat(
            rows(
                "SELECT c.relname, c.relkind, c.relhasindex, c.relnatts, a.amname"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " LEFT JOIN pg_am a ON a.oid = c.relam"
                    + " WHERE n.nspname = 'public' ORDER BY 1"))
        .containsExactly(
            "Pair|r|t|2|heap",
            "Pair_pkey|i|f|2|btree",
            "item|r|t|5|heap",
            "item_pkey|i|f|1|btree",
            "keyless|r|f|1|heap",
            "names|v|f|2|-");
  }

  @Test
  void attributesTellTypesModifiersAndDefaults() {
    assertThat(
            rows(
                "SELECT attnum, attname, format_type(atttypid, atttypmod), attlen, attnotnull,"
                    + " pg_get_expr(d.adbin, d.adrelid)"
                    + " FROM pg_attribute a LEFT JOIN pg_attrdef d"
                    + " ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
                    + " WHERE attrelid = 'item'::regclass ORDER BY 1"))
        .containsExactly(
            "1|id|integer|4|t|-",
            "2|name|text|-1|t|'x'",
            "3|code|character varying(3)|-1|f|-",
            "4|price|numeric(10,2)|-1|f|-",
            "5|day|date|4|f|-");
  }

  @Test
  void primaryKeyHasAnIndexAndAConstraintThatPointAtEachOther() {
    assertThat(
            rows(
                "SELECT i.indexrelid::regclass, i.indisunique, i.indisprimary, c.conname,"
                    + " c.contype, c.conkey, c.conindid = i.indexrelid,"
                    + " pg_get_indexdef(i.indexrelid), pg_get_constraintdef(c.oid)"
                    + " FROM pg_index i JOIN pg_constraint c ON c.conrelid = i.indrelid"
                    + " WHERE i.indrelid = '\"Pair\"'::regclass"))
        .containsExactly(
            "\"Pair_pkey\"|t|t|Pair_pkey|p|{2,1}|t"
                + "|CREATE UNIQUE INDEX \"Pair_pkey\" ON public.\"Pair\" USING btree (b, \"A\")"
                + "|PRIMARY KEY (b, \"A\")");
  }

  @Test
  void vectorsAreNumberedFromZeroAndPrintWithoutBraces() {
    assertThat(
            rows(
                "SELECT indkey, indkey[0], indkey[1], indkey[2], array_lower(indkey, 1),"
                    + " array_upper(indkey, 1), 1 = ANY (indkey), indkey::text, indoption::int2[],"
                    + " pg_typeof(indkey)"
                    + " FROM pg_index WHERE indrelid = '\"Pair\"'::regclass"))
        .containsExactly("2 1|2|1|-|0|1|t|2 1|{0,0}|int2vector");
    assertThat(
            rows(
                "SELECT unnest(indkey), generate_subscripts(indkey, 1)"
                    + " FROM pg_index WHERE indrelid = '\"Pair\"'::regclass"))
        .containsExactly("2|0", "1|1");
    assertThat(rows("SELECT '1 2'::int2vector, '23 25'::oidvector = '23 25'::oidvector"))
        .containsExactly("1 2|t");
    assertThat(rows("SELECT proargtypes FROM pg_proc WHERE proname = 'left'"))
        .containsExactly("25 23");
  }

  @Test
  void namesOfRelationsAreReadAlongTheSearchPath() {
    assertThat(
            rows(
                "SELECT 'item'::regclass = 'public.item'::regclass,"
                    + " ' ITEM '::regclass::text, 'pg_class'::regclass::oid,"
                    + " '\"Pair\"'::regclass::text, 'information_schema.tables'::regclass::text"))
        .containsExactly("t|item|1259|\"Pair\"|information_schema.tables");
    run("SET search_path = pg_catalog");
    assertThat(rows("SELECT 'public.item'::regclass::text, to_regclass('item')"))
        .containsExactly("public.item|-");
  }

  @Test
  void unknownNamesFailInPostgresWords() {
    fails("SELECT 'nope'::regclass", SqlState.UNDEFINED_TABLE, "relation \"nope\" does not exist");
    fails(
        "SELECT 'no.item'::regclass", SqlState.INVALID_SCHEMA_NAME, "schema \"no\" does not exist");
    fails("SELECT 'a b'::regclass", SqlState.INVALID_NAME, "invalid name syntax");
    fails("SELECT 'nope'::regtype", SqlState.UNDEFINED_OBJECT, "type \"nope\" does not exist");
    fails(
        "SELECT 'nope'::regproc", SqlState.UNDEFINED_FUNCTION, "function \"nope\" does not exist");
    fails(
        "SELECT 'abs'::regproc",
        SqlState.AMBIGUOUS_FUNCTION,
        "more than one function named \"abs\"");
  }

  @Test
  void typesAndFunctionsHaveTheirNumbersAndNames() {
    assertThat(
            rows(
                "SELECT 'int'::regtype::oid, 'text[]'::regtype::oid, 1700::regtype::text,"
                    + " 'array_recv'::regproc::oid, 1299::regproc::text, 1397::regproc::text"))
        .containsExactly("23|1009|numeric|2400|now|pg_catalog.abs");
    assertThat(
            rows(
                "SELECT format_type(1043, 14), format_type(1042, null), format_type(1042, -1),"
                    + " format_type(1184, 3), format_type(1007, -1), format_type(18, -1),"
                    + " format_type(0, -1), format_type(99999, -1), format_type(null, 1)"))
        .containsExactly(
            "character varying(10)|character|bpchar|timestamp(3) with time zone|integer[]"
                + "|\"char\"|-|???|-");
    assertThat(
            rows(
                "SELECT typname, typlen, typcategory, typarray, typreceive::text"
                    + " FROM pg_type WHERE oid IN (16, 1015) ORDER BY oid"))
        .containsExactly("bool|1|B|1000|boolrecv", "_varchar|-1|A|0|array_recv");
  }

  @Test
  void informationSchemaDescribesColumns() {
    assertThat(
            rows(
                "SELECT column_name, ordinal_position, column_default, is_nullable, data_type,"
                    + " character_maximum_length, numeric_precision, numeric_scale, udt_name"
                    + " FROM information_schema.columns WHERE table_name = 'item' ORDER BY 2"))
        .containsExactly(
            "id|1|-|NO|integer|-|32|0|int4",
            "name|2|'x'|NO|text|-|-|-|text",
            "code|3|-|YES|character varying|3|-|-|varchar",
            "price|4|-|YES|numeric|-|10|2|numeric",
            "day|5|-|YES|date|-|-|-|date");
    assertThat(
            rows(
                "SELECT table_name, table_type FROM information_schema.tables"
                    + " WHERE table_schema = 'public' ORDER BY 1"))
        .containsExactly("Pair|BASE TABLE", "item|BASE TABLE", "keyless|BASE TABLE", "names|VIEW");
    assertThat(
            rows(
                "SELECT constraint_name, column_name, ordinal_position"
                    + " FROM information_schema.key_column_usage"
                    + " WHERE table_name = 'Pair' ORDER BY 3"))
        .containsExactly("Pair_pkey|b|1", "Pair_pkey|A|2");
  }

  @Test
  void tableOfAnOpenTransactionIsInTheCatalogOfItsSessionOnly() {
    session.begin();
    for (PreparedStatement statement : session.parseScript("CREATE TABLE fresh (x int)")) {
      session.execute(statement).close();
    }
    String count = "SELECT count(*) FROM pg_class WHERE relname = 'fresh'";
    assertThat(rows(count)).containsExactly("1");
    try (Session other = connect()) {
      assertThat(rows(other, count)).containsExactly("0");
    }
    session.rollback();
    assertThat(rows(count)).containsExactly("0");
  }

  @Test
  void lastSnapshotIsThatOfTheQueryBefore() {
    String last = "SELECT omendb_last_snapshot()";
    run("INSERT INTO keyless VALUES (1)");
    long first = session.lastCommit();
    assertThat(rows("SELECT count(*) FROM keyless")).containsExactly("1");
    run("INSERT INTO keyless VALUES (2)");
    assertThat(rows("SELECT omendb_last_snapshot(), omendb_last_commit()"))
        .containsExactly(first + "|" + (first + 1));
    assertThat(rows(last)).containsExactly(Long.toString(first + 1));
  }

  @Test
  void tiersAndSizesFollowTheRows() {
    run("INSERT INTO item VALUES (1), (2), (3)");
    String tiers =
        "SELECT tier, rows FROM omendb_tiers WHERE table_name = 'item' ORDER BY tier DESC";
    assertThat(rows(tiers)).containsExactly("warm|0", "hot|3", "cold|0");
    int oid = Integer.parseInt(rows("SELECT 'item'::regclass::oid").getFirst());
    database.migrate(oid, false);
    assertThat(rows(tiers)).containsExactly("warm|3", "hot|0", "cold|0");
    database.migrate(oid, true);
    assertThat(rows(tiers)).containsExactly("warm|0", "hot|0", "cold|3");
    assertThat(rows("SELECT pg_relation_size('item') > 0, pg_table_size('names')"))
        .containsExactly("t|0");
  }

  @Test
  void privilegesAreGrantedOnWhatExists() {
    assertThat(
            rows(
                "SELECT has_table_privilege('item', 'SELECT'),"
                    + " has_schema_privilege('omendb', 'public', 'USAGE'),"
                    + " has_table_privilege(99999::oid, 'SELECT')"))
        .containsExactly("t|t|-");
    fails(
        "SELECT has_table_privilege('nope', 'SELECT')",
        SqlState.UNDEFINED_TABLE,
        "relation \"nope\" does not exist");
    fails(
        "SELECT has_table_privilege('item', 'FLY')",
        SqlState.INVALID_PARAMETER_VALUE,
        "unrecognized privilege type: \"FLY\"");
    fails(
        "SELECT has_table_privilege('nobody', 'item', 'SELECT')",
        SqlState.UNDEFINED_OBJECT,
        "role \"nobody\" does not exist");
  }

  @Test
  void sessionsSettingsAndKeyWordsAreListed() {
    assertThat(rows("SELECT setting, vartype FROM pg_settings WHERE name = 'DateStyle'"))
        .containsExactly("ISO, MDY|string");
    assertThat(rows("SELECT setting, unit FROM pg_settings WHERE name = 'work_mem'"))
        .containsExactly("2097152|kB");
    assertThat(rows("SELECT state FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
        .containsExactly("active");
    assertThat(rows("SELECT word, catcode FROM pg_get_keywords() WHERE word = 'select'"))
        .containsExactly("select|R");
  }
}
