package omendb.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The savepoints of a block, the newest first.
final class Savepoints {
  private final Deque<Mark> marks = new ArrayDeque<>();

  /// A savepoint: where the writes, the locks, the catalog and the deferred checks stood.
  record Mark(
      String name, int position, int locks, @Nullable CatalogState catalog, int deferredChecks) {}

  boolean isEmpty() {
    return marks.isEmpty();
  }

  void clear() {
    marks.clear();
  }

  void add(Mark mark) {
    marks.push(mark);
  }

  /// Forgets the savepoint and all later ones; 3B001 when there is none of this name.
  void release(String name) {
    returnTo(name);
    marks.pop();
  }

  /// The savepoint; forgets all later ones. 3B001 when there is none of this name.
  Mark returnTo(String name) {
    Mark mark = find(name);
    while (marks.peek() != mark) {
      marks.pop();
    }
    return mark;
  }

  private Mark find(String name) {
    for (Mark mark : marks) {
      if (mark.name().equals(name)) {
        return mark;
      }
    }
    throw SqlState.INVALID_SAVEPOINT_SPECIFICATION.error("savepoint \"%s\" does not exist", name);
  }
}
