package omendb.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import omendb.engine.definition.Acl;
import omendb.engine.definition.Membership;
import omendb.engine.definition.Securable;
import org.jspecify.annotations.Nullable;

/// Who is a member of what, who owns what, and what was granted: part of one [CatalogState] and,
/// like it, not changed once it is published. Objects and roles stand by their object ids.
final class Grants {
  private final List<Membership> memberships;
  private final TreeMap<Integer, Integer> owners;
  private final TreeMap<Target, Acl> lists;
  private final TreeMap<Default, Acl> defaults;
  private final TreeMap<Integer, Map<String, String>> settings;
  private final TreeSet<Integer> invokers;

  /// The role for which the settings of all roles are kept.
  static final int ALL_ROLES = 0;

  /// The role for which the settings of the database are kept.
  static final int DATABASE = -1;

  /// What a list of privileges is of.
  ///
  /// @param column empty for the whole object
  record Target(int object, String column) implements Comparable<Target> {
    @Override
    public int compareTo(Target other) {
      int order = Integer.compare(object, other.object);
      return order != 0 ? order : column.compareTo(other.column);
    }
  }

  /// For what new objects a list of privileges is.
  ///
  /// @param role who makes them
  /// @param schema where, 0 for anywhere
  record Default(int role, int schema, Securable kind) implements Comparable<Default> {
    @Override
    public int compareTo(Default other) {
      int order = Integer.compare(role, other.role);
      order = order != 0 ? order : Integer.compare(schema, other.schema);
      return order != 0 ? order : kind.compareTo(other.kind);
    }
  }

  Grants() {
    this(
        new ArrayList<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>());
  }

  private Grants(
      List<Membership> memberships,
      TreeMap<Integer, Integer> owners,
      TreeMap<Target, Acl> lists,
      TreeMap<Default, Acl> defaults,
      TreeMap<Integer, Map<String, String>> settings,
      TreeSet<Integer> invokers) {
    this.memberships = memberships;
    this.owners = owners;
    this.lists = lists;
    this.defaults = defaults;
    this.settings = settings;
    this.invokers = invokers;
  }

  Grants copy() {
    return new Grants(
        new ArrayList<>(memberships),
        new TreeMap<>(owners),
        new TreeMap<>(lists),
        new TreeMap<>(defaults),
        new TreeMap<>(settings),
        new TreeSet<>(invokers));
  }

  // Membership

  List<Membership> memberships() {
    return memberships;
  }

  @Nullable Membership membership(int role, int member) {
    for (Membership each : memberships) {
      if (each.role() == role && each.member() == member) {
        return each;
      }
    }
    return null;
  }

  /// Puts a membership in the place of one of the same two roles.
  void put(Membership membership) {
    remove(membership.role(), membership.member());
    memberships.add(membership);
  }

  void remove(int role, int member) {
    memberships.removeIf(each -> each.role() == role && each.member() == member);
  }

  /// The roles that a role is a member of, directly or not, and itself.
  ///
  /// @param passes whether the privileges of a member's groups are looked for through it
  Set<Integer> groups(int member, IntPredicate passes) {
    Set<Integer> found = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    found.add(member);
    open.add(member);
    while (!open.isEmpty()) {
      int next = open.removeFirst();
      if (!passes.test(next)) {
        continue;
      }
      for (Membership each : memberships) {
        if (each.member() == next && found.add(each.role())) {
          open.add(each.role());
        }
      }
    }
    return found;
  }

  /// Forgets a role that nothing depends on.
  void forgetRole(int role) {
    memberships.removeIf(each -> each.role() == role || each.member() == role);
    memberships.replaceAll(each ->
        each.grantor() == role
            ? new Membership(each.role(), each.member(), Role.BOOTSTRAP, each.admin())
            : each);
    settings.remove(role);
  }

  // Owners

  Map<Integer, Integer> owners() {
    return owners;
  }

  /// The role that owns an object.
  int owner(int object) {
    return owners.getOrDefault(object, Role.BOOTSTRAP);
  }

  void own(int object, int role) {
    if (role == Role.BOOTSTRAP) {
      owners.remove(object);
    } else {
      owners.put(object, role);
    }
  }

  /// The views within which the privileges of who asks count.
  Set<Integer> invokers() {
    return invokers;
  }

  void invoke(int view, boolean invoker) {
    if (invoker) {
      invokers.add(view);
    } else {
      invokers.remove(view);
    }
  }

  // Privileges

  Map<Target, Acl> lists() {
    return lists;
  }

  /// The list of an object; null while nothing was granted or revoked.
  @Nullable Acl list(int object, String column) {
    return lists.get(new Target(object, column));
  }

  void put(int object, String column, @Nullable Acl list) {
    if (list == null) {
      lists.remove(new Target(object, column));
    } else {
      lists.put(new Target(object, column), list);
    }
  }

  /// The lists of an object's columns by their names.
  Map<String, Acl> columns(int object) {
    Map<String, Acl> found = new HashMap<>();
    lists
        .subMap(new Target(object, ""), false, new Target(object + 1, ""), false)
        .forEach((target, list) -> found.put(target.column(), list));
    return found;
  }

  void renameColumn(int object, String from, String to) {
    Acl list = lists.remove(new Target(object, from));
    if (list != null) {
      lists.put(new Target(object, to), list);
    }
  }

  Map<Default, Acl> defaults() {
    return defaults;
  }

  void put(Default place, @Nullable Acl list) {
    if (list == null) {
      defaults.remove(place);
    } else {
      defaults.put(place, list);
    }
  }

  /// Forgets all objects but those that are there.
  void retain(IntPredicate there) {
    owners.keySet().removeIf(object -> !there.test(object));
    invokers.removeIf(view -> !there.test(view));
    lists.keySet().removeIf(target -> !there.test(target.object()));
    defaults.keySet().removeIf(place -> place.schema() != 0 && !there.test(place.schema()));
  }

  /// A copy that says nothing of these objects.
  Grants without(Set<Integer> objects) {
    Grants copy = copy();
    copy.owners.keySet().removeAll(objects);
    copy.invokers.removeAll(objects);
    copy.lists.keySet().removeIf(target -> objects.contains(target.object()));
    return copy;
  }

  /// Takes what another one says of these objects.
  void takeOver(Grants other, Set<Integer> objects) {
    owners.keySet().removeAll(objects);
    lists.keySet().removeIf(target -> objects.contains(target.object()));
    for (int object : objects) {
      own(object, other.owner(object));
      invoke(object, other.invokers.contains(object));
    }
    other.lists.forEach((target, list) -> {
      if (objects.contains(target.object())) {
        lists.put(target, list);
      }
    });
  }

  // Settings that sessions begin with

  Map<Integer, Map<String, String>> settings() {
    return settings;
  }

  Map<String, String> settings(int role) {
    return Objects.requireNonNullElse(settings.get(role), Map.of());
  }

  void put(int role, Map<String, String> values) {
    if (values.isEmpty()) {
      settings.remove(role);
    } else {
      settings.put(role, Map.copyOf(values));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grants that
        && memberships.equals(that.memberships)
        && owners.equals(that.owners)
        && lists.equals(that.lists)
        && defaults.equals(that.defaults)
        && settings.equals(that.settings)
        && invokers.equals(that.invokers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(memberships, owners, lists, defaults, settings, invokers);
  }
}
