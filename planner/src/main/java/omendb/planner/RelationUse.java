package omendb.planner;

import java.util.Set;
import omendb.planner.CatalogView.Relation;

/// What a statement does to one relation, for which somebody needs privileges. Columns are their
/// indices in the relation.
///
/// @param through the view whose owner needs them; 0 for the current user himself
/// @param read true when rows are read, if only to count them
/// @param inserts true for INSERT, and so on
/// @param locks true when rows are locked without being changed
/// @param selected the columns that are read
/// @param inserted the columns that are given values in new rows
/// @param updated the columns that are given values in old rows
public record RelationUse(
    Relation relation,
    int through,
    boolean read,
    boolean inserts,
    boolean updates,
    boolean deletes,
    boolean locks,
    Set<Integer> selected,
    Set<Integer> inserted,
    Set<Integer> updated) {
  public RelationUse {
    selected = Set.copyOf(selected);
    inserted = Set.copyOf(inserted);
    updated = Set.copyOf(updated);
  }
}
