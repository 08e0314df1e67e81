package omendb.planner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a query's text that names something which has a number, so that the text can be
/// written again when the thing gets another name.
public sealed interface Reference {
  /// Where it starts in the text, as errors report positions.
  int position();

  /// A table or view in FROM.
  ///
  /// @param aliased true when an alias follows
  record ToRelation(int position, CatalogView.Relation relation, boolean aliased)
      implements Reference {}

  /// A column of a table or view that FROM names; the name's last part is the column's.
  ///
  /// @param number 1-based in the relation
  record ToColumn(int position, int relationOid, int number) implements Reference {}

  /// A type that a user has defined.
  record ToType(int position, int typeOid, String schema, String name) implements Reference {}

  /// A function that a user has defined.
  record ToRoutine(int position, int routineOid, String schema, String name) implements Reference {}

  /// An item of a select list that has its name from its expression.
  record Unnamed(int position, String name) implements Reference {}

  /// A star of a select list.
  ///
  /// @param columns the names that it stands for, each with its qualifier; null when they cannot
  ///   all be named
  record Star(int position, @Nullable List<List<String>> columns) implements Reference {}
}
