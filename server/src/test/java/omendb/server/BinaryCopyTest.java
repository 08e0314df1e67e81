package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/// COPY in binary format, both ways.
final class BinaryCopyTest {
  private static final String COLUMNS =
      "id int PRIMARY KEY, b boolean, s smallint, l bigint, r real, d double precision,"
          + " n numeric, m numeric(10,2), w numeric(30,5), t text, v varchar(5), c char(3),"
          + " y bytea, da date, ti time, ts timestamp, tz timestamptz, u uuid, i interval,"
          + " j json, jb jsonb, a int[], ta text[], ir int4range, nr numrange, zr tstzrange,"
          + " ra daterange[], mr int8multirange, bi bit(10), vb varbit, ba bit(2)[],"
          + " po point, se lseg, li line, bx box[], w1 path, w2 path, pg polygon, ci circle";

  private TempFolder folder;
  private Server server;
  private Connection connection;

  @BeforeEach
  void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
    run("CREATE TABLE source (" + COLUMNS + ")");
    run("CREATE TABLE target (" + COLUMNS + ")");
    run(
        "INSERT INTO source VALUES (1, true, -7, 9007199254740993, 1.5, -0.1, 123456789.000100,"
            + " 12.34, -1234567890123456789.12345, 'zwölf', 'fünf', 'ab', '\\x00ff', '2024-02-29',"
            + " '13:14:15.123456', '1999-12-31 23:59:59.999999', '2000-01-01 00:00:00+02',"
            + " '00112233-4455-6677-8899-aabbccddeeff', '1 year 2 days 03:04:05', '{\"a\": 1}',"
            + " '{\"b\": [1, 2]}', '{1,NULL,3}', '{a,\"b c\"}', '[1,5)', '(1.50,]',"
            + " '[2024-01-01 00:00+02,2024-01-02 00:00+02]', '{empty,\"[2024-01-01,)\"}',"
            + " '{[1,2),[4,9000000000)}', '1000000011', 'xf1', '{10,NULL}',"
            + " '(1.5,-1e-7)', '[(1,2),(3,4)]', '{1,-1,0.5}', '{(3,4),(1,2);NULL}', '[(1,2),(3,4)]',"
            + " '((1,2),(3,4),(5,0))', '((0,0),(NaN,1))', '<(1,2),3>')");
    run("INSERT INTO source (id) VALUES (2)");
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    server.close();
    folder.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private CopyManager copies() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  private byte[] copiedOut(String sql) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copies().copyOut(sql, out);
    return out.toByteArray();
  }

  private List<String> rows(String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT t::text FROM " + table + " t ORDER BY id")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  @Test
  void rowsComeBackAsTheyWent() throws SQLException, IOException {
    byte[] data = copiedOut("COPY source TO STDOUT (FORMAT binary)");
    for (int piece : new int[] {1, 7, data.length}) {
      run("TRUNCATE target");
      CopyIn copy = copies().copyIn("COPY target FROM STDIN BINARY");
      for (int at = 0; at < data.length; at += piece) {
        copy.writeToCopy(data, at, Math.min(piece, data.length - at));
      }
      assertThat(copy.endCopy()).isEqualTo(2);
      assertThat(rows("target")).isEqualTo(rows("source"));
    }
  }

  @Test
  void shapesAreTheirNumbers() throws SQLException, IOException {
    byte[] data =
        copiedOut(
            "COPY (SELECT point '(1,2)', path '[(1,2)]', polygon '((1,2))', line '{1,2,0}',"
                + " circle '<(1,2),0>') TO STDOUT (FORMAT binary)");
    String one = "3ff0000000000000";
    String two = "4000000000000000";
    String zero = "0000000000000000";
    assertThat(HexFormat.of().formatHex(data))
        .contains(
            ("0005" + "00000010" + one + two)
                + ("00000015" + "00" + "00000001" + one + two)
                + ("00000014" + "00000001" + one + two)
                + ("00000018" + one + two + zero)
                + ("00000018" + one + two + zero)
                + "ffff");
  }

  @Test
  void bytesAreThoseOfTheFormat() throws SQLException, IOException {
    byte[] data =
        copiedOut("COPY (SELECT 258::int2, NULL::text, 'ab'::text) TO STDOUT (FORMAT binary)");
    assertThat(HexFormat.of().formatHex(data))
        .isEqualTo(
            "5047434f50590aff0d0a00"
                + "00000000"
                + "00000000"
                + "0003"
                + "000000020102"
                + "ffffffff"
                + "000000026162"
                + "ffff");
  }

  @Test
  void bytesOfRangesAreThoseOfTheFormat() throws SQLException, IOException {
    byte[] data =
        copiedOut(
            "COPY (SELECT '[1,5]'::int4range, 'empty'::numrange, '(,2000-01-02)'::daterange,"
                + " '{[1,2),[4,)}'::int4multirange) TO STDOUT (FORMAT binary)");
    assertThat(HexFormat.of().formatHex(data))
        .isEqualTo(
            "5047434f50590aff0d0a00"
                + "00000000"
                + "00000000"
                + "0004"
                + "00000011"
                + "02"
                + "0000000400000001"
                + "0000000400000006"
                + "00000001"
                + "01"
                + "00000009"
                + "08"
                + "0000000400000001"
                + "00000026"
                + "00000002"
                + "00000011"
                + "02"
                + "0000000400000001"
                + "0000000400000002"
                + "00000009"
                + "12"
                + "0000000400000004"
                + "ffff");
  }

  @Test
  void manyRowsAndDefaults() throws SQLException, IOException {
    run("CREATE TABLE many (id int, x bigint)");
    run("CREATE TABLE more (id int PRIMARY KEY, x bigint, y int DEFAULT 5)");
    run("INSERT INTO many SELECT i, i * i::bigint FROM generate_series(1, 50000) i");
    byte[] data = copiedOut("COPY many (x, id) TO STDOUT (FORMAT binary)");
    copies()
        .copyIn(
            "COPY more (x, id) FROM STDIN (FORMAT binary)", new java.io.ByteArrayInputStream(data));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*), sum(x), sum(y) FROM more")) {
      result.next();
      assertThat(result.getString(1)).isEqualTo("50000");
      assertThat(result.getString(2)).isEqualTo("41667916675000");
      assertThat(result.getString(3)).isEqualTo("250000");
    }
  }

  @Test
  void whatIsNotInTheFormatIsRefused() throws SQLException, IOException {
    run("CREATE TABLE two (a int, v varchar(2))");
    byte[] good = copiedOut("COPY (SELECT 1, 'ab') TO STDOUT (FORMAT binary)");
    refused(Arrays.copyOf(good, 10), "22P04", "COPY file signature not recognized");
    byte[] wrong = good.clone();
    wrong[3] = 'X';
    refused(wrong, "22P04", "COPY file signature not recognized");
    refused(Arrays.copyOf(good, good.length - 4), "22P04", "unexpected EOF in COPY data");
    byte[] trailing = Arrays.copyOf(good, good.length + 1);
    refused(trailing, "22P04", "received copy data after EOF marker");
    byte[] flags = good.clone();
    flags[12] = 1;
    refused(flags, "22P04", "unrecognized critical flags in COPY file header");
    refused(
        copiedOut("COPY (SELECT 1) TO STDOUT (FORMAT binary)"),
        "22P04",
        "row field count is 1, expected 2");
    refused(
        copiedOut("COPY (SELECT 1::int2, 'a') TO STDOUT (FORMAT binary)"),
        "22P03",
        "incorrect binary data format");
    refused(
        copiedOut("COPY (SELECT 1, 'abc') TO STDOUT (FORMAT binary)"),
        "22001",
        "value too long for type character varying(2)");
    byte[] size = good.clone();
    size[21] = (byte) 0x80;
    refused(size, "22P04", "invalid field size");
    assertThat(rows("(SELECT 1 AS id, count(*) FROM two)")).containsExactly("(1,0)");
  }

  private void refused(byte[] data, String state, String message) throws SQLException {
    assertThatThrownBy(() ->
            copies()
                .copyIn(
                    "COPY two FROM STDIN (FORMAT binary)", new java.io.ByteArrayInputStream(data)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state))
        .hasMessageContaining(message);
    run("SELECT 1");
  }

  @Test
  void optionsOfTextAreRefused() {
    for (String option : List.of("DELIMITER ','", "NULL 'x'")) {
      assertThatThrownBy(() -> copiedOut("COPY source TO STDOUT (FORMAT binary, " + option + ")"))
          .hasMessageContaining("in BINARY mode");
    }
  }
}
