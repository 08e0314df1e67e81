package omendb.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// The object ids of tables and indexes that have been stored anew under another number: clients
/// know an object by the number that it had first. Part of a [CatalogState].
final class ObjectNumbers {
  private final TreeMap<Integer, Integer> shown;

  ObjectNumbers() {
    this(new TreeMap<>());
  }

  private ObjectNumbers(TreeMap<Integer, Integer> shown) {
    this.shown = shown;
  }

  ObjectNumbers copy() {
    return new ObjectNumbers(new TreeMap<>(shown));
  }

  /// By the number under which an object is stored.
  Map<Integer, Integer> all() {
    return shown;
  }

  void put(int number, int oid) {
    if (number != oid) {
      shown.put(number, oid);
    }
  }

  /// The object id of what is stored under a number.
  int oid(int number) {
    return shown.getOrDefault(number, number);
  }

  /// The number under which an object is stored.
  int number(int oid) {
    for (Map.Entry<Integer, Integer> each : shown.entrySet()) {
      if (each.getValue() == oid) {
        return each.getKey();
      }
    }
    return oid;
  }

  /// Notes that an object is stored under another number from now on.
  void moved(int from, int to) {
    if (from != to) {
      int oid = oid(from);
      shown.remove(from);
      shown.put(to, oid);
    }
  }

  /// Forgets all numbers but those that are in use.
  void retain(IntPredicate stored) {
    shown.keySet().removeIf(number -> !stored.test(number));
  }
}
