package omendb.engine;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import omendb.engine.definition.Policy;
import org.jspecify.annotations.Nullable;

/// Row security: the policies of tables, and the tables that heed them. Tables have the numbers
/// that clients know.
final class PolicySet {
  private final TreeMap<Integer, Policy> policies;
  private final TreeSet<Integer> enabled;
  private final TreeSet<Integer> forced;

  PolicySet() {
    this(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
  }

  private PolicySet(
      TreeMap<Integer, Policy> policies, TreeSet<Integer> enabled, TreeSet<Integer> forced) {
    this.policies = policies;
    this.enabled = enabled;
    this.forced = forced;
  }

  PolicySet copy() {
    return new PolicySet(new TreeMap<>(policies), new TreeSet<>(enabled), new TreeSet<>(forced));
  }

  Collection<Policy> all() {
    return policies.values();
  }

  /// The policies of a table, by name.
  List<Policy> of(int table) {
    return policies.values().stream()
        .filter(policy -> policy.table() == table)
        .sorted(java.util.Comparator.comparing(Policy::name))
        .toList();
  }

  @Nullable Policy get(int table, String name) {
    for (Policy policy : policies.values()) {
      if (policy.table() == table && policy.name().equals(name)) {
        return policy;
      }
    }
    return null;
  }

  void put(Policy policy) {
    policies.put(policy.oid(), policy);
  }

  void remove(int oid) {
    policies.remove(oid);
  }

  /// The tables whose policies count.
  Set<Integer> enabled() {
    return enabled;
  }

  /// The tables whose policies count for their owners too, once they are enabled.
  Set<Integer> forced() {
    return forced;
  }

  static void turn(Set<Integer> tables, int table, boolean on) {
    if (on) {
      tables.add(table);
    } else {
      tables.remove(table);
    }
  }

  /// Forgets the tables that are gone.
  void retain(IntPredicate there) {
    policies.values().removeIf(policy -> !there.test(policy.table()));
    enabled.removeIf(table -> !there.test(table));
    forced.removeIf(table -> !there.test(table));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PolicySet set
        && policies.equals(set.policies)
        && enabled.equals(set.enabled)
        && forced.equals(set.forced);
  }

  @Override
  public int hashCode() {
    return Objects.hash(policies, enabled, forced);
  }
}
