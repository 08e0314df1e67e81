package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import omendb.server.QueryGenerator.Kind;
import omendb.server.QueryGenerator.Peer;
import omendb.server.StatementGenerator.Statement;
import omendb.server.StatementGenerator.Table;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;

/// Runs random statements here and elsewhere: every one on PostgreSQL when one is named
/// (`-Domendb.postgres=port`), those that mean the same there on DuckDB and SQLite. Rows lie in the
/// hot tier at first, then some of them in segments.
///
/// `-Domendb.differential.seed` (printed) and `-Domendb.differential.statements` say which and how
/// many; each round of 250 has its own tables and can be run again by `-Domendb.differential.round`
/// with 250 statements. Differences that are meant are in `differences.txt`; any other fails.
final class DifferentialTest {
  private static final int PER_ROUND = 250;
  private static final int LISTED_MAX = 30;

  private final long seed = Long.getLong("omendb.differential.seed", 20_260_101L);
  private final Map<Peer, Integer> compared = new TreeMap<>();
  private final Map<String, Integer> listed = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private List<String> meant = List.of();
  private UnaryOperator<String> distortion = UnaryOperator.identity();
  private PgTalk ours;
  private PgTalk postgres;
  private JdbcPeer duckdb;
  private JdbcPeer sqlite;

  @Test
  void statementsAnswerAsElsewhere() throws IOException, SQLException {
    int port = Integer.getInteger("omendb.postgres", 0);
    int statements =
        Integer.getInteger("omendb.differential.statements", port == 0 ? 1_500 : 50_000);
    long start = System.nanoTime();
    meant = differences();
    assertThat(meant).hasSizeLessThanOrEqualTo(LISTED_MAX);
    run(port, statements);
    System.out.printf(
        Locale.ROOT,
        "RESULT differential seed=%d statements=%d compared=%s differences=%d listed=%d seconds=%d%n",
        seed,
        statements,
        compared.toString().replace(" ", ""),
        differences.size(),
        listed.size(),
        (System.nanoTime() - start) / 1_000_000_000);
    assertThat(differences).as("seed %d", seed).isEmpty();
  }

  /// An answer that is wrong somewhere is noticed.
  @Test
  void aWrongAnswerIsADifference() throws IOException, SQLException {
    distortion = sql -> sql.replace("LEFT JOIN", "JOIN").replace(" >= ", " > ");
    run(0, 500);
    assertThat(differences).isNotEmpty();
  }

  /// The beginnings of differences that are meant, each with its reason behind a `#`.
  private static List<String> differences() throws IOException {
    try (var in = DifferentialTest.class.getResourceAsStream("differences.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.substring(0, line.indexOf('#')).strip())
          .toList();
    }
  }

  private void run(int port, int statements) throws IOException, SQLException {
    try (TempFolder temp = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(temp.resolve("data")))) {
      ours = new PgTalk(server.pgPort(), "omendb", "omendb");
      if (port != 0) {
        String database = System.getProperty("omendb.differential.database", "omendb");
        postgres = new PgTalk(port, "omendb", database);
        postgres.query("DROP SCHEMA IF EXISTS differential CASCADE");
        postgres.query("CREATE SCHEMA differential");
        postgres.query("SET search_path = differential");
        for (PgTalk talk : List.of(ours, postgres)) {
          talk.query("SET timezone = 'UTC'");
        }
      }
      int round = Integer.getInteger("omendb.differential.round", 0);
      for (int done = 0; done < statements; round++) {
        int count = Math.min(PER_ROUND, statements - done);
        round(new Random(seed + 1_000_003L * round), round, count);
        done += count;
      }
    } finally {
      for (AutoCloseable each : new AutoCloseable[] {ours, postgres, duckdb, sqlite}) {
        close(each);
      }
    }
  }

  private static void close(AutoCloseable each) {
    try {
      if (each != null) {
        each.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Statements about the same tables; ends early when the tables may not be the same any more.
  private void round(Random random, int round, int count) throws IOException, SQLException {
    close(duckdb);
    close(sqlite);
    duckdb = new JdbcPeer("jdbc:duckdb:");
    sqlite = new JdbcPeer("jdbc:sqlite::memory:");
    for (PgTalk talk : postgres == null ? List.of(ours) : List.of(ours, postgres)) {
      talk.query("DROP TABLE IF EXISTS t0, t1, t2");
    }
    StatementGenerator generator = new StatementGenerator(random);
    for (Statement statement : generator.fresh()) {
      if (!check(statement, round)) {
        return;
      }
    }
    for (int i = 0; i < count; i++) {
      if (i % 80 == 60) {
        for (Table table : generator.tables()) {
          ours.query("ALTER TABLE " + table.name() + " SET (tiering = cold)");
          ours.query("ALTER TABLE " + table.name() + " SET (tiering = auto)");
        }
      }
      Statement statement = generator.next();
      boolean same = check(statement, round);
      if (statement.changes()) {
        for (Table table : generator.tables()) {
          same &= !statement.sql().contains(" " + table.name() + " ") || check(all(table), round);
        }
        if (!same) {
          return;
        }
      }
    }
  }

  private static Statement all(Table table) {
    List<Kind> kinds = table.columns().stream().map(QueryGenerator.Column::kind).toList();
    String sql = "SELECT * FROM " + table.name() + " ORDER BY id";
    return new Statement(sql, EnumSet.allOf(Peer.class), kinds, true, false);
  }

  /// False when somebody answers something else.
  private boolean check(Statement statement, int round) throws IOException {
    PeerAnswer here = answer(ours, distortion.apply(statement.sql()));
    Set<Peer> peers = EnumSet.copyOf(statement.peers());
    if (postgres == null) {
      peers.remove(Peer.POSTGRES);
    }
    boolean same = true;
    boolean refused = false;
    for (Peer peer : peers) {
      if (refused && !statement.changes()) {
        break; // What PostgreSQL refuses the others need not.
      }
      PeerAnswer there =
          switch (peer) {
            case POSTGRES -> answer(postgres, statement.sql());
            case DUCKDB -> duckdb.run(statement.sql(), statement.kinds());
            case SQLITE -> sqlite.run(statement.sql(), statement.kinds());
          };
      refused |= peer == Peer.POSTGRES && !there.error().isEmpty();
      compared.merge(peer, 1, Integer::sum);
      String difference =
          here.difference(there, statement.kinds(), statement.ordered(), peer == Peer.POSTGRES);
      if (difference != null) {
        same &= isMeant(peer, difference, statement, round);
      }
    }
    return same;
  }

  private boolean isMeant(Peer peer, String difference, Statement statement, int round) {
    String shown = peer + ": " + difference;
    for (String each : meant) {
      if (shown.startsWith(each)) {
        listed.merge(each, 1, Integer::sum);
        return true;
      }
    }
    differences.add("round " + round + ", " + shown + "\n  " + statement.sql());
    return false;
  }

  private static PeerAnswer answer(PgTalk talk, String sql) throws IOException {
    PgTalk.Outcome outcome = talk.query(sql);
    if (outcome.failed()) {
      String state = outcome.sqlState();
      return PeerAnswer.failed(
          state.startsWith("XX") ? state + " " + outcome.error().get('M') : state);
    }
    String shape =
        outcome.columns() == null
            ? outcome.tag()
            : outcome.columns().stream()
                .map(column -> column.name() + ":" + column.type())
                .toList()
                .toString();
    return new PeerAnswer("", shape, outcome.rows());
  }
}
