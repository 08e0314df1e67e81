package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.engine.exec.codegen.Accumulators;
import omendb.engine.exec.hash.GroupTable;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.plan.Expr;

/// The groups of one grouping set as far as one thread has seen them.
final class GroupState implements AutoCloseable {
  final GroupTable table;
  final Accumulators accumulators;

  /// Per DISTINCT the rows of the set's keys and the arguments.
  final List<GroupTable> distincts = new ArrayList<>();

  private final NativeArena arena;

  GroupState(AggregatePlan plan, List<Integer> set, MemoryBudget budget) {
    arena = new NativeArena(budget);
    List<ColumnType> types = set.stream().map(plan.keyTypes::get).toList();
    table = new GroupTable(types, plan.identifying(set), arena, budget);
    accumulators = new Accumulators(plan.all, arena, budget);
    for (AggregatePlan.Distinct distinct : plan.distincts) {
      distincts.add(new GroupTable(distinctTypes(types, distinct), arena, budget));
    }
  }

  static List<ColumnType> distinctTypes(List<ColumnType> keys, AggregatePlan.Distinct distinct) {
    List<ColumnType> types = new ArrayList<>(keys);
    distinct.arguments().stream().map(Expr::type).forEach(types::add);
    return types;
  }

  /// Lets a key have several groups where looking for the one costs more than a merge later.
  GroupState repeating() {
    table.repeating();
    distincts.forEach(GroupTable::repeating);
    return this;
  }

  /// True when a key may have several groups, or a DISTINCT row may be there twice.
  boolean repeats() {
    return table.repeats() || distincts.stream().anyMatch(GroupTable::repeats);
  }

  /// Bytes that the groups take.
  long bytes() {
    long bytes = table.bytes() + accumulators.bytes() + arena.bytes();
    for (GroupTable distinct : distincts) {
      bytes += distinct.bytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    table.close();
    accumulators.close();
    distincts.forEach(GroupTable::close);
    arena.close();
  }
}
