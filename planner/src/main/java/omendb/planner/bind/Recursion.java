package omendb.planner.bind;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// A table of WITH RECURSIVE while its own query is bound: what a reference to itself means there.
final class Recursion {
  private final Query.CommonTable table;
  private final int id;
  private final Set<Integer> references = new HashSet<>();
  private Place place = Place.WHOLE;
  private @Nullable List<String> names;
  private @Nullable List<ColumnType> types;

  /// Where in the query a reference stands.
  enum Place {
    /// A query that is no UNION.
    WHOLE(""),
    SEED("its non-recursive term"),
    /// The only place where a reference is allowed.
    STEP(""),
    SUBQUERY("a subquery"),
    OUTER_JOIN("an outer join"),
    INTERSECT("INTERSECT"),
    EXCEPT("EXCEPT");

    private final String shown;

    Place(String shown) {
      this.shown = shown;
    }
  }

  /// @param id tells the statement's recursive tables apart
  Recursion(Query.CommonTable table, int id) {
    this.table = table;
    this.id = id;
  }

  Query.CommonTable table() {
    return table;
  }

  int id() {
    return id;
  }

  Place place() {
    return place;
  }

  void enter(Place next) {
    place = next;
  }

  /// The columns that a reference has.
  void columns(List<String> columnNames, List<ColumnType> columnTypes) {
    names = List.copyOf(columnNames);
    types = List.copyOf(columnTypes);
  }

  List<String> names() {
    return java.util.Objects.requireNonNull(names);
  }

  List<ColumnType> types() {
    return java.util.Objects.requireNonNull(types);
  }

  boolean isUsed() {
    return !references.isEmpty();
  }

  /// Notes a reference; the same one may be bound more than once.
  void refer(int position) {
    String name = table.name();
    if (place == Place.WHOLE) {
      throw invalid(
          "recursive query \"%s\" does not have the form"
              + " non-recursive-term UNION [ALL] recursive-term",
          table.pos());
    }
    if (place != Place.STEP) {
      throw invalid(
          "recursive reference to query \"%s\" must not appear within " + place.shown, position);
    }
    references.add(position);
    if (references.size() > 1) {
      throw SqlState.INVALID_RECURSION
          .error("recursive reference to query \"%s\" must not appear more than once", name)
          .at(position);
    }
  }

  private OmenException invalid(String message, int position) {
    return SqlState.INVALID_RECURSION.error(message, table.name()).at(position);
  }
}
