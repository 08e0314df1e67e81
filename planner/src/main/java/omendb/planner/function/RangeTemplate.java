package omendb.planner.function;

import java.util.Objects;
import java.util.function.Consumer;
import omendb.core.ColumnType;

/// Signatures that stand for one of each range type.
final class RangeTemplate {
  private RangeTemplate() {}

  /// Gives the signature with each range type in the places of `anyrange`, `anymultirange` and
  /// `rangebound`; as it is when it has none of them.
  static void each(String text, Consumer<String> into) {
    if (!text.contains("anyrange") && !text.contains("anymultirange")) {
      into.accept(text);
      return;
    }
    for (ColumnType range : ColumnType.RANGES) {
      ColumnType bound = Objects.requireNonNull(range.bound());
      ColumnType multirange = Objects.requireNonNull(range.multirange());
      into.accept(
          text.replace("anyrange", range.kind().internalName())
              .replace("anymultirange", multirange.kind().internalName())
              .replace("rangebound", bound.kind().internalName()));
    }
  }

  /// True for a signature that takes ranges: its arguments are taken as they are, never converted.
  static boolean isStrictlyTyped(FunctionSignature signature) {
    for (ColumnType argument : signature.arguments()) {
      if (argument.bound() != null) {
        return true;
      }
    }
    return false;
  }
}
