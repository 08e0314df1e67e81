package omendb.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import omendb.engine.ConnectionRequest;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.Version;
import picocli.CommandLine.Command;

/// `omendb train`: a short life of a server, from which the launcher makes the JVM's AOT cache, so
/// that the next start finds its classes loaded and linked.
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE t (id bigint PRIMARY KEY, a int, b numeric(12,2), c text, d date)",
          "INSERT INTO t VALUES (1, 1, 1.5, 'x', date '2020-01-01'), (2, 2, 2.5, 'y', null)",
          "SELECT * FROM t WHERE id = 1",
          "UPDATE t SET a = a + 1 WHERE id = 2",
          "SELECT c, sum(b), count(*) FROM t WHERE d IS NULL OR a > 0 GROUP BY c ORDER BY c",
          "SELECT x.c FROM t x JOIN t y ON x.id = y.a WHERE y.b < 10 ORDER BY x.id LIMIT 5",
          "DELETE FROM t WHERE id = 1");

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("omendb-train");
    try (Server server = Server.start(ServerConfig.onFreePorts(folder))) {
      server.database().warmUp();
      ConnectionRequest request =
          new ConnectionRequest(Version.DEFAULT_NAME, Version.DEFAULT_NAME, "train", Map.of());
      try (Session session = server.database().connect(request)) {
        STATEMENTS.forEach(sql -> run(session, sql));
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void run(Session session, String sql) {
    for (PreparedStatement statement : session.parseScript(sql)) {
      try (Result result = session.execute(statement)) {
        if (result instanceof Result.Rows rows) {
          while (rows.next() != null) {
            // The rows do not matter here.
          }
        }
      }
    }
    session.sync();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
