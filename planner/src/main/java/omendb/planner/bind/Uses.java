package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import omendb.planner.CatalogView;
import omendb.planner.CatalogView.Relation;
import omendb.planner.RelationUse;
import omendb.planner.Routine;
import omendb.planner.bind.Scope.Field;

/// Collects what a statement does to which columns of which relations while it is bound, so that
/// privileges can be checked when it is known to mean something.
final class Uses {
  private final Map<Place, Use> uses = new LinkedHashMap<>();
  private final Set<Call> calls = new LinkedHashSet<>();
  private int through;

  private record Place(int relation, int through) {}

  private static final class Use {
    final Relation relation;
    final Set<Integer> selected = new HashSet<>();
    final Set<Integer> inserted = new HashSet<>();
    final Set<Integer> updated = new HashSet<>();
    boolean read;
    boolean inserts;
    boolean updates;
    boolean deletes;
    boolean locks;

    Use(Relation relation) {
      this.relation = relation;
    }
  }

  /// Enters a view's query, which is its owner's unless it is whose who asks; returns what [#leave]
  /// wants.
  int enter(Relation view, CatalogView catalog) {
    int outer = through;
    through = catalog.invoked(view.oid()) ? outer : view.oid();
    return outer;
  }

  /// Goes to where [#through] was this; returns what [#leave] wants.
  int enter(int place) {
    int outer = through;
    through = place;
    return outer;
  }

  /// The view whose owner's privileges count here; 0 for the current user's.
  int through() {
    return through;
  }

  void leave(int outer) {
    through = outer;
  }

  private Use use(Relation relation) {
    return uses.computeIfAbsent(new Place(relation.oid(), through), _ -> new Use(relation));
  }

  private record Call(Routine routine, int through) {}

  /// Notes a call of a routine.
  void call(Routine routine, int caller) {
    calls.add(new Call(routine, caller));
  }

  /// 42501 where the statement does what is not permitted.
  void requirePermission(CatalogView catalog) {
    // What a routine reads is noted with the rest, and is no matter of who may not even call it.
    calls.forEach(call -> catalog.permit(call.routine(), call.through()));
    catalog.permit(all());
  }

  /// Notes a relation in FROM.
  void read(Relation relation, boolean locked) {
    Use use = use(relation);
    use.read = true;
    use.locks |= locked;
  }

  /// Notes a relation of which something may be read, for what follows to be noted.
  void look(Relation relation) {
    use(relation);
  }

  void change(Relation relation, ViewTarget.Verb verb) {
    Use use = use(relation);
    switch (verb) {
      case INSERT -> use.inserts = true;
      case UPDATE -> use.updates = true;
      case DELETE -> use.deletes = true;
    }
  }

  /// Notes a column, by its index, that is given a value.
  void assigned(Relation relation, ViewTarget.Verb verb, int column) {
    change(relation, verb);
    Use use = use(relation);
    (verb == ViewTarget.Verb.INSERT ? use.inserted : use.updated).add(column);
  }

  /// Notes that a column of a relation in use is read.
  void column(Field field) {
    if (field.tableOid() != 0 && field.columnNumber() > 0) {
      Use use = uses.get(new Place(field.tableOid(), through));
      if (use != null) {
        use.selected.add(field.columnNumber() - 1);
      }
    }
  }

  void columns(List<Field> fields) {
    fields.forEach(this::column);
  }

  private List<RelationUse> all() {
    List<RelationUse> all = new ArrayList<>(uses.size());
    uses.forEach((place, use) ->
        all.add(
            new RelationUse(
                use.relation,
                place.through(),
                use.read,
                use.inserts,
                use.updates,
                use.deletes,
                use.locks,
                use.selected,
                use.inserted,
                use.updated)));
    return all;
  }
}
