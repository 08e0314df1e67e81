package omendb.engine;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import omendb.engine.definition.SequenceDefinition;
import org.jspecify.annotations.Nullable;

/// The sequences of one [CatalogState], by number; part of it and, like it, not changed once it is
/// published.
final class SequenceSet {
  private final TreeMap<Integer, SequenceDefinition> sequences;

  SequenceSet() {
    this(new TreeMap<>());
  }

  private SequenceSet(TreeMap<Integer, SequenceDefinition> sequences) {
    this.sequences = sequences;
  }

  SequenceSet copy() {
    return new SequenceSet(new TreeMap<>(sequences));
  }

  Collection<SequenceDefinition> all() {
    return sequences.values();
  }

  @Nullable SequenceDefinition get(int oid) {
    return sequences.get(oid);
  }

  @Nullable SequenceDefinition get(String schema, String name) {
    for (SequenceDefinition sequence : sequences.values()) {
      if (sequence.name().equals(name) && sequence.schema().equals(schema)) {
        return sequence;
      }
    }
    return null;
  }

  /// Those that go with a table.
  List<SequenceDefinition> ownedBy(int tableOid) {
    return sequences.values().stream().filter(s -> s.owner().tableOid() == tableOid).toList();
  }

  /// The sequence behind an identity column; null when the column is none.
  @Nullable SequenceDefinition identity(int tableOid, int column) {
    for (SequenceDefinition sequence : sequences.values()) {
      SequenceDefinition.Owner owner = sequence.owner();
      if (owner.tableOid() == tableOid && owner.column() == column && owner.identity()) {
        return sequence;
      }
    }
    return null;
  }

  void put(SequenceDefinition sequence) {
    sequences.put(sequence.oid(), sequence);
  }

  void remove(int oid) {
    sequences.remove(oid);
  }

  /// Follows a table to a new number.
  void move(int tableOid, int newTableOid) {
    for (SequenceDefinition sequence : ownedBy(tableOid)) {
      SequenceDefinition.Owner owner = sequence.owner();
      put(sequence.of(new SequenceDefinition.Owner(newTableOid, owner.column(), owner.kind())));
    }
  }
}
