package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// DateStyle, IntervalStyle, bytea_output and extra_float_digits as PostgreSQL 15 answers under
/// them. pgjdbc refuses every DateStyle but ISO, so this talks the protocol itself.
final class ValueStylesTest {
  private static final String TIME = "timestamptz '2024-07-04 15:06:07.5+02'";

  private static TempFolder folder;
  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    folder.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set datestyle = 'ISO, DMY'      | select date '1/2/2003'            | 2003-02-01
          set datestyle = 'SQL, DMY'      | select date '2003-02-01'          | 01/02/2003
          set datestyle = 'SQL, MDY'      | select date '2003-02-01'          | 02/01/2003
          set datestyle = 'Postgres, MDY' | select date '2003-02-01'          | 02-01-2003
          set datestyle = 'Postgres, DMY' | select date '2003-02-01'          | 01-02-2003
          set datestyle = German          | select date '2003-02-01'          | 01.02.2003
          set datestyle = German          | select date '1.2.03'              | 01.02.2003
          set datestyle = YMD             | select date '03/02/01'            | 2003-02-01
          set datestyle = SQL             | show datestyle                    | SQL, MDY
          set datestyle = German          | show datestyle                    | German, DMY
          set datestyle = 'ISO, euro'     | show datestyle                    | ISO, DMY
          set datestyle = SQL             | select TIME                       | 07/04/2024 15:06:07.5 CEST
          set datestyle = German          | select TIME                       | 04.07.2024 15:06:07.5 CEST
          set datestyle = Postgres        | select TIME                       | Thu Jul 04 15:06:07.5 2024 CEST
          set datestyle = 'Postgres, DMY' | select TIME                       | Thu 04 Jul 15:06:07.5 2024 CEST
          set datestyle = Postgres        | select timestamp '0044-03-15 BC'  | Fri Mar 15 00:00:00 0044 BC
          set datestyle = Postgres        | select array[date '2003-02-01']   | {02-01-2003}
          set datestyle = Postgres        | select (date '2003-02-01')::text  | 02-01-2003
          set datestyle = Postgres        | select to_json(date '2003-02-01') | "2003-02-01"
          set intervalstyle = postgres_verbose | select interval '1 y -2 d 3:04:05.6' | @ 1 year -2 days 3 hours 4 mins 5.6 secs
          set intervalstyle = postgres_verbose | select interval '-1 s' | @ 1 sec ago
          set intervalstyle = postgres_verbose | select interval '0'    | @ 0
          set intervalstyle = sql_standard | select interval '1-2'      | 1-2
          set intervalstyle = sql_standard | select interval '-1 2:03:04' | -1 2:03:04
          set intervalstyle = sql_standard | select interval '1 mon -1 d' | +0-1 -1 +0:00:00
          set intervalstyle = iso_8601     | select interval '1 y 2 mon -3 d 4:05:06.7' | P1Y2M-3DT4H5M6.7S
          set intervalstyle = iso_8601     | select interval '0'        | PT0S
          set bytea_output = escape        | select '\\x61005cff'::bytea | a\\000\\\\\\377
          set extra_float_digits = 0       | select 0.1::float8 + 0.2   | 0.3
          set extra_float_digits = -12     | select 1234.5::float8      | 1.23e+03
          set extra_float_digits = 0       | select 0.1::float4         | 0.1
          set timezone = '04:30'           | select timestamptz '2000-01-01 00:00Z' | 1999-12-31 19:30:00-04:30
          set timezone = 'europe/berlin'   | select timestamptz '2000-01-01 00:00 EST' | 2000-01-01 06:00:00+01
          """)
  void valuesLookAsTheSessionWantsThem(String set, String query, String expected)
      throws IOException {
    try (PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
      talk.query("SET timezone = 'Europe/Berlin'");
      assertThat(talk.query(set).error()).isEmpty();
      PgTalk.Outcome outcome = talk.query(query.replace("TIME", TIME));
      assertThat(outcome.error()).isEmpty();
      assertThat(outcome.rows().get(0).get(0)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set datestyle = 'ISO, SQL'       | 22023
          set datestyle = nonsense         | 22023
          set intervalstyle = nonsense     | 22023
          set extra_float_digits = 4       | 22023
          set timezone = '+99'             | 22023
          """)
  void otherStylesAreRefused(String set, String state) throws IOException {
    try (PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
      assertThat(talk.query(set).sqlState()).isEqualTo(state);
    }
  }
}
