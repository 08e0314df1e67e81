package omendb.pgwire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import omendb.core.SqlState;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.Role;
import omendb.engine.Session;
import omendb.pgwire.FrameDecoder.Frame;
import org.jspecify.annotations.Nullable;

/// From the first packet to ReadyForQuery (protocol 3.0, "Start-up"): encryption requests, cancel
/// requests, parameters, authentication.
final class Startup {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final int VERSION_MAJOR = 3;
  private static final int VERSION_MINOR = 0;

  private final Database database;
  private final PgOptions options;
  private final Channel channel;
  private final FrameDecoder decoder;
  private final MessageWriter writer;
  private Map<String, String> parameters = Map.of();
  private @Nullable Scram scram;
  private boolean scramStarted;

  Startup(Database database, PgOptions options, Channel channel, FrameDecoder decoder) {
    this.database = database;
    this.options = options;
    this.channel = channel;
    this.decoder = decoder;
    this.writer = new MessageWriter(channel);
  }

  /// Takes the next message; returns the session once the client may talk to it.
  @Nullable Session message(Frame frame) {
    MessageReader in = new MessageReader(frame.body());
    if (frame.type() != 0) {
      return password(frame, in);
    }
    int code = in.readInt();
    switch (code) {
      case SSL_REQUEST, GSS_REQUEST -> refuseEncryption();
      case CANCEL_REQUEST -> {
        database.cancel(in.readInt(), in.readInt());
        channel.close();
      }
      default -> {
        return parameters(code, in);
      }
    }
    return null;
  }

  private void refuseEncryption() {
    if (decoder.hasBuffered()) {
      throw SqlState.PROTOCOL_VIOLATION
          .error("received unencrypted data after SSL request")
          .withDetail("This could be either a client-software bug or evidence of an attack.");
    }
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}));
  }

  private @Nullable Session parameters(int version, MessageReader in) {
    if (version >>> 16 != VERSION_MAJOR) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "unsupported frontend protocol %d.%d: server supports %d.%d",
          version >>> 16, version & 0xffff, VERSION_MAJOR, VERSION_MINOR);
    }
    Map<String, String> values = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    while (true) {
      String name = in.readText();
      if (name.isEmpty()) {
        break;
      }
      String value = in.readText();
      if (name.startsWith("_pq_.")) {
        unknown.add(name);
      } else {
        values.put(name, value);
      }
    }
    in.end();
    if ((version & 0xffff) > VERSION_MINOR || !unknown.isEmpty()) {
      writer.negotiateProtocolVersion(VERSION_MINOR, unknown);
    }
    if (values.getOrDefault("user", "").isEmpty()) {
      throw SqlState.INVALID_AUTHORIZATION_SPECIFICATION.error(
          "no PostgreSQL user name specified in startup packet");
    }
    String replication = values.getOrDefault("replication", "false");
    if (!replication.equals("false") && !replication.equals("0") && !replication.equals("off")) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("replication connections are not supported");
    }
    parameters = values;
    decoder.startupDone();
    return authenticate();
  }

  private @Nullable Session authenticate() {
    if (options.trustLoopback() && fromLoopback()) {
      return connect();
    }
    String user = parameters.getOrDefault("user", "");
    Role role = database.role(user);
    scram = new Scram(user, role == null ? null : role.verifier());
    writer.authenticationSasl(Scram.MECHANISM);
    writer.flush();
    return null;
  }

  private boolean fromLoopback() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        && address.getAddress().isLoopbackAddress();
  }

  private @Nullable Session password(Frame frame, MessageReader in) {
    Scram exchange = scram;
    if (exchange == null || frame.type() != 'p') {
      throw SqlState.PROTOCOL_VIOLATION.error(
          "expected password response, got message type %d", frame.type());
    }
    if (!scramStarted) {
      scramStarted = true;
      String mechanism = in.readText();
      if (!mechanism.equals(Scram.MECHANISM)) {
        throw SqlState.PROTOCOL_VIOLATION.error(
            "client selected an invalid SASL authentication mechanism");
      }
      int length = in.readInt();
      String first = new String(in.readBytes(length), StandardCharsets.UTF_8);
      writer.authenticationSaslData(11, exchange.first(first));
      writer.flush();
      return null;
    }
    String last = new String(in.readRest(), StandardCharsets.UTF_8);
    writer.authenticationSaslData(12, exchange.last(last));
    return connect();
  }

  private Session connect() {
    String user = parameters.getOrDefault("user", "");
    Map<String, String> settings = new HashMap<>();
    parameters.forEach((name, value) -> {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "user", "database", "replication" -> {}
        case "options" -> settings.putAll(commandLineOptions(value));
        default -> settings.put(name, value);
      }
    });
    String client =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "local";
    Session session =
        database.connect(
            new ConnectionRequest(
                user, parameters.getOrDefault("database", user), client, settings));
    decoder.authenticated();
    writer.authenticationOk();
    writer.parameterStatuses(session.reportedSettings());
    writer.backendKey(session.processId(), session.secretKey());
    writer.readyForQuery(session.transactionState());
    writer.flush();
    return session;
  }

  /// The settings of `options=-c name=value --name=value`; a backslash keeps the next character.
  private static Map<String, String> commandLineOptions(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (Character.isWhitespace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i);
      String assignment;
      if (option.equals("-c") && i + 1 < words.size()) {
        assignment = words.get(++i);
      } else if (option.startsWith("--")) {
        assignment = option.substring(2);
      } else if (option.startsWith("-c")) {
        assignment = option.substring(2);
      } else {
        throw SqlState.FEATURE_NOT_SUPPORTED.error("unrecognized start-up option \"%s\"", option);
      }
      int equals = assignment.indexOf('=');
      if (equals < 0) {
        throw SqlState.SYNTAX_ERROR.error("-c %s requires a value", assignment);
      }
      settings.put(
          assignment.substring(0, equals).replace('-', '_'), assignment.substring(equals + 1));
    }
    return settings;
  }
}
