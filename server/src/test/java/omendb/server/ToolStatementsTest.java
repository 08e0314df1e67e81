package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Statements that eight tools really send, on a schema like the one on which they were captured.
@Execution(ExecutionMode.SAME_THREAD)
final class ToolStatementsTest {
  private static final int STATEMENTS = 373;
  private static final int EXECUTED_MIN = 360;

  /// Several spellings of one definition: the first that is accepted counts.
  private static final List<List<String>> SCHEMA =
      List.of(
          List.of("CREATE SCHEMA s"),
          List.of("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')"),
          List.of("CREATE SEQUENCE sq"),
          List.of("CREATE TABLE s.dept (id serial PRIMARY KEY, name text NOT NULL UNIQUE)"),
          List.of(employees("jsonb", "int[]"), employees("text", "text")),
          List.of("CREATE INDEX emp_name_idx ON emp (name)"),
          List.of("INSERT INTO s.dept (name) VALUES ('x')"),
          List.of("INSERT INTO emp (dept_id, name, sal) VALUES (1, 'x', 1)"),
          List.of("CREATE VIEW v AS SELECT id, name FROM emp"));

  private static String employees(String json, String array) {
    return "CREATE TABLE emp (id serial PRIMARY KEY, dept_id int REFERENCES s.dept(id),"
        + " name text NOT NULL, sal numeric(10,2), ts timestamptz DEFAULT now(), j "
        + json
        + ", a "
        + array
        + ", u uuid)";
  }

  @Test
  void nearlyAllStatementsOfToolsExecute() throws IOException {
    Map<String, List<String>> tools =
        statements(Files.readString(SharedFile.orSkip("postgres/tool_statements.json")));
    assertThat(tools.values().stream().mapToInt(List::size).sum()).isEqualTo(STATEMENTS);
    List<String> refused = new ArrayList<>();
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")))) {
      define(server.pgPort());
      for (Map.Entry<String, List<String>> tool : tools.entrySet()) {
        try (PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
          for (String statement : tool.getValue()) {
            run(talk, tool.getKey(), statement, refused);
          }
        }
      }
    }
    int executed = STATEMENTS - refused.size();
    System.out.println("RESULT tool-statements executed=" + executed + " of=" + STATEMENTS);
    assertThat(executed).as(String.join("\n", refused)).isGreaterThanOrEqualTo(EXECUTED_MIN);
  }

  private static void define(int port) throws IOException {
    try (PgTalk talk = new PgTalk(port, "omendb", "omendb")) {
      for (List<String> spellings : SCHEMA) {
        for (String definition : spellings) {
          if (!talk.query(definition).failed()) {
            break;
          }
        }
      }
    }
  }

  private static void run(PgTalk talk, String tool, String statement, List<String> refused)
      throws IOException {
    PgTalk.Outcome outcome = once(talk, statement);
    if (outcome.sqlState().equals("25P01")) { // what was captured in a block
      talk.query("BEGIN");
      outcome = once(talk, statement);
    }
    if (outcome.failed()) {
      refused.add(tool + ": " + outcome.error() + "\n  " + statement);
      talk.query("ROLLBACK");
    }
    if (statement.contains("search_path")) {
      talk.query("SET search_path = \"$user\", public");
    }
  }

  private static PgTalk.Outcome once(PgTalk talk, String statement) throws IOException {
    if (!statement.matches("(?s).*\\$\\d.*") || statement.contains("$$")) {
      return talk.query(statement);
    }
    PgTalk.Outcome described = talk.describe(statement);
    if (described.failed()) {
      return described;
    }
    List<String> values = new ArrayList<>();
    for (int type : described.parameters()) {
      values.add(statement.contains("set_config") ? "off" : sample(type));
    }
    if (statement.contains("::mood")) {
      values.set(0, "ok");
    }
    return talk.execute(statement, values);
  }

  /// A value of the type with the object id.
  private static String sample(int type) {
    return switch (type) {
      case 16 -> "t";
      case 19, 25, 1042, 1043 -> "x";
      case 114, 3802, 1005, 1007, 1009, 1015, 1016, 1028 -> "{}";
      case 1082 -> "2024-01-01";
      case 1114 -> "2024-01-01 00:00:00";
      case 1184 -> "2024-01-01 00:00:00+00";
      case 2950 -> "00000000-0000-0000-0000-000000000000";
      default -> "1";
    };
  }

  /// Reads `{"tool": ["statement", …], …}`.
  private static Map<String, List<String>> statements(String json) {
    Map<String, List<String>> tools = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    boolean inside = false;
    for (int at = 0; at < json.length(); at++) {
      switch (json.charAt(at)) {
        case '[' -> inside = true;
        case ']' -> inside = false;
        case '"' -> {
          StringBuilder text = new StringBuilder();
          at = string(json, at + 1, text);
          if (inside) {
            current.add(text.toString());
          } else {
            current = tools.computeIfAbsent(text.toString(), _ -> new ArrayList<>());
          }
        }
        default -> {}
      }
    }
    return tools;
  }

  /// Appends a JSON string; the place of its closing quote.
  private static int string(String json, int start, StringBuilder text) {
    int at = start;
    while (json.charAt(at) != '"') {
      char c = json.charAt(at++);
      if (c == '\\') {
        c = json.charAt(at++);
        switch (c) {
          case 'n' -> c = '\n';
          case 't' -> c = '\t';
          case 'r' -> c = '\r';
          case 'u' -> {
            c = (char) Integer.parseInt(json.substring(at, at + 4), 16);
            at += 4;
          }
          default -> {}
        }
      }
      text.append(c);
    }
    return at;
  }
}
