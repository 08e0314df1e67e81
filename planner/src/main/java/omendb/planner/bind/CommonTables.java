package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// The tables of the WITH clauses that a query can see. Each use is bound anew in its place.
final class CommonTables {
  private final @Nullable CommonTables outer;
  private final List<Query.CommonTable> tables;
  private final boolean recursive;
  private final @Nullable String self;

  /// @param self the table whose own query this is for, where it may refer to itself
  private CommonTables(
      @Nullable CommonTables outer,
      List<Query.CommonTable> tables,
      boolean recursive,
      @Nullable String self) {
    this.outer = outer;
    this.tables = tables;
    this.recursive = recursive;
    this.self = self;
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
    return new CommonTables(outer, with.tables(), with.recursive(), null);
  }

  @Nullable Found find(String name, int position) {
    if (name.equals(self)) {
      throw ExprBinder.unsupported("a recursive query", position);
    }
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).name().equals(name)) {
        List<Query.CommonTable> visible = recursive ? without(i) : tables.subList(0, i);
        return new Found(
            tables.get(i), new CommonTables(outer, visible, recursive, recursive ? name : null));
      }
    }
    return outer == null ? null : outer.find(name, position);
  }

  /// With RECURSIVE a table sees its siblings.
  private List<Query.CommonTable> without(int index) {
    List<Query.CommonTable> others = new ArrayList<>(tables);
    others.remove(index);
    return List.copyOf(others);
  }
}
