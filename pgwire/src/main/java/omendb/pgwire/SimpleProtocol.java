package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.TransactionState;
import org.jspecify.annotations.Nullable;

/// The simple query protocol: a text of statements, run one after the other.
final class SimpleProtocol {
  /// Texts of which it is remembered how long they take.
  private static final int SHORT_TEXTS_MAX = 64;

  private static final int SHORT_BYTES_MAX = 1024;

  private final Session session;
  private final MessageWriter writer;
  private final RowSender rows;
  private final CopyTransfer copy;
  private final Deque<PreparedStatement> waiting = new ArrayDeque<>();
  private final Map<String, Duration> shortTexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Duration> eldest) {
          return size() > SHORT_TEXTS_MAX;
        }
      };

  /// What [#duration] has found for the text that comes next.
  private @Nullable PreparedStatement known;

  SimpleProtocol(Session session, MessageWriter writer, RowSender rows, CopyTransfer copy) {
    this.session = session;
    this.writer = writer;
    this.rows = rows;
    this.copy = copy;
  }

  Duration duration(ByteBuf body) {
    int length = body.readableBytes() - 1;
    if (length < 0 || length > SHORT_BYTES_MAX) {
      return Duration.LONG;
    }
    String text = body.toString(body.readerIndex(), length, StandardCharsets.UTF_8);
    Duration duration = shortTexts.get(text);
    if (duration != null) {
      return duration;
    }
    PreparedStatement statement = session.known(text);
    if (statement == null) {
      return Duration.LONG;
    }
    known = statement;
    // Outside a block a change ends with a commit.
    return statement.changesOneRow() && session.transactionState() == TransactionState.ACTIVE
        ? Duration.SHORT
        : Duration.of(statement);
  }

  void query(String sql) {
    waiting.clear();
    PreparedStatement looked = known;
    known = null;
    if (looked != null && looked.sql().equals(sql)) {
      waiting.add(looked);
      resume();
      return;
    }
    List<PreparedStatement> statements = session.parseScript(sql);
    waiting.addAll(statements);
    if (statements.size() == 1 && sql.length() <= SHORT_BYTES_MAX) {
      Duration duration = Duration.of(statements.getFirst());
      if (duration != Duration.LONG) {
        shortTexts.put(sql, duration);
      }
    }
    resume();
  }

  /// Forgets the statements after one that failed.
  void abandon() {
    waiting.clear();
  }

  /// Runs the statements that are left, up to a COPY that waits for data.
  void resume() {
    while (!waiting.isEmpty()) {
      PreparedStatement statement = waiting.remove();
      Result result =
          waiting.isEmpty() ? session.executeLast(statement) : session.execute(statement);
      if (result instanceof Result.CopyIn copyIn) {
        copy.begin(copyIn, true, waiting.isEmpty());
        return;
      }
      send(result, waiting.isEmpty());
    }
  }

  private void send(Result result, boolean last) {
    try (result) {
      switch (result) {
        case Result.Empty empty -> {
          session.sync();
          writer.emptyQuery();
        }
        case Result.Command command -> {
          endImplicit(last);
          writer.commandComplete(command.tag());
        }
        case Result.Rows found -> {
          short[] formats = new short[found.columns().size()];
          writer.rowDescription(found.columns(), formats);
          rows.send(new RowSender.Cursor(found, formats), 0);
          String tag = found.tag();
          found.close();
          endImplicit(last);
          writer.commandComplete(tag);
        }
        case Result.CopyOut out -> {
          copy.send(out);
          endImplicit(last);
          writer.commandComplete(out.tag());
        }
        case Result.CopyIn in -> throw new AssertionError("handled by resume");
      }
    }
  }

  /// The implicit transaction ends before the last statement is reported complete.
  private void endImplicit(boolean last) {
    if (last) {
      session.sync();
    }
  }
}
