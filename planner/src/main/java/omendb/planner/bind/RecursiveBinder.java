package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Query;
import omendb.planner.bind.BoundQuery.Output;
import omendb.planner.bind.Recursion.Place;
import org.jspecify.annotations.Nullable;

/// Binds the query of a table of WITH RECURSIVE, which may refer to itself.
final class RecursiveBinder {
  private final StatementContext statement;
  private final Recursion recursion;
  private final @Nullable Scope outer;
  private final CommonTables tables;

  /// @param tables what the query sees, itself included
  RecursiveBinder(
      StatementContext statement, @Nullable Scope outer, CommonTables tables, Recursion recursion) {
    this.statement = statement;
    this.outer = outer;
    this.tables = tables;
    this.recursion = recursion;
  }

  BoundQuery bind() {
    statement.recursions().add(recursion);
    try {
      Query query = (Query) recursion.table().statement();
      if (query.body() instanceof Query.SetOperation set
          && set.operator() == Query.SetOperator.UNION
          && query.locking().isEmpty()) {
        return union(query, set);
      }
      return new QueryBinder(statement, outer, tables).bind(query, List.of());
    } finally {
      statement.recursions().remove(recursion);
    }
  }

  private BoundQuery union(Query query, Query.SetOperation set) {
    CommonTables visible = CommonTables.within(tables, query.with(), statement);
    QueryBinder binder = new QueryBinder(statement, outer, visible);
    recursion.enter(Place.SEED);
    BoundQuery seed = binder.bind(set.left(), null);
    List<ColumnType> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Output column : seed.columns()) {
      boolean unknown = column.type().kind() == TypeKind.UNKNOWN;
      types.add(unknown ? ColumnType.TEXT : column.type());
      names.add(column.name());
    }
    List<String> given = recursion.table().columns();
    checkColumns(recursion.table(), names.size());
    for (int i = 0; i < given.size(); i++) {
      names.set(i, given.get(i));
    }
    recursion.columns(names, types);
    recursion.enter(Place.STEP);
    BoundQuery step = binder.bind(set.right(), null);
    if (!recursion.isUsed()) {
      BoundQuery plain = binder.setOperation(set, seed, step, List.of());
      return binder.ordered(plain, query, visible);
    }
    refuseClauses(query);
    if (widen(types, step)) {
      recursion.columns(names, types);
      step = binder.bind(set.right(), null);
    }
    return binder.recursive(set, recursion, seed, step);
  }

  /// Lets numbers, whose precision expressions grow with each step, have any; true when that
  /// changes a type.
  private static boolean widen(List<ColumnType> types, BoundQuery step) {
    boolean changed = false;
    for (int i = 0; i < Math.min(types.size(), step.columns().size()); i++) {
      if (types.get(i).kind() == TypeKind.NUMERIC
          && !types.get(i).equals(step.columns().get(i).type())) {
        types.set(i, ColumnType.NUMERIC);
        changed = true;
      }
    }
    return changed;
  }

  /// A list of names must not be longer than the columns are.
  static void checkColumns(Query.CommonTable table, int available) {
    if (table.columns().size() > available) {
      throw SqlState.INVALID_COLUMN_REFERENCE
          .error(
              "WITH query \"%s\" has %d columns available but %d columns specified",
              table.name(), available, table.columns().size())
          .at(table.pos());
    }
  }

  private static void refuseClauses(Query query) {
    if (!query.orderBy().isEmpty()) {
      throw refused("ORDER BY", query.orderBy().getFirst().expression().pos());
    }
    Query.Limit limit = query.limit();
    if (limit != null) {
      boolean offset = limit.offset() != null;
      throw refused(offset ? "OFFSET" : "LIMIT", offset ? limit.offsetPos() : limit.countPos());
    }
  }

  private static RuntimeException refused(String clause, int position) {
    return SqlState.FEATURE_NOT_SUPPORTED
        .error("%s in a recursive query is not implemented", clause)
        .at(position);
  }
}
