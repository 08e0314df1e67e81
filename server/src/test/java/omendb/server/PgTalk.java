package omendb.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A connection to a PostgreSQL port that keeps what drivers hide: types and modifiers of columns,
/// fields of errors, types of parameters.
final class PgTalk implements AutoCloseable {
  private final RawPg raw;
  private boolean inBlock;

  /// @param typmod the type's modifier, -1 for none
  record Column(String name, int type, int typmod) {}

  /// What a statement came to.
  ///
  /// @param columns null when none were described
  /// @param rows of a COPY to the client: each piece of its data
  /// @param error fields by their letter; empty without error
  /// @param parameters types of the parameters, when they were asked for
  record Outcome(
      String tag,
      List<Column> columns,
      List<List<String>> rows,
      Map<Character, String> error,
      List<Integer> parameters) {
    boolean failed() {
      return !error.isEmpty();
    }

    String sqlState() {
      return error.getOrDefault('C', "");
    }
  }

  PgTalk(int port, String user, String database) throws IOException {
    raw = new RawPg(port);
    raw.sendAtOnce();
    raw.startup(RawPg.PROTOCOL_3, "user", user, "database", database);
    outcome(raw.untilReady());
  }

  /// Sends a simple query; COPY from the client gets no rows.
  Outcome query(String sql) throws IOException {
    return query(sql, () -> new byte[0]);
  }

  /// Sends a simple query.
  ///
  /// @param copy what COPY from the client gets, asked for when the server asks
  Outcome query(String sql, Supplier<byte[]> copy) throws IOException {
    raw.message('Q', RawPg.text(sql));
    List<RawPg.Reply> replies = new ArrayList<>();
    RawPg.Reply reply;
    do {
      reply = raw.read();
      replies.add(reply);
      if (reply.type() == 'G') {
        byte[] bytes = copy.get();
        if (bytes.length > 0) {
          raw.message('d', bytes);
        }
        raw.message('c');
      }
    } while (reply.type() != 'Z' && reply.type() != '\0');
    return outcome(replies);
  }

  /// Parses and describes only.
  Outcome describe(String sql) throws IOException {
    raw.message('P', RawPg.text(""), RawPg.text(sql), new byte[2]);
    raw.message('D', new byte[] {'S'}, RawPg.text(""));
    raw.message('S');
    return outcome(raw.untilReady());
  }

  /// Runs with parameters as text, null for NULL.
  Outcome execute(String sql, List<String> values) throws IOException {
    raw.message('P', RawPg.text(""), RawPg.text(sql), new byte[2]);
    List<byte[]> parts = new ArrayList<>(List.of(RawPg.text(""), RawPg.text(""), new byte[2]));
    parts.add(ByteBuffer.allocate(2).putShort((short) values.size()).array());
    for (String value : values) {
      byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
      parts.add(ByteBuffer.allocate(4).putInt(value == null ? -1 : bytes.length).array());
      parts.add(bytes);
    }
    parts.add(new byte[2]);
    raw.message('B', parts.toArray(byte[][]::new));
    raw.message('D', new byte[] {'P'}, RawPg.text(""));
    raw.message('E', RawPg.text(""), new byte[4]);
    raw.message('S');
    return outcome(raw.untilReady());
  }

  /// True between BEGIN and its end while no statement has failed.
  boolean inBlock() {
    return inBlock;
  }

  private Outcome outcome(List<RawPg.Reply> replies) throws IOException {
    String tag = "";
    List<Column> columns = null;
    List<List<String>> rows = new ArrayList<>();
    Map<Character, String> error = new TreeMap<>();
    List<Integer> parameters = new ArrayList<>();
    for (RawPg.Reply reply : replies) {
      ByteBuffer body = ByteBuffer.wrap(reply.body());
      switch (reply.type()) {
        case 'C' -> tag = string(body);
        case 'Z' -> inBlock = body.get() == 'T';
        case 'T' -> columns = columns(body);
        case 'D' -> rows.add(row(body));
        case 'd' -> rows.add(List.of(new String(reply.body(), StandardCharsets.UTF_8)));
        case 'E' -> {
          if (error.isEmpty()) {
            fields(body, error);
          }
        }
        case 't' -> {
          for (int left = body.getShort(); left > 0; left--) {
            parameters.add(body.getInt());
          }
        }
        case '\0' -> throw new IOException("the server closed the connection");
        default -> {}
      }
    }
    return new Outcome(tag, columns, rows, error, parameters);
  }

  private static String string(ByteBuffer body) {
    int start = body.position();
    while (body.get() != 0) {
      continue;
    }
    return new String(body.array(), start, body.position() - start - 1, StandardCharsets.UTF_8);
  }

  private static List<Column> columns(ByteBuffer body) {
    List<Column> columns = new ArrayList<>();
    for (int left = body.getShort(); left > 0; left--) {
      String name = string(body);
      body.getInt(); // table
      body.getShort(); // its column
      int type = body.getInt();
      body.getShort(); // length
      columns.add(new Column(name, type, body.getInt()));
      body.getShort(); // format
    }
    return columns;
  }

  private static List<String> row(ByteBuffer body) {
    List<String> row = new ArrayList<>();
    for (int left = body.getShort(); left > 0; left--) {
      int length = body.getInt();
      byte[] value = new byte[Math.max(0, length)];
      body.get(value);
      row.add(length < 0 ? null : new String(value, StandardCharsets.UTF_8));
    }
    return row;
  }

  private static void fields(ByteBuffer body, Map<Character, String> error) {
    for (char field = (char) body.get(); field != 0; field = (char) body.get()) {
      error.put(field, string(body));
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
