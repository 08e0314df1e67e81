package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.parse.SqlParser.ParsedStatement;
import org.junit.jupiter.api.Test;

/// Accepts and refuses what PostgreSQL 15 accepts and refuses, by lists of statements.
class StatementListTest {

  @Test
  void everyStatementOfTheAcceptedListParses() {
    List<String> refused = new ArrayList<>();
    for (String sql : Statements.lines("accepted.sql")) {
      try {
        assertThat(SqlParser.parseOne(sql)).as(sql).isNotInstanceOf(Statement.Unsupported.class);
      } catch (OmenException e) {
        refused.add(sql + ": " + e.message() + " @" + e.position());
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void everyStatementOfTheRejectedListFailsAsInPostgres() {
    for (String line : Statements.lines("rejected.tsv")) {
      String[] parts = line.split("\t", 4);
      try {
        SqlParser.parseScript(parts[3]);
        fail("accepted: " + parts[3]);
      } catch (OmenException e) {
        assertThat(List.of(e.state().code(), Integer.toString(e.position()), e.message()))
            .as(parts[3])
            .containsExactly(parts[0], parts[1], parts[2]);
      }
    }
  }

  @Test
  void whatWeDoNotImplementIsNamed() {
    for (String line : Statements.lines("unsupported.txt")) {
      String[] parts = line.split("\\|", 2);
      List<ParsedStatement> script = SqlParser.parseScript(parts[1] + "; select 1");
      assertThat(script).as(parts[1]).hasSize(2);
      assertThat(script.getFirst().statement()).isEqualTo(new Statement.Unsupported(parts[0], 1));
    }
  }

  @Test
  void theTpchQueriesParse() {
    List<ParsedStatement> queries = SqlParser.parseScript(Statements.text("tpch.sql"));
    assertThat(queries).hasSize(22);
    assertThat(queries).allMatch(query -> query.statement() instanceof Query);
  }

  @Test
  void statementsKnowTheirRangeInTheScript() {
    String script = " ; select 'ä;' ;\n-- c\n (values (1)) ; ; begin";
    List<String> texts = new ArrayList<>();
    for (ParsedStatement statement : SqlParser.parseScript(script)) {
      texts.add(script.substring(statement.start(), statement.end()));
    }
    assertThat(texts).containsExactly("select 'ä;'", "(values (1))", "begin");
  }
}
