package omendb.engine.definition;

import java.util.List;

/// What holds of a table's rows besides types and primary key.
///
/// @param indexes in the order of their making
/// @param references the table's own foreign keys
/// @param referencedBy foreign keys of others, or of itself, that this table is the target of
public record TableRules(
    List<IndexDefinition> indexes,
    List<CheckDefinition> checks,
    List<ForeignKey> references,
    List<ForeignKey> referencedBy,
    List<GeneratedColumn> generated) {
  public static final TableRules NONE =
      new TableRules(List.of(), List.of(), List.of(), List.of(), List.of());

  public TableRules {
    indexes = List.copyOf(indexes);
    checks = List.copyOf(checks);
    references = List.copyOf(references);
    referencedBy = List.copyOf(referencedBy);
    generated = List.copyOf(generated);
  }

  /// True for a column whose value follows from others.
  public boolean generates(String column) {
    return generated.stream().anyMatch(each -> each.column().equals(column));
  }

  /// True when the table has a constraint or an index of this name.
  public boolean names(String name) {
    return indexes.stream().anyMatch(index -> index.name().equals(name))
        || checks.stream().anyMatch(check -> check.name().equals(name))
        || references.stream().anyMatch(key -> key.name().equals(name));
  }
}
