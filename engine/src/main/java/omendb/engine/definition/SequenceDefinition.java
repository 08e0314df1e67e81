package omendb.engine.definition;

import omendb.core.TypeKind;

/// A sequence. Its values live beside the catalog, under [Start#store]: giving them out is no
/// definition and belongs to no transaction.
public record SequenceDefinition(
    int oid, String schema, String name, Range range, Owner owner, Start start) {

  /// Which values there are, in what steps.
  ///
  /// @param type SMALLINT, INTEGER or BIGINT
  /// @param start the first value of a new sequence, and after RESTART
  /// @param cache how many values a session takes at once
  public record Range(
      TypeKind type, long start, long increment, long min, long max, long cache, boolean cycle) {}

  /// The column that the sequence goes with.
  ///
  /// @param tableOid 0 when there is none
  /// @param column index into the table's columns
  public record Owner(int tableOid, int column, Kind kind) {
    public static final Owner NONE = new Owner(0, 0, Kind.NONE);

    public boolean identity() {
      return kind == Kind.ALWAYS || kind == Kind.BY_DEFAULT;
    }
  }

  /// How a sequence belongs to a column: not at all, by OWNED BY, or as the column's identity.
  public enum Kind {
    NONE,
    OWNED,
    ALWAYS,
    BY_DEFAULT
  }

  /// Where the values begin. RESTART gives a sequence a new place for them, so that it is undone
  /// with its transaction.
  ///
  /// @param store the number under which the values are kept
  /// @param value the last value if `called`, else the first
  public record Start(int store, long value, boolean called) {}

  public SequenceDefinition named(String newName) {
    return new SequenceDefinition(oid, schema, newName, range, owner, start);
  }

  public SequenceDefinition within(Range newRange) {
    return new SequenceDefinition(oid, schema, name, newRange, owner, start);
  }

  public SequenceDefinition of(Owner newOwner) {
    return new SequenceDefinition(oid, schema, name, range, newOwner, start);
  }

  public SequenceDefinition from(Start newStart) {
    return new SequenceDefinition(oid, schema, name, range, owner, newStart);
  }
}
