package omendb.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.MaterializedView;
import omendb.engine.definition.TableRules;
import org.jspecify.annotations.Nullable;

/// The indexes and constraints of one [CatalogState], by number; part of it and, like it, not
/// changed once it is published.
final class RuleSet {
  private final TreeMap<Integer, IndexDefinition> indexes;
  private final TreeMap<Integer, CheckDefinition> checks;
  private final TreeMap<Integer, ForeignKey> foreignKeys;
  private final TreeMap<Integer, List<GeneratedColumn>> generated;
  private final TreeMap<Integer, MaterializedView> materialized;

  /// By table; made when first asked for.
  private volatile @Nullable Map<Integer, TableRules> byTable;

  RuleSet() {
    this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  private RuleSet(
      TreeMap<Integer, IndexDefinition> indexes,
      TreeMap<Integer, CheckDefinition> checks,
      TreeMap<Integer, ForeignKey> foreignKeys,
      TreeMap<Integer, List<GeneratedColumn>> generated,
      TreeMap<Integer, MaterializedView> materialized) {
    this.indexes = indexes;
    this.checks = checks;
    this.foreignKeys = foreignKeys;
    this.generated = generated;
    this.materialized = materialized;
  }

  RuleSet copy() {
    return new RuleSet(
        new TreeMap<>(indexes),
        new TreeMap<>(checks),
        new TreeMap<>(foreignKeys),
        new TreeMap<>(generated),
        new TreeMap<>(materialized));
  }

  Collection<IndexDefinition> indexes() {
    return indexes.values();
  }

  Collection<CheckDefinition> checks() {
    return checks.values();
  }

  Collection<ForeignKey> foreignKeys() {
    return foreignKeys.values();
  }

  /// The generated columns by table.
  Map<Integer, List<GeneratedColumn>> generated() {
    return generated;
  }

  /// What makes some of the tables materialized views, by table.
  Map<Integer, MaterializedView> materialized() {
    return materialized;
  }

  void put(MaterializedView view) {
    materialized.put(view.tableOid(), view);
  }

  @Nullable IndexDefinition index(int oid) {
    return indexes.get(oid);
  }

  @Nullable IndexDefinition index(String schema, String name) {
    for (IndexDefinition index : indexes.values()) {
      if (index.name().equals(name) && index.schema().equals(schema)) {
        return index;
      }
    }
    return null;
  }

  /// What holds of a table.
  TableRules of(int tableOid) {
    Map<Integer, TableRules> all = byTable;
    if (all == null) {
      all = grouped();
      byTable = all;
    }
    return all.getOrDefault(tableOid, TableRules.NONE);
  }

  private Map<Integer, TableRules> grouped() {
    Map<Integer, Lists> lists = new HashMap<>();
    indexes.values().forEach(each -> Lists.of(lists, each.tableOid()).indexes.add(each));
    checks.values().forEach(each -> Lists.of(lists, each.tableOid()).checks.add(each));
    for (ForeignKey each : foreignKeys.values()) {
      Lists.of(lists, each.tableOid()).references.add(each);
      Lists.of(lists, each.targetOid()).referencedBy.add(each);
    }
    generated.forEach((oid, columns) -> Lists.of(lists, oid).generated.addAll(columns));
    Map<Integer, TableRules> all = new HashMap<>();
    lists.forEach((oid, each) -> all.put(oid, each.rules()));
    return all;
  }

  private static final class Lists {
    final List<IndexDefinition> indexes = new ArrayList<>();
    final List<CheckDefinition> checks = new ArrayList<>();
    final List<ForeignKey> references = new ArrayList<>();
    final List<ForeignKey> referencedBy = new ArrayList<>();
    final List<GeneratedColumn> generated = new ArrayList<>();

    static Lists of(Map<Integer, Lists> all, int tableOid) {
      return all.computeIfAbsent(tableOid, _ -> new Lists());
    }

    TableRules rules() {
      return new TableRules(indexes, checks, references, referencedBy, generated);
    }
  }

  void put(IndexDefinition index) {
    indexes.put(index.oid(), index);
    byTable = null;
  }

  void put(CheckDefinition check) {
    checks.put(check.oid(), check);
    byTable = null;
  }

  void put(ForeignKey key) {
    foreignKeys.put(key.oid(), key);
    byTable = null;
  }

  /// Says which of a table's columns are generated.
  void generate(int tableOid, List<GeneratedColumn> columns) {
    if (columns.isEmpty()) {
      generated.remove(tableOid);
    } else {
      generated.put(tableOid, columns.stream().map(each -> each.of(tableOid)).toList());
    }
    byTable = null;
  }

  /// Lets the foreign keys that stand on an index stand on another.
  void retarget(int fromIndex, int toIndex) {
    for (ForeignKey key : List.copyOf(foreignKeys.values())) {
      if (key.targetIndex() == fromIndex) {
        put(key.over(toIndex));
      }
    }
  }

  void removeIndex(int oid) {
    indexes.remove(oid);
    byTable = null;
  }

  void removeCheck(int oid) {
    checks.remove(oid);
    byTable = null;
  }

  void removeForeignKey(int oid) {
    foreignKeys.remove(oid);
    byTable = null;
  }

  /// Removes all that belongs to a table, and the foreign keys that have it as their target.
  void removeTable(int tableOid) {
    indexes.values().removeIf(each -> each.tableOid() == tableOid);
    checks.values().removeIf(each -> each.tableOid() == tableOid);
    generated.remove(tableOid);
    materialized.remove(tableOid);
    foreignKeys
        .values()
        .removeIf(each -> each.tableOid() == tableOid || each.targetOid() == tableOid);
    byTable = null;
  }
}
