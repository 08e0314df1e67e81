package omendb.engine.exec.codegen;

import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;

/// A value in generated code: the Java expressions (variables, fields or literals, free of side
/// effects) that hold it.
///
/// @param type its SQL type
/// @param main LONG a long (BOOLEAN a boolean), DOUBLE a double, WIDE the low word, BYTES the
///   address, OBJECT the reference
/// @param extra WIDE the high word, BYTES the length, else empty
/// @param isNull a boolean; `false` when the value cannot be NULL
record Value(ColumnType type, String main, String extra, String isNull) {
  Form form() {
    return type.form();
  }

  boolean isBoolean() {
    return type.kind() == TypeKind.BOOLEAN;
  }

  boolean neverNull() {
    return isNull.equals("false");
  }

  Value withType(ColumnType newType) {
    return new Value(newType, main, extra, isNull);
  }

  /// The value under the assumption that it is not NULL.
  Value known() {
    return new Value(type, main, extra, "false");
  }

  /// True when the value is not NULL and true.
  String isTrue() {
    return neverNull() ? main : "(" + main + " & !" + isNull + ")";
  }
}
