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
  private final List<Recursion> open;

  /// @param open the tables whose queries this is within, the innermost last; only where they may
  ///   refer to themselves
  private CommonTables(
      @Nullable CommonTables outer,
      List<Query.CommonTable> tables,
      boolean recursive,
      List<Recursion> open) {
    this.outer = outer;
    this.tables = tables;
    this.recursive = recursive;
    this.open = open;
  }

  /// A table found, and what its own query can see.
  ///
  /// @param recursion how it may refer to itself; null where it may not
  /// @param isSelf true when it was found from within its own query
  record Found(
      Query.CommonTable table,
      CommonTables visible,
      @Nullable Recursion recursion,
      boolean isSelf) {}

  static @Nullable CommonTables within(
      @Nullable CommonTables outer, Query.@Nullable With with, StatementContext statement) {
    if (with == null) {
      return outer;
    }
    for (int i = 0; i < with.tables().size(); i++) {
      Query.CommonTable table = with.tables().get(i);
      statement.change(table);
      if (table.search() != null || table.cycle() != null) {
        throw ExprBinder.unsupported(
            table.search() != null ? "SEARCH" : "CYCLE",
            table.search() != null ? table.search().pos() : table.pos());
      }
      for (Query.CommonTable before : with.tables().subList(0, i)) {
        if (before.name().equals(table.name())) {
          throw SqlState.DUPLICATE_ALIAS
              .error("WITH query name \"%s\" specified more than once", table.name())
              .at(table.pos());
        }
      }
    }
    return new CommonTables(outer, with.tables(), with.recursive(), List.of());
  }

  @Nullable Found find(String name, StatementContext statement) {
    for (int i = 0; i < tables.size(); i++) {
      Query.CommonTable table = tables.get(i);
      if (table.name().equals(name)) {
        return recursive && table.statement() instanceof Query
            ? recursive(table, statement)
            : new Found(
                table, new CommonTables(outer, tables.subList(0, i), false, open), null, false);
      }
    }
    return outer == null ? null : outer.find(name, statement);
  }

  /// With RECURSIVE a table sees itself and its siblings, but no two of them each other.
  private Found recursive(Query.CommonTable table, StatementContext statement) {
    for (Recursion within : open) {
      if (within.table() == table) {
        if (within != open.getLast()) {
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("mutual recursion between WITH items is not implemented")
              .at(first().pos());
        }
        return new Found(table, this, within, true);
      }
    }
    Recursion recursion = new Recursion(table, statement.nextRecursion());
    List<Recursion> more = new ArrayList<>(open);
    more.add(recursion);
    return new Found(table, new CommonTables(outer, tables, true, more), recursion, false);
  }

  /// The first of the tables that are being bound.
  private Query.CommonTable first() {
    for (Query.CommonTable table : tables) {
      if (open.stream().anyMatch(within -> within.table() == table)) {
        return table;
      }
    }
    return tables.getFirst();
  }
}
