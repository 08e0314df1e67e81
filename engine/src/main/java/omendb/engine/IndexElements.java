package omendb.engine;

import java.util.Map;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Name;

/// What stands beside the columns and expressions of CREATE INDEX: collations and operator classes.
final class IndexElements {
  /// Classes that order text by its bytes, which is our order of text anyway.
  private static final Map<String, TypeKind> PATTERN =
      Map.of(
          "text_pattern_ops", TypeKind.TEXT,
          "varchar_pattern_ops", TypeKind.VARCHAR,
          "bpchar_pattern_ops", TypeKind.CHAR);

  private static final Set<String> OF_THEIR_TYPES =
      Set.of(
          "bool_ops",
          "int2_ops",
          "int4_ops",
          "int8_ops",
          "float4_ops",
          "float8_ops",
          "numeric_ops",
          "text_ops",
          "varchar_ops",
          "bpchar_ops",
          "name_ops",
          "bytea_ops",
          "date_ops",
          "time_ops",
          "timestamp_ops",
          "timestamptz_ops",
          "interval_ops",
          "uuid_ops",
          "enum_ops",
          "oid_ops",
          "jsonb_ops",
          "array_ops");

  private IndexElements() {}

  /// An expression's text, without the parentheses around all of it.
  static String text(IndexElement element) {
    String text = element.text().strip();
    return text.startsWith("(") && closing(text) == text.length() - 1
        ? text.substring(1, text.length() - 1).strip()
        : text;
  }

  /// Where the first parenthesis closes; quoted text may hide it, which costs no more than a pair
  /// of parentheses.
  private static int closing(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '"') {
        int end = text.indexOf(c, i + 1);
        if (end < 0) {
          return -1;
        }
        i = end;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /// 0A000 for a collation that orders text in another way than by code points.
  static void requireCollation(IndexElement element) {
    Name collation = element.collation();
    if (collation != null
        && !Set.of("default", "C", "POSIX", "ucs_basic").contains(collation.name())) {
      throw DdlCommands.unsupported("collation \"" + collation.name() + "\"", element.pos());
    }
  }

  /// The class's name where it is not the type's own, else empty; 42704 for one that is not there.
  static String operatorClass(IndexElement element, ColumnType type) {
    Name asked = element.operatorClass();
    if (asked == null || OF_THEIR_TYPES.contains(asked.name())) {
      return "";
    }
    TypeKind of = PATTERN.get(asked.name());
    if (of == null) {
      throw SqlState.UNDEFINED_OBJECT.error(
          "operator class \"%s\" does not exist for access method \"btree\"", asked.name());
    }
    boolean text = type.kind() == TypeKind.TEXT || type.kind() == TypeKind.VARCHAR;
    if (of == TypeKind.CHAR ? type.kind() != of : !text) {
      throw SqlState.DATATYPE_MISMATCH.error(
          "operator class \"%s\" does not accept data type %s", asked.name(), type);
    }
    return asked.name();
  }
}
