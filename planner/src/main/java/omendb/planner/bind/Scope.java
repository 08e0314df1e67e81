package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.plan.Expr;
import org.apache.calcite.rel.core.CorrelationId;
import org.jspecify.annotations.Nullable;

/// The names that one query level can see: its FROM items, and through its parent those of the
/// enclosing queries.
final class Scope {
  private final @Nullable Scope parent;
  private final @Nullable Scope row;
  private @Nullable CorrelationId id;
  private final List<Source> sources = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();

  /// A FROM item by name.
  ///
  /// @param schema of a table without alias, else null
  /// @param scalar true for a function of one value per row, whose name means that value
  /// @param relationOid of a table or view that stands there itself, else 0
  record Source(
      @Nullable String schema, String alias, List<Field> fields, boolean scalar, int relationOid) {
    Source(@Nullable String schema, String alias, List<Field> fields) {
      this(schema, alias, fields, false, 0);
    }

    Source withFields(List<Field> others) {
      return new Source(schema, alias, others, scalar, relationOid);
    }
  }

  /// A column by name.
  ///
  /// @param value over the level's input row; no plain column only after FULL JOIN USING
  /// @param tableOid the table that it comes from unchanged, or 0
  /// @param columnNumber 1-based in that table, or 0
  record Field(String name, Expr value, int tableOid, int columnNumber) {
    Field withValue(Expr other) {
      return new Field(name, other, tableOid, columnNumber);
    }

    Field named(String other) {
      return new Field(other, value, tableOid, columnNumber);
    }
  }

  Scope(@Nullable Scope parent) {
    this(parent, null);
  }

  private Scope(@Nullable Scope parent, @Nullable Scope row) {
    this.parent = parent;
    this.row = row;
  }

  /// Names of its own for values over the row of this level, whose names cannot be seen.
  Scope apart() {
    return new Scope(null, this);
  }

  @Nullable Scope parent() {
    return parent;
  }

  /// What names this level's row inside its subqueries.
  CorrelationId id(java.util.function.Supplier<CorrelationId> create) {
    if (row != null) {
      return row.id(create);
    }
    CorrelationId known = id;
    if (known == null) {
      known = create.get();
      id = known;
    }
    return known;
  }

  List<Source> sources() {
    return sources;
  }

  /// The columns that an unqualified name or `*` means, in order.
  List<Field> fields() {
    return fields;
  }

  void add(Scope other) {
    sources.addAll(other.sources);
    fields.addAll(other.fields);
  }

  void add(Source source) {
    sources.add(source);
    fields.addAll(source.fields());
  }

  /// The scope with every field's value changed.
  Scope map(java.util.function.UnaryOperator<Expr> change) {
    Scope mapped = new Scope(parent);
    for (Source source : sources) {
      mapped.sources.add(source.withFields(mapped(source.fields(), change)));
    }
    mapped.fields.addAll(mapped(fields, change));
    return mapped;
  }

  private static List<Field> mapped(
      List<Field> fields, java.util.function.UnaryOperator<Expr> change) {
    return fields.stream().map(f -> f.withValue(change.apply(f.value()))).toList();
  }

  void replaceFields(List<Field> merged) {
    fields.clear();
    fields.addAll(merged);
  }

  /// The fields of this level with the name.
  List<Field> named(String name) {
    List<Field> found = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equals(name)) {
        found.add(field);
      }
    }
    return found;
  }

  @Nullable Source source(@Nullable String schema, String alias) {
    for (Source source : sources) {
      if (source.alias().equals(alias) && (schema == null || schema.equals(source.schema()))) {
        return source;
      }
    }
    return null;
  }
}
