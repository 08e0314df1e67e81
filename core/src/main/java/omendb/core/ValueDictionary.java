package omendb.core;

/// The distinct values of a column of bytes (see [TypeKind.Form#BYTES]), numbered by codes from 0
/// on. Addresses are good as long as the scan that gave it. Immutable; told apart by identity.
public interface ValueDictionary {
  int size();

  /// The native address of the value with this code.
  long address(int code);

  /// The length in bytes of the value with this code.
  int length(int code);
}
