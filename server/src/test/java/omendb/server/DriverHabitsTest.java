package omendb.server;

import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Messages that other drivers send and pgjdbc does not: psycopg describes SQL cursors as the
/// portals that they are, gives their queries parameters, and sends names of relations as such;
/// asyncpg works with Flush.
final class DriverHabitsTest {
  private Clients clients;
  private RawPg raw;

  @BeforeEach
  void start() throws Exception {
    clients = new Clients();
    run(
        clients.connect(),
        "CREATE TABLE t (id int PRIMARY KEY)",
        "INSERT INTO t SELECT generate_series(1, 20)");
    raw = RawPg.started(clients.server().pgPort());
  }

  @AfterEach
  void stop() throws Exception {
    raw.close();
    clients.close();
  }

  @Test
  void aCursorOfSqlIsDescribedAsAPortal() throws IOException {
    raw.message('Q', RawPg.text("BEGIN; DECLARE \"my c\" CURSOR FOR SELECT id AS nr FROM t"));
    raw.untilReady();
    raw.message('D', new byte[] {'P'}, RawPg.text("my c"));
    raw.message('S');
    List<RawPg.Reply> replies = raw.untilReady();
    assertThat(replies.getFirst().type()).isEqualTo('T');
    assertThat(new String(replies.getFirst().body(), StandardCharsets.UTF_8)).contains("nr\0");
    raw.message('D', new byte[] {'P'}, RawPg.text("yours"));
    raw.message('S');
    assertThat(raw.error()).isEqualTo("34000");
  }

  /// The cursor's rows are of its own parameters, also when other statements with parameters come
  /// between its fetches.
  @Test
  void aCursorKeepsItsParameters() throws IOException {
    raw.message('Q', RawPg.text("BEGIN"));
    raw.untilReady();
    parse("DECLARE c CURSOR FOR SELECT id FROM t WHERE id > $1 ORDER BY id");
    bind("17");
    raw.message('S');
    assertThat(raw.words()).containsExactly("DECLARE CURSOR", "T");
    parse("SELECT id FROM t WHERE id = $1");
    bind("3");
    parse("FETCH ALL FROM c");
    bind();
    raw.message('S');
    assertThat(raw.words()).containsExactly("3", "SELECT 1", "18", "19", "20", "FETCH 3", "T");
  }

  @Test
  void aNameOfARelationMayBeAParameter() throws IOException {
    parse("SELECT relname FROM pg_class WHERE oid = $1::regclass");
    bind("public.t");
    raw.message('S');
    assertThat(raw.words()).containsExactly("t", "SELECT 1", "I");
    parse("SELECT $1::regclass::oid = 'pg_catalog.pg_class'::regclass");
    bind("pg_catalog.pg_class");
    raw.message('S');
    assertThat(raw.words()).containsExactly("t", "SELECT 1", "I");
    parse("SELECT $1::regclass");
    bind("nobody");
    raw.message('S');
    assertThat(raw.words()).containsExactly("42P01", "I");
  }

  /// asyncpg asks for a statement's shape with Flush, and sends Sync when it has the answer.
  @Test
  void anErrorIsSentWithoutASync() throws IOException {
    parse("SELECT nothing FROM t");
    raw.message('D', new byte[] {'S'}, RawPg.text(""));
    raw.message('H');
    RawPg.Reply reply = raw.read();
    assertThat(reply.sqlState()).isEqualTo("42703");
    raw.message('S');
    assertThat(raw.words()).containsExactly("I");
  }

  private void parse(String sql) throws IOException {
    raw.message('P', RawPg.text(""), RawPg.text(sql), new byte[2]);
  }

  /// Binds the unnamed statement, values as text, and executes it.
  private void bind(String... values) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(200);
    body.put(new byte[2]).putShort((short) 0).putShort((short) values.length);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      body.putInt(bytes.length).put(bytes);
    }
    body.putShort((short) 0);
    byte[] message = new byte[body.flip().remaining()];
    body.get(message);
    raw.message('B', message);
    raw.message('E', RawPg.text(""), new byte[4]);
  }
}
