package omendb.planner.parse;

import java.util.List;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// `SELECT … INTO t …`, which is CREATE TABLE AS by another spelling.
final class SelectInto {
  private SelectInto() {}

  /// The statement, or the definition of a table that it stands for.
  ///
  /// @param start where the statement begins
  static Statement asTable(Statement statement, Cursor c, int start) {
    Query.Into into = statement instanceof Query query ? into(query) : null;
    if (into == null) {
      return statement;
    }
    Query query = (Query) statement;
    return new Ddl.CreateTableAs(
        into.table(),
        into.persistence(),
        false,
        List.of(),
        Ddl.TableStorage.NONE,
        without(query),
        c.textFrom(start),
        true,
        false,
        query.pos());
  }

  /// The clause of the query's first SELECT.
  private static Query.@Nullable Into into(Query query) {
    return switch (query.body()) {
      case Query.Select select -> select.into();
      case Query.SetOperation set -> into(set.left());
      case Query.Values _ -> null;
    };
  }

  private static Query without(Query query) {
    Query.Body body =
        switch (query.body()) {
          case Query.Select select ->
              new Query.Select(
                  select.distinct(),
                  select.items(),
                  null,
                  select.from(),
                  select.where(),
                  select.groupBy(),
                  select.having(),
                  select.windows(),
                  select.pos());
          case Query.SetOperation set ->
              new Query.SetOperation(
                  set.operator(), set.all(), without(set.left()), set.right(), set.pos());
          case Query.Values values -> values;
        };
    return new Query(
        query.with(), body, query.orderBy(), query.limit(), query.locking(), query.pos());
  }
}
