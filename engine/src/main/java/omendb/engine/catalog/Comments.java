package omendb.engine.catalog;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// What COMMENT has said about objects. Part of the engine's catalog and, like it, not changed once
/// it is published.
public final class Comments {
  private final TreeMap<Target, String> texts;

  public Comments() {
    this(new TreeMap<>());
  }

  private Comments(TreeMap<Target, String> texts) {
    this.texts = texts;
  }

  /// What a comment is about.
  ///
  /// @param relation the oid of the catalog's relation that lists such objects
  /// @param object the object's oid
  /// @param column a column of the object; empty for the object itself
  public record Target(long relation, long object, String column) implements Comparable<Target> {
    private static final Comparator<Target> ORDER =
        Comparator.comparingLong(Target::relation)
            .thenComparingLong(Target::object)
            .thenComparing(Target::column);

    @Override
    public int compareTo(Target other) {
      return ORDER.compare(this, other);
    }
  }

  public Comments copy() {
    return new Comments(new TreeMap<>(texts));
  }

  public Map<Target, String> all() {
    return texts;
  }

  public @Nullable String get(Target target) {
    return texts.get(target);
  }

  /// @param text null removes the comment
  public void put(Target target, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      texts.remove(target);
    } else {
      texts.put(target, text);
    }
  }

  /// Lets a column's comment follow its new name.
  public void renameColumn(long object, String column, String name) {
    Target target = new Target(SystemOids.PG_CLASS, object, column);
    String text = texts.remove(target);
    if (text != null) {
      texts.put(new Target(SystemOids.PG_CLASS, object, name), text);
    }
  }

  /// Removes a column's comment.
  public void dropColumn(long object, String column) {
    texts.remove(new Target(SystemOids.PG_CLASS, object, column));
  }

  /// Removes what was said about objects that are gone.
  public void retain(LongPredicate there) {
    texts.keySet().removeIf(target -> !there.test(SystemOids.owner(target.object())));
  }
}
