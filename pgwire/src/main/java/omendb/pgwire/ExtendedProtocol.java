package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.MustWait;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.ResultColumn;
import omendb.engine.Session;
import omendb.engine.TransactionState;
import org.jspecify.annotations.Nullable;

/// The extended query protocol: named statements and portals.
final class ExtendedProtocol {
  private final Session session;
  private final MessageWriter writer;
  private final RowSender rows;
  private final CopyTransfer copy;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private final Pipeline pipeline;

  /// A statement with its parameters bound.
  private static final class Portal {
    final PreparedStatement statement;
    final @Nullable Object[] parameters;
    final short[] formats;
    RowSender.@Nullable Cursor cursor;
    boolean done;

    Portal(PreparedStatement statement, @Nullable Object[] parameters, short[] formats) {
      this.statement = statement;
      this.parameters = parameters;
      this.formats = formats;
    }

    void close() {
      if (cursor != null) {
        cursor.rows.close();
        cursor = null;
      }
    }
  }

  ExtendedProtocol(Session session, MessageWriter writer, RowSender rows, CopyTransfer copy) {
    this.session = session;
    this.writer = writer;
    this.rows = rows;
    this.copy = copy;
    this.pipeline = new Pipeline(session, writer);
  }

  /// False when the text would have to be planned, which may take long.
  boolean parsesAtOnce(ByteBuf body) {
    return body.readableBytes() < 16;
  }

  /// What an Execute will take; SHORT too for one that will be refused.
  Duration duration(ByteBuf body) {
    int end = body.bytesBefore((byte) 0);
    String name = body.toString(body.readerIndex(), Math.max(0, end), StandardCharsets.UTF_8);
    Portal portal = portals.get(name);
    if (portal == null || portal.done && portal.cursor == null) {
      return Duration.SHORT;
    }
    if (portal.cursor != null) {
      return Duration.LONG;
    }
    try {
      Duration duration = Duration.of(portal.statement);
      if (duration == Duration.COMMIT) {
        // It is begun before the message is looked at again.
        return body.readableBytes() == end + 1 + Integer.BYTES ? duration : Duration.SHORT;
      }
      return portal.statement.changesOneRow() ? Duration.SHORT : duration;
    } catch (OmenException e) {
      // It can be planned no more, of which its client hears when it is run.
      return Duration.SHORT;
    }
  }

  void parse(MessageReader in) {
    String name = in.readText();
    String sql = in.readText();
    int count = in.readShort();
    List<ColumnType> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(TypeOids.type(in.readInt()));
    }
    in.end();
    if (!name.isEmpty() && statements.containsKey(name)) {
      throw SqlState.DUPLICATE_PREPARED_STATEMENT.error(
          "prepared statement \"%s\" already exists", name);
    }
    statements.remove(name);
    statements.put(name, session.prepare(sql, types));
    writer.parseComplete();
  }

  void bind(MessageReader in) {
    String portalName = in.readText();
    String statementName = in.readText();
    PreparedStatement statement = statement(statementName);
    short[] formats = formats(in);
    int count = in.readShort();
    List<ColumnType> types = statement.parameterTypes();
    if (count != types.size()) {
      throw SqlState.PROTOCOL_VIOLATION.error(
          "bind message supplies %d parameters, but prepared statement \"%s\" requires %d",
          count, statementName, types.size());
    }
    if (formats.length > 1 && formats.length != count) {
      throw SqlState.PROTOCOL_VIOLATION.error(
          "bind message has %d parameter formats but %d parameters", formats.length, count);
    }
    @Nullable Object[] values = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length < 0) {
        continue;
      }
      byte[] bytes = in.readBytes(length);
      boolean binary = formats.length > 0 && formats[formats.length == 1 ? 0 : i] == 1;
      values[i] =
          binary
              ? ParameterReader.binary(bytes, types.get(i))
              : ParameterReader.text(bytes, types.get(i), session);
    }
    short[] asked = formats(in);
    in.end();
    if (!portalName.isEmpty() && portals.containsKey(portalName)) {
      throw SqlState.DUPLICATE_CURSOR.error("cursor \"%s\" already exists", portalName);
    }
    if (session.transactionState() == TransactionState.FAILED) {
      // Only the end of the transaction can be executed; execute says so.
      asked = new short[0];
    }
    closePortal(portalName);
    portals.put(portalName, new Portal(statement, values, asked));
    writer.bindComplete();
  }

  void describe(MessageReader in) {
    byte kind = in.readByte();
    String name = in.readText();
    in.end();
    if (kind == 'S') {
      PreparedStatement statement = statement(name);
      writer.parameterDescription(statement.parameterTypes());
      describeRows(statement.columns(), new short[0]);
    } else if (kind == 'P') {
      Portal portal = portals.get(name);
      if (portal == null) {
        describeRows(cursorColumns(name), new short[0]);
      } else {
        describeRows(portal.statement.columns(), portal.formats);
      }
    } else {
      throw SqlState.PROTOCOL_VIOLATION.error("invalid DESCRIBE message subtype %d", kind);
    }
  }

  /// The columns of a cursor that was declared in SQL, which is a portal too.
  private List<ResultColumn> cursorColumns(String name) {
    try {
      return session.prepare("FETCH \"" + name.replace("\"", "\"\"") + '"', List.of()).columns();
    } catch (OmenException e) {
      throw e.state() == SqlState.INVALID_CURSOR_NAME ? noPortal(name) : e;
    }
  }

  private void describeRows(List<ResultColumn> columns, short[] formats) {
    if (columns.isEmpty()) {
      writer.noData();
    } else {
      writer.rowDescription(columns, expand(formats, columns.size()));
    }
  }

  void execute(MessageReader in) {
    String name = in.readText();
    int rowsMax = in.readInt();
    in.end();
    Portal portal = portal(name);
    RowSender.Cursor cursor = portal.cursor;
    if (cursor != null) {
      session.requireNotFailed();
      pipeline.breakOff();
      sendRows(portal, cursor, rowsMax);
      return;
    }
    if (portal.done) {
      throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error("portal \"%s\" cannot be run", name);
    }
    portal.done = true;
    try {
      pipeline.execute(() -> run(portal, rowsMax));
    } catch (MustWait e) {
      portal.done = false;
      throw e;
    }
  }

  /// Whether statements may wait for row locks.
  void mayWait(boolean allowed) {
    pipeline.mayWait(allowed);
  }

  /// Commits what has run since the last Sync.
  void sync() {
    try {
      pipeline.commit();
    } catch (OmenException e) {
      pipeline.clear();
      throw e;
    }
    pipeline.clear();
  }

  private void run(Portal portal, int rowsMax) {
    portal.close(); // what a run before this one has left
    Result result = session.execute(portal.statement, portal.parameters);
    switch (result) {
      case Result.Empty empty -> writer.emptyQuery();
      case Result.Command command -> writer.commandComplete(command.tag());
      case Result.Rows found -> {
        short[] formats = expand(portal.formats, found.columns().size());
        RowSender.Cursor started = new RowSender.Cursor(found, formats);
        portal.cursor = started;
        sendRows(portal, started, rowsMax);
      }
      case Result.CopyIn copyIn -> {
        pipeline.breakOff();
        copy.begin(copyIn, false, false);
      }
      case Result.CopyOut copyOut -> {
        pipeline.breakOff();
        try (copyOut) {
          copy.send(copyOut);
          writer.commandComplete(copyOut.tag());
        }
      }
    }
  }

  private void sendRows(Portal portal, RowSender.Cursor cursor, int rowsMax) {
    rows.send(cursor, Math.max(0, rowsMax));
    if (RowSender.ended(cursor)) {
      String tag = cursor.rows.tag();
      portal.close();
      writer.commandComplete(tag);
    } else {
      pipeline.breakOff();
      writer.portalSuspended();
    }
  }

  void close(MessageReader in) {
    byte kind = in.readByte();
    String name = in.readText();
    in.end();
    if (kind == 'S') {
      statements.remove(name);
    } else if (kind == 'P') {
      closePortal(name);
    } else {
      throw SqlState.PROTOCOL_VIOLATION.error("invalid CLOSE message subtype %d", kind);
    }
    writer.closeComplete();
  }

  /// Portals live as long as their transaction.
  void endTransactionPortals() {
    if (session.transactionState() != TransactionState.ACTIVE) {
      closeAll();
    }
  }

  void closeAll() {
    portals.values().forEach(Portal::close);
    portals.clear();
  }

  private void closePortal(String name) {
    Portal portal = portals.remove(name);
    if (portal != null) {
      portal.close();
    }
  }

  private PreparedStatement statement(String name) {
    PreparedStatement statement = statements.get(name);
    if (statement == null) {
      throw name.isEmpty()
          ? SqlState.INVALID_SQL_STATEMENT_NAME.error("unnamed prepared statement does not exist")
          : SqlState.INVALID_SQL_STATEMENT_NAME.error(
              "prepared statement \"%s\" does not exist", name);
    }
    return statement;
  }

  private Portal portal(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw noPortal(name);
    }
    return portal;
  }

  private static OmenException noPortal(String name) {
    return SqlState.INVALID_CURSOR_NAME.error("portal \"%s\" does not exist", name);
  }

  private static short[] formats(MessageReader in) {
    short[] formats = new short[in.readShort()];
    for (int i = 0; i < formats.length; i++) {
      formats[i] = (short) in.readShort();
      if (formats[i] != 0 && formats[i] != 1) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("unsupported format code: %d", formats[i]);
      }
    }
    return formats;
  }

  /// One format for each column: none means text, one counts for all.
  private static short[] expand(short[] formats, int columns) {
    short[] all = new short[columns];
    if (formats.length == 1) {
      java.util.Arrays.fill(all, formats[0]);
    } else if (formats.length > 0) {
      if (formats.length != columns) {
        throw SqlState.PROTOCOL_VIOLATION.error(
            "bind message has %d result formats but query has %d columns", formats.length, columns);
      }
      return formats;
    }
    return all;
  }
}
