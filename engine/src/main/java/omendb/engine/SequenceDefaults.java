package omendb.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.engine.catalog.CatalogAnswers;
import omendb.engine.definition.SequenceDefinition;
import org.jspecify.annotations.Nullable;

/// DEFAULT expressions that ask a sequence: stored with the sequence's number, so that they follow
/// its new names and need no search path.
final class SequenceDefaults {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "\\s*(?:pg_catalog\\.)?nextval\\s*\\(\\s*'((?:[^']|'')+)'"
              + "\\s*(?:::\\s*(?:pg_catalog\\.)?regclass\\s*)?\\)\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern STORED = Pattern.compile("nextval\\('(\\d+)'::regclass\\)");

  private SequenceDefaults() {}

  static String of(SequenceDefinition sequence) {
    return "nextval('" + sequence.oid() + "'::regclass)";
  }

  /// A default as it is stored: 42P01 when it names no relation.
  static @Nullable String stored(Session session, @Nullable String sql) {
    Matcher written = sql == null ? null : WRITTEN.matcher(sql);
    if (sql == null || written == null || !written.matches()) {
      return sql;
    }
    String name = written.group(1).replace("''", "'");
    if (name.chars().allMatch(Character::isDigit)) {
      return sql;
    }
    CatalogAnswers answers = session.database().systemCatalog().answers(new SessionView(session));
    Object oid = answers.call("regclass(text)", new Object[] {name});
    CatalogState catalog = session.transaction().catalog();
    SequenceDefinition sequence =
        oid instanceof Long number ? catalog.sequences().get(number.intValue()) : null;
    return sequence == null ? sql : of(sequence);
  }

  /// The number of the sequence that a stored default asks; 0 when it asks none.
  static int sequence(@Nullable String stored) {
    Matcher matcher = stored == null ? null : STORED.matcher(stored);
    return matcher != null && matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
