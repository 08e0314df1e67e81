package omendb.engine;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import omendb.engine.definition.RoutineDefinition;
import org.jspecify.annotations.Nullable;

/// The functions and procedures that users have defined, by number; part of a [CatalogState] and,
/// like it, not changed once it is published.
final class RoutineSet {
  private final TreeMap<Integer, RoutineDefinition> routines;

  RoutineSet() {
    this(new TreeMap<>());
  }

  private RoutineSet(TreeMap<Integer, RoutineDefinition> routines) {
    this.routines = routines;
  }

  RoutineSet copy() {
    return new RoutineSet(new TreeMap<>(routines));
  }

  boolean isEmpty() {
    return routines.isEmpty();
  }

  Collection<RoutineDefinition> all() {
    return routines.values();
  }

  @Nullable RoutineDefinition get(int oid) {
    return routines.get(oid);
  }

  /// Those of a name, by number.
  List<RoutineDefinition> of(String schema, String name) {
    return routines.values().stream()
        .filter(routine -> routine.name().equals(name) && routine.schema().equals(schema))
        .toList();
  }

  /// The one of a name that takes these types.
  @Nullable RoutineDefinition get(String schema, String name, List<String> identity) {
    for (RoutineDefinition routine : of(schema, name)) {
      if (routine.identity().equals(identity)) {
        return routine;
      }
    }
    return null;
  }

  void put(RoutineDefinition routine) {
    routines.put(routine.oid(), routine);
  }

  void remove(int oid) {
    routines.remove(oid);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RoutineSet set && routines.equals(set.routines);
  }

  @Override
  public int hashCode() {
    return routines.hashCode();
  }
}
