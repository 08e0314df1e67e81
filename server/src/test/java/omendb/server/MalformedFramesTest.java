package omendb.server;

import static omendb.server.RawPg.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import omendb.testkit.SqlRunner;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes that are not the protocol: each is answered by an error or the end of its connection, and
/// the next client finds the server as it was.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MalformedFramesTest {
  private static final byte[] NO_COUNT = {0, 0};

  private static TempFolder folder;
  private static Server server;

  @BeforeAll
  static void start() throws Exception {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    try (SqlRunner runner = new EngineRunner(server.database())) {
      assertThat(runner.run("CREATE TABLE kept (id int PRIMARY KEY)").failed()).isFalse();
      assertThat(runner.run("INSERT INTO kept VALUES (1), (2)").failed()).isFalse();
    }
  }

  @AfterAll
  static void stop() {
    server.close();
    folder.close();
  }

  @AfterEach
  void goodClientsAreServed() throws Exception {
    String address = "127.0.0.1:" + server.pgPort() + "/omendb?user=omendb";
    try (PgRunner pg = new PgRunner(address, PgRunner.Mode.EXTENDED);
        FlightRunner flight = new FlightRunner(server.flightPort())) {
      String sql = "SELECT count(*) FROM kept";
      assertThat(pg.run(sql).rows()).isEqualTo(List.of(List.of("2")));
      assertThat(flight.run(sql).rows()).isEqualTo(List.of(List.of("2")));
    }
  }

  private static String startupError(byte[] bytes) throws IOException {
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.send(bytes);
      return raw.error();
    }
  }

  @Test
  void wrongStartupLengthsAreViolations() throws IOException {
    for (int length : new int[] {0, -1, 3, 7, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] bytes = new byte[12];
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) (length >>> (24 - 8 * i));
      }
      assertThat(startupError(bytes)).as("length %d", length).isEqualTo("08P01");
    }
  }

  @Test
  void otherProtocolsAreRefused() throws IOException {
    byte[] http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(startupError(http)).isEqualTo("08P01");
    byte[] tls = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03, 0x55};
    assertThat(startupError(tls)).isEqualTo("08P01");
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(2 << 16, "user", "omendb");
      assertThat(raw.error()).isEqualTo("0A000");
    }
  }

  @Test
  void startupWithoutUserOrDatabaseThatExistsIsRefused() throws IOException {
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(RawPg.PROTOCOL_3, "database", "omendb");
      assertThat(raw.error()).isEqualTo("28000");
    }
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(RawPg.PROTOCOL_3, "user", "omendb", "database", "nosuch");
      assertThat(raw.error()).isEqualTo("3D000");
    }
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(RawPg.PROTOCOL_3, "user", "nobody", "database", "omendb");
      assertThat(raw.error()).isEqualTo("28000");
    }
  }

  @Test
  void encryptionIsDeclinedAndTheClientGoesOn() throws IOException {
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(RawPg.GSS_REQUEST);
      assertThat(raw.readByte()).isEqualTo('N');
      raw.startup(RawPg.SSL_REQUEST);
      assertThat(raw.readByte()).isEqualTo('N');
      raw.startup(RawPg.PROTOCOL_3, "user", "omendb", "database", "omendb");
      assertThat(raw.untilReady()).last().extracting(RawPg.Reply::type).isEqualTo('Z');
      raw.message('Q', text("SELECT 1"));
      assertThat(raw.error()).isEmpty();
    }
  }

  @Test
  void newerMinorVersionIsNegotiated() throws IOException {
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.startup(RawPg.PROTOCOL_3 + 2, "user", "omendb", "database", "omendb");
      List<RawPg.Reply> replies = raw.untilReady();
      assertThat(replies).first().extracting(RawPg.Reply::type).isEqualTo('v');
      assertThat(replies).last().extracting(RawPg.Reply::type).isEqualTo('Z');
    }
  }

  @Test
  void truncatedPacketsEndWithTheirConnection() throws IOException {
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.send(new byte[] {0, 0, 0});
    }
    try (RawPg raw = new RawPg(server.pgPort())) {
      raw.send(new byte[] {0, 0, 0, 60, 0, 3, 0, 0, 'u'});
    }
    try (RawPg raw = RawPg.started(server.pgPort())) {
      raw.header('Q', 100);
      raw.send("SELECT".getBytes(StandardCharsets.US_ASCII));
    }
    try (RawPg raw = RawPg.started(server.pgPort())) {
      raw.message('Q', text("BEGIN; INSERT INTO kept VALUES (3)"));
      raw.untilReady();
      raw.header('P', 50);
    }
  }

  @Test
  void wrongLengthsAreViolations() throws IOException {
    for (int length : new int[] {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      try (RawPg raw = RawPg.started(server.pgPort())) {
        raw.header('Q', length);
        assertThat(raw.error()).as("length %d", length).isEqualTo("08P01");
      }
    }
  }

  @Test
  void unknownMessagesAreViolations() throws IOException {
    for (char type : new char[] {'z', '\0', '\u007f', 'R'}) {
      try (RawPg raw = RawPg.started(server.pgPort())) {
        raw.message(type, text("what"));
        raw.message('S');
        assertThat(raw.error()).as("type %d", (int) type).isEqualTo("08P01");
      }
    }
  }

  @Test
  void bodiesThatEndEarlyAreViolations() throws IOException {
    byte[] noZero = "SELECT 1".getBytes(StandardCharsets.US_ASCII);
    byte[] manyParameters = {0x7f, (byte) 0xff};
    List<byte[][]> bodies =
        List.of(
            new byte[][] {{'Q'}, noZero},
            new byte[][] {{'P'}, text("s"), noZero},
            new byte[][] {{'P'}, text("s"), text("SELECT 1"), manyParameters},
            new byte[][] {{'B'}, text(""), text(""), NO_COUNT, manyParameters},
            new byte[][] {{'B'}, text(""), text(""), NO_COUNT, {0, 1, -1, -1, -1, 0}},
            new byte[][] {{'E'}, text("")},
            new byte[][] {{'D'}, text("")},
            new byte[][] {{'C'}, {'X'}, text("")});
    for (byte[][] body : bodies) {
      try (RawPg raw = RawPg.started(server.pgPort())) {
        byte[][] parts = java.util.Arrays.copyOfRange(body, 1, body.length);
        raw.message((char) body[0][0], parts);
        raw.message('S');
        assertThat(raw.error()).as("message %c", (char) body[0][0]).isIn("08P01", "26000");
      }
    }
  }

  @Test
  void unknownNamesAreErrorsThatSyncEnds() throws IOException {
    try (RawPg raw = RawPg.started(server.pgPort())) {
      raw.message('B', text("p"), text("nosuch"), NO_COUNT, NO_COUNT, NO_COUNT);
      raw.message('E', text("p"), new byte[] {0, 0, 0, 0});
      raw.message('S');
      assertThat(raw.error()).isEqualTo("26000");
      raw.message('E', text("nosuch"), new byte[] {0, 0, 0, 0});
      raw.message('S');
      assertThat(raw.error()).isEqualTo("34000");
      raw.message('Q', text("SELECT 1"));
      assertThat(raw.error()).isEmpty();
    }
  }

  @Test
  void copyMessagesOutsideOfCopyAreIgnored() throws IOException {
    try (RawPg raw = RawPg.started(server.pgPort())) {
      raw.message('d', text("1"));
      raw.message('c');
      raw.message('f', text("no"));
      raw.message('Q', text("SELECT 1"));
      assertThat(raw.error()).isEmpty();
    }
  }

  @Test
  void invalidUtf8IsAnError() throws IOException {
    try (RawPg raw = RawPg.started(server.pgPort())) {
      byte[] bad = {'S', 'E', 'L', 'E', 'C', 'T', ' ', '\'', (byte) 0xff, (byte) 0xfe, '\'', 0};
      raw.message('Q', bad);
      assertThat(raw.error()).isEqualTo("22021");
      raw.message('Q', text("SELECT 1"));
      assertThat(raw.error()).isEmpty();
    }
  }

  @Test
  void randomMessagesNeverTakeTheServerDown() {
    Seeds.forEach(
        60,
        random -> {
          try (RawPg raw = RawPg.started(server.pgPort())) {
            for (int i = 0; i < 20; i++) {
              String types = "QPBDECSHdcfpX?zF";
              raw.message(types.charAt(random.nextInt(types.length())), bytes(random));
            }
          } catch (java.net.SocketException e) {
            // The server has ended the conversation: fine.
          }
        });
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(60)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) == 0) {
        bytes[i] = 0;
      }
    }
    return bytes;
  }

  @Test
  void garbageAtTheFlightPortEndsWithItsConnection() {
    Seeds.forEach(
        20,
        random -> {
          try (Socket socket = new Socket("127.0.0.1", server.flightPort())) {
            OutputStream out = socket.getOutputStream();
            if (random.nextBoolean()) {
              out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            byte[] garbage = new byte[2000];
            random.nextBytes(garbage);
            out.write(garbage);
            out.flush();
          } catch (java.net.SocketException e) {
            // The server has closed the connection before all was written: fine.
          }
        });
  }
}
