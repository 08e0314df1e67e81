package omendb.engine.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A secondary index of a table; the primary key is the table's own order and has none.
///
/// @param oid also the number of the internal table that holds the entries
/// @param traits what it says of the rows that are in it
/// @param include columns that ride along as INCLUDE names them; entries do not hold them
public record IndexDefinition(
    int oid,
    String schema,
    String name,
    int tableOid,
    List<Part> parts,
    Traits traits,
    List<Integer> include) {
  public IndexDefinition {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
  }

  /// What an index says of the rows that are in it.
  ///
  /// @param unique no two rows may have the same values, unless one of them is NULL
  /// @param nullsAlike unique: two NULLs are the same value
  /// @param constraint made by a UNIQUE constraint, whose name it bears
  /// @param predicate as written, over the table's columns; null when all rows are in it
  public record Traits(
      boolean unique, boolean nullsAlike, boolean constraint, @Nullable String predicate) {}

  /// A column of the index, or an expression.
  ///
  /// @param column index into the table's columns; [#EXPRESSION] for an expression
  /// @param expression as written, over the table's columns; null for a column
  /// @param operatorClass as written where it is not the type's own, else empty
  /// @param descending as written; entries are stored ascending and can be read both ways
  public record Part(
      int column,
      @Nullable String expression,
      String operatorClass,
      boolean descending,
      boolean nullsFirst) {
    public static final int EXPRESSION = -1;

    public static Part ascending(int column) {
      return new Part(column, null, "", false, false);
    }

    /// The same part of a table whose columns have moved.
    public Part at(int newColumn) {
      return new Part(newColumn, expression, operatorClass, descending, nullsFirst);
    }

    /// The same part with another text for its expression.
    public Part saying(@Nullable String newExpression) {
      return new Part(column, newExpression, operatorClass, descending, nullsFirst);
    }
  }

  public boolean unique() {
    return traits.unique();
  }

  public boolean constraint() {
    return traits.constraint();
  }

  public @Nullable String predicate() {
    return traits.predicate();
  }

  /// The table's columns in index order; [Part#EXPRESSION] for what is no column.
  public List<Integer> columns() {
    return parts.stream().map(Part::column).toList();
  }

  /// True when each row has an entry, of columns only.
  public boolean plain() {
    return traits.predicate() == null && parts.stream().allMatch(part -> part.column() >= 0);
  }

  /// The same index of another table, with entries of its own.
  public IndexDefinition of(int newOid, int newTableOid) {
    return new IndexDefinition(newOid, schema, name, newTableOid, parts, traits, include);
  }

  /// The same index of a table whose columns have moved.
  public IndexDefinition over(List<Part> newParts, List<Integer> newInclude) {
    return new IndexDefinition(oid, schema, name, tableOid, newParts, traits, newInclude);
  }

  /// The same index after one of the table's columns has got another name.
  public IndexDefinition saying(List<Part> newParts, @Nullable String newPredicate) {
    Traits said =
        new Traits(traits.unique(), traits.nullsAlike(), traits.constraint(), newPredicate);
    return new IndexDefinition(oid, schema, name, tableOid, newParts, said, include);
  }

  public IndexDefinition named(String newName) {
    return new IndexDefinition(oid, schema, newName, tableOid, parts, traits, include);
  }
}
