package omendb.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.Batch;
import omendb.core.ColumnVector;
import omendb.core.OmenException;
import omendb.core.text.TypeText;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.Version;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;

/// The way without a wire: a session of the engine.
final class EngineRunner implements SqlRunner {
  private final Session session;

  EngineRunner(Database database) {
    session =
        database.connect(
            new ConnectionRequest(Version.DEFAULT_NAME, Version.DEFAULT_NAME, "test", Map.of()));
  }

  @Override
  public SqlAnswer run(String sql) {
    SqlAnswer answer = SqlAnswer.count(0);
    try {
      for (PreparedStatement statement : session.parseScript(sql)) {
        try (Result result = session.execute(statement)) {
          answer = answer(result);
        }
      }
      session.sync();
      return answer;
    } catch (OmenException e) {
      try {
        session.sync();
      } catch (OmenException again) {
        // The first error is the answer.
      }
      return SqlAnswer.error(e.state().code(), e.message());
    } catch (RuntimeException | AssertionError e) {
      return SqlAnswer.error("?????", "not an error of ours: " + e);
    }
  }

  private static SqlAnswer answer(Result result) {
    return switch (result) {
      case Result.Empty _ -> SqlAnswer.count(0);
      case Result.Command command -> SqlAnswer.count(count(command.tag()));
      case Result.Rows rows -> rows(rows);
      case Result.CopyIn _, Result.CopyOut _ ->
          SqlAnswer.error("08P01", "a script has no data to copy");
    };
  }

  private static long count(String tag) {
    String last = tag.substring(tag.lastIndexOf(' ') + 1);
    return last.matches("[0-9]+") ? Long.parseLong(last) : 0;
  }

  private static SqlAnswer rows(Result.Rows rows) {
    List<List<String>> texts = new ArrayList<>();
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int i = 0; i < batch.rowCount; i++) {
        List<String> row = new ArrayList<>();
        for (ColumnVector vector : batch.vectors) {
          Object value = vector.get(i);
          row.add(value == null ? null : TypeText.format(vector.type, value));
        }
        texts.add(row);
      }
    }
    return SqlAnswer.rows(rows.columns().size(), texts);
  }

  @Override
  public void close() {
    session.close();
  }
}
