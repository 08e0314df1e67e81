package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Finds columns by name, outwards through the enclosing queries.
final class ColumnLookup {
  private final StatementContext statement;

  ColumnLookup(StatementContext statement) {
    this.statement = statement;
  }

  /// A column found, seen from the level that asked.
  Field find(Node.ColumnRef ref, Scope scope) {
    Field field = lookup(ref, scope);
    if (field != null) {
      return field;
    }
    throw missing(ref, scope);
  }

  /// True when no column has the name.
  boolean isMissing(Node.ColumnRef ref, Scope scope) {
    try {
      return lookup(ref, scope) == null;
    } catch (OmenException e) {
      return false;
    }
  }

  /// The column, or null when there is none of the name.
  @Nullable Field lookup(Node.ColumnRef ref, Scope scope) {
    List<String> names = ref.names();
    for (Scope level = scope; level != null; level = level.parent()) {
      Field found =
          names.size() == 1 ? single(level.named(ref.last()), ref) : qualified(level, ref);
      if (found != null) {
        statement.uses().column(found);
        References references = statement.references();
        if (references != null) {
          references.column(ref.pos(), found, level, statement);
        }
        return level == scope ? found : outer(level, found);
      }
      Field system = ref.last().equals("tableoid") ? tableOid(level, ref) : null;
      if (system != null) {
        return system;
      }
    }
    Scope base = statement.base();
    if (base == null) {
      return null;
    }
    return names.size() == 1 ? single(base.named(ref.last()), ref) : qualified(base, ref);
  }

  /// The system column `tableoid`, which is the same in every row of a stored relation.
  private static @Nullable Field tableOid(Scope level, Node.ColumnRef ref) {
    List<String> names = ref.names();
    Source source =
        names.size() > 1
            ? level.source(null, names.get(names.size() - 2))
            : level.sources().size() == 1 ? level.sources().getFirst() : null;
    if (source == null || source.fields().isEmpty()) {
      return null;
    }
    int oid = source.fields().getFirst().tableOid();
    Expr value = new Expr.Literal((long) oid, ColumnType.OID);
    return oid == 0 ? null : new Field("tableoid", value, 0, 0);
  }

  private static @Nullable Field qualified(Scope level, Node.ColumnRef ref) {
    List<String> names = ref.names();
    String schema = names.size() > 2 ? names.get(names.size() - 3) : null;
    Source source = level.source(schema, names.get(names.size() - 2));
    if (source == null) {
      return null;
    }
    List<Field> found = new ArrayList<>();
    for (Field field : source.fields()) {
      if (field.name().equals(ref.last())) {
        found.add(field);
      }
    }
    if (found.isEmpty()) {
      if (ref.last().equals("tableoid")) {
        return null;
      }
      throw noSuchColumn(ref, List.of(source));
    }
    return single(found, ref);
  }

  private static @Nullable Field single(List<Field> found, Node.ColumnRef ref) {
    if (found.size() > 1) {
      throw SqlState.AMBIGUOUS_COLUMN
          .error("column reference \"%s\" is ambiguous", ref.last())
          .at(ref.pos());
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  private Field outer(Scope level, Field field) {
    Expr value =
        Exprs.rewrite(
            field.value(),
            e ->
                e instanceof Expr.Column column && column.index() < Algebra.VIRTUAL
                    ? statement.algebra().outer(level.id(statement.algebra()::newScope), column)
                    : null);
    return field.withValue(value);
  }

  private static OmenException missing(Node.ColumnRef ref, Scope scope) {
    if (ref.names().size() > 1) {
      String table = ref.names().get(ref.names().size() - 2);
      return SqlState.UNDEFINED_TABLE
          .error("missing FROM-clause entry for table \"%s\"", table)
          .at(ref.pos());
    }
    List<Source> sources = new ArrayList<>();
    for (Scope level = scope; level != null; level = level.parent()) {
      sources.addAll(level.sources());
    }
    return noSuchColumn(ref, sources);
  }

  private static OmenException noSuchColumn(Node.ColumnRef ref, List<Source> sources) {
    List<String> names = ref.names();
    OmenException error =
        (names.size() == 1
                ? SqlState.UNDEFINED_COLUMN.error("column \"%s\" does not exist", ref.last())
                : SqlState.UNDEFINED_COLUMN.error(
                    "column %s.%s does not exist", names.get(names.size() - 2), ref.last()))
            .at(ref.pos());
    String near = nearest(ref.last(), sources);
    return near == null
        ? error
        : error.withHint("Perhaps you meant to reference the column \"%s\".", near);
  }

  /// The most similar column, when it is similar enough and the only one so near.
  private static @Nullable String nearest(String name, List<Source> sources) {
    int best = Math.min(3, name.length() / 2) + 1;
    String found = null;
    boolean tie = false;
    for (Source source : sources) {
      for (Field field : source.fields()) {
        int distance = distance(name, field.name());
        if (distance < best) {
          best = distance;
          found = source.alias() + "." + field.name();
          tie = false;
        } else if (distance == best) {
          tie = true;
        }
      }
    }
    return tie ? null : found;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
