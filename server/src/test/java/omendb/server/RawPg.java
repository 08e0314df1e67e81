package omendb.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A socket to the PostgreSQL port, for bytes that no driver would send.
final class RawPg implements AutoCloseable {
  private static final int READ_MILLIS_MAX = 10_000;
  static final int PROTOCOL_3 = 3 << 16;
  static final int SSL_REQUEST = 80877103;
  static final int GSS_REQUEST = 80877104;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /// What the server sent.
  ///
  /// @param type the message's type, 0 when the server closed the connection
  record Reply(char type, byte[] body) {
    static final Reply CLOSED = new Reply('\0', new byte[0]);

    /// The error's SQLSTATE, empty for other messages.
    String sqlState() {
      for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
        if (type == 'E' && field.startsWith("C")) {
          return field.substring(1);
        }
      }
      return "";
    }
  }

  RawPg(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(READ_MILLIS_MAX);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /// A connection on which the start-up is done.
  static RawPg started(int port) throws IOException {
    RawPg raw = new RawPg(port);
    raw.startup(PROTOCOL_3, "user", "omendb", "database", "omendb");
    raw.untilReady();
    return raw;
  }

  /// Sends each piece without waiting for the one before to arrive. Not for a server that closes
  /// the connection in the middle: what is written then would fail before the answer is read.
  void sendAtOnce() throws IOException {
    socket.setTcpNoDelay(true);
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// A start-up packet without type byte.
  void startup(int code, String... words) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String word : words) {
      body.write(text(word));
    }
    if (words.length > 0) {
      body.write(0);
    }
    out.writeInt(body.size() + 8);
    out.writeInt(code);
    out.write(body.toByteArray());
    out.flush();
  }

  void message(char type, byte[]... parts) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.write(part);
    }
    header(type, body.size() + 4);
    send(body.toByteArray());
  }

  /// Prepares named statements: name, text, name, text and so on.
  void prepare(String... namesAndTexts) throws IOException {
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      message('P', text(namesAndTexts[i]), text(namesAndTexts[i + 1]), new byte[2]);
    }
    message('S');
    untilReady();
  }

  /// Binds and executes prepared statements without parameters; no Sync.
  void execute(String... names) throws IOException {
    for (String name : names) {
      message('B', text(""), text(name), new byte[6]);
      message('E', text(""), new byte[4]);
    }
  }

  /// What an answer says: tags, values of rows of one column, SQLSTATEs, the state of the
  /// transaction, in order.
  List<String> words() throws IOException {
    List<String> words = new ArrayList<>();
    for (Reply reply : untilReady()) {
      String body = new String(reply.body(), StandardCharsets.UTF_8);
      switch (reply.type()) {
        case 'C' -> words.add(body.substring(0, body.length() - 1));
        case 'D' -> words.add(body.substring(6));
        case 'E' -> words.add(reply.sqlState());
        case 'Z' -> words.add(body);
        case '\0' -> words.add("closed");
        default -> {}
      }
    }
    return words;
  }

  /// A type and a length, whatever comes after.
  void header(char type, int length) throws IOException {
    out.writeByte(type);
    out.writeInt(length);
    out.flush();
  }

  /// Text with its final zero.
  static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  int readByte() throws IOException {
    return in.read();
  }

  Reply read() throws IOException {
    try {
      int type = in.read();
      if (type < 0) {
        return Reply.CLOSED;
      }
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      return new Reply((char) type, body);
    } catch (EOFException | java.net.SocketException e) {
      return Reply.CLOSED;
    }
  }

  /// All messages up to ReadyForQuery or the end of the connection.
  List<Reply> untilReady() throws IOException {
    List<Reply> replies = new ArrayList<>();
    Reply reply;
    do {
      reply = read();
      replies.add(reply);
    } while (reply.type() != 'Z' && reply.type() != '\0');
    return replies;
  }

  /// The first error up to ReadyForQuery or the end of the connection; empty when there is none.
  String error() throws IOException {
    return untilReady().stream()
        .map(Reply::sqlState)
        .filter(state -> !state.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
