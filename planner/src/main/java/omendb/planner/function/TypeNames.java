package omendb.planner.function;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.EnumType;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// Types by name.
public final class TypeNames {
  /// Begins the tag of an enumerated type.
  private static final String ENUM = "enum:";

  private static final Map<String, TypeKind> BY_NAME = new HashMap<>();

  static {
    for (TypeKind kind : TypeKind.values()) {
      if (kind != TypeKind.ARRAY) {
        BY_NAME.put(kind.internalName(), kind);
      }
    }
  }

  private TypeNames() {}

  /// The type with this `pg_type.typname`, which may have modifiers and end in `[]`; null when
  /// there is none.
  static @Nullable ColumnType internal(String name) {
    if (name.endsWith("[]")) {
      ColumnType element = internal(name.substring(0, name.length() - 2));
      return element == null ? null : ColumnType.array(element);
    }
    switch (name) {
      case "anyelement" -> {
        return ColumnType.UNKNOWN;
      }
      case "anyarray" -> {
        return ColumnType.array(ColumnType.UNKNOWN);
      }
      case "any" -> {
        return ColumnType.VOID;
      }
      default -> {}
    }
    if (name.startsWith(ENUM)) {
      return ColumnType.enumerated(EnumTag.read(name.substring(ENUM.length())));
    }
    int open = name.indexOf('(');
    if (open > 0) {
      return modified(name, open);
    }
    TypeKind kind = BY_NAME.get(name);
    return kind == null ? null : ColumnType.of(kind);
  }

  private static @Nullable ColumnType modified(String name, int open) {
    TypeKind kind = BY_NAME.get(name.substring(0, open));
    String[] parts = name.substring(open + 1, name.length() - 1).split(",", 2);
    int precision = Integer.parseInt(parts[0]);
    int scale = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return kind == null ? null : new ColumnType(kind, precision, scale, null);
  }

  /// The name of an argument's type in ids: `int4`, `anyarray`, `text[]`.
  static String internal(ColumnType type) {
    ColumnType element = type.element();
    if (element != null && !type.isVector()) {
      return element.kind() == TypeKind.UNKNOWN ? "anyarray" : internal(element) + "[]";
    }
    return switch (type.kind()) {
      case UNKNOWN -> "anyelement";
      case VOID -> "any";
      default -> type.kind().internalName();
    };
  }

  /// The types as one text that [#parseTag(String)] reads: `int4;text[];bpchar(3)`.
  static String tag(List<ColumnType> types) {
    StringBuilder out = new StringBuilder();
    for (ColumnType type : types) {
      if (!out.isEmpty()) {
        out.append(';');
      }
      tag(type, out);
    }
    return out.toString();
  }

  private static void tag(ColumnType type, StringBuilder out) {
    ColumnType element = type.element();
    if (element != null && !type.isVector()) {
      tag(element, out);
      out.append("[]");
      return;
    }
    if (type.user() instanceof EnumType labels) {
      out.append(ENUM).append(EnumTag.of(labels));
      return;
    }
    out.append(type.kind().internalName());
    if (type.precision() > 0) {
      out.append('(').append(type.precision()).append(',').append(type.scale()).append(')');
    }
  }

  /// The types of a tag.
  static List<ColumnType> parseTag(String tag) {
    if (tag.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(tag.split(";"))
        .map(name -> Objects.requireNonNull(internal(name)))
        .toList();
  }
}
