package omendb.planner.bind;

import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// The tables of the WITH clauses that a query can see. Each use is bound anew in its place.
final class CommonTables {
  private final @Nullable CommonTables outer;
  private final List<Query.CommonTable> tables;
  private final boolean recursive;

  private CommonTables(
      @Nullable CommonTables outer, List<Query.CommonTable> tables, boolean recursive) {
    this.outer = outer;
    this.tables = tables;
    this.recursive = recursive;
  }

  /// A table found, and what its own query can see.
  record Found(Query.CommonTable table, @Nullable CommonTables visible) {}

  static @Nullable CommonTables within(@Nullable CommonTables outer, Query.@Nullable With with) {
    if (with == null) {
      return outer;
    }
    for (int i = 0; i < with.tables().size(); i++) {
      Query.CommonTable table = with.tables().get(i);
      if (!(table.statement() instanceof Query)) {
        throw ExprBinder.unsupported("a data-modifying statement in WITH", table.pos());
      }
      for (Query.CommonTable before : with.tables().subList(0, i)) {
        if (before.name().equals(table.name())) {
          throw SqlState.DUPLICATE_ALIAS
              .error("WITH query name \"%s\" specified more than once", table.name())
              .at(table.pos());
        }
      }
    }
    return new CommonTables(outer, with.tables(), with.recursive());
  }

  @Nullable Found find(String name) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).name().equals(name)) {
        if (!recursive) {
          return new Found(tables.get(i), new CommonTables(outer, tables.subList(0, i), false));
        }
        return new Found(tables.get(i), new CommonTables(outer, without(i), true));
      }
    }
    return outer == null ? null : outer.find(name);
  }

  /// With RECURSIVE a table sees its siblings; a reference to itself is refused by its absence from
  /// what it sees.
  private List<Query.CommonTable> without(int index) {
    java.util.ArrayList<Query.CommonTable> others = new java.util.ArrayList<>(tables);
    others.remove(index);
    return List.copyOf(others);
  }
}
