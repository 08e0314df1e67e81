package omendb.core.text;

import omendb.core.OmenException;

/// A path into JSON values.
///
/// @param strict whether structural errors are errors; in lax mode arrays are unwrapped and wrapped
///   as steps need it, and what is missing is passed over
public record JsonPath(boolean strict, PathItem root) {

  /// @throws OmenException 42601, 22P02
  public static JsonPath parse(String text) {
    return new PathParser(text).path();
  }

  /// The path as PostgreSQL prints it; parsing it gives an equal path.
  @Override
  public String toString() {
    return new PathPrinter().print(this);
  }
}
