package omendb.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import omendb.planner.ast.TypeName;
import omendb.planner.bind.TypeBinder;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;

/// PREPARE, EXECUTE and DEALLOCATE of SQL, and cursors.
final class NamedStatements {
  private final Session session;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  NamedStatements(Session session) {
    this.session = session;
  }

  void clear() {
    statements.clear();
  }

  Result prepare(Control.Prepare prepare) {
    if (statements.containsKey(prepare.name())) {
      throw SqlState.DUPLICATE_PREPARED_STATEMENT.error(
          "prepared statement \"%s\" already exists", prepare.name());
    }
    List<ColumnType> types = new ArrayList<>();
    for (TypeName type : prepare.types()) {
      types.add(TypeBinder.bind(type, new SessionCatalogView(session)));
    }
    PreparedStatement statement =
        new PreparedStatement(
            session, SqlParser.parseOne(prepare.statementText()), prepare.statementText(), types);
    if (statement.planned()) {
      statement.plan();
    }
    statements.put(prepare.name(), statement);
    return new Result.Command("PREPARE");
  }

  Result execute(Control.Execute execute) {
    PreparedStatement statement = find(execute.name());
    return session.executeWithin(statement, values(statement, execute));
  }

  /// The statement with its values in the session's context, so that it can run.
  PreparedStatement bound(Control.Execute execute) {
    PreparedStatement statement = find(execute.name());
    @Nullable Object[] values = values(statement, execute);
    session.context().beginStatement(statement.sql(), statement.arguments(values));
    return statement;
  }

  private @Nullable Object[] values(PreparedStatement statement, Control.Execute execute) {
    int expected = statement.parameterTypes().size();
    if (execute.arguments().size() != expected) {
      throw SqlState.SYNTAX_ERROR
          .error("wrong number of parameters for prepared statement \"%s\"", execute.name())
          .withDetail("Expected %d parameters but got %d.", expected, execute.arguments().size());
    }
    return ArgumentValues.of(session, statement, execute.arguments());
  }

  Result deallocate(Control.Deallocate deallocate) {
    if (deallocate.name() == null) {
      statements.clear();
      return new Result.Command("DEALLOCATE ALL");
    }
    find(deallocate.name());
    statements.remove(deallocate.name());
    return new Result.Command("DEALLOCATE");
  }

  List<ResultColumn> columns(String name) {
    return find(name).columns();
  }

  private PreparedStatement find(String name) {
    PreparedStatement statement = statements.get(name);
    if (statement == null) {
      throw SqlState.INVALID_SQL_STATEMENT_NAME.error(
          "prepared statement \"%s\" does not exist", name);
    }
    return statement;
  }
}
