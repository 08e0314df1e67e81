package omendb.planner.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.planner.CatalogView.Relation;
import omendb.planner.Reference;
import omendb.planner.Routine;
import omendb.planner.ast.FromItem;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import org.jspecify.annotations.Nullable;

/// Collects what a query's text refers to while it is bound. A part that is bound several times
/// counts once.
public final class References {
  private record Place(Class<?> kind, int position) {}

  private final Map<Place, Reference> found = new LinkedHashMap<>();

  /// The references in the order in which they were met.
  public List<Reference> all() {
    return List.copyOf(found.values());
  }

  private void add(Reference reference) {
    found.put(new Place(reference.getClass(), reference.position()), reference);
  }

  void relation(FromItem.Table table, Relation relation) {
    add(new Reference.ToRelation(table.name().pos(), relation, table.alias() != null));
  }

  void type(int position, int oid, String schema, String name) {
    add(new Reference.ToType(position, oid, schema, name));
  }

  void routine(int position, Routine routine) {
    add(new Reference.ToRoutine(position, routine.oid(), routine.schema(), routine.name()));
  }

  void unnamed(int position, String name) {
    add(new Reference.Unnamed(position, name));
  }

  /// A column that was found among the sources of a scope; it counts when one of them is a relation
  /// whose column it is, by its own name.
  void column(int position, Field field, Scope scope, StatementContext statement) {
    Relation relation = statement.relation(field.tableOid());
    int number = field.columnNumber();
    if (relation == null
        || number <= 0
        || !relation.columns().get(number - 1).name().equals(field.name())) {
      return;
    }
    for (Source source : scope.sources()) {
      if (source.relationOid() == relation.oid() && source.fields().contains(field)) {
        add(new Reference.ToColumn(position, relation.oid(), number));
      }
    }
  }

  void star(int position, List<Field> fields, Scope scope, @Nullable Source only) {
    List<List<String>> names = new ArrayList<>();
    for (Field field : fields) {
      List<String> name = Targets.isPart(field.name()) ? null : name(field, scope, only);
      if (name == null) {
        add(new Reference.Star(position, null));
        return;
      }
      names.add(name);
    }
    add(new Reference.Star(position, names));
  }

  /// The shortest name that means the field and keeps to its source; null when there is none.
  private static @Nullable List<String> name(Field field, Scope scope, @Nullable Source only) {
    for (Source source : only == null ? scope.sources() : List.of(only)) {
      boolean unique =
          scope.source(null, source.alias()) == source
              && source.fields().stream().filter(f -> f.name().equals(field.name())).count() == 1;
      if (unique && source.fields().contains(field)) {
        return List.of(source.alias(), field.name());
      }
    }
    boolean alone = only == null && scope.named(field.name()).size() == 1;
    return alone ? List.of(field.name()) : null;
  }
}
